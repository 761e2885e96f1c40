//! A number times a gate between 0 and 1.

use super::axis_of;
use crate::error::{Error, Result};
use kerros_graph::{Graph, NodeId};

/// `x / (1 + e^-x)`, also called swish. Above -0.2785. In Keras: "silu function".
///
/// Source: Ramachandran, Zoph and Le, "Searching for activation functions", 2017.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Silu.apply(&array![-1000.0, 0.0, 1000.0])?;
/// assert_eq!(y, array![0.0, 0.0, 1000.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn silu(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let gate = graph.sigmoid(x)?;
    Ok(graph.mul(x, gate)?)
}

/// `x` times the probability that a standard normal number is at most `x`:
/// `x erfc(-x / sqrt(2)) / 2`.
///
/// | argument | default | |
/// |---|---|---|
/// | `approximate` | false | whether the probability is taken as `(1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2` |
///
/// Above -0.17. In Keras: "gelu function".
///
/// Source: Hendrycks and Gimpel, "Gaussian error linear units (GELUs)", 2016.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Gelu { approximate: false }.apply(&array![-1.0, 0.0, 1.0])?;
/// assert!((y[0] + 0.158_655_25).abs() < 1e-6 && y[1] == 0.0 && (y[2] - 0.841_344_7).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn gelu(graph: &mut Graph, x: NodeId, approximate: bool) -> Result<NodeId> {
    let gate = if approximate {
        // (1 + tanh z) / 2 is the sigmoid of 2 z.
        let factor = 2.0 * (2.0 / std::f64::consts::PI).sqrt();
        let square = graph.square(x)?;
        let cubic = graph.scale(square, 0.044_715 * factor)?;
        let slope = graph.offset(cubic, factor)?;
        let z = graph.mul(x, slope)?;
        exact_sigmoid(graph, z)?
    } else {
        graph.normal_cdf(x)?
    };
    Ok(graph.mul(x, gate)?)
}

/// `x tanh(softplus(x))`. Above -0.3089. In Keras: "mish function".
///
/// Source: Misra, "Mish: a self regularized non-monotonic activation function", BMVC 2020.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Mish.apply(&array![-1000.0, 0.0, 1000.0])?;
/// assert_eq!(y, array![0.0, 0.0, 1000.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn mish(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    // With e = e^-|x| the gate is n / (n + 2), n = e^2 + 2 e, below 0, and n / (n + 2 e^2), n = 1 + 2 e,
    // from 0 on. The gradient at 0 of the absolute value is 0; the factor `x` is 0 there as well.
    let zero = graph.full_like(x, 0.0)?;
    let negative = graph.less(x, zero)?;
    let e = decay(graph, x)?;
    let twice = graph.scale(e, 2.0)?;
    let square = graph.square(e)?;
    let below = graph.add(square, twice)?;
    let above = graph.offset(twice, 1.0)?;
    let numerator = graph.select(negative, below, above)?;
    let two = graph.full_like(x, 2.0)?;
    let twice_square = graph.scale(square, 2.0)?;
    let rest = graph.select(negative, two, twice_square)?;
    let denominator = graph.add(numerator, rest)?;
    let gate = graph.div(numerator, denominator)?;
    Ok(graph.mul(x, gate)?)
}

/// `a sigmoid(b)`, where `a` and `b` are the two halves of `x` along an axis, which becomes half as long.
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | -1 | the axis that is halved; negative ones count from the last |
///
/// In Keras: "glu function".
///
/// Source: Dauphin, Fan, Auli and Grangier, "Language modeling with gated convolutional networks", ICML 2017.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Glu { axis: -1 }.apply(&array![[3.0, 5.0, 0.0, 1000.0]])?;
/// assert_eq!(y, array![[1.5, 5.0]].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` has no such axis, or one of odd length, or it is the batch.
pub fn glu(graph: &mut Graph, x: NodeId, axis: i64) -> Result<NodeId> {
    let axis = axis_of(graph, x, axis)?;
    let dim = graph.ty(x).shape.dims()[axis];
    let Some(half) = dim.known().filter(|size| *size > 0 && size % 2 == 0).map(|size| size / 2)
    else {
        return Err(Error::invalid(
            "axis",
            "an axis of even length",
            format!("{dim} along axis {axis} of {}", graph.ty(x).shape),
            "Give the layer twice as many units as it is to have, or choose another axis.",
        ));
    };
    let value = graph.slice(x, axis, 0, 1, half)?;
    let gate = graph.slice(x, axis, half, 1, half)?;
    let gate = graph.sigmoid(gate)?;
    Ok(graph.mul(value, gate)?)
}

/// The sigmoid, written so that its gradient has all digits where it is nearly 1 too. At 0 the
/// gradient is 0, which is right for whoever multiplies it by `x`.
fn exact_sigmoid(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let zero = graph.full_like(x, 0.0)?;
    let one = graph.full_like(x, 1.0)?;
    let negative = graph.less(x, zero)?;
    let e = decay(graph, x)?;
    let numerator = graph.select(negative, e, one)?;
    let denominator = graph.offset(e, 1.0)?;
    Ok(graph.div(numerator, denominator)?)
}

/// `e^-|x|`
fn decay(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let magnitude = graph.abs(x)?;
    let negated = graph.neg(magnitude)?;
    Ok(graph.exp(negated)?)
}
