//! Categorical accuracy.

use super::{Metric, check_name, update_mean};
use crate::error::Result;
use crate::history::Better;
use crate::losses::same_rank;
use kerros_graph::{Graph, NodeId};

/// The share of samples whose most probable class is the right one; targets one-hot.
///
/// The mean of `argmax(target) == argmax(prediction)` along the last axis, from 0 to 1; the first
/// of several equal ones counts. Predictions and targets are `(batch, ..., classes)`; logits do as
/// well as probabilities.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `categorical_accuracy` | the name to report it under |
///
/// Keras: metrics, accuracy metrics, `CategoricalAccuracy`.
///
/// ```
/// use kerros::metrics::CategoricalAccuracy;
/// use kerros::prelude::*;
///
/// // A model that hands on its input.
/// let mut model = Sequential::new();
/// model.add(Activation::Linear.layer().input_shape(2))?;
/// let right = CategoricalAccuracy::new().named("right");
/// model.compile(Compile::new().loss("categorical_crossentropy").metrics([right]))?;
/// let (x, y) = ([0.6f32, 0.4, 0.2, 0.8], [1.0f32, 0.0, 1.0, 0.0]);
/// let quiet = Evaluate::new().verbose(Verbose::Silent);
/// let scores = model.evaluate((&x[..], [2, 2]), (&y[..], [2, 2]), quiet)?;
/// assert_eq!(scores.get("right"), Some(0.5), "the first");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name. Targets of another shape than the prediction are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoricalAccuracy {
    name: String,
}

impl CategoricalAccuracy {
    /// Categorical accuracy.
    pub fn new() -> Self {
        CategoricalAccuracy { name: "categorical_accuracy".into() }
    }

    /// The name to report it under; `categorical_accuracy` if not set.
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

    fn class_name(&self) -> &str {
        "CategoricalAccuracy"
    }

    fn better(&self) -> Option<Better> {
        Some(Better::Higher)
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
