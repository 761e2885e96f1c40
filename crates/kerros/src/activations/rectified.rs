//! Rectified linear units.

use crate::error::Result;
use kerros_graph::{Graph, NodeId};

/// `max(x, 0)`, which is what the defaults make of it; in general with another slope below a threshold,
/// and a largest value:
///
/// `max_value` where `x >= max_value`, `x` from `threshold` on, else
/// `negative_slope * (x - threshold)`.
///
/// | argument | default | |
/// |---|---|---|
/// | `negative_slope` | 0 | the slope below the threshold |
/// | `max_value` | none | the largest value |
/// | `threshold` | 0 | where the function starts |
///
/// At `x = 0` the gradient of the defaults is 0. NaN stays NaN. In Keras: "relu function".
///
/// Source: Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines", ICML 2010.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let x = array![-10.0, 0.0, 10.0];
/// assert_eq!(Activation::Relu.apply(&x)?, array![0.0, 0.0, 10.0].into_dyn());
/// let bent = Activation::ReluWith { negative_slope: 0.5, max_value: Some(6.0), threshold: 0.0 };
/// assert_eq!(bent.apply(&x)?, array![-5.0, 0.0, 6.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn relu(
    graph: &mut Graph,
    x: NodeId,
    negative_slope: f64,
    max_value: Option<f64>,
    threshold: f64,
) -> Result<NodeId> {
    if negative_slope != 0.0 && max_value.is_none() && threshold == 0.0 {
        return leaky_relu(graph, x, negative_slope);
    }
    let mut y = match max_value {
        Some(6.0) if threshold == 0.0 => relu6(graph, x)?,
        _ => {
            let started = above(graph, x, threshold)?;
            match max_value {
                Some(max_value) => graph.clip(started, 0.0, max_value)?,
                None => started,
            }
        }
    };
    if negative_slope != 0.0 {
        let below = graph.neg(x)?;
        let below = graph.offset(below, threshold)?;
        let below = graph.relu(below)?;
        let below = graph.scale(below, negative_slope)?;
        y = graph.sub(y, below)?;
    }
    Ok(y)
}

/// `x` where it is above the threshold, else 0.
fn above(graph: &mut Graph, x: NodeId, threshold: f64) -> Result<NodeId> {
    if threshold == 0.0 {
        return Ok(graph.relu(x)?);
    }
    super::threshold(graph, x, threshold, 0.0)
}

/// `min(max(x, 0), 6)`. Between 0 and 6; the gradient at both ends is 0. In Keras: "relu6 function".
///
/// Source: Krizhevsky, "Convolutional deep belief networks on CIFAR-10", 2010.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Relu6.apply(&array![-1.0, 2.0, 7.0])?;
/// assert_eq!(y, array![0.0, 2.0, 6.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn relu6(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let six = graph.full_like(x, 6.0)?;
    let saturated = graph.greater_equal(x, six)?;
    let rectified = graph.relu(x)?;
    Ok(graph.select(saturated, six, rectified)?)
}

/// `x` from 0 on, `negative_slope * x` below.
///
/// | argument | default | |
/// |---|---|---|
/// | `negative_slope` | 0.2 | the slope below 0 |
///
/// At `x = 0` the gradient is 1. In Keras: "leaky_relu function".
///
/// Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models", ICML 2013.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let leaky = Activation::LeakyRelu { negative_slope: 0.5 };
/// assert_eq!(leaky.apply(&array![-4.0, 3.0])?, array![-2.0, 3.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn leaky_relu(graph: &mut Graph, x: NodeId, negative_slope: f64) -> Result<NodeId> {
    let zero = graph.full_like(x, 0.0)?;
    let positive = graph.greater_equal(x, zero)?;
    let leaking = graph.scale(x, negative_slope)?;
    Ok(graph.select(positive, x, leaking)?)
}
