//! The Poisson loss.

use super::arguments::{REDUCTION, finish, name};
use super::axis::mean_of_last;
use super::fits::expects;
use super::probability::EPSILON;
use super::target::{Range, check_range};
use super::{Loss, check_dense_target, same_rank};
use crate::activations::Activation;
use crate::error::Result;
use crate::registry::Class;
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// The Poisson loss: counts, whose expectation is predicted.
///
/// `mean(prediction - target ln(prediction + 1e-7))` over the last axis: the negative logarithm of the probability of
/// the counts, in nats, without what does not depend on the prediction. It may be below 0. Predictions must be above 0,
/// which an exponential or a softplus ensures. Targets have the prediction's shape; a column `(batch, 1)` may be given
/// as plain numbers `(batch)`. No arguments but those of [every loss](super::Loss).
///
/// Keras: losses, probabilistic losses, `Poisson`.
///
/// ```
/// use kerros::losses::{Poisson, apply};
/// use ndarray::arr2;
///
/// let loss = apply(&Poisson::new(), &arr2(&[[3.0f32]]), &arr2(&[[2.0f32]]))?;
/// assert!((loss[[]] - (2.0 - 3.0 * 2.0f32.ln())).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Training and evaluation refuse targets of another shape, below 0, NaN and infinity. `fit` warns when the last
/// activation gives numbers below 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Poisson;

impl Poisson {
    /// The Poisson loss.
    pub fn new() -> Self {
        Poisson
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "Poisson",
        names: &["poisson"],
        doc: "mean(prediction - target ln(prediction)), for counts",
        arguments: &[REDUCTION, name("poisson")],
        make: |a| finish(Poisson::new(), a),
    };
}

impl Loss for Poisson {
    fn name(&self) -> &'static str {
        "poisson"
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let shifted = graph.offset(prediction, EPSILON)?;
        let log = graph.log(shifted)?;
        let likely = graph.mul(target, log)?;
        let values = graph.sub(prediction, likely)?;
        mean_of_last(graph, values)
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        check_dense_target(self.name(), &target, &self.target_shape(prediction)?)?;
        let counts = Range { low: 0.0, high: f32::INFINITY };
        check_range(self.name(), &target, counts, "Pass counts, or use mean_squared_error.")?;
        Ok(None)
    }

    fn fits(&self, activation: Activation, _prediction: &Shape) -> Option<String> {
        match activation {
            Activation::Linear | Activation::Tanh => expects(
                self.name(),
                "predictions above 0",
                activation,
                "Use exponential or softplus.",
            ),
            _ => None,
        }
    }
}
