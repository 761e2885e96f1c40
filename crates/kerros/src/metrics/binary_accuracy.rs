//! Binary accuracy.

use super::{Metric, check_name, update_mean};
use crate::error::{Error, Result};
use crate::history::Better;
use crate::layer::Config;
use crate::losses::same_rank;
use kerros_graph::{Graph, NodeId};

/// The share of predictions on the right side of a threshold.
///
/// The mean of `target == (prediction > threshold)`, from 0 to 1. Targets are 0 or 1 and have the
/// prediction's shape; a column `(batch, 1)` may be given as plain numbers `(batch)`.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `binary_accuracy` | the name to report it under |
/// | `threshold` | 0.5 | larger predictions count as 1 |
///
/// Keras: metrics, accuracy metrics, `BinaryAccuracy`.
///
/// ```
/// use kerros::metrics::BinaryAccuracy;
/// use kerros::prelude::*;
///
/// // A model that hands on its input.
/// let mut model = Sequential::new();
/// model.add(Activation::Linear.layer().input_shape(1))?;
/// let sure = BinaryAccuracy::new().threshold(0.7).named("sure");
/// model.compile(Compile::new().loss("binary_crossentropy").metrics([sure]))?;
/// let (x, y) = ([0.6f32, 0.8, 0.1, 0.9], [1u8, 1, 0, 0]);
/// let scores = model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent))?;
/// assert_eq!(scores.get("sure"), Some(0.5), "the second and the third");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name and a threshold that is not finite.
#[derive(Clone, Debug, PartialEq)]
pub struct BinaryAccuracy {
    name: String,
    threshold: f64,
}

impl BinaryAccuracy {
    /// Binary accuracy at the threshold 0.5.
    pub fn new() -> Self {
        BinaryAccuracy { name: "binary_accuracy".into(), threshold: 0.5 }
    }

    /// The name to report it under; `binary_accuracy` if not set.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Predictions above this count as 1; 0.5 if not set. For logits, 0 is the even chance.
    #[must_use]
    pub fn threshold(mut self, threshold: f64) -> Self {
        self.threshold = threshold;
        self
    }
}

impl Default for BinaryAccuracy {
    fn default() -> Self {
        Self::new()
    }
}

impl Metric for BinaryAccuracy {
    fn name(&self) -> &str {
        &self.name
    }

    fn class_name(&self) -> &str {
        "BinaryAccuracy"
    }

    fn config(&self) -> Config {
        Config::new().with("threshold", self.threshold)
    }

    fn better(&self) -> Option<Better> {
        Some(Better::Higher)
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)?;
        if self.threshold.is_finite() {
            return Ok(());
        }
        Err(Error::invalid(
            "threshold",
            "a finite number",
            self.threshold.to_string(),
            "0.5 suits probabilities, 0 suits logits.",
        )
        .at(&self.name))
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
        let threshold = graph.literal(self.threshold)?;
        let positive = graph.greater(prediction, threshold)?;
        let matches = graph.equal(target, positive)?;
        update_mean(graph, states, matches, weight)
    }
}
