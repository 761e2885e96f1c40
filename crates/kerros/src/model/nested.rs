//! A model as a layer of another, and the values inside a model.

use super::Model;
use super::network::{Masked, Network};
use super::outline::Outline;
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{
    Build, Config, Described, Layer, Settings, SharedLayer, SymbolicCall, SymbolicTensor,
};
use crate::layers::Input;
use kerros_graph::NodeId;
use std::sync::{Arc, Weak};

/// A model inside another.
#[derive(Debug)]
struct ModelLayer {
    class_name: &'static str,
    settings: Settings,
    network: Arc<Network>,
    /// The shapes of one sample of each input, where they are known.
    inputs: Option<Vec<Vec<usize>>>,
}

impl ModelLayer {
    /// Checks the number and the shapes of what the model is applied to; the shapes.
    fn check_inputs(&self, build: &Build<'_>, inputs: &[NodeId]) -> Result<Vec<Vec<usize>>> {
        let shapes: Vec<_> = inputs.iter().map(|&input| build.inner_sizes(input)).collect();
        let (expected, received) = match &self.inputs {
            Some(expected) if *expected != shapes => (format!("{expected:?}"), &shapes),
            None if inputs.len() != self.network.inputs.len() => {
                (format!("{} inputs", self.network.inputs.len()), &shapes)
            }
            _ => return Ok(shapes),
        };
        Err(Error::invalid(
            "inputs",
            format!("samples of the model's shapes, {expected}"),
            format!("{received:?}"),
            "Apply the model to as many values of these shapes as it has inputs.",
        ))
    }
}

impl Layer for ModelLayer {
    fn class_name(&self) -> &'static str {
        self.class_name
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let outputs = self.call_many(build, &[input])?;
        match outputs[..] {
            [output] => Ok(output),
            _ => Err(Error::invalid(
                "outputs",
                "one",
                outputs.len().to_string(),
                "Call a model with several outputs with apply_many.",
            )),
        }
    }

    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> Result<Vec<NodeId>> {
        let shapes = self.check_inputs(build, inputs)?;
        // Anew, as layers may have been frozen since the last time.
        for weight in &Outline::of(&self.network, shapes)?.weights {
            build.declare_inner(weight);
        }
        let masks = build.masks().iter().copied().chain(std::iter::repeat(None));
        let inputs: Vec<Masked> =
            inputs.iter().zip(masks).map(|(&node, mask)| Masked { node, mask }).collect();
        let outputs = self.network.write_within(build, &inputs)?;
        build.set_mask(outputs.first().and_then(|output| output.mask));
        Ok(outputs.iter().map(|output| output.node).collect())
    }

    fn config(&self) -> Config {
        Config::new()
    }

    fn output_activation(&self) -> Option<Activation> {
        Some(self.network.last_activation(0))
    }
}

/// The values of a model as symbols.
#[derive(Debug)]
pub(super) enum Symbols {
    /// Those that the model was made of, as long as somebody holds them.
    Given(Vec<(Weak<SymbolicCall>, usize)>),
    /// All, as somebody asked for some.
    Made(Vec<SymbolicTensor>),
}

impl Default for Symbols {
    fn default() -> Self {
        Symbols::Given(Vec::new())
    }
}

impl Symbols {
    /// Of a model that was made of these.
    pub(super) fn given(symbols: &[SymbolicTensor]) -> Self {
        let weak = symbols.iter().map(|symbol| (Arc::downgrade(&symbol.call), symbol.index));
        Symbols::Given(weak.collect())
    }
}

impl Model {
    /// The model as a layer of another: with the layers it has now, whose weights both share. It is the same
    /// layer each time. In Keras: calling a model.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut encoder = Sequential::new();
    /// encoder.add(Dense::new(3).input_shape(5))?;
    /// let x = Input::new(5).symbol()?;
    /// let y = Dense::new(1).apply(&encoder.as_layer()?.apply(&x)?)?;
    /// let model = Model::new(&x, &y)?;
    /// let layers: Vec<_> = model.layers().map(|layer| layer.name.to_owned()).collect();
    /// assert_eq!(layers, ["sequential", "dense"]);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the model has no layers.
    pub fn as_layer(&mut self) -> Result<SharedLayer> {
        if self.network.layers.is_empty() {
            let remedy = "Add at least one: model.add(Dense::new(1)).";
            return Err(self.locate(Error::order("the model has no layers", remedy)));
        }
        self.hand_out_weights()?;
        if let Some(layer) = &self.layer {
            return Ok(layer.clone());
        }
        let mut settings = Settings::new();
        let class_name = self.class_name;
        if self.name != crate::layer::snake_case(class_name) {
            settings.set_name(&self.name);
        }
        // A stack that begins with this model knows the shape of its input.
        if let Some([input]) = self.outline.as_ref().map(|outline| outline.inputs.as_slice()) {
            settings.set_input_shape(input.as_slice());
        }
        let network = Arc::new(self.network.clone());
        let inputs = self.outline.as_ref().map(|outline| outline.inputs.clone());
        let layer = ModelLayer { class_name, settings, network: network.clone(), inputs };
        let layer = SharedLayer::of_model(layer, network);
        Ok(self.layer.insert(layer).clone())
    }

