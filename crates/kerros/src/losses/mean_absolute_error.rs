//! Mean absolute error.

use super::{Loss, same_rank, target};
use crate::activations::Activation;
use crate::error::Result;
use kerros_graph::{Graph, NodeId, Shape};

/// Mean absolute error, `mae`: a regression in which single large errors count less.
///
/// `mean(|target - prediction|)` over the last axis; the gradient where both are equal is 0. Targets
/// have the prediction's shape; a column `(batch, 1)` may be given as plain numbers `(batch)`.
///
/// Keras: losses, regression losses, `MeanAbsoluteError`.
///
/// ```
/// use kerros::losses::{Loss, MeanAbsoluteError};
///
/// assert_eq!(MeanAbsoluteError::new().name(), "mean_absolute_error");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeanAbsoluteError;

impl MeanAbsoluteError {
    /// Mean absolute error.
    pub fn new() -> Self {
        MeanAbsoluteError
    }
}

impl Loss for MeanAbsoluteError {
    fn name(&self) -> &'static str {
        "mean_absolute_error"
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let error = graph.sub(target, prediction)?;
        let magnitude = graph.abs(error)?;
        let last = graph.ty(magnitude).shape.rank() - 1;
        Ok(graph.mean(magnitude, &[last])?)
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        target::regression_fits(self.name(), activation, prediction)
    }
}
