//! Convolutions as matrix products over unfolded inputs.
//!
//! Unfolding spatial axis after spatial axis gives
//! `(batch, position 1, element 1, position 2, element 2, ..., channels)`: spatial axis `i` has its
//! positions on axis `1 + 2i` and its window elements on axis `2 + 2i`. Where there are groups, the
//! channels are `(group, channel)`, and the products are kept in step along the groups.

use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::{Convolution, DotAxes, Window};
use crate::types::{Dim, Shape};

pub(super) fn forward(
    graph: &mut Graph,
    conv: &Convolution,
    x: NodeId,
    kernel: NodeId,
) -> Result<NodeId> {
    let rank = conv.window.rank();
    let windows = windows(graph, &conv.window, x)?;
    let elements = (0..rank).map(|i| (2 + 2 * i, i));
    if conv.groups == 1 {
        let contract = elements.chain([(1 + 2 * rank, rank)]).collect();
        return graph.dot(windows, kernel, DotAxes { batch: Default::default(), contract });
    }
    let windows = split_last(graph, windows, conv.groups)?;
    let kernel = split_last(graph, kernel, conv.groups)?;
    let axes = DotAxes {
        batch: [(1 + 2 * rank, rank + 1)].into_iter().collect(),
        contract: elements.chain([(2 + 2 * rank, rank)]).collect(),
    };
    // (group, batch, positions..., filter)
    let parts = graph.dot(windows, kernel, axes)?;
    let order: Vec<usize> = (1..rank + 2).chain([0, rank + 2]).collect();
    let parts = graph.transpose(parts, &order)?;
    join_last(graph, parts)
}

pub(super) fn kernel_gradient(
    graph: &mut Graph,
    conv: &Convolution,
    x: NodeId,
    dy: NodeId,
) -> Result<NodeId> {
    let rank = conv.window.rank();
    let windows = windows(graph, &conv.window, x)?;
    let positions = (0..rank).map(|i| (1 + 2 * i, 1 + i));
    let contract = std::iter::once((0, 0)).chain(positions).collect();
    if conv.groups == 1 {
        return graph.dot(windows, dy, DotAxes { batch: Default::default(), contract });
    }
    let windows = split_last(graph, windows, conv.groups)?;
    let dy = split_last(graph, dy, conv.groups)?;
    let batch = [(1 + 2 * rank, 1 + rank)].into_iter().collect();
    // (group, elements..., channel, filter)
    let parts = graph.dot(windows, dy, DotAxes { batch, contract })?;
    let order: Vec<usize> = (1..rank + 2).chain([0, rank + 2]).collect();
    let parts = graph.transpose(parts, &order)?;
    join_last(graph, parts)
}

pub(super) fn input_gradient(
    graph: &mut Graph,
    conv: &Convolution,
    extents: &[usize],
    dy: NodeId,
    kernel: NodeId,
) -> Result<NodeId> {
    let rank = conv.window.rank();
    if conv.groups == 1 {
        let contract = [(rank + 1, rank + 1)].into_iter().collect();
        // (batch, positions..., elements..., channels)
        let parts = graph.dot(dy, kernel, DotAxes { batch: Default::default(), contract })?;
        let windows = graph.transpose(parts, &interleaved(rank, 0))?;
        return fold(graph, &conv.window, extents, windows);
    }
    let dy = split_last(graph, dy, conv.groups)?;
    let kernel = split_last(graph, kernel, conv.groups)?;
    let axes = DotAxes {
        batch: [(rank + 1, rank + 1)].into_iter().collect(),
        contract: [(rank + 2, rank + 2)].into_iter().collect(),
    };
    // (group, batch, positions..., elements..., channel)
    let parts = graph.dot(dy, kernel, axes)?;
    let windows = graph.transpose(parts, &interleaved(rank, 1))?;
    let windows = join_last(graph, windows)?;
    fold(graph, &conv.window, extents, windows)
}

/// The order that brings `(groups..., batch, positions..., elements..., channels)` to
/// `(batch, position 1, element 1, ..., groups..., channels)`, for `groups` axes of groups.
fn interleaved(rank: usize, groups: usize) -> Vec<usize> {
    let batch = groups;
    std::iter::once(batch)
        .chain((1..=rank).flat_map(|i| [batch + i, batch + rank + i]))
        .chain(0..groups)
        .chain([batch + 1 + 2 * rank])
        .collect()
}

/// The last axis of `x` as `groups` runs.
fn split_last(graph: &mut Graph, x: NodeId, groups: usize) -> Result<NodeId> {
    let dims = graph.ty(x).shape.dims();
    let (outer, last) = (dims[..dims.len() - 1].to_vec(), dims[dims.len() - 1].at(0));
    let shape: Shape =
        outer.into_iter().chain([Dim::Const(groups), Dim::Const(last / groups)]).collect();
    graph.reshape(x, shape)
}

/// The last two axes of `x` as one: the reverse of [`split_last`].
fn join_last(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let dims = graph.ty(x).shape.dims();
    let (outer, last) = dims.split_at(dims.len() - 2);
    let joined = Dim::Const(last.iter().map(|dim| dim.at(0)).product());
    let shape: Shape = outer.iter().copied().chain([joined]).collect();
    graph.reshape(x, shape)
}

/// Pads the spatial axes of `x` with zeros and unfolds them.
pub(super) fn windows(graph: &mut Graph, window: &Window, x: NodeId) -> Result<NodeId> {
    let mut windows = x;
    for i in 0..window.rank() {
        let axis = 1 + 2 * i;
        let extent = graph.ty(windows).shape.0[axis].at(0);
        let (before, after) = window.padding[i];
        if before + after > 0 {
            windows = graph.pad(windows, axis, before, 1, before + extent + after)?;
        }
        windows =
            graph.unfold(windows, axis, window.size[i], window.stride[i], window.dilation[i])?;
    }
    Ok(windows)
}

/// Adds windows back onto spatial axes of `extents` elements and drops the padding: the adjoint of
/// [`windows`].
pub(super) fn fold(
    graph: &mut Graph,
    window: &Window,
    extents: &[usize],
    windows: NodeId,
) -> Result<NodeId> {
    let mut x = windows;
    for i in (0..window.rank()).rev() {
        let axis = 1 + 2 * i;
        let (before, after) = window.padding[i];
        let padded = before + extents[i] + after;
        x = graph.fold(x, axis, padded, window.stride[i], window.dilation[i])?;
        if before + after > 0 {
            x = graph.slice(x, axis, before, 1, extents[i])?;
        }
    }
    Ok(x)
}
