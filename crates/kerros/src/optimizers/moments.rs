//! Moving means, and the powers that take their bias from the start out.

use crate::error::Result;
use kerros_graph::{Graph, NodeId};

/// `mean + (value - mean) * share`
pub(super) fn moved(graph: &mut Graph, mean: NodeId, value: NodeId, share: f64) -> Result<NodeId> {
    let distance = graph.sub(value, mean)?;
    let change = graph.scale(distance, share)?;
    Ok(graph.add(mean, change)?)
}

/// `kept * mean + (1 - kept) * value`: the same but for rounding.
pub(super) fn moving_mean(
    graph: &mut Graph,
    mean: NodeId,
    value: NodeId,
    kept: f64,
) -> Result<NodeId> {
    let old = graph.scale(mean, kept)?;
    let new = graph.scale(value, 1.0 - kept)?;
    Ok(graph.add(old, new)?)
}

/// `1 - share` as Keras's Nadam and Lion have it, in single precision: with 0.999, 5e-5 of it more than in double
/// precision.
pub(super) fn rest(share: f64) -> f64 {
    f64::from(1.0 - share as f32)
}

/// `1 - base^exponent`
pub(super) fn one_minus_power(graph: &mut Graph, base: f64, exponent: NodeId) -> Result<NodeId> {
    let base = graph.literal(base)?;
    let power = graph.pow(base, exponent)?;
    let one = graph.literal(1.0)?;
    Ok(graph.sub(one, power)?)
}

/// The moving means of the gradient and of its square, as Adam and its kin have them.
pub(super) fn moments(
    graph: &mut Graph,
    [momentum, velocity]: [NodeId; 2],
    gradient: NodeId,
    [beta_1, beta_2]: [f64; 2],
) -> Result<[NodeId; 2]> {
    let square = graph.square(gradient)?;
    let momentum = moved(graph, momentum, gradient, 1.0 - beta_1)?;
    Ok([momentum, moved(graph, velocity, square, 1.0 - beta_2)?])
}

/// The learning rate of step `t` with the bias of both means taken out: `r sqrt(1 - beta_2^t) / (1 - beta_1^t)`.
/// A scalar: computed once for all weights.
pub(super) fn unbiased_rate(
    graph: &mut Graph,
    learning_rate: NodeId,
    iteration: NodeId,
    [beta_1, beta_2]: [f64; 2],
) -> Result<NodeId> {
    let first = one_minus_power(graph, beta_1, iteration)?;
    let second = one_minus_power(graph, beta_2, iteration)?;
    let root = graph.sqrt(second)?;
    let rate = graph.mul(learning_rate, root)?;
    Ok(graph.div(rate, first)?)
}
