//! Softmax by exponentials and sums, shifted by the largest element so that nothing overflows.

use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::types::Dim;

pub(super) fn softmax(graph: &mut Graph, axis: usize, x: NodeId) -> Result<NodeId> {
    let shifted = shifted(graph, axis, x)?;
    let powers = graph.exp(shifted)?;
    let sum = kept_sum(graph, axis, powers)?;
    graph.div(powers, sum)
}

pub(super) fn log_softmax(graph: &mut Graph, axis: usize, x: NodeId) -> Result<NodeId> {
    let shifted = shifted(graph, axis, x)?;
    let powers = graph.exp(shifted)?;
    let sum = kept_sum(graph, axis, powers)?;
    let log = graph.log(sum)?;
    graph.sub(shifted, log)
}

fn shifted(graph: &mut Graph, axis: usize, x: NodeId) -> Result<NodeId> {
    let largest = graph.reduce_max(x, &[axis])?;
    let largest = keep_axis(graph, axis, largest)?;
    graph.sub(x, largest)
}

fn kept_sum(graph: &mut Graph, axis: usize, x: NodeId) -> Result<NodeId> {
    let sum = graph.sum(x, &[axis])?;
    keep_axis(graph, axis, sum)
}

fn keep_axis(graph: &mut Graph, axis: usize, reduced: NodeId) -> Result<NodeId> {
    let mut shape = graph.ty(reduced).shape.clone();
    shape.0.insert(axis, Dim::Const(1));
    graph.reshape(reduced, shape)
}
