//! Models of values that are connected in any way: branches, shared layers, several inputs and outputs.

use super::Model;
use super::nested::Symbols;
use super::network::{Call, NamedLayer, Network, NetworkInput, Shown};
use super::outline::Outline;
use crate::error::{Error, Result};
use crate::layer::{IntoSymbols, SharedLayer, SymbolicCall, SymbolicTensor};
use std::sync::Arc;

impl Model {
    /// A model of all that lies between `inputs` and `outputs`, with seed 0. In Keras: "The Model class".
    ///
    /// Values in the middle of another model may be inputs and outputs as well; the layers between are then
    /// shared by both models, with their weights.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let x = Input::new(4).symbol()?;
    /// let hidden = Dense::new(8).activation("relu").apply(&x)?;
    /// let y = Dense::new(1).apply(&hidden)?;
    /// let model = Model::new(&x, &y)?;
    /// assert_eq!(model.count_params()?, (4 * 8 + 8) + (8 + 1));
    ///
    /// let mut features = Model::new(&x, &hidden)?;
    /// assert_eq!(features.predict(&Array2::<f32>::ones((3, 4)))?.shape(), [3, 8]);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When there are no inputs or outputs, an input is named twice, no output depends on an input, an output does not depend
    /// on the inputs alone, or two layers have one name. (Files of Keras may have inputs that nothing depends on, and are read
    /// with [`from_json`](Self::from_json).)
    pub fn new(inputs: impl IntoSymbols, outputs: impl IntoSymbols) -> Result<Model> {
        Model::with_seed(0, inputs, outputs)
    }

    /// [`new`](Self::new), with random numbers from `seed`.
    ///
    /// # Errors
    ///
    /// Those of `new`.
    pub fn with_seed(
        seed: u64,
        inputs: impl IntoSymbols,
        outputs: impl IntoSymbols,
    ) -> Result<Model> {
        let (inputs, outputs) = (inputs.into_symbols(), outputs.into_symbols());
        let connected = check_connected(&inputs, &outputs);
        let model = connected.and_then(|()| Model::between(seed, &inputs, &outputs));
        model.map_err(|error| error.at("functional"))
    }

    /// The same, with errors that do not name the model.
    pub(crate) fn between(
        seed: u64,
        inputs: &[SymbolicTensor],
        outputs: &[SymbolicTensor],
    ) -> Result<Model> {
        let (network, values) = Traversal::of(inputs, outputs)?.network(inputs, outputs)?;
        let shapes = inputs.iter().map(SymbolicTensor::shape).collect();
        let outline = Some(Outline::of(&network, shapes)?);
        let symbols = Symbols::given(&values);
        let mut model = Model { outline, symbols, ..Model::over(network, "Functional", seed) };
        // Other models of these layers start from the same numbers, whichever computes first.
        model.hand_out_weights()?;
        Ok(model)
    }
}

/// The calls between some inputs and some outputs.
struct Traversal {
    /// Each after those it takes values from.
    calls: Vec<Arc<SymbolicCall>>,
    /// The layers in the order in which the walk from the outputs met them.
    layers: Vec<SharedLayer>,
    /// The same with the inputs among them.
    met: Vec<Shown>,
}

/// A call that the walk has entered, and how many of its inputs it has followed.
struct Entered {
    call: Arc<SymbolicCall>,
    followed: usize,
}

impl Traversal {
    /// Walks from the outputs down to the inputs, depth first, as Keras does: the order of layers and
    /// weights follows from it.
    fn of(inputs: &[SymbolicTensor], outputs: &[SymbolicTensor]) -> Result<Self> {
        check_ends(inputs, outputs)?;
        let mut walk = Traversal { calls: Vec::new(), layers: Vec::new(), met: Vec::new() };
        for output in outputs {
            let mut path: Vec<Entered> = Vec::new();
            walk.enter(output, inputs, &mut path)?;
            while let Some(top) = path.last_mut() {
                let next = top.call.inputs.get(top.followed).cloned();
                top.followed += 1;
                match next {
                    Some(next) => walk.enter(&next, inputs, &mut path)?,
                    None => walk.calls.extend(path.pop().map(|entered| entered.call)),
                }
            }
        }
        Ok(walk)
    }

