//! Categorical accuracy.

use super::{Metric, check_name, update_mean};
use crate::error::Result;
use crate::losses::same_rank;
use kerros_graph::{Graph, NodeId};

/// The share of samples whose most probable class is the right one; targets one-hot.
///
/// The mean of `argmax(target) == argmax(prediction)` along the last axis; the first of several
/// equal ones counts. Logits do as well as probabilities.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `categorical_accuracy` | the name to report it under |
///
/// Keras: metrics, accuracy metrics, `CategoricalAccuracy`.
///
/// ```
/// use kerros::metrics::CategoricalAccuracy;
///
/// let metric = CategoricalAccuracy::new().named("right");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoricalAccuracy {
    name: String,
}

impl CategoricalAccuracy {
    /// Categorical accuracy.
    pub fn new() -> Self {
        CategoricalAccuracy { name: "categorical_accuracy".into() }
    }

    /// The name to report it under.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }
}

impl Default for CategoricalAccuracy {
    fn default() -> Self {
        Self::new()
    }
}

impl Metric for CategoricalAccuracy {
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
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let last = graph.ty(prediction).shape.rank() - 1;
        let right = graph.argmax(target, last)?;
        let predicted = graph.argmax(prediction, last)?;
        let matches = graph.equal(right, predicted)?;
        update_mean(graph, states, matches, weight)
    }
}
