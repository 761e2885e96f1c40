//! Mean squared error.

use super::{Loss, same_rank, target};
use crate::activations::Activation;
use crate::error::Result;
use kerros_graph::{Graph, NodeId, Shape};

/// Mean squared error, `mse`: the usual loss of a regression.
///
/// `mean((target - prediction)^2)` over the last axis. Targets have the prediction's shape; a column
/// `(batch, 1)` may be given as plain numbers `(batch)`.
///
/// Keras: losses, regression losses, `MeanSquaredError`.
///
/// ```
/// use kerros::losses::{Loss, MeanSquaredError};
///
/// assert_eq!(MeanSquaredError::new().name(), "mean_squared_error");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeanSquaredError;

impl MeanSquaredError {
    /// Mean squared error.
    pub fn new() -> Self {
        MeanSquaredError
    }
}

impl Loss for MeanSquaredError {
    fn name(&self) -> &'static str {
        "mean_squared_error"
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let error = graph.sub(target, prediction)?;
        let square = graph.square(error)?;
        let last = graph.ty(square).shape.rank() - 1;
        Ok(graph.mean(square, &[last])?)
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        target::regression_fits(self.name(), activation, prediction)
    }
}
