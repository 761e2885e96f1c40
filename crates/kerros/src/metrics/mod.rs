//! Metrics: numbers to watch while a model trains.
//!
//! A metric is a streaming computation: it keeps sums in variables of the executor, each batch adds
//! to them inside the training graph, and the result is read at the end of the epoch. Choice, names
//! and weighting are those of Keras 3 ("Metrics"). Accuracies are shares from 0 to 1.
//!
//! | metric | names |
//! |---|---|
//! | [`AutoAccuracy`] | `accuracy`, `acc`: one of the next three, chosen by shape |
//! | [`BinaryAccuracy`] | `binary_accuracy` |
//! | [`CategoricalAccuracy`] | `categorical_accuracy` |
//! | [`SparseCategoricalAccuracy`] | `sparse_categorical_accuracy` |
//! | [`Accuracy`] | none: the name `accuracy` is that of the first |
//! | [`TopKCategoricalAccuracy`], [`SparseTopKCategoricalAccuracy`] | `top_k_categorical_accuracy`, `sparse_top_k_categorical_accuracy` |
//! | [`AUC`] | `auc` |
//! | [`Precision`], [`Recall`] | `precision`, `recall` |
//! | [`F1Score`], [`FBetaScore`] | `f1_score`, `fbeta_score` |
//! | [`TruePositives`], [`TrueNegatives`], [`FalsePositives`], [`FalseNegatives`] | `true_positives`, ... |
//! | [`SensitivityAtSpecificity`], [`SpecificityAtSensitivity`], [`PrecisionAtRecall`], [`RecallAtPrecision`] | none: they need a value |
//! | [`BinaryIoU`] | `binary_io_u` |
//! | [`IoU`], [`MeanIoU`], [`OneHotIoU`], [`OneHotMeanIoU`] | none: they need the number of classes |
//! | [`MeanSquaredError`] | `mean_squared_error`, `mse` |
//! | [`RootMeanSquaredError`] | `root_mean_squared_error` |
//! | [`MeanAbsoluteError`] | `mean_absolute_error`, `mae` |
//! | [`R2Score`] | `r2_score` |
//! | [`CosineSimilarity`] | `cosine_similarity`, `cosine_proximity` |
//! | [`PearsonCorrelation`], [`ConcordanceCorrelation`] | `pearson_correlation`, `concordance_correlation` |
//! | [`BinaryCrossentropy`] | `binary_crossentropy`, `bce` |
//! | [`CategoricalCrossentropy`] | `categorical_crossentropy` |
//! | [`SparseCategoricalCrossentropy`] | `sparse_categorical_crossentropy` |
//! | [`BinaryFocalCrossentropy`], [`CategoricalFocalCrossentropy`] | `binary_focal_crossentropy`, ... |
//! | [`KLDivergence`] | `kl_divergence`, `kullback_leibler_divergence`, `kld` |
//! | [`Poisson`] | `poisson` |
//! | [`MeanAbsolutePercentageError`] | `mean_absolute_percentage_error`, `mape` |
//! | [`MeanSquaredLogarithmicError`] | `mean_squared_logarithmic_error`, `msle` |
//! | [`Huber`] | `huber` |
//! | [`LogCosh`] | `log_cosh`; `logcosh`, `log_cosh_error` for [`LogCosh::error`](LossMetric::error) |
//! | [`Hinge`], [`SquaredHinge`], [`CategoricalHinge`] | `hinge`, `squared_hinge`, `categorical_hinge` |
//! | [`Mean`], [`Sum`] | `mean`, `sum`: of the predictions |
//! | [`MeanMetricWrapper`] | none: the mean of a function |
//!
//! [`Streaming`] is a metric by itself, outside of a model.
//!
//! Results do not depend on how rows are cut into batches, but for the rounding of means. Means are `f32` sums,
//! which count exactly up to 2^24 samples an epoch; counts of confusion matrices keep what rounding takes from
//! them, and stay exact beyond that.

