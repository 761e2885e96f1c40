//! Values that are put together and cut apart again.

use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::{Binary, Op};

/// Parts that are themselves put together of parts, along the same axis, as one row of parts.
pub(super) fn flat(graph: &mut Graph, axis: usize, parts: &[NodeId]) -> Result<Option<NodeId>> {
    let all: Vec<NodeId> = parts
        .iter()
        .flat_map(|part| match graph.op(*part) {
            Op::Concat(along) if *along == axis => graph.node(*part).inputs.as_slice(),
            _ => std::slice::from_ref(part),
        })
        .copied()
        .collect();
    if all.len() == parts.len() && all.len() > 1 {
        return Ok(None);
    }
    graph.concat(&all, axis).map(Some)
}

/// A slice of `x`, which is put together along the same axis: that of the part in which all of it lies.
pub(super) fn part(
    graph: &mut Graph,
    x: NodeId,
    axis: usize,
    (start, step, count): (usize, usize, usize),
) -> Result<Option<NodeId>> {
    if *graph.op(x) != Op::Concat(axis) {
        return Ok(None);
    }
    let end = start + (count - 1) * step + 1;
    let mut before = 0;
    for part in graph.node(x).inputs.clone() {
        let extent = extent(graph, part, axis);
        if before <= start && end <= before + extent {
            return match step == 1 && count == extent {
                true => Ok(Some(part)),
                false => graph.slice(part, axis, start - before, step, count).map(Some),
            };
        }
        before += extent;
    }
    Ok(None)
}

/// A sum of values among zeros that stand side by side and leave no zero, as the gradient of what is cut
/// into slices is: the values one after the other.
pub(super) fn of_pads(graph: &mut Graph, terms: [NodeId; 2]) -> Result<Option<NodeId>> {
    let mut along = None;
    let mut total = 0;
    let mut placed: Vec<(usize, NodeId)> = Vec::new();
    let mut terms = terms.to_vec();
    while let Some(term) = terms.pop() {
        let inputs = &graph.node(term).inputs;
        match *graph.op(term) {
            Op::Binary(Binary::Add) => terms.extend(inputs),
            Op::Pad { axis, start, step: 1, extent }
                if along.is_none_or(|a| a == (axis, extent)) =>
            {
                along = Some((axis, extent));
                // More than there are places: some overlap. Sums that share their terms would take for ever otherwise.
                total += self::extent(graph, inputs[0], axis).max(1);
                if total > extent {
                    return Ok(None);
                }
                placed.push((start, inputs[0]));
            }
            _ => return Ok(None),
        }
    }
    let Some((axis, all)) = along else { return Ok(None) };
    placed.sort_by_key(|&(start, _)| start);
    let mut end = 0;
    for &(start, part) in &placed {
        if start != end {
            return Ok(None);
        }
        end += extent(graph, part, axis);
    }
    if end != all {
        return Ok(None);
    }
    let parts: Vec<NodeId> = placed.into_iter().map(|(_, part)| part).collect();
    graph.concat(&parts, axis).map(Some)
}

fn extent(graph: &Graph, x: NodeId, axis: usize) -> usize {
    graph.ty(x).shape.0[axis].at(0)
}
