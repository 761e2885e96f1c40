//! Root mean squared error.

use super::arguments::named;
use super::{Metric, check_name, mean, update_mean};
use crate::error::Result;
use crate::history::Better;
use crate::losses::same_rank;
use kerros_graph::{Graph, NodeId};

/// The root of the mean squared error, in the target's unit: `sqrt(mean((target - prediction)^2))`.
///
/// The mean is over all rows so far, and the root is taken of that: it is no mean of the batches' roots.
/// Targets have the prediction's shape.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `root_mean_squared_error` | the name to report it under |
///
/// Keras: metrics, regression metrics, `RootMeanSquaredError`.
///
/// ```
/// use kerros::metrics::{RootMeanSquaredError, Streaming};
///
/// let mut error = Streaming::new(RootMeanSquaredError::new())?;
/// error.update(&[1.0f32, 2.0], &[4.0f32, 6.0])?;
/// assert!((error.result()? - 12.5f64.sqrt()).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name. Targets of another shape than the prediction are refused when the training
/// graph is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootMeanSquaredError {
    name: String,
}

named!(RootMeanSquaredError, "root_mean_squared_error");

impl RootMeanSquaredError {
    /// Root mean squared error.
    pub fn new() -> Self {
        RootMeanSquaredError { name: "root_mean_squared_error".into() }
    }
}

impl Default for RootMeanSquaredError {
    fn default() -> Self {
        Self::new()
    }
}

impl Metric for RootMeanSquaredError {
    fn name(&self) -> &str {
        &self.name
    }

    fn class_name(&self) -> &str {
        "RootMeanSquaredError"
    }

    fn better(&self) -> Option<Better> {
        Some(Better::Lower)
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)
    }

    fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let error = graph.sub(target, prediction)?;
        let square = graph.square(error)?;
        update_mean(graph, states, square, weight)
    }

    fn result(&self, states: &[&[f32]]) -> f64 {
        mean::result(states).sqrt()
    }
}