mod accuracy;
mod arguments;
mod auc;
mod binary_accuracy;
mod categorical_accuracy;
mod confusion;
mod exact_accuracy;
mod f_score;
mod into_metric;
mod iou;
mod loss_metric;
mod mean;
mod names;
mod r2_score;
mod reduction;
mod root_mean_squared_error;
mod similarity;
mod sparse_categorical_accuracy;
mod streaming;
mod sums;
mod thresholds;
mod top_k;

pub use accuracy::AutoAccuracy;
pub use auc::{AUC, Curve, Summation};
pub use binary_accuracy::BinaryAccuracy;
pub use categorical_accuracy::CategoricalAccuracy;
pub use confusion::{
    FalseNegatives, FalsePositives, Precision, PrecisionAtRecall, Recall, RecallAtPrecision,
    SensitivityAtSpecificity, SpecificityAtSensitivity, TrueNegatives, TruePositives,
};
pub use exact_accuracy::Accuracy;
pub use f_score::{Average, F1Score, FBetaScore};
pub use into_metric::IntoMetric;
pub use iou::{BinaryIoU, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU};
pub use loss_metric::{
    BinaryCrossentropy, BinaryFocalCrossentropy, CategoricalCrossentropy,
    CategoricalFocalCrossentropy, CategoricalHinge, Hinge, Huber, KLDivergence, LogCosh,
    LossMetric, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredError,
    MeanSquaredLogarithmicError, Poisson, SparseCategoricalCrossentropy, SquaredHinge,
};
pub use mean::{update_mean, update_mean_loss};
pub(crate) use names::unique_names;
pub use r2_score::{Aggregation, R2Score};
pub use reduction::{Mean, MeanMetricWrapper, Sum};
pub use root_mean_squared_error::RootMeanSquaredError;
pub use similarity::{ConcordanceCorrelation, CosineSimilarity, PearsonCorrelation};
pub use sparse_categorical_accuracy::SparseCategoricalAccuracy;
pub use streaming::Streaming;
pub use thresholds::Thresholds;
pub use top_k::{SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy};

use crate::error::Result;
use crate::history::Better;
use crate::layer::Config;
use kerros_graph::{Graph, NodeId, Shape};
use names::check_name;
use std::fmt::Debug;

/// A number to watch while a model trains.
///
/// Most metrics are the mean of one value a sample: those need [`name`](Metric::name) and
/// [`update`](Metric::update), which ends in [`update_mean`] (its example is a whole metric); the
/// states are then `total` and `count`.
pub trait Metric: Debug + Send + Sync {
    /// The name under which the result is reported.
    fn name(&self) -> &str;

    /// The name of the class in Keras, such as `BinaryAccuracy`; that of the metric if not said.
    fn class_name(&self) -> &str {
        self.name()
    }

    /// The arguments besides the name, under their names in Keras.
    fn config(&self) -> Config {
        Config::new()
    }

    /// Name and shape of the numbers kept from batch to batch, for predictions of this shape, which starts with
    /// the batch. They are set to zero at the start of each epoch.
    fn states(&self, _prediction: &Shape) -> Vec<(&'static str, Shape)> {
        mean::states()
    }

    /// Writes the new values of the states, in the order of [`states`](Metric::states), after a
    /// batch: `states` are the old ones, `target` and `prediction` start with the batch. `weight`
    /// holds one number a sample when samples count differently.
    ///
    /// # Errors
    ///
    /// When shapes do not fit together.
    fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>>;

    /// The result, from the states' values: by default `total / count`, and 0 when nothing was
    /// counted.
    fn result(&self, states: &[&[f32]]) -> f64 {
        mean::result(states)
    }

    /// All values, where there are several: one for each threshold, class or column. The
    /// [`result`](Metric::result) is then their mean.
    fn values(&self, states: &[&[f32]]) -> Vec<f64> {
        vec![self.result(states)]
    }

    /// Which values are better, for callbacks that watch the metric; `None` if it does not say.
    fn better(&self) -> Option<Better> {
        None
    }

    /// Checks the metric's own arguments.
    ///
    /// # Errors
    ///
    /// When an argument is outside its range.
    fn check(&self) -> Result<()> {
        Ok(())
    }
}
