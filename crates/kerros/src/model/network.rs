//! The layers of a model and how they are connected.

use crate::error::{Error, Result};
use crate::layer::{Build, Declarations, SharedLayer};
use crate::metrics::unique_names;
use kerros_graph::{Graph, InputId, NodeId, Shape, Type};

/// A layer under the name it has in its model.
#[derive(Clone, Debug)]
pub(crate) struct NamedLayer {
    pub(crate) name: String,
    pub(crate) layer: SharedLayer,
}

/// Where the rows of the `index`th input come in.
pub(crate) fn x(index: usize) -> InputId {
    InputId(index as u32)
}

/// A value between layers, and the mask that says which of its steps count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Masked {
    pub(crate) node: NodeId,
    pub(crate) mask: Option<NodeId>,
}

/// One use of a layer.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The layer's number.
    pub(crate) layer: usize,
    /// The numbers of the values it takes.
    pub(crate) inputs: Vec<usize>,
    /// How many values it makes.
    pub(crate) outputs: usize,
    /// Which of the layer's calls it is, in the order in which they were made, those outside of the model among
    /// them.
    pub(crate) number: usize,
    /// Whether the layer computes as it does in predictions also while the model trains.
    pub(crate) inference: bool,
}

/// An input of a model.
#[derive(Clone, Debug)]
pub(crate) struct NetworkInput {
    pub(crate) name: String,
    /// The shape of one sample, where it was given.
    pub(crate) shape: Option<Vec<usize>>,
    /// How many rows every batch has, where that was given.
    pub(crate) batch_size: Option<usize>,
}

/// What a row of a model's table shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The input with this number.
    Input(usize),
    /// The layer with this number.
    Layer(usize),
}

/// The layers of a model, and how they are connected. Values are numbered: the inputs first, then what each
/// call makes, in order; a call takes values with smaller numbers only.
#[derive(Clone, Debug, Default)]
pub(crate) struct Network {
    pub(crate) inputs: Vec<NetworkInput>,
    /// Each layer once, in the order in which tables and weights have them.
    pub(crate) layers: Vec<NamedLayer>,
    pub(crate) calls: Vec<Call>,
    /// The numbers of the values that the model puts out.
    pub(crate) outputs: Vec<usize>,
    /// Inputs and layers in the order of Keras's tables; empty for a stack, whose table leaves out the input.
    pub(crate) shown: Vec<Shown>,
}

impl Network {
    /// Writes the network into `graph`, for inputs of these shapes: all values in the order of their
    /// numbers.
    pub(crate) fn write(
        &self,
        graph: &mut Graph,
        shapes: &[Vec<usize>],
        training: bool,
        declared: &mut Declarations,
    ) -> Result<Vec<Masked>> {
        let mut values = Vec::with_capacity(shapes.len() + self.calls.len());
        for (index, shape) in shapes.iter().enumerate() {
            let node = graph.input(x(index), Type::f32(Shape::batch(shape)))?;
            values.push(Masked { node, mask: None });
        }
        for call in &self.calls {
            let NamedLayer { name, layer } = &self.layers[call.layer];
            let (nodes, masks) = arguments(call, &values);
            let mut build = Build::new(graph, training, name, declared)
                .of(layer)
                .with_masks(masks)
                .with_batch_size(self.batch_size());
            let outputs = write_call(layer, &mut build, &nodes, call);
            values.extend(outputs.map_err(|error| error.at(name))?);
        }
        graph.enter("");
        Ok(values)
    }

    /// How many rows every batch has, where an input says so.
    pub(crate) fn batch_size(&self) -> Option<usize> {
        self.inputs.iter().find_map(|input| input.batch_size)
    }

    /// What errors call the data of an input: `x` where there is only one.
    pub(crate) fn input_name(&self, index: usize) -> String {
        match self.inputs.len() {
            1 => "x".to_owned(),
            _ => format!("x for {}", self.inputs[index].name),
        }
    }

    /// The names of the outputs: those of the layers that make them, numbered where one makes several.
    pub(crate) fn output_names(&self) -> Vec<String> {
        let names = self.outputs.iter().map(|&output| match self.call_of(output) {
            Some(call) => self.layers[call.layer].name.clone(),
            None => self.inputs[output].name.clone(),
        });
        unique_names(&[], names.collect())
    }

