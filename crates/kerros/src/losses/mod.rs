//! Losses: how far predictions are from targets, as one number that training makes smaller.
//!
//! A loss writes nodes into the training graph. It gives one value a sample, or one for the whole batch; its
//! [`Reduction`] turns those into the number that is differentiated. Formulas, clipping and reduction are those of Keras 3, so
//! that a training run can be compared with Keras number by number.
//!
//! Crossentropies are in nats; a mean squared error is in the square of the target's unit, a mean
//! absolute error in the target's unit. In Keras: "Losses".
//!
//! | loss | names | last activation | target |
//! |---|---|---|---|
//! | [`MeanSquaredError`] | `mean_squared_error`, `mse` | any, usually linear | as the prediction |
//! | [`MeanAbsoluteError`] | `mean_absolute_error`, `mae` | any, usually linear | as the prediction |
//! | [`MeanAbsolutePercentageError`] | `mean_absolute_percentage_error`, `mape` | any, usually linear | as the prediction, not 0 |
//! | [`MeanSquaredLogarithmicError`] | `mean_squared_logarithmic_error`, `msle` | above 0 | as the prediction, above 0 |
//! | [`Huber`] | `huber` | any, usually linear | as the prediction |
//! | [`LogCosh`] | `log_cosh`, `logcosh` | any, usually linear | as the prediction |
//! | [`CosineSimilarity`] | `cosine_similarity`, `cosine_proximity` | any | vectors, as the prediction |
//! | [`Poisson`] | `poisson` | exponential, softplus | counts, as the prediction |
//! | [`BinaryCrossentropy`] | `binary_crossentropy`, `bce` | sigmoid | 0 or 1, as the prediction |
//! | [`BinaryFocalCrossentropy`] | `binary_focal_crossentropy` | sigmoid | 0 or 1, as the prediction |
//! | [`CategoricalCrossentropy`] | `categorical_crossentropy` | softmax | one-hot |
//! | [`CategoricalFocalCrossentropy`] | `categorical_focal_crossentropy` | softmax | one-hot |
//! | [`SparseCategoricalCrossentropy`] | `sparse_categorical_crossentropy` | softmax | class numbers |
//! | [`CategoricalGeneralizedCrossEntropy`] | `categorical_generalized_cross_entropy` | softmax | class numbers |
//! | [`KLDivergence`] | `kl_divergence`, `kullback_leibler_divergence`, `kld` | softmax | distributions |
//! | [`Hinge`], [`SquaredHinge`] | `hinge`, `squared_hinge` | linear, tanh | -1 or 1, or 0 or 1 |
//! | [`CategoricalHinge`] | `categorical_hinge` | linear | one-hot |
//! | [`Dice`], [`Tversky`] | `dice`, `tversky` | sigmoid, softmax | 0 to 1, as the prediction |
//! | [`Circle`] | `circle` | unit length | class numbers |
//! | [`CTC`] | `ctc` | linear | labels, filled up with 0 |
//!
//! | function | |
//! |---|---|
//! | [`of_fn`] | a loss of one's own from a closure |
//! | [`apply`] | the loss of numbers, without a model |
//! | [`reduce_by`] | from one value a sample to one number |

mod apply;
pub(crate) mod arguments;
mod axis;
mod binary_crossentropy;
mod binary_focal_crossentropy;
mod categorical_crossentropy;
mod categorical_focal_crossentropy;
mod categorical_generalized_cross_entropy;
mod categorical_hinge;
mod circle;
mod cosine_similarity;
mod ctc;
mod dice;
mod fits;
mod focal;
mod fusion;
mod hinge;
mod huber;
mod kl_divergence;
mod log_cosh;
mod mean_absolute_error;
mod mean_absolute_percentage_error;
mod mean_squared_error;
mod mean_squared_logarithmic_error;
mod of_fn;
mod poisson;
mod probability;
mod rank;
mod reduced;
mod reduction;
mod sparse_categorical_crossentropy;
mod target;
#[cfg(test)]
mod tests;
mod tversky;

pub use apply::apply;
pub use binary_crossentropy::BinaryCrossentropy;
pub use binary_focal_crossentropy::BinaryFocalCrossentropy;
pub use categorical_crossentropy::CategoricalCrossentropy;
pub use categorical_focal_crossentropy::CategoricalFocalCrossentropy;
pub use categorical_generalized_cross_entropy::CategoricalGeneralizedCrossEntropy;
pub use categorical_hinge::CategoricalHinge;
pub use circle::Circle;
pub use cosine_similarity::CosineSimilarity;
pub use ctc::CTC;
pub use dice::Dice;
pub use hinge::{Hinge, SquaredHinge};
pub use huber::Huber;
pub use kl_divergence::KLDivergence;
pub use log_cosh::LogCosh;
pub use mean_absolute_error::MeanAbsoluteError;
pub use mean_absolute_percentage_error::MeanAbsolutePercentageError;
pub use mean_squared_error::MeanSquaredError;
pub use mean_squared_logarithmic_error::MeanSquaredLogarithmicError;
pub use of_fn::{OfFn, of_fn};
pub use poisson::Poisson;
pub(crate) use rank::class_numbers;
pub use rank::same_rank;
pub use reduced::Reduced;
pub use reduction::{Reduction, align_weight, reduce, reduce_by, reduce_masked};
pub(crate) use reduction::{both as both_masks, metric_weight};
pub use sparse_categorical_crossentropy::SparseCategoricalCrossentropy;
pub use target::check_dense_target;
pub use tversky::Tversky;

use crate::activations::Activation;
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{self, LOSSES};
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;
use std::fmt::Debug;

