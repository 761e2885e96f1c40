//! Which steps look at which others.

use crate::error::{Error, Result};
use kerros_graph::types::{DType, Dim};
use kerros_graph::{Graph, NodeId, Shape, Type};

/// The most negative score: that of a step that is not looked at. 0.7 times the smallest number of single precision,
/// as in JAX, so that differences of scores do not overflow.
pub(super) const UNSEEN: f64 = -0.7 * f32::MAX as f64;

/// `(queries, keys)`, 1 where the key stands at the query's place or before it, else 0.
pub(super) fn causal(graph: &mut Graph, queries: usize, keys: usize) -> Result<NodeId> {
    let [row, column] = places(graph, queries, keys)?;
    Ok(graph.greater_equal(row, column)?)
}

/// `(queries, keys)`, 1 where the places are less than `window` apart, else 0.
pub(super) fn within(
    graph: &mut Graph,
    queries: usize,
    keys: usize,
    window: usize,
) -> Result<NodeId> {
    let [row, column] = places(graph, queries, keys)?;
    let apart = graph.sub(row, column)?;
    let apart = graph.abs(apart)?;
    let window = graph.literal(window as f64)?;
    Ok(graph.less(apart, window)?)
}

/// The places of queries and keys. Whole numbers up to 2^24, which `f32` holds: no sequence is that long.
fn places(graph: &mut Graph, queries: usize, keys: usize) -> Result<[NodeId; 2]> {
    let ty = Type { dtype: DType::F32, shape: Shape::of(&[queries, keys]) };
    Ok([graph.iota(ty.clone(), 0)?, graph.iota(ty, 1)?])
}

/// Where all of some masks count; none where there are none.
pub(super) fn all_of(
    graph: &mut Graph,
    masks: impl IntoIterator<Item = NodeId>,
) -> Result<Option<NodeId>> {
    let mut all = None;
    for mask in masks {
        all = Some(match all {
            Some(all) => graph.mul(all, mask)?,
            None => mask,
        });
    }
    Ok(all)
}

/// `mask` with axes of size 1 put in at `axis` until it has `rank`.
pub(super) fn filled_up(
    graph: &mut Graph,
    mut mask: NodeId,
    axis: usize,
    rank: usize,
) -> Result<NodeId> {
    while graph.ty(mask).shape.rank() < rank {
        mask = graph.expand(mask, axis)?;
    }
    Ok(mask)
}

/// The mask as it goes along a sequence of queries, or of keys: `(batch, ..., steps)` with an axis of the others.
///
/// # Errors
///
/// When it does not have all axes of `of` but the last.
pub(super) fn along(graph: &mut Graph, mask: NodeId, of: NodeId, queries: bool) -> Result<NodeId> {
    let (given, shape) = (graph.ty(mask).shape.clone(), &graph.ty(of).shape);
    let rank = given.rank();
    if rank < 2 || given.dims() != &shape.dims()[..shape.rank() - 1] {
        return Err(Error::invalid(
            "mask",
            format!(
                "one that has all axes of the {}, {shape}, but the last",
                if queries { "query" } else { "value" }
            ),
            given.to_string(),
            "Mask the steps right before the layer.",
        ));
    }
    Ok(graph.expand(mask, if queries { rank } else { rank - 1 })?)
}

/// Whether a mask repeats to a shape of the same rank.
pub(super) fn repeats_to(mask: &Shape, shape: &Shape) -> bool {
    mask.rank() == shape.rank()
        && mask.dims().iter().zip(shape.dims()).all(|(&m, &s)| m == s || m == Dim::Const(1))
}
