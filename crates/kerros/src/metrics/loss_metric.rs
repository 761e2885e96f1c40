//! Losses as metrics.

use super::{Metric, check_name, update_mean};
use crate::error::Result;
use crate::history::Better;
use crate::layer::Config;
use crate::losses::{self, Loss, align_weight};
use crate::registry::{LOSSES, METRICS, find};
use kerros_graph::{Graph, NodeId};

/// Mean squared error, reported as `mean_squared_error`: `mean((target - prediction)^2)`, in the
/// square of the target's unit. Formula and arguments are those of [`losses::MeanSquaredError`].
pub type MeanSquaredError = LossMetric<losses::MeanSquaredError>;
/// Mean absolute error, reported as `mean_absolute_error`: `mean(|target - prediction|)`, in the
/// target's unit. Formula and arguments are those of [`losses::MeanAbsoluteError`].
pub type MeanAbsoluteError = LossMetric<losses::MeanAbsoluteError>;
/// Mean absolute percentage error, reported as `mean_absolute_percentage_error`: in percent. Formula
/// and arguments are those of [`losses::MeanAbsolutePercentageError`].
pub type MeanAbsolutePercentageError = LossMetric<losses::MeanAbsolutePercentageError>;
/// Mean squared logarithmic error, reported as `mean_squared_logarithmic_error`. Formula and arguments
/// are those of [`losses::MeanSquaredLogarithmicError`].
pub type MeanSquaredLogarithmicError = LossMetric<losses::MeanSquaredLogarithmicError>;
/// Huber loss, reported as `huber`. Formula and arguments are those of [`losses::Huber`].
pub type Huber = LossMetric<losses::Huber>;
/// Logarithm of the hyperbolic cosine of the error, reported as `log_cosh`. Formula and arguments are
/// those of [`losses::LogCosh`]. Keras's `LogCoshError` is the same: [`LogCosh::error`](LossMetric::error).
pub type LogCosh = LossMetric<losses::LogCosh>;
/// Poisson loss, reported as `poisson`. Formula and arguments are those of [`losses::Poisson`].
pub type Poisson = LossMetric<losses::Poisson>;
/// Kullback-Leibler divergence, reported as `kl_divergence`: in nats. Formula and arguments are those of
/// [`losses::KLDivergence`].
pub type KLDivergence = LossMetric<losses::KLDivergence>;
/// Hinge loss, reported as `hinge`. Formula and arguments are those of [`losses::Hinge`].
pub type Hinge = LossMetric<losses::Hinge>;
/// Squared hinge loss, reported as `squared_hinge`. Formula and arguments are those of
/// [`losses::SquaredHinge`].
pub type SquaredHinge = LossMetric<losses::SquaredHinge>;
/// Categorical hinge loss, reported as `categorical_hinge`. Formula and arguments are those of
/// [`losses::CategoricalHinge`].
pub type CategoricalHinge = LossMetric<losses::CategoricalHinge>;
/// Binary focal crossentropy, reported as `binary_focal_crossentropy`. Formula and arguments are those
/// of [`losses::BinaryFocalCrossentropy`].
pub type BinaryFocalCrossentropy = LossMetric<losses::BinaryFocalCrossentropy>;
/// Categorical focal crossentropy, reported as `categorical_focal_crossentropy`. Formula and arguments
/// are those of [`losses::CategoricalFocalCrossentropy`].
pub type CategoricalFocalCrossentropy = LossMetric<losses::CategoricalFocalCrossentropy>;
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
/// weights. So the two differ when samples are weighted, as in Keras. What a loss leaves out
/// (`ignore_class`) has the value 0, and counts as a sample unless samples are weighted, as in Keras too.
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
    /// Where the metric is not called as the loss.
    class: Option<&'static str>,
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
        LossMetric { name: loss.name().to_owned(), loss, class: None }
    }

    /// The name to report it under; the loss's own if not set.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }
}

impl LossMetric<losses::LogCosh> {
    /// The class `LogCoshError` of Keras, reported as `logcosh`.
    pub fn error() -> Self {
        LossMetric { class: Some("LogCoshError"), ..Self::new().named("logcosh") }
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
        if let Some(class) = self.class {
            return class;
        }
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
        let Some(weight) = weight else { return update_mean(graph, states, values, None) };
        let weight = match self.loss.counted(graph, target, prediction, values)? {
            Some(counted) => {
                let weight = align_weight(graph, weight, values)?;
                graph.mul(weight, counted)?
            }
            None => weight,
        };
        update_mean(graph, states, values, Some(weight))
    }
}