/// How far predictions are from targets.
///
/// A new loss needs [`name`](Loss::name) and [`call`](Loss::call); the rest has defaults that suit a
/// loss whose target looks like the prediction. [`of_fn`] makes one of a closure.
///
/// | argument of every loss | default | |
/// |---|---|---|
/// | `reduction` | `sum_over_batch_size` | how the values of a batch become one number: [`with_reduction`](Loss::with_reduction) |
/// | `name` | the loss's own | the name in configurations: [`with_label`](Loss::with_label) |
///
/// # Example
///
/// ```
/// use kerros::losses::Loss;
/// use kerros_graph::{Graph, NodeId};
///
/// /// `mean((target - prediction)^4)`
/// #[derive(Debug)]
/// struct Quartic;
///
/// impl Loss for Quartic {
///     fn name(&self) -> &'static str {
///         "quartic"
///     }
///
///     fn call(
///         &self,
///         graph: &mut Graph,
///         target: NodeId,
///         prediction: NodeId,
///     ) -> kerros::Result<NodeId> {
///         let error = graph.sub(target, prediction)?;
///         let square = graph.square(error)?;
///         let quartic = graph.square(square)?;
///         let last = graph.ty(quartic).shape.rank() - 1;
///         Ok(graph.mean(quartic, &[last])?)
///     }
/// }
///
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).kernel_initializer("ones").input_shape(1))?;
/// model.compile(Compile::new().loss(Quartic))?;
/// let (x, y) = ([3.0f32], [1.0f32]);
/// let scores = model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent))?;
/// assert_eq!(scores.loss(), 16.0);
/// # Ok::<(), kerros::Error>(())
/// ```
pub trait Loss: Debug + Send + Sync {
    /// The name in Keras, such as `categorical_crossentropy`.
    fn name(&self) -> &'static str;

    /// The name in configurations, Keras's argument `name`.
    fn label(&self) -> &str {
        self.name()
    }

    /// How the values of a batch become one number.
    fn reduction(&self) -> Reduction {
        Reduction::SumOverBatchSize
    }

    /// The arguments, under their names in Keras, without `name` and `reduction`.
    fn config(&self) -> Config {
        Config::new()
    }

    /// Writes the loss of each sample: usually the prediction's shape, `(batch, ..., last)`, without its last axis. A
    /// loss of the whole batch gives one number.
    ///
    /// # Errors
    ///
    /// When the two shapes do not fit together.
    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId>;

    /// Which of the values that [`call`](Loss::call) gave count, 1 or 0, where not all do: a mean is over those.
    ///
    /// # Errors
    ///
    /// When the shapes do not fit together.
    fn counted(
        &self,
        _graph: &mut Graph,
        _target: NodeId,
        _prediction: NodeId,
        _values: NodeId,
    ) -> Result<Option<NodeId>> {
        Ok(None)
    }

    /// The loss with another reduction.
    fn with_reduction(self, reduction: Reduction) -> Reduced<Self>
    where
        Self: Sized,
    {
        Reduced::new(self, reduction, None)
    }

    /// The loss with another name in configurations.
    fn with_label(self, label: impl Into<String>) -> Reduced<Self>
    where
        Self: Sized,
    {
        let reduction = self.reduction();
        Reduced::new(self, reduction, Some(label.into()))
    }

    /// Checks the loss's own arguments.
    ///
    /// # Errors
    ///
    /// When an argument is outside its range.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// The shape of the targets for predictions of this shape. Both start with the batch.
    ///
    /// # Errors
    ///
    /// When the loss cannot judge predictions of this shape.
    fn target_shape(&self, prediction: &Shape) -> Result<Shape> {
        Ok(prediction.clone())
    }

    /// Checks targets on the host, before training: `target` holds all rows, `prediction` is the
    /// shape of the model's output. Returns a warning when the loss can be computed but is hardly
    /// what was meant.
    ///
    /// # Errors
    ///
    /// When the shape does not fit or a number cannot be a target, with its row and column.
    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        check_dense_target(self.name(), &target, &self.target_shape(prediction)?)?;
        Ok(None)
    }

    /// A warning when the model's last activation does not fit this loss; `prediction` is the shape
    /// of the model's output.
    fn fits(&self, _activation: Activation, _prediction: &Shape) -> Option<String> {
        None
    }
}

/// A loss, or the name of one: what `compile` takes.
///
/// ```
/// use kerros::losses::{BinaryCrossentropy, IntoLoss};
///
/// assert_eq!("mse".into_loss()?.name(), "mean_squared_error");
/// assert_eq!(BinaryCrossentropy::new().into_loss()?.name(), "binary_crossentropy");
/// assert!(BinaryCrossentropy::new().label_smoothing(-1.0).into_loss().is_err());
/// # Ok::<(), kerros::Error>(())
/// ```
pub trait IntoLoss {
    /// The loss, with its arguments checked.
    ///
    /// # Errors
    ///
    /// When the name is unknown or an argument is outside its range.
    fn into_loss(self) -> Result<Box<dyn Loss>>;
}

impl<L: Loss + 'static> IntoLoss for L {
    fn into_loss(self) -> Result<Box<dyn Loss>> {
        self.check()?;
        Ok(Box::new(self))
    }
}

impl IntoLoss for Box<dyn Loss> {
    fn into_loss(self) -> Result<Box<dyn Loss>> {
        self.check()?;
        Ok(self)
    }
}

impl IntoLoss for &str {
    fn into_loss(self) -> Result<Box<dyn Loss>> {
        registry::make("loss", LOSSES, self)
    }
}
