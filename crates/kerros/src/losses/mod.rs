//! Losses: how far predictions are from targets, as one number that training makes smaller.
//!
//! A loss writes nodes into the training graph. It gives one value a sample; [`reduce`] turns those
//! into the number that is differentiated. Formulas, clipping and reduction are those of Keras 3, so
//! that a training run can be compared with Keras number by number.
//!
//! Crossentropies are in nats; a mean squared error is in the square of the target's unit, a mean
//! absolute error in the target's unit. In Keras: "Losses".
//!
//! | loss | names | last activation | target |
//! |---|---|---|---|
//! | [`MeanSquaredError`] | `mean_squared_error`, `mse` | any, usually linear | as the prediction |
//! | [`MeanAbsoluteError`] | `mean_absolute_error`, `mae` | any, usually linear | as the prediction |
//! | [`BinaryCrossentropy`] | `binary_crossentropy`, `bce` | sigmoid | 0 or 1, as the prediction |
//! | [`CategoricalCrossentropy`] | `categorical_crossentropy` | softmax | one-hot |
//! | [`SparseCategoricalCrossentropy`] | `sparse_categorical_crossentropy` | softmax | class numbers |

mod binary_crossentropy;
mod categorical_crossentropy;
mod fusion;
mod mean_absolute_error;
mod mean_squared_error;
mod probability;
mod rank;
mod reduction;
mod sparse_categorical_crossentropy;
mod target;

pub use binary_crossentropy::BinaryCrossentropy;
pub use categorical_crossentropy::CategoricalCrossentropy;
pub use mean_absolute_error::MeanAbsoluteError;
pub use mean_squared_error::MeanSquaredError;
pub(crate) use rank::class_numbers;
pub use rank::same_rank;
pub(crate) use reduction::metric_weight;
pub use reduction::{align_weight, reduce, reduce_masked};
pub use sparse_categorical_crossentropy::SparseCategoricalCrossentropy;
pub use target::check_dense_target;

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
/// loss whose target looks like the prediction.
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

    /// The arguments, under their names in Keras.
    fn config(&self) -> Config {
        Config::new()
    }

    /// Writes the loss of each sample: the prediction's shape without its last axis. A prediction
    /// is `(batch, ..., last)`.
    ///
    /// # Errors
    ///
    /// When the two shapes do not fit together.
    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId>;

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
