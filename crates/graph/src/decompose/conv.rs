//! Convolutions as matrix products over unfolded inputs.
//!
//! Unfolding spatial axis after spatial axis gives
//! `(batch, position 1, element 1, position 2, element 2, ..., channels)`: spatial axis `i` has its
//! positions on axis `1 + 2i` and its window elements on axis `2 + 2i`.

use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::{DotAxes, Window};

pub(super) fn forward(
    graph: &mut Graph,
    window: &Window,
    x: NodeId,
    kernel: NodeId,
) -> Result<NodeId> {
    let windows = windows(graph, window, x)?;
    let elements = (0..window.rank()).map(|i| (2 + 2 * i, i));
    let channels = (1 + 2 * window.rank(), window.rank());
    let contract = elements.chain([channels]).collect();
    graph.dot(windows, kernel, DotAxes { batch: Default::default(), contract })
}

pub(super) fn kernel_gradient(
    graph: &mut Graph,
    window: &Window,
    x: NodeId,
    dy: NodeId,
) -> Result<NodeId> {
    let windows = windows(graph, window, x)?;
    let positions = (0..window.rank()).map(|i| (1 + 2 * i, 1 + i));
    let contract = std::iter::once((0, 0)).chain(positions).collect();
    graph.dot(windows, dy, DotAxes { batch: Default::default(), contract })
}

pub(super) fn input_gradient(
    graph: &mut Graph,
    window: &Window,
    extents: &[usize],
    dy: NodeId,
    kernel: NodeId,
) -> Result<NodeId> {
    let rank = window.rank();
    let contract = [(rank + 1, rank + 1)].into_iter().collect();
    // (batch, positions..., elements..., channels)
    let parts = graph.dot(dy, kernel, DotAxes { batch: Default::default(), contract })?;
    let interleaved: Vec<usize> = std::iter::once(0)
        .chain((0..rank).flat_map(|i| [1 + i, 1 + rank + i]))
        .chain([1 + 2 * rank])
        .collect();
    let windows = graph.transpose(parts, &interleaved)?;
    fold(graph, window, extents, windows)
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