    /// The model's inputs, to make other models that start there. In Keras: `inputs`.
    ///
    /// # Errors
    ///
    /// When the shape of the input is not known yet.
    pub fn inputs(&mut self) -> Result<Vec<SymbolicTensor>> {
        let symbols = self.symbols("inputs").map_err(|error| self.locate(error))?;
        Ok(symbols[..self.network.inputs.len()].to_vec())
    }

    /// The model's outputs, to go on from. In Keras: `outputs`.
    ///
    /// # Errors
    ///
    /// When the shape of the input is not known yet.
    pub fn outputs(&mut self) -> Result<Vec<SymbolicTensor>> {
        let symbols = self.symbols("outputs").map_err(|error| self.locate(error))?;
        Ok(self.network.outputs.iter().map(|&output| symbols[output].clone()).collect())
    }

    /// What the layer `name` puts out where it was called first: the output of a model of features, for
    /// example. In Keras: `get_layer(name).output`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(8).name("hidden").input_shape(4))?.add(Dense::new(1))?;
    /// let mut features = Model::new(&model.inputs()?, &model.layer_output("hidden")?)?;
    /// assert_eq!(features.predict(&Array2::<f32>::ones((2, 4)))?.shape(), [2, 8]);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the shape of the input is not known yet, or the model has no layer of that name.
    pub fn layer_output(&mut self, name: &str) -> Result<SymbolicTensor> {
        let result = self.try_layer_output(name);
        result.map_err(|error| self.locate(error))
    }

    fn try_layer_output(&mut self, name: &str) -> Result<SymbolicTensor> {
        let layer = self.layer_index(name)?;
        let first = self.network.first_values()[layer];
        Ok(self.symbols("layer_output")?[first].clone())
    }

    /// All values of the model, in the order of their numbers.
    fn symbols(&mut self, what: &str) -> Result<Vec<SymbolicTensor>> {
        self.built(what)?;
        self.hand_out_weights()?;
        let Some(outline) = &self.outline else { return Ok(Vec::new()) };
        let made = match &self.symbols {
            Symbols::Made(symbols) => return Ok(symbols.clone()),
            Symbols::Given(given) => self.network.symbols(outline, given),
        };
        self.symbols = Symbols::Made(made.clone());
        Ok(made)
    }

    pub(super) fn forget_symbols(&mut self) {
        self.symbols = Symbols::default();
        self.layer = None;
    }
}

impl Network {
    /// A symbol for each value: the one that was given, as long as somebody holds it, or a new one.
    fn symbols(
        &self,
        outline: &Outline,
        given: &[(Weak<SymbolicCall>, usize)],
    ) -> Vec<SymbolicTensor> {
        let held = |number: usize| {
            let (call, index) = given.get(number)?;
            Some(SymbolicTensor { call: call.upgrade()?, index: *index })
        };
        let mut symbols: Vec<SymbolicTensor> = Vec::new();
        for (input, shape) in self.inputs.iter().zip(&outline.inputs) {
            let new = || {
                let mut layer = Input::new(shape.as_slice()).name(&input.name);
                if let Some(rows) = input.batch_size {
                    layer = layer.batch_size(rows);
                }
                SymbolicTensor::input(layer, shape)
            };
            symbols.push(held(symbols.len()).unwrap_or_else(new));
        }
        for call in &self.calls {
            let first = symbols.len();
            if let Some(symbol) = held(first) {
                let again = |index| SymbolicTensor { call: symbol.call.clone(), index };
                symbols.extend((0..call.outputs).map(again));
                continue;
            }
            let outputs: Vec<Described> = outline.values[first..first + call.outputs].to_vec();
            let new = Arc::new(SymbolicCall {
                layer: self.layers[call.layer].layer.clone(),
                inputs: call.inputs.iter().map(|&input| symbols[input].clone()).collect(),
                outputs,
                number: call.number,
                inference: call.inference,
            });
            symbols
                .extend((0..call.outputs).map(|index| SymbolicTensor { call: new.clone(), index }));
        }
        symbols
    }
}
