//! What is known of a model once its input shape is: the shapes between its layers and its weights.

use crate::error::Result;
use crate::layer::{Build, Layer, WeightSpec};
use kerros_graph::{Graph, InputId, NodeId, Shape, Type};

/// A layer under the name it has in its model.
#[derive(Debug)]
pub(crate) struct NamedLayer {
    pub(crate) name: String,
    pub(crate) layer: Box<dyn Layer>,
}

/// Shapes and weights of a model.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    /// The shape of one sample.
    pub(crate) input: Vec<usize>,
    /// The output of each layer, from the batch on.
    pub(crate) outputs: Vec<Shape>,
    /// All weights, in the order of the layers.
    pub(crate) weights: Vec<WeightSpec>,
}

impl Outline {
    /// The outline of `layers` for samples of shape `input`.
    pub(crate) fn of(layers: &[NamedLayer], input: &[usize]) -> Result<Self> {
        let mut graph = Graph::new();
        let mut weights = Vec::new();
        let values = trace(&mut graph, layers, input, false, &mut weights)?;
        let outputs = values[1..].iter().map(|&value| graph.ty(value).shape.clone()).collect();
        Ok(Outline { input: input.to_vec(), outputs, weights })
    }

    /// The shape of the model's output, from the batch on.
    pub(crate) fn output(&self) -> Shape {
        self.outputs.last().cloned().unwrap_or_else(|| Shape::batch(&self.input))
    }

    /// How many numbers the weights of the layer `name` hold.
    pub(crate) fn parameters_of(&self, name: &str) -> usize {
        self.weights.iter().filter(|weight| weight.layer() == name).map(WeightSpec::len).sum()
    }

    /// How many numbers all weights hold.
    pub(crate) fn parameters(&self) -> usize {
        self.weights.iter().map(WeightSpec::len).sum()
    }

    /// Writes the model into `graph`: its input, and the output of each layer.
    pub(crate) fn write(
        &self,
        graph: &mut Graph,
        layers: &[NamedLayer],
        training: bool,
    ) -> Result<Vec<NodeId>> {
        trace(graph, layers, &self.input, training, &mut self.weights.clone())
    }
}

/// The input that brings the rows of `x`.
pub(crate) const X: InputId = InputId(0);

/// Writes the layers one after the other; the input, then the output of each.
fn trace(
    graph: &mut Graph,
    layers: &[NamedLayer],
    input: &[usize],
    training: bool,
    weights: &mut Vec<WeightSpec>,
) -> Result<Vec<NodeId>> {
    let mut value = graph.input(X, Type::f32(Shape::batch(input)))?;
    let mut values = vec![value];
    for NamedLayer { name, layer } in layers {
        let mut build = Build::new(graph, training, name, weights);
        value = layer.call(&mut build, value).map_err(|error| error.at(name))?;
        values.push(value);
    }
    graph.enter("");
    Ok(values)
}
