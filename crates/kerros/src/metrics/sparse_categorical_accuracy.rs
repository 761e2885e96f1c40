//! Sparse categorical accuracy.

use super::{Metric, check_name, update_mean};
use crate::error::Result;
use crate::losses::class_numbers;
use kerros_graph::{Graph, NodeId};

/// The share of samples whose most probable class is the right one; targets are class numbers.
///
/// The mean of `target == argmax(prediction)` along the last axis; the first of several equal ones
/// counts. Predictions are `(batch, ..., classes)`, probabilities or logits; targets `(batch, ...)`
/// or `(batch, ..., 1)`.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `sparse_categorical_accuracy` | the name to report it under |
///
/// Keras: metrics, accuracy metrics, `SparseCategoricalAccuracy`.
///
/// ```
/// use kerros::metrics::SparseCategoricalAccuracy;
///
/// let metric = SparseCategoricalAccuracy::new().named("right");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SparseCategoricalAccuracy {
    name: String,
}

impl SparseCategoricalAccuracy {
    /// Sparse categorical accuracy.
    pub fn new() -> Self {
        SparseCategoricalAccuracy { name: "sparse_categorical_accuracy".into() }
    }

    /// The name to report it under.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }
}

impl Default for SparseCategoricalAccuracy {
    fn default() -> Self {
        Self::new()
    }
}

impl Metric for SparseCategoricalAccuracy {
    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)
    }

    fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let shape = graph.ty(prediction).shape.clone();
        let right = class_numbers(graph, target, &shape)?;
        let predicted = graph.argmax(prediction, shape.rank().saturating_sub(1))?;
        let matches = graph.equal(right, predicted)?;
        update_mean(graph, states, matches, weight)
    }
}
