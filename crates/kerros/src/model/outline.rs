//! What is known of a model once the shapes of its inputs are: the shapes between its layers and its
//! weights.

use super::network::{Masked, Network};
use crate::error::Result;
use crate::layer::{Declarations, Described, WeightSpec};
use kerros_graph::{Graph, Shape};

/// Shapes and weights of a model.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    /// The shape of one sample of each input.
    pub(crate) inputs: Vec<Vec<usize>>,
    /// Each value of the network.
    pub(crate) values: Vec<Described>,
    /// For each layer, the number of the first value it makes.
    first_values: Vec<usize>,
    /// The numbers of the values that the model puts out.
    outputs: Vec<usize>,
    /// All weights, in the order of the layers.
    pub(crate) weights: Vec<WeightSpec>,
    /// The shapes of what layers keep for each row from batch to batch.
    pub(crate) carried: Vec<Vec<usize>>,
}

impl Outline {
    /// The outline of a network for samples of these shapes.
    pub(crate) fn of(network: &Network, inputs: Vec<Vec<usize>>) -> Result<Self> {
        let mut graph = Graph::new();
        let mut declared = Declarations::new();
        let values = network.write(&mut graph, &inputs, false, &mut declared)?;
        let describe = |value: &Masked| Described {
            ty: graph.ty(value.node).clone(),
            mask: value.mask.map(|mask| graph.ty(mask).clone()),
        };
        let values = values.iter().map(describe).collect();

        let layer = |weight: &WeightSpec| {
            network.layers.iter().position(|named| named.name == weight.layer())
        };
        let carried = declared.carried().iter().map(|carried| carried.shape.clone()).collect();
        let mut weights = declared.into_weights();
        weights.sort_by_key(layer);
        let (outputs, first_values) = (network.outputs.clone(), network.first_values());
        Ok(Outline { inputs, values, first_values, outputs, weights, carried })
    }

    /// What is known of the layer with this number, which is a model, where it is called first; `network` is the
    /// one that this is the outline of.
    pub(crate) fn inner(&self, network: &Network, layer: usize) -> Option<Self> {
        let call = network.calls.iter().find(|call| call.layer == layer)?;
        let sizes = |&value: &usize| super::structure::inner_sizes(&self.values[value].ty.shape);
        let inputs = call.inputs.iter().map(sizes).collect();
        Outline::of(network.layers[layer].layer.network()?, inputs).ok()
    }

    /// The shapes of the model's outputs, from the batch on.
    pub(crate) fn outputs(&self) -> impl Iterator<Item = &Shape> {
        self.outputs.iter().map(|&output| &self.values[output].ty.shape)
    }

    /// The shape of the first output of the layer with this number, where it was called first.
    pub(crate) fn layer_output(&self, layer: usize) -> &Shape {
        &self.values[self.first_values[layer]].ty.shape
    }

    /// How many numbers the weights of the layer `name` hold.
    pub(crate) fn parameters_of(&self, name: &str) -> usize {
        self.weights.iter().filter(|weight| weight.layer() == name).map(WeightSpec::len).sum()
    }

    /// How many numbers all weights hold.
    pub(crate) fn parameters(&self) -> usize {
        self.weights.iter().map(WeightSpec::len).sum()
    }

    /// How many numbers the weights hold that training would move if the model was compiled now.
    pub(crate) fn trainable_parameters(&self) -> usize {
        self.weights.iter().filter(|weight| weight.is_trainable_now()).map(WeightSpec::len).sum()
    }

    /// Takes over which layers are frozen now.
    pub(crate) fn look_at_freezing(&mut self) {
        self.weights.iter_mut().for_each(WeightSpec::look_at_freezing);
    }

    /// Writes the model into `graph`: its outputs, and what its layers have declared besides weights.
    pub(crate) fn write(
        &self,
        graph: &mut Graph,
        network: &Network,
        training: bool,
    ) -> Result<Written> {
        let mut declared = Declarations::of(&self.weights);
        let values = network.write(graph, &self.inputs, training, &mut declared)?;
        let outputs = self.outputs.iter().map(|&output| values[output]).collect();
        Ok(Written { outputs, declared })
    }
}

/// A model in a graph.
pub(crate) struct Written {
    pub(crate) outputs: Vec<Masked>,
    pub(crate) declared: Declarations,
}
