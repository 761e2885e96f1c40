//! The streaming mean, which most metrics are.

use crate::error::{Error, Result};
use crate::losses::align_weight;
use kerros_graph::{Graph, NodeId, Shape};

/// The states of a mean: the sum so far and how many samples it is of.
pub(super) fn states() -> Vec<(&'static str, Shape)> {
    vec![("total", Shape::scalar()), ("count", Shape::scalar())]
}

/// `total / count`, and 0 when nothing was counted, as Keras gives.
pub(super) fn result(states: &[&[f32]]) -> f64 {
    match states {
        [[total], [count]] if *count != 0.0 => f64::from(*total) / f64::from(*count),
        _ => 0.0,
    }
}

/// Adds a batch to the states `total` and `count` of a mean, and returns their new values.
///
/// `values` is `(batch, ...)`; a sample counts with the mean of its values. With `weight`,
/// `(batch)` or as the values, `total` grows by the weighted sum and `count` by the sum of the
/// weights. Both are `f32`: counting is exact up to 2^24 samples an epoch.
///
/// # Errors
///
/// When the states are not two, or the weight's shape does not fit that of the values.
///
/// # Example
///
/// ```
/// use kerros::metrics::{Metric, update_mean};
/// use kerros_graph::{Graph, NodeId};
///
/// /// The mean of the largest error of each sample.
/// #[derive(Debug)]
/// struct WorstError;
///
/// impl Metric for WorstError {
///     fn name(&self) -> &str {
///         "worst_error"
///     }
///
///     fn update(
///         &self,
///         graph: &mut Graph,
///         states: &[NodeId],
///         target: NodeId,
///         prediction: NodeId,
///         weight: Option<NodeId>,
///     ) -> kerros::Result<Vec<NodeId>> {
///         let error = graph.sub(target, prediction)?;
///         let magnitude = graph.abs(error)?;
///         let worst = graph.reduce_max(magnitude, &[1])?;
///         update_mean(graph, states, worst, weight)
///     }
/// }
/// ```
pub fn update_mean(
    graph: &mut Graph,
    states: &[NodeId],
    values: NodeId,
    weight: Option<NodeId>,
) -> Result<Vec<NodeId>> {
    let weight = match weight {
        Some(weight) => align_weight(graph, weight, values)?,
        None => {
            let sum = sum_of_sample_means(graph, values)?;
            let rows = graph.batch_size()?;
            return add(graph, states, [sum, rows]);
        }
    };
    let weighted = graph.mul(values, weight)?;
    let sum = sum_of_sample_means(graph, weighted)?;
    let count = sum_of_sample_means(graph, weight)?;
    add(graph, states, [sum, count])
}

/// Adds the loss of a batch to the states `total` and `count` of the mean that is reported as
/// `loss`: each batch counts with its number of rows, whatever the samples' weights, as in Keras.
///
/// ```
/// use kerros::metrics::update_mean_loss;
/// use kerros_graph::{Graph, Shape, Type, VariableId};
///
/// let mut graph = Graph::new();
/// let scalar = Type::f32(Shape::scalar());
/// let total = graph.variable(VariableId(0), scalar.clone())?;
/// let count = graph.variable(VariableId(1), scalar)?;
/// let loss = graph.literal(0.5)?;
/// assert_eq!(update_mean_loss(&mut graph, &[total, count], loss)?.len(), 2);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When the states are not two, or `loss` is no scalar.
pub fn update_mean_loss(graph: &mut Graph, states: &[NodeId], loss: NodeId) -> Result<Vec<NodeId>> {
    let rows = graph.batch_size()?;
    let sum = graph.mul(loss, rows)?;
    add(graph, states, [sum, rows])
}

/// The sum over samples of the mean over everything else.
fn sum_of_sample_means(graph: &mut Graph, values: NodeId) -> Result<NodeId> {
    let inner: Vec<usize> = (1..graph.ty(values).shape.rank()).collect();
    let means = if inner.is_empty() { values } else { graph.mean(values, &inner)? };
    Ok(graph.sum_all(means)?)
}

fn add(graph: &mut Graph, states: &[NodeId], [sum, samples]: [NodeId; 2]) -> Result<Vec<NodeId>> {
    let &[total, count] = states else {
        return Err(Error::invalid(
            "states",
            "total and count",
            format!("{} states", states.len()),
            "Pass the states that the metric names, in their order.",
        ));
    };
    Ok(vec![graph.add(total, sum)?, graph.add(count, samples)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_nothing_is_zero() {
        assert_eq!(result(&[&[0.0], &[0.0]]), 0.0);
        assert_eq!(result(&[&[3.0], &[4.0]]), 0.75);
    }
}
