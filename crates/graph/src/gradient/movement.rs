//! Rules of movements and reductions.

use super::OperandGradients;
use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::types::Dim;

/// The size of an axis that inference has found to be known.
pub(super) fn extent(graph: &Graph, x: NodeId, axis: usize) -> usize {
    graph.ty(x).shape.0[axis].at(0)
}

/// The opposite permutation.
pub(super) fn transpose(graph: &mut Graph, axes: &[usize], g: NodeId) -> Result<NodeId> {
    let mut inverse = vec![0; axes.len()];
    for (to, &from) in axes.iter().enumerate() {
        inverse[from] = to;
    }
    graph.transpose(g, &inverse)
}

/// To each operand its part.
pub(super) fn concat(
    graph: &mut Graph,
    axis: usize,
    operands: &[NodeId],
    g: NodeId,
) -> Result<OperandGradients> {
    let mut start = 0;
    let mut parts = OperandGradients::new();
    for &x in operands {
        let count = extent(graph, x, axis);
        // What has no elements has no gradient.
        let part = (count > 0).then(|| graph.slice(g, axis, start, 1, count)).transpose()?;
        parts.push(part);
        start += count;
    }
    Ok(parts)
}

/// Sums over the axes along which `x` was repeated.
pub(super) fn broadcast(graph: &mut Graph, x: NodeId, g: NodeId) -> Result<NodeId> {
    let from = graph.ty(x).shape.clone();
    let to = graph.ty(g).shape.clone();
    let added = to.rank() - from.rank();
    let repeated: Vec<usize> = (0..to.rank())
        .filter(|&axis| {
            axis < added || (from.0[axis - added] == Dim::Const(1) && to.0[axis] != Dim::Const(1))
        })
        .collect();
    let sum = graph.sum(g, &repeated)?;
    graph.reshape(sum, from)
}

/// `value`, reduced from `like` over `axes`, repeated back along them.
pub(super) fn spread(
    graph: &mut Graph,
    value: NodeId,
    axes: &[usize],
    like: NodeId,
) -> Result<NodeId> {
    let shape = graph.ty(like).shape.clone();
    let mut kept = shape.clone();
    for &axis in axes {
        kept.0[axis] = Dim::Const(1);
    }
    let value = graph.reshape(value, kept)?;
    graph.broadcast(value, shape)
}

/// The gradient goes in equal parts to all elements that are the largest.
pub(super) fn reduce_max(
    graph: &mut Graph,
    axes: &[usize],
    x: NodeId,
    y: NodeId,
    g: NodeId,
) -> Result<NodeId> {
    let largest = spread(graph, y, axes, x)?;
    let is_largest = graph.equal(x, largest)?;
    let ties = graph.sum(is_largest, axes)?;
    let part = graph.div(g, ties)?;
    let part = spread(graph, part, axes, x)?;
    graph.mul(is_largest, part)
}
