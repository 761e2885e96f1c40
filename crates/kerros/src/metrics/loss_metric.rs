//! Losses as metrics.

use super::{Metric, check_name, update_mean};
use crate::error::Result;
use crate::history::Better;
use crate::layer::Config;
use crate::losses::{self, Loss};
use crate::registry::{LOSSES, METRICS, find};
use kerros_graph::{Graph, NodeId};

/// Mean squared error, reported as `mean_squared_error`: `mean((target - prediction)^2)`, in the
/// square of the target's unit. Formula and arguments are those of [`losses::MeanSquaredError`].
pub type MeanSquaredError = LossMetric<losses::MeanSquaredError>;
/// Mean absolute error, reported as `mean_absolute_error`: `mean(|target - prediction|)`, in the
/// target's unit. Formula and arguments are those of [`losses::MeanAbsoluteError`].
pub type MeanAbsoluteError = LossMetric<losses::MeanAbsoluteError>;
/// Binary crossentropy, reported as `binary_crossentropy`: in nats. Formula and arguments are
/// those of [`losses::BinaryCrossentropy`].
pub type BinaryCrossentropy = LossMetric<losses::BinaryCrossentropy>;
/// Categorical crossentropy, reported as `categorical_crossentropy`: in nats. Formula and arguments
/// are those of [`losses::CategoricalCrossentropy`].
pub type CategoricalCrossentropy = LossMetric<losses::CategoricalCrossentropy>;
/// Sparse categorical crossentropy, reported as `sparse_categorical_crossentropy`: in nats. Formula
/// and arguments are those of [`losses::SparseCategoricalCrossentropy`].
pub type SparseCategoricalCrossentropy = LossMetric<losses::SparseCategoricalCrossentropy>;

/// The mean of a loss over all samples of an epoch, in the unit of the loss.
///
/// As a loss, weighted samples are divided by their number; as a metric, by the sum of their
/// weights. So the two differ when samples are weighted, as in Keras.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | the loss's name | the name to report it under |
///
/// Keras: metrics, regression and probabilistic metrics.
///
/// ```
/// use kerros::losses;
/// use kerros::metrics::{LossMetric, MeanAbsoluteError, Metric};
///
/// assert_eq!(MeanAbsoluteError::new().name(), "mean_absolute_error");
/// let smoothed = losses::CategoricalCrossentropy::new().label_smoothing(0.1);
/// assert_eq!(LossMetric::of(smoothed).named("smoothed").name(), "smoothed");
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name, and what the loss refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LossMetric<L> {
    name: String,
    loss: L,
}

impl<L: Loss + Default> LossMetric<L> {
    /// The loss with its default arguments, reported under its own name.
    pub fn new() -> Self {
        Self::of(L::default())
    }
}

impl<L: Loss> LossMetric<L> {
    /// The mean of `loss`, reported under the loss's name.
    pub fn of(loss: L) -> Self {
        LossMetric { name: loss.name().to_owned(), loss }
    }

    /// The name to report it under; the loss's own if not set.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }
}

impl<L: Loss + Default> Default for LossMetric<L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<L: Loss> Metric for LossMetric<L> {
    fn name(&self) -> &str {
        &self.name
    }

    fn class_name(&self) -> &str {
        // Those of Keras's losses are called as these.
        let class = find("loss", LOSSES, self.loss.name());
        class.map_or(self.loss.name(), |class| class.name)
    }

    /// The loss's arguments that the metric has in Keras too.
    fn config(&self) -> Config {
        let class = find("metric", METRICS, self.class_name());
        let is_known = |key: &str| match &class {
            Ok(class) => class.arguments.iter().any(|argument| argument.name == key),
            Err(_) => true,
        };
        let config = self.loss.config();
        let known = config.iter().filter(|(key, _)| is_known(key));
        known.fold(Config::new(), |all, (key, value)| all.with(key.to_owned(), value.clone()))
    }

    fn better(&self) -> Option<Better> {
        Some(Better::Lower)
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)?;
        self.loss.check().map_err(|error| error.at(&self.name))
    }

    fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let values = self.loss.call(graph, target, prediction)?;
        update_mean(graph, states, values, weight)
    }
}
