//! Values one after the other, by a choice at each place.

use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::{Literal, Op};
use crate::types::{DType, Dim, Shape, Type};

pub(super) fn concat(graph: &mut Graph, axis: usize, parts: &[NodeId]) -> Result<NodeId> {
    // Inference says what is wrong with parts that do not fit.
    graph.insert(Op::Concat(axis), parts)?;
    let has_elements = |&x: &NodeId| extent(graph, x, axis) > 0;
    let parts: Vec<NodeId> = match parts.iter().any(has_elements) {
        true => parts.iter().copied().filter(has_elements).collect(),
        false => parts[..1].to_vec(),
    };
    halves(graph, axis, &parts)
}

/// Halves of halves: each element is moved a logarithmic number of times.
fn halves(graph: &mut Graph, axis: usize, parts: &[NodeId]) -> Result<NodeId> {
    if let &[part] = parts {
        return Ok(part);
    }
    let (left, right) = parts.split_at(parts.len() / 2);
    let left = halves(graph, axis, left)?;
    let right = halves(graph, axis, right)?;
    let first = extent(graph, left, axis);
    let all = first + extent(graph, right, axis);
    let left = graph.pad(left, axis, 0, 1, all)?;
    let right = graph.pad(right, axis, first, 1, all)?;

    // Chosen and not added, so that each number stays what it is, the sign of a zero too.
    let mut shape: Shape =
        std::iter::repeat_n(Dim::Const(1), graph.ty(left).shape.rank()).collect();
    shape.0[axis] = Dim::Const(all);
    let place = graph.iota(Type::i32(shape), axis)?;
    let first = graph.insert(Op::Literal(Literal::new(first as f64), DType::I32), &[])?;
    let is_left = graph.less(place, first)?;
    graph.select(is_left, left, right)
}

fn extent(graph: &Graph, x: NodeId, axis: usize) -> usize {
    graph.ty(x).shape.0[axis].at(0)
}
