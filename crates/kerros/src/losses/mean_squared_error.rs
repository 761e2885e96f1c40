//! Mean squared error.

use super::arguments::{REDUCTION, finish, name};
use super::axis::mean_of_last;
use super::{Loss, fits, same_rank};
use crate::activations::Activation;
use crate::error::Result;
use crate::registry::Class;
use kerros_graph::{Graph, NodeId, Shape};

/// Mean squared error, `mse`: the usual loss of a regression.
///
/// `mean((target - prediction)^2)` over the last axis, in the square of the target's unit. Targets
/// have the prediction's shape; a column `(batch, 1)` may be given as plain numbers `(batch)`.
/// No arguments but those of [every loss](super::Loss).
///
/// Keras: losses, regression losses, `MeanSquaredError`.
///
/// ```
/// use kerros::losses::MeanSquaredError;
/// use kerros::prelude::*;
///
/// // A model that hands on its input.
/// let mut model = Sequential::new();
/// model.add(Activation::Linear.layer().input_shape(1))?;
/// model.compile(Compile::new().loss(MeanSquaredError::new()))?;
/// let (x, y) = ([1.0f32, 2.0], [2.0f32, 5.0]);
/// let scores = model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent))?;
/// assert_eq!(scores.loss(), (1.0 + 9.0) / 2.0);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Training and evaluation refuse targets of another shape, NaN and infinity. After a softmax,
/// `fit` warns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeanSquaredError;

impl MeanSquaredError {
    /// Mean squared error.
    pub fn new() -> Self {
        MeanSquaredError
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "MeanSquaredError",
        names: &["mean_squared_error", "mse", "MSE"],
        doc: "mean((target - prediction)^2)",
        arguments: &[REDUCTION, name("mean_squared_error")],
        make: |a| finish(MeanSquaredError::new(), a),
    };
}

impl Loss for MeanSquaredError {
    fn name(&self) -> &'static str {
        "mean_squared_error"
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let error = graph.sub(target, prediction)?;
        let square = graph.square(error)?;
        mean_of_last(graph, square)
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        fits::regression_fits(self.name(), activation, prediction)
    }
}
