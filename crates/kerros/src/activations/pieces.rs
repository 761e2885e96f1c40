//! Functions of straight or parabolic pieces.

use super::relu6;
use crate::error::Result;
use kerros_graph::{Graph, NodeId};

/// `x / 6 + 1 / 2` kept between 0 and 1, which it reaches at -3 and 3; the gradient there is 0. In Keras:
/// "hard_sigmoid function". Keras 2 had `0.2 x + 1 / 2`, from -2.5 to 2.5, and its LSTM and GRU had this by default: a
/// model that was trained there predicts other numbers here, as it does in Keras 3, under this name.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::HardSigmoid.apply(&array![-4.0, 1.5, 3.0])?;
/// assert_eq!(y, array![0.0, 0.75, 1.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn hard_sigmoid(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let shifted = graph.offset(x, 3.0)?;
    let clipped = relu6(graph, shifted)?;
    let six = graph.literal(6.0)?;
    Ok(graph.div(clipped, six)?)
}

/// `x` times its hard sigmoid, also called hard swish: 0 up to -3, `x (x + 3) / 6` up to 3, then `x`.
/// At least -0.375. In Keras: "hard_silu function".
///
/// Source: Howard et al., "Searching for MobileNetV3", ICCV 2019.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::HardSilu.apply(&array![-4.0, 1.5, 5.0])?;
/// assert_eq!(y, array![0.0, 1.125, 5.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn hard_silu(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let gate = hard_sigmoid(graph, x)?;
    Ok(graph.mul(x, gate)?)
}

/// `x` kept between -1 and 1; the gradient at both is 1. In Keras: "hard_tanh function".
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::HardTanh.apply(&array![-4.0, 0.5, 5.0])?;
/// assert_eq!(y, array![-1.0, 0.5, 1.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn hard_tanh(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let (low, high) = (graph.full_like(x, -1.0)?, graph.full_like(x, 1.0)?);
    let below = graph.less(x, low)?;
    let above = graph.greater(x, high)?;
    let raised = graph.select(below, low, x)?;
    Ok(graph.select(above, high, raised)?)
}

/// 0 up to -1, `(x + 1)^2 / 4` up to 1, then `x`. In Keras: "sparse_plus function".
///
/// Source: Blondel, Martins and Niculae, "Learning with Fenchel-Young losses", JMLR 2020.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::SparsePlus.apply(&array![-2.0, 0.0, 3.0])?;
/// assert_eq!(y, array![0.0, 0.25, 3.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn sparse_plus(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let (zero, low, high) =
        (graph.full_like(x, 0.0)?, graph.full_like(x, -1.0)?, graph.full_like(x, 1.0)?);
    let below = graph.less_equal(x, low)?;
    let above = graph.greater_equal(x, high)?;
    let shifted = graph.offset(x, 1.0)?;
    let square = graph.square(shifted)?;
    let parabola = graph.scale(square, 0.25)?;
    let from_low = graph.select(above, x, parabola)?;
    Ok(graph.select(below, zero, from_low)?)
}

/// `(x + 1) / 2` kept between 0 and 1, the slope of [`sparse_plus`]; at -1 and 1 the gradient is 1/4. In
/// Keras: "sparse_sigmoid function".
///
/// Source: Blondel, Martins and Niculae, "Learning with Fenchel-Young losses", JMLR 2020.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::SparseSigmoid.apply(&array![-2.0, 0.5, 3.0])?;
/// assert_eq!(y, array![0.0, 0.75, 1.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn sparse_sigmoid(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let shifted = graph.offset(x, 1.0)?;
    let clipped = graph.clip(shifted, 0.0, 2.0)?;
    Ok(graph.scale(clipped, 0.5)?)
}