    /// Goes on with the call that makes `value`, unless it was met before or `value` is an input.
    fn enter(
        &mut self,
        value: &SymbolicTensor,
        inputs: &[SymbolicTensor],
        path: &mut Vec<Entered>,
    ) -> Result<()> {
        if let Some(place) = inputs.iter().position(|input| input.is(value)) {
            let input = Shown::Input(place);
            if !self.met.contains(&input) {
                self.met.push(input);
            }
            return Ok(());
        }
        if self.calls.iter().any(|call| Arc::ptr_eq(call, &value.call)) {
            return Ok(());
        }
        if value.is_input() {
            return Err(Error::invalid(
                "outputs",
                "values that depend on the model's inputs only",
                format!("one that needs {} as well", value.layer().label()),
                "Name that input too, or start from other values.",
            ));
        }
        if !self.layers.iter().any(|layer| layer.is(value.layer())) {
            self.met.push(Shown::Layer(self.layers.len()));
            self.layers.push(value.layer().clone());
        }
        path.push(Entered { call: value.call.clone(), followed: 0 });
        Ok(())
    }

    /// The network, and its values in the order of their numbers.
    fn network(
        self,
        inputs: &[SymbolicTensor],
        outputs: &[SymbolicTensor],
    ) -> Result<(Network, Vec<SymbolicTensor>)> {
        let Ordered { calls, layers, shown } = self.in_order(inputs);
        let names = names(inputs, &layers)?;
        let (input_names, layer_names) = names.split_at(inputs.len());
        let mut numbered: Vec<SymbolicTensor> = inputs.to_vec();
        let mut network = Network {
            inputs: inputs
                .iter()
                .zip(input_names)
                .map(|(input, name)| NetworkInput {
                    name: name.clone(),
                    shape: Some(input.shape()),
                    batch_size: input.layer().settings().batch_size(),
                })
                .collect(),
            shown,
            ..Network::default()
        };
        for call in calls {
            let layer = position(&layers, |layer| layer.is(&call.layer))?;
            let inputs = call.inputs.iter().map(|input| number(&numbered, input));
            network.calls.push(Call {
                layer,
                inputs: inputs.collect::<Result<_>>()?,
                outputs: call.outputs.len(),
                number: call.number,
                inference: call.inference,
            });
            let count = call.outputs.len();
            numbered.extend((0..count).map(|index| SymbolicTensor { call: call.clone(), index }));
        }
        network.outputs =
            outputs.iter().map(|output| number(&numbered, output)).collect::<Result<_>>()?;
        let named = layers.into_iter().zip(layer_names);
        network.layers =
            named.map(|(layer, name)| NamedLayer { name: name.clone(), layer }).collect();
        Ok((network, numbered))
    }

    /// Calls and layers in Keras's order: by decreasing distance to the outputs, and as the walk met them
    /// where that is equal. A layer counts with the distance of its farthest call.
    fn in_order(self, inputs: &[SymbolicTensor]) -> Ordered {
        let Traversal { calls, layers, met } = self;
        let layer_of = |call: &SymbolicCall| layers.iter().position(|l| l.is(&call.layer));
        let mut call_depths = vec![0usize; calls.len()];
        let mut layer_depths = vec![0usize; layers.len()];
        let mut input_depths = vec![0usize; inputs.len()];
        for index in (0..calls.len()).rev() {
            let call = &calls[index];
            if let Some(layer) = layer_of(call) {
                layer_depths[layer] = layer_depths[layer].max(call_depths[index]);
                call_depths[index] = layer_depths[layer];
            }
            let depth = call_depths[index] + 1;
            for value in &call.inputs {
                if let Some(input) = inputs.iter().position(|input| input.is(value)) {
                    input_depths[input] = input_depths[input].max(depth);
                } else if let Some(below) = calls.iter().position(|c| Arc::ptr_eq(c, &value.call)) {
                    call_depths[below] = call_depths[below].max(depth);
                }
            }
        }
        let order = |depths: &[usize]| {
            let mut order: Vec<usize> = (0..depths.len()).collect();
            order.sort_by_key(|&index| std::cmp::Reverse(depths[index]));
            order
        };
        let ordered_calls = order(&call_depths).into_iter().map(|i| calls[i].clone()).collect();
        let layer_order = order(&layer_depths);

        // Inputs that nothing depends on come as if they had been met first.
        let unused = (0..inputs.len()).map(Shown::Input).filter(|input| !met.contains(input));
        let mut shown: Vec<Shown> = unused.chain(met.iter().copied()).collect();
        shown.sort_by_key(|shown| {
            std::cmp::Reverse(match *shown {
                Shown::Input(input) => input_depths[input],
                Shown::Layer(layer) => layer_depths[layer],
            })
        });
        let mut numbers = 0..layers.len();
        let renumbered = shown.into_iter().filter_map(|shown| match shown {
            Shown::Input(input) => Some(Shown::Input(input)),
            Shown::Layer(_) => numbers.next().map(Shown::Layer),
        });
        Ordered {
            calls: ordered_calls,
            shown: renumbered.collect(),
            layers: layer_order.into_iter().map(|i| layers[i].clone()).collect(),
        }
    }
}

