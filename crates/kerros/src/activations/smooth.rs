//! Smooth functions of one number.

use crate::error::Result;
use kerros_graph::{Graph, NodeId};

/// `1 / (1 + e^-x)`: the probability of one of two classes. Between 0 and 1. In Keras: "sigmoid
/// function".
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Sigmoid.apply(&array![-1000.0, 0.0, 1000.0])?;
/// assert_eq!(y, array![0.0, 0.5, 1.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn sigmoid(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    Ok(graph.sigmoid(x)?)
}

/// `(e^x - e^-x) / (e^x + e^-x)`. Between -1 and 1. In Keras: "tanh function".
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Tanh.apply(&array![-1000.0, 0.0, 1000.0])?;
/// assert_eq!(y, array![-1.0, 0.0, 1.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn tanh(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    Ok(graph.tanh(x)?)
}

/// `ln(1 + e^x)`, without overflow. Above 0. In Keras: "softplus function".
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Softplus.apply(&array![-1000.0, 0.0, 1000.0])?;
/// assert_eq!(y, array![0.0, 2.0f32.ln(), 1000.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn softplus(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    Ok(graph.softplus(x)?)
}

/// `-ln(1 + e^-x)`, the logarithm of the sigmoid. Below 0. In Keras: "log_sigmoid function".
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::LogSigmoid.apply(&array![-1000.0, 0.0])?;
/// assert_eq!(y, array![-1000.0, -2.0f32.ln()].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn log_sigmoid(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let negated = graph.neg(x)?;
    let loss = graph.softplus(negated)?;
    Ok(graph.neg(loss)?)
}

/// `x / (|x| + 1)`. Between -1 and 1. In Keras: "softsign function".
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Softsign.apply(&array![-1.0, 0.0, 3.0])?;
/// assert_eq!(y, array![-0.5, 0.0, 0.75].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn softsign(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let magnitude = graph.abs(x)?;
    let denominator = graph.offset(magnitude, 1.0)?;
    Ok(graph.div(x, denominator)?)
}

/// `(x + sqrt(x^2 + b)) / 2`.
///
/// | argument | default | |
/// |---|---|---|
/// | `b` | 4 | how smooth, not negative; 0 is [`relu`](super::relu) |
///
/// Above 0. Computed as `max(x, 0) + b / (2 (sqrt(x^2 + b) + |x|))`, which loses no digits below 0. In Keras:
/// "squareplus function".
///
/// Source: Barron, "Squareplus: a softplus-like algebraic rectifier", 2021.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Squareplus { b: 4.0 }.apply(&array![0.0, 1.5])?;
/// assert_eq!(y, array![1.0, 2.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn squareplus(graph: &mut Graph, x: NodeId, b: f64) -> Result<NodeId> {
    if b == 0.0 {
        return Ok(graph.relu(x)?);
    }
    let square = graph.square(x)?;
    let root = graph.offset(square, b)?;
    let root = graph.sqrt(root)?;
    let magnitude = graph.abs(x)?;
    let sum = graph.add(root, magnitude)?;
    let half = graph.literal(0.5 * b)?;
    let rest = graph.div(half, sum)?;
    // Not a relu: at 0 the magnitude has gradient 0, and equal operands share that of the maximum.
    let zero = graph.literal(0.0)?;
    let rectified = graph.maximum(x, zero)?;
    Ok(graph.add(rectified, rest)?)
}

/// `x - tanh(x)`. In Keras: "tanh_shrink function".
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::TanhShrink.apply(&array![-1000.0, 0.0])?;
/// assert_eq!(y, array![-999.0, 0.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn tanh_shrink(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let tanh = graph.tanh(x)?;
    Ok(graph.sub(x, tanh)?)
}
