//! Rules of elementwise operations.

use super::OperandGradients;
use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::{Binary, Unary};
use smallvec::smallvec;

/// The gradient of `x` in `y = kind(x)`, given that of `y`.
pub(super) fn unary(
    graph: &mut Graph,
    kind: Unary,
    x: NodeId,
    y: NodeId,
    g: NodeId,
) -> Result<Option<NodeId>> {
    let gradient = match kind {
        Unary::Sign | Unary::Floor | Unary::Round => return Ok(None),
        Unary::Neg => graph.neg(g)?,
        Unary::Abs => {
            let sign = graph.sign(x)?;
            graph.mul(g, sign)?
        }
        Unary::Exp => graph.mul(g, y)?,
        Unary::Log => graph.div(g, x)?,
        Unary::Log1p => {
            let shifted = graph.offset(x, 1.0)?;
            graph.div(g, shifted)?
        }
        Unary::Sqrt => {
            let half = graph.scale(g, 0.5)?;
            graph.div(half, y)?
        }
        Unary::Tanh => {
            let square = graph.square(y)?;
            let one = graph.full_like(y, 1.0)?;
            let slope = graph.sub(one, square)?;
            graph.mul(g, slope)?
        }
        Unary::Sigmoid => {
            let one = graph.full_like(y, 1.0)?;
            let complement = graph.sub(one, y)?;
            let slope = graph.mul(y, complement)?;
            graph.mul(g, slope)?
        }
        // The density, e^(-x^2 / 2) / sqrt(2 pi).
        Unary::NormalCdf => {
            let half = graph.scale(x, -0.5)?;
            let exponent = graph.mul(half, x)?;
            let power = graph.exp(exponent)?;
            let slope = graph.scale(power, 1.0 / (2.0 * std::f64::consts::PI).sqrt())?;
            graph.mul(g, slope)?
        }
    };
    Ok(Some(gradient))
}

/// The gradients of `a` and `b` in `y = kind(a, b)`, given that of `y`.
pub(super) fn binary(
    graph: &mut Graph,
    kind: Binary,
    [a, b]: [NodeId; 2],
    y: NodeId,
    g: NodeId,
) -> Result<OperandGradients> {
    let (for_a, for_b) = match kind {
        Binary::Equal | Binary::Less | Binary::LessEqual => return Ok(smallvec![None, None]),
        Binary::Add => (g, g),
        Binary::Sub => (g, graph.neg(g)?),
        Binary::Mul => (graph.mul(g, b)?, graph.mul(g, a)?),
        Binary::Div => {
            let for_a = graph.div(g, b)?;
            let product = graph.mul(for_a, y)?;
            (for_a, graph.neg(product)?)
        }
        Binary::Max | Binary::Min => {
            let share_of_a = share_of_first(graph, kind, a, b)?;
            let one = graph.full_like(share_of_a, 1.0)?;
            let share_of_b = graph.sub(one, share_of_a)?;
            (graph.mul(g, share_of_a)?, graph.mul(g, share_of_b)?)
        }
        Binary::Pow => {
            let lowered = graph.offset(b, -1.0)?;
            let power = graph.pow(a, lowered)?;
            let slope = graph.mul(b, power)?;
            let log = graph.log(a)?;
            let growth = graph.mul(y, log)?;
            (graph.mul(g, slope)?, graph.mul(g, growth)?)
        }
    };
    Ok(smallvec![Some(for_a), Some(for_b)])
}

/// 1 where the first operand is the result, 1/2 where both are, else 0.
fn share_of_first(graph: &mut Graph, kind: Binary, a: NodeId, b: NodeId) -> Result<NodeId> {
    let (first, second) = if kind == Binary::Max { (b, a) } else { (a, b) };
    let strictly = graph.less(first, second)?;
    let at_least = graph.less_equal(first, second)?;
    let both = graph.add(strictly, at_least)?;
    graph.scale(both, 0.5)
}

/// The gradients of the alternatives go where they were chosen.
pub(super) fn select(graph: &mut Graph, condition: NodeId, g: NodeId) -> Result<OperandGradients> {
    let zero = graph.full_like(g, 0.0)?;
    let for_a = graph.select(condition, g, zero)?;
    let for_b = graph.select(condition, zero, g)?;
    Ok(smallvec![None, Some(for_a), Some(for_b)])
}
