//! Mean absolute percentage error.

use super::arguments::{REDUCTION, finish, name};
use super::axis::mean_of_last;
use super::probability::EPSILON;
use super::{Loss, check_dense_target, fits, same_rank, target};
use crate::activations::Activation;
use crate::error::Result;
use crate::registry::Class;
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// Mean absolute percentage error, `mape`: how far off a prediction is, in percent of the target.
///
/// `100 mean(|target - prediction| / max(|target|, 1e-7))` over the last axis, in percent; the gradient where both are
/// equal is 0. Targets have the prediction's shape; a column `(batch, 1)` may be given as plain numbers `(batch)`. No
/// arguments but those of [every loss](super::Loss).
///
/// Keras: losses, regression losses, `MeanAbsolutePercentageError`.
///
/// ```
/// use kerros::losses::{MeanAbsolutePercentageError, apply};
/// use ndarray::arr2;
///
/// let (y_true, y_pred) = (arr2(&[[2.0f32], [4.0]]), arr2(&[[1.0f32], [5.0]]));
/// let loss = apply(&MeanAbsolutePercentageError::new(), &y_true, &y_pred)?;
/// assert_eq!(loss.as_slice(), Some(&[(50.0 + 25.0) / 2.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Training and evaluation refuse targets of another shape, NaN and infinity. `fit` warns of targets of 0, of which
/// nothing is a percentage, and after a softmax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeanAbsolutePercentageError;

impl MeanAbsolutePercentageError {
    /// Mean absolute percentage error.
    pub fn new() -> Self {
        MeanAbsolutePercentageError
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "MeanAbsolutePercentageError",
        names: &["mean_absolute_percentage_error", "mape", "MAPE"],
        doc: "100 mean(|target - prediction| / |target|), in percent",
        arguments: &[REDUCTION, name("mean_absolute_percentage_error")],
        make: |a| finish(MeanAbsolutePercentageError::new(), a),
    };
}

impl Loss for MeanAbsolutePercentageError {
    fn name(&self) -> &'static str {
        "mean_absolute_percentage_error"
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let error = graph.sub(target, prediction)?;
        let size = graph.abs(target)?;
        let smallest = graph.literal(EPSILON)?;
        let size = graph.maximum(size, smallest)?;
        let share = graph.div(error, size)?;
        let share = graph.abs(share)?;
        let mean = mean_of_last(graph, share)?;
        Ok(graph.scale(mean, 100.0)?)
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        check_dense_target(self.name(), &target, &self.target_shape(prediction)?)?;
        Ok(target::doubt(
            &target,
            |value| value == 0.0,
            |place| {
                format!(
                    "{} divides by the target, and y at {place} is 0. Use mean_absolute_error where targets may be 0.",
                    self.name()
                )
            },
        ))
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        fits::regression_fits(self.name(), activation, prediction)
    }
}
