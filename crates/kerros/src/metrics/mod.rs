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
//! | [`MeanSquaredError`] | `mean_squared_error`, `mse` |
//! | [`MeanAbsoluteError`] | `mean_absolute_error`, `mae` |
//! | [`BinaryCrossentropy`] | `binary_crossentropy`, `bce` |
//! | [`CategoricalCrossentropy`] | `categorical_crossentropy` |
//! | [`SparseCategoricalCrossentropy`] | `sparse_categorical_crossentropy` |

mod accuracy;
mod binary_accuracy;
mod categorical_accuracy;
mod loss_metric;
mod mean;
mod names;
mod sparse_categorical_accuracy;

pub use accuracy::AutoAccuracy;
pub use binary_accuracy::BinaryAccuracy;
pub use categorical_accuracy::CategoricalAccuracy;
pub use loss_metric::{
    BinaryCrossentropy, CategoricalCrossentropy, LossMetric, MeanAbsoluteError, MeanSquaredError,
    SparseCategoricalCrossentropy,
};
pub use mean::{update_mean, update_mean_loss};
pub(crate) use names::unique_names;
pub use sparse_categorical_accuracy::SparseCategoricalAccuracy;

use crate::error::Result;
use crate::history::Better;
use crate::layer::Config;
use crate::registry::{self, METRICS};
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

    /// Name and shape of the numbers kept from batch to batch. They are set to zero at the start of
    /// each epoch.
    fn states(&self) -> Vec<(&'static str, Shape)> {
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

/// A metric, or the name of one: what `compile` takes. A metric made from a name is reported under
/// just that name, as in Keras: `acc` stays `acc`.
///
/// ```
/// use kerros::metrics::{BinaryAccuracy, IntoMetric};
///
/// assert_eq!("mae".into_metric()?.name(), "mae");
/// assert_eq!(BinaryAccuracy::new().into_metric()?.name(), "binary_accuracy");
/// assert!("acuracy".into_metric().is_err());
/// # Ok::<(), kerros::Error>(())
/// ```
pub trait IntoMetric {
    /// The metric, with its arguments checked.
    ///
    /// # Errors
    ///
    /// When the name is unknown or an argument is outside its range.
    fn into_metric(self) -> Result<Box<dyn Metric>>;
}

impl<M: Metric + 'static> IntoMetric for M {
    fn into_metric(self) -> Result<Box<dyn Metric>> {
        self.check()?;
        Ok(Box::new(self))
    }
}

impl IntoMetric for Box<dyn Metric> {
    fn into_metric(self) -> Result<Box<dyn Metric>> {
        self.check()?;
        Ok(self)
    }
}

impl IntoMetric for &str {
    fn into_metric(self) -> Result<Box<dyn Metric>> {
        registry::find("metric", METRICS, self)?
            .from_config(&Config::new().with("name", self.to_owned()))
    }
}
