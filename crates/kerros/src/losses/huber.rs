//! The Huber loss.

use super::arguments::{ABOVE_ZERO, REDUCTION, check, finish, name};
use super::axis::mean_of_last;
use super::{Loss, fits, same_rank};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId, Shape};

/// The Huber loss: squares of small errors, absolute values of large ones, so that outliers count less.
///
/// The mean over the last axis of `e^2 / 2` where `|e| <= delta` and of `delta |e| - delta^2 / 2` elsewhere, with
/// `e = prediction - target`. Targets have the prediction's shape; a column `(batch, 1)` may be given as plain numbers
/// `(batch)`.
///
/// | argument | default | |
/// |---|---|---|
/// | `delta` | 1 | from which error on it is linear, in the target's unit; above 0 |
///
/// Besides, those of [every loss](super::Loss). Source: Huber, "Robust estimation of a location parameter", Annals of
/// Mathematical Statistics 35, 1964. Keras: losses, regression losses, `Huber`.
///
/// ```
/// use kerros::losses::{Huber, apply};
/// use ndarray::arr2;
///
/// let (y_true, y_pred) = (arr2(&[[0.0f32], [0.0]]), arr2(&[[0.5f32], [3.0]]));
/// let loss = apply(&Huber::new().delta(2.0), &y_true, &y_pred)?;
/// assert_eq!(loss.as_slice(), Some(&[(0.125 + 4.0) / 2.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses a `delta` that is not above 0. Training and evaluation refuse targets of another shape, NaN and
/// infinity. After a softmax, `fit` warns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Huber {
    delta: f64,
}

impl Default for Huber {
    fn default() -> Self {
        Huber { delta: 1.0 }
    }
}

impl Huber {
    /// The Huber loss that is linear from errors of 1 on.
    pub fn new() -> Self {
        Self::default()
    }

    /// From which error on the loss is linear; 1 if not set.
    #[must_use]
    pub fn delta(mut self, delta: f64) -> Self {
        self.delta = delta;
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "Huber",
        names: &["huber", "huber_loss"],
        doc: "squares of small errors, absolute values of large ones",
        arguments: &[
            Argument::with_default(
                "delta",
                Literal::Float(1.0),
                "from which error on it is linear; above 0",
            ),
            REDUCTION,
            name("huber_loss"),
        ],
        make: |a| finish(Huber::new().delta(a.float("delta")?), a),
    };
}

impl Loss for Huber {
    fn name(&self) -> &'static str {
        "huber"
    }

    fn label(&self) -> &str {
        "huber_loss"
    }

    fn config(&self) -> Config {
        Config::new().with("delta", self.delta)
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let error = graph.sub(prediction, target)?;
        let magnitude = graph.abs(error)?;
        let square = graph.square(error)?;
        let square = graph.scale(square, 0.5)?;
        let line = graph.scale(magnitude, self.delta)?;
        let line = graph.offset(line, -0.5 * self.delta * self.delta)?;
        let delta = graph.literal(self.delta)?;
        let is_small = graph.less_equal(magnitude, delta)?;
        let values = graph.select(is_small, square, line)?;
        mean_of_last(graph, values)
    }

    fn check(&self) -> Result<()> {
        check(self.name(), "delta", self.delta, ABOVE_ZERO, "1 is usual for targets of that size.")
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        fits::regression_fits(self.name(), activation, prediction)
    }
}
