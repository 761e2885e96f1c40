//! One local rewrite an operation, applied as the node is copied.

use super::concat;
use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::{Binary, Op, Unary};
use crate::reference::Number;
use crate::types::DType;

/// A simpler node of equal value in place of `op` on `inputs`, or `None` when there is none.
pub(super) fn rewrite(graph: &mut Graph, op: &Op, inputs: &[NodeId]) -> Result<Option<NodeId>> {
    match (op, inputs) {
        (Op::Unary(kind), &[x]) => unary(graph, *kind, x),
        (Op::Binary(kind), &[a, b]) => binary(graph, *kind, a, b),
        (Op::Select, &[_, a, b]) if a == b => Ok(Some(a)),
        (Op::Cast(dtype), &[x]) if graph.ty(x).dtype == *dtype => Ok(Some(x)),
        // Gradients have been made by now.
        (Op::StopGradient | Op::CustomGradient(_), &[value, ..]) => Ok(Some(value)),
        (Op::Reshape(shape), &[x]) => match graph.op(x) {
            Op::Reshape(_) => {
                let origin = graph.node(x).inputs[0];
                graph.reshape(origin, shape.clone()).map(Some)
            }
            _ => graph.reshape(x, shape.clone()).map(Some),
        },
        (Op::Broadcast(shape), &[x]) => match graph.op(x) {
            Op::Broadcast(_) => {
                let origin = graph.node(x).inputs[0];
                graph.broadcast(origin, shape.clone()).map(Some)
            }
            _ => graph.broadcast(x, shape.clone()).map(Some),
        },
        (Op::Transpose(axes), &[x]) => match graph.op(x) {
            Op::Transpose(before) => {
                let combined: Vec<usize> = axes.iter().map(|&axis| before[axis]).collect();
                let origin = graph.node(x).inputs[0];
                graph.transpose(origin, &combined).map(Some)
            }
            _ => graph.transpose(x, axes).map(Some),
        },
        (Op::Concat(axis), parts) => concat::flat(graph, *axis, parts),
        (&Op::Slice { axis, start, step, count }, &[x]) => {
            concat::part(graph, x, axis, (start, step, count))
        }
        _ => Ok(None),
    }
}

/// The number that fills all of `x`, when `x` is a literal, repeated or not.
fn constant(graph: &Graph, x: NodeId) -> Option<f64> {
    match graph.op(x) {
        Op::Literal(literal, DType::F32) => Some(literal.value()),
        Op::Broadcast(_) | Op::Reshape(_) => constant(graph, graph.node(x).inputs[0]),
        _ => None,
    }
}

fn unary(graph: &mut Graph, kind: Unary, x: NodeId) -> Result<Option<NodeId>> {
    if let (Unary::Neg, Op::Unary(Unary::Neg)) = (kind, graph.op(x)) {
        return Ok(Some(graph.node(x).inputs[0]));
    }
    let Some(value) = constant(graph, x) else { return Ok(None) };
    let value = match kind {
        Unary::Neg => -value,
        Unary::Abs => value.abs(),
        // Transcendental functions keep the executor's own rounding.
        _ => return Ok(None),
    };
    graph.full_like(x, value).map(Some)
}

fn binary(graph: &mut Graph, kind: Binary, a: NodeId, b: NodeId) -> Result<Option<NodeId>> {
    match (constant(graph, a), constant(graph, b)) {
        (Some(left), Some(right)) => {
            let Some(value) = fold(kind, left, right) else { return Ok(None) };
            graph.full_like(a, value).map(Some)
        }
        (Some(left), None) => match (kind, left) {
            (Binary::Mul, 1.0) => Ok(Some(b)),
            (Binary::Add, 0.0) => Ok(Some(b)),
            (Binary::Mul, -1.0) => graph.neg(b).map(Some),
            _ => Ok(None),
        },
        (None, Some(right)) => match (kind, right) {
            (Binary::Mul | Binary::Div | Binary::Pow, 1.0) => Ok(Some(a)),
            (Binary::Add | Binary::Sub, 0.0) => Ok(Some(a)),
            (Binary::Mul, -1.0) => graph.neg(a).map(Some),
            (Binary::Pow, 2.0) => graph.square(a).map(Some),
            (Binary::Pow, 0.5) => graph.sqrt(a).map(Some),
            _ => Ok(None),
        },
        (None, None) if kind == Binary::Add => concat::of_pads(graph, [a, b]),
        (None, None) => Ok(None),
    }
}

/// The result of exact arithmetic on two literals, rounded as an executor in `f32` rounds it.
fn fold(kind: Binary, a: f64, b: f64) -> Option<f64> {
    let (a, b) = (a as f32, b as f32);
    let value = match kind {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div => a / b,
        _ => return None,
    };
    Some(value.to_f64())
}