/// Calls and layers in Keras's order.
struct Ordered {
    calls: Vec<Arc<SymbolicCall>>,
    layers: Vec<SharedLayer>,
    /// The layers with the inputs among them.
    shown: Vec<Shown>,
}

fn check_ends(inputs: &[SymbolicTensor], outputs: &[SymbolicTensor]) -> Result<()> {
    for (what, values) in [("inputs", inputs), ("outputs", outputs)] {
        if values.is_empty() {
            return Err(Error::invalid(what, "at least one", "none", "Name them in an array."));
        }
    }
    let twice = inputs
        .iter()
        .enumerate()
        .find(|(index, input)| inputs[..*index].iter().any(|earlier| earlier.is(input)));
    match twice {
        None => Ok(()),
        Some((_, input)) => Err(Error::invalid(
            "inputs",
            "each value once",
            format!("{} again", input.layer().label()),
            "Leave it out the second time.",
        )),
    }
}

/// Checks that some output depends on each input.
fn check_connected(inputs: &[SymbolicTensor], outputs: &[SymbolicTensor]) -> Result<()> {
    let walk = Traversal::of(inputs, outputs)?;
    let needed = |place: usize| walk.met.contains(&Shown::Input(place));
    let Some(place) = (0..inputs.len()).find(|&place| !needed(place)) else { return Ok(()) };
    let names = names(inputs, &walk.layers)?;
    Err(Error::invalid(
        "inputs",
        "values that an output depends on",
        format!("{}, which none needs", names[place]),
        "Leave this input out, or connect it with an output.",
    ))
}

/// The names of the inputs and the layers: those that were chosen, and the next free ones of the classes.
fn names(inputs: &[SymbolicTensor], layers: &[SharedLayer]) -> Result<Vec<String>> {
    let label = |input: &SymbolicTensor| match input.is_input() {
        true => (input.layer().settings().name().map(str::to_owned), "input_layer".to_owned()),
        false => (None, "input_layer".to_owned()),
    };
    let wishes: Vec<(Option<String>, String)> = inputs
        .iter()
        .map(label)
        .chain(layers.iter().map(|l| (l.settings().name().map(str::to_owned), l.label())))
        .collect();
    let chosen: Vec<&String> = wishes.iter().filter_map(|(chosen, _)| chosen.as_ref()).collect();
    let twice = chosen.iter().enumerate().find(|(index, name)| chosen[..*index].contains(name));
    if let Some((_, name)) = twice {
        return Err(Error::invalid(
            "name",
            "a name that no other layer of the model has",
            format!("{name:?} again"),
            "Choose another name, or leave it out.",
        ));
    }
    let mut names: Vec<String> = Vec::with_capacity(wishes.len());
    for (own, class) in &wishes {
        names.push(match own {
            Some(own) => own.clone(),
            None => next_free(class, |name| {
                names.iter().any(|taken| taken == name) || chosen.iter().any(|c| *c == name)
            }),
        });
    }
    Ok(names)
}

/// `dense`, or `dense_1`, `dense_2` and so on: the first that is not taken.
pub(super) fn next_free(class: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut name = class.to_owned();
    let mut number = 0;
    while taken(&name) {
        number += 1;
        name = format!("{class}_{number}");
    }
    name
}

fn number(values: &[SymbolicTensor], value: &SymbolicTensor) -> Result<usize> {
    position(values, |known| known.is(value))
}

fn position<T>(all: &[T], is: impl Fn(&T) -> bool) -> Result<usize> {
    let place = all.iter().position(is);
    place.ok_or_else(|| Error::internal("a functional model takes a value before it is made"))
}
