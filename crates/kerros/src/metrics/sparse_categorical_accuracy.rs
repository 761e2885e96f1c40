//! Sparse categorical accuracy.

use super::{Metric, check_name, update_mean};
use crate::error::Result;
use crate::history::Better;
use crate::losses::class_numbers;
use kerros_graph::{Graph, NodeId};

/// The share of samples whose most probable class is the right one; targets are class numbers.
///
/// The mean of `target == argmax(prediction)` along the last axis, from 0 to 1; the first of
/// several equal ones counts. Predictions are `(batch, ..., classes)`, probabilities or logits;
/// targets `(batch, ...)` or `(batch, ..., 1)`.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `sparse_categorical_accuracy` | the name to report it under |
///
/// Keras: metrics, accuracy metrics, `SparseCategoricalAccuracy`.
///
/// ```
/// use kerros::metrics::SparseCategoricalAccuracy;
/// use kerros::prelude::*;
///
/// // A model that hands on its input.
/// let mut model = Sequential::new();
/// model.add(Activation::Linear.layer().input_shape(2))?;
/// let right = SparseCategoricalAccuracy::new().named("right");
/// model.compile(Compile::new().loss("sparse_categorical_crossentropy").metrics([right]))?;
/// let (x, y) = ([0.6f32, 0.4, 0.2, 0.8], [0u8, 0]);
/// let quiet = Evaluate::new().verbose(Verbose::Silent);
/// let scores = model.evaluate((&x[..], [2, 2]), &y, quiet)?;
/// assert_eq!(scores.get("right"), Some(0.5), "the first");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name. Targets of more than one number a row are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SparseCategoricalAccuracy {
    name: String,
}

impl SparseCategoricalAccuracy {
    /// Sparse categorical accuracy.
    pub fn new() -> Self {
        SparseCategoricalAccuracy { name: "sparse_categorical_accuracy".into() }
    }

    /// The name to report it under; `sparse_categorical_accuracy` if not set.
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

    fn class_name(&self) -> &str {
        "SparseCategoricalAccuracy"
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
        let shape = graph.ty(prediction).shape.clone();
        let right = class_numbers(graph, target, &shape)?;
        let predicted = graph.argmax(prediction, shape.rank().saturating_sub(1))?;
        let matches = graph.equal(right, predicted)?;
        update_mean(graph, states, matches, weight)
    }
}
