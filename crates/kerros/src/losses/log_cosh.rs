//! The logarithm of the hyperbolic cosine.

use super::arguments::{REDUCTION, finish, name};
use super::axis::mean_of_last;
use super::{Loss, fits, same_rank};
use crate::activations::Activation;
use crate::error::Result;
use crate::registry::Class;
use kerros_graph::{Graph, NodeId, Shape};

/// Log-cosh: about `e^2 / 2` for small errors and `|e| - ln 2` for large ones, without a kink between.
///
/// `mean(ln cosh(prediction - target))` over the last axis, computed as `e + ln(1 + e^(-2 e)) - ln 2`, which does not
/// overflow. Targets have the prediction's shape; a column `(batch, 1)` may be given as plain numbers `(batch)`. No
/// arguments but those of [every loss](super::Loss).
///
/// Keras: losses, regression losses, `LogCosh`; in Keras 2.2 `logcosh`.
///
/// ```
/// use kerros::losses::{LogCosh, apply};
/// use ndarray::arr2;
///
/// let loss = apply(&LogCosh::new(), &arr2(&[[0.0f32]]), &arr2(&[[2.0f32]]))?;
/// assert!((loss[[]] - 2.0f32.cosh().ln()).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Training and evaluation refuse targets of another shape, NaN and infinity. After a softmax,
/// `fit` warns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogCosh;

impl LogCosh {
    /// Log-cosh.
    pub fn new() -> Self {
        LogCosh
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "LogCosh",
        names: &["log_cosh", "logcosh"],
        doc: "mean(ln cosh(prediction - target))",
        arguments: &[REDUCTION, name("log_cosh")],
        make: |a| finish(LogCosh::new(), a),
    };
}

impl Loss for LogCosh {
    fn name(&self) -> &'static str {
        "log_cosh"
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let error = graph.sub(prediction, target)?;
        let doubled = graph.scale(error, -2.0)?;
        let rest = graph.softplus(doubled)?;
        let values = graph.add(error, rest)?;
        let values = graph.offset(values, -std::f64::consts::LN_2)?;
        mean_of_last(graph, values)
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        fits::regression_fits(self.name(), activation, prediction)
    }
}
