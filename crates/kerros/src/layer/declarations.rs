//! What the layers of a model declare while they are written into a graph.

use super::weight::WeightSpec;
use kerros_graph::{NodeId, VariableId};
use std::collections::BTreeMap;

/// Weights, new values of states, and losses of the layers of a model.
///
/// The weight with index `i` is variable `i` of the graph: the executor of a model defines the weights
/// first and in this order.
///
/// ```
/// use kerros::layer::{Build, Declarations, Layer};
/// use kerros::prelude::*;
/// use kerros_graph::{Graph, InputId, Shape, Type};
///
/// let (mut graph, mut declared) = (Graph::new(), Declarations::new());
/// let x = graph.input(InputId(0), Type::f32(Shape::batch(&[4])))?;
/// let mut build = Build::new(&mut graph, false, "dense", &mut declared);
/// Dense::new(2).call(&mut build, x)?;
/// let paths: Vec<String> = declared.weights().iter().map(|weight| weight.path()).collect();
/// assert_eq!(paths, ["dense/kernel", "dense/bias"]);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Declarations {
    pub(super) weights: Vec<WeightSpec>,
    /// The value after the step, by the weight's index.
    pub(super) updates: BTreeMap<usize, NodeId>,
    pub(super) losses: Vec<NodeId>,
    /// What stands for a weight in this graph, by its index.
    pub(super) stand_ins: BTreeMap<usize, NodeId>,
    /// What layers keep for each row from batch to batch. The variable with the number behind those of all weights is the
    /// first of them.
    pub(super) carried: Vec<Carried>,
}

/// Numbers that a layer keeps for each row from batch to batch. They are no weights.
#[derive(Clone, Debug)]
pub(crate) struct Carried {
    pub(super) layer: String,
    /// The layers inside that lead to it, and its name there.
    pub(super) path: String,
    pub(crate) shape: Vec<usize>,
    /// The value after the step.
    pub(super) value: Option<NodeId>,
}

impl Declarations {
    /// Nothing yet.
    pub fn new() -> Self {
        Declarations::default()
    }

    /// These weights: a graph written with them uses the same ones.
    pub fn of(weights: &[WeightSpec]) -> Self {
        Declarations { weights: weights.to_vec(), ..Declarations::default() }
    }

    /// The weights, in the order in which they were first declared.
    pub fn weights(&self) -> &[WeightSpec] {
        &self.weights
    }

    /// The weights, for an order of one's own.
    pub(crate) fn into_weights(self) -> Vec<WeightSpec> {
        self.weights
    }

    /// What layers keep for each row from batch to batch.
    pub(crate) fn carried(&self) -> &[Carried] {
        &self.carried
    }

    /// The variable of what is carried at this place: behind the weights, all of which must be declared.
    pub(super) fn carried_variable(&self, place: usize) -> VariableId {
        VariableId((self.weights.len() + place) as u32)
    }

    /// The states that the step changes, and their new values.
    pub fn updates(&self) -> impl Iterator<Item = (VariableId, NodeId)> + '_ {
        let of_weights =
            self.updates.iter().map(|(&index, &value)| (VariableId(index as u32), value));
        let carried = self.carried.iter().enumerate();
        of_weights.chain(
            carried.filter_map(|(place, carried)| {
                Some((self.carried_variable(place), carried.value?))
            }),
        )
    }

    /// What stands for the weight with this index in the graph, if it is not the weight itself.
    pub(crate) fn stand_in(&self, index: usize) -> Option<NodeId> {
        self.stand_ins.get(&index).copied()
    }

    /// Numbers that are added to the model's loss.
    pub fn losses(&self) -> &[NodeId] {
        &self.losses
    }
}
