//! Mean squared logarithmic error.

use super::arguments::{REDUCTION, finish, name};
use super::axis::mean_of_last;
use super::probability::EPSILON;
use super::{Loss, check_dense_target, fits, same_rank, target};
use crate::activations::Activation;
use crate::error::Result;
use crate::registry::Class;
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// Mean squared logarithmic error, `msle`: a regression in which ratios count, for targets of several magnitudes.
///
/// `mean((ln(1 + max(target, 1e-7)) - ln(1 + max(prediction, 1e-7)))^2)` over the last axis, without a unit. Numbers
/// below 0 count as 0, and predictions there have no gradient. Targets have the prediction's shape; a column
/// `(batch, 1)` may be given as plain numbers `(batch)`. No arguments but those of [every loss](super::Loss).
///
/// Keras: losses, regression losses, `MeanSquaredLogarithmicError`.
///
/// ```
/// use kerros::losses::{MeanSquaredLogarithmicError, apply};
/// use ndarray::arr2;
///
/// let (y_true, y_pred) = (arr2(&[[0.0f32]]), arr2(&[[std::f32::consts::E - 1.0]]));
/// let loss = apply(&MeanSquaredLogarithmicError::new(), &y_true, &y_pred)?;
/// assert!((loss[[]] - 1.0).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Training and evaluation refuse targets of another shape, NaN and infinity. `fit` warns of targets below 0, and
/// after a softmax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeanSquaredLogarithmicError;

impl MeanSquaredLogarithmicError {
    /// Mean squared logarithmic error.
    pub fn new() -> Self {
        MeanSquaredLogarithmicError
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "MeanSquaredLogarithmicError",
        names: &["mean_squared_logarithmic_error", "msle", "MSLE"],
        doc: "mean((ln(1 + target) - ln(1 + prediction))^2)",
        arguments: &[REDUCTION, name("mean_squared_logarithmic_error")],
        make: |a| finish(MeanSquaredLogarithmicError::new(), a),
    };
}

impl Loss for MeanSquaredLogarithmicError {
    fn name(&self) -> &'static str {
        "mean_squared_logarithmic_error"
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let target = logarithm(graph, target)?;
        let prediction = logarithm(graph, prediction)?;
        let error = graph.sub(prediction, target)?;
        let square = graph.square(error)?;
        mean_of_last(graph, square)
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        check_dense_target(self.name(), &target, &self.target_shape(prediction)?)?;
        Ok(target::doubt(
            &target,
            |value| value < 0.0,
            |place| {
                format!(
                    "{} takes targets below 0 for 0, and y at {place} is. Use mean_squared_error for such targets.",
                    self.name()
                )
            },
        ))
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        fits::regression_fits(self.name(), activation, prediction)
    }
}

/// `ln(1 + max(x, 1e-7))`
fn logarithm(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let smallest = graph.literal(EPSILON)?;
    let x = graph.maximum(x, smallest)?;
    Ok(graph.log1p(x)?)
}
