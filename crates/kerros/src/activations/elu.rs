//! Units that are linear above 0 and exponential below.

use crate::error::Result;
use kerros_graph::{Graph, NodeId};

/// `x` above 0, `alpha (e^x - 1)` below.
///
/// | argument | default | |
/// |---|---|---|
/// | `alpha` | 1 | the function approaches `-alpha` far below 0 |
///
/// Above `-alpha`. In Keras: "elu function".
///
/// Source: Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear
/// units", ICLR 2016.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Elu { alpha: 2.0 }.apply(&array![-100.0, 0.0, 3.0])?;
/// assert_eq!(y, array![-2.0, 0.0, 3.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn elu(graph: &mut Graph, x: NodeId, alpha: f64) -> Result<NodeId> {
    bent_at_zero(graph, x, 1.0, alpha)
}

/// `scale * elu(x, alpha)` with the constants that keep mean 0 and variance 1 from layer to layer:
/// `scale` is 1.0507009873554805, `alpha` is 1.6732632423543772.
///
/// Above -1.7581. To be used with the initializer `lecun_normal`. In Keras: "selu function".
///
/// Source: Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks", NIPS 2017.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Selu.apply(&array![-100.0, 1.0])?;
/// assert!((y[0] + 1.758_099_3).abs() < 1e-6 && (y[1] - 1.050_701).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn selu(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let y = bent_at_zero(graph, x, 1.0, 1.673_263_242_354_377_2)?;
    Ok(graph.scale(y, 1.050_700_987_355_480_5)?)
}

/// `x` above 0, `alpha (e^(x / alpha) - 1)` below: its slope has no jump at 0, whatever `alpha`.
///
/// | argument | default | |
/// |---|---|---|
/// | `alpha` | 1 | above 0; the function approaches `-alpha` far below 0 |
///
/// Above `-alpha`. In Keras: "celu function".
///
/// Source: Barron, "Continuously differentiable exponential linear units", 2017.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Celu { alpha: 2.0 }.apply(&array![-100.0, 0.0, 3.0])?;
/// assert_eq!(y, array![-2.0, 0.0, 3.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn celu(graph: &mut Graph, x: NodeId, alpha: f64) -> Result<NodeId> {
    bent_at_zero(graph, x, alpha, alpha)
}

/// `e^x`. Above 0. In Keras: "exponential function".
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Exponential.apply(&array![0.0, 1.0])?;
/// assert_eq!(y, array![1.0, std::f32::consts::E].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn exponential(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    Ok(graph.exp(x)?)
}

/// `x` above 0, `factor (e^(x / width) - 1)` below.
fn bent_at_zero(graph: &mut Graph, x: NodeId, width: f64, factor: f64) -> Result<NodeId> {
    let zero = graph.full_like(x, 0.0)?;
    let positive = graph.greater(x, zero)?;
    // Large numbers must not reach the exponential: their gradient would be 0 times infinity.
    let negative = graph.select(positive, zero, x)?;
    let width = graph.literal(width)?;
    let negative = graph.div(negative, width)?;
    let negative = power_less_one(graph, negative)?;
    let negative = graph.scale(negative, factor)?;
    Ok(graph.select(positive, x, negative)?)
}

/// `e^x - 1` for `x` up to 0, exact for small `x`: there as `tanh(x / 2) (e^x + 1)`. Far below 0
/// that form's gradient would be a small difference of large numbers.
fn power_less_one(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let power = graph.exp(x)?;
    let far = graph.offset(power, -1.0)?;
    let half = graph.scale(x, 0.5)?;
    let tanh = graph.tanh(half)?;
    let sum = graph.offset(power, 1.0)?;
    let near = graph.mul(tanh, sum)?;
    let limit = graph.literal(-0.5)?;
    let is_far = graph.less(x, limit)?;
    Ok(graph.select(is_far, far, near)?)
}