    /// The call that makes the value with this number; `None` for an input.
    pub(crate) fn call_of(&self, value: usize) -> Option<&Call> {
        let mut next = self.inputs.len();
        self.calls.iter().find(|call| {
            let first = next;
            next += call.outputs;
            (first..next).contains(&value)
        })
    }

    /// Whether the network is no chain of layers that are each called once.
    pub(crate) fn is_branched(&self) -> bool {
        let mut below = 0;
        let mut next = self.inputs.len();
        let is_chain = self.calls.iter().enumerate().all(|(place, call)| {
            let follows = matches!(call.inputs[..], [input] if (below..next).contains(&input));
            (below, next) = (next, next + call.outputs);
            follows && self.calls[..place].iter().all(|other| other.layer != call.layer)
        });
        self.inputs.len() != 1 || !is_chain
    }

    /// For each layer, where the values it takes come from, call by call, as Keras's tables say it: the layer
    /// that makes the value, the number of the call, the number of the output.
    pub(crate) fn connections(&self) -> Vec<Vec<String>> {
        let inputs = self.inputs.iter().map(|input| format!("{}[0][0]", input.name));
        let mut sources: Vec<String> = inputs.collect();
        let mut calls = vec![Vec::new(); self.layers.len()];
        for call in &self.calls {
            let taken: Vec<String> =
                call.inputs.iter().map(|&input| sources[input].clone()).collect();
            calls[call.layer].push((call.number, taken));
            let (name, number) = (&self.layers[call.layer].name, call.number);
            sources.extend((0..call.outputs).map(|output| format!("{name}[{number}][{output}]")));
        }
        let in_order = |mut calls: Vec<(usize, Vec<String>)>| {
            calls.sort_by_key(|(number, _)| *number);
            calls.into_iter().flat_map(|(_, taken)| taken).collect()
        };
        calls.into_iter().map(in_order).collect()
    }

    /// For each layer, the number of the first value it makes.
    pub(crate) fn first_values(&self) -> Vec<usize> {
        let mut first = vec![usize::MAX; self.layers.len()];
        let mut number = self.inputs.len();
        for call in &self.calls {
            first[call.layer] = first[call.layer].min(number);
            number += call.outputs;
        }
        first
    }

    /// Writes the network inside a layer: the values that it puts out.
    pub(crate) fn write_within(
        &self,
        build: &mut Build<'_>,
        inputs: &[Masked],
    ) -> Result<Vec<Masked>> {
        let mut values = inputs.to_vec();
        for call in &self.calls {
            let NamedLayer { name, layer } = &self.layers[call.layer];
            let (nodes, masks) = arguments(call, &values);
            values.extend(build.within_layer(name, layer, masks, |inner| {
                write_call(layer, inner, &nodes, call)
            })?);
        }
        Ok(self.outputs.iter().map(|&output| values[output]).collect())
    }
}

/// The values that a call takes, and their masks.
fn arguments(call: &Call, values: &[Masked]) -> (Vec<NodeId>, Vec<Option<NodeId>>) {
    call.inputs.iter().map(|&input| (values[input].node, values[input].mask)).unzip()
}

/// Writes one call of a layer, which must make as many values as the model knows of.
fn write_call(
    layer: &SharedLayer,
    build: &mut Build<'_>,
    inputs: &[NodeId],
    call: &Call,
) -> Result<Vec<Masked>> {
    if call.inference {
        build.predict();
    }
    let outputs = layer.call_many(build, inputs)?;
    if outputs.len() != call.outputs {
        return Err(Error::invalid(
            "outputs",
            format!("{}, as many as the model takes", call.outputs),
            outputs.len().to_string(),
            "Use a layer with several outputs in a functional model, with apply_many.",
        ));
    }
    build.check_rows(inputs, &outputs)?;
    build.add_activity_losses(layer.settings(), &outputs)?;
    let masked = |(index, node)| Masked {
        node,
        mask: build.output_mask_of(index, layer.supports_masking()),
    };
    Ok(outputs.into_iter().enumerate().map(masked).collect())
}
