//! Poolings as reductions over unfolded inputs.

use super::conv;
use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::{Reduction, Window};
use crate::types::{DType, Dim, Shape, Type};

pub(super) fn max(graph: &mut Graph, window: &Window, x: NodeId) -> Result<NodeId> {
    let windows = real_windows(graph, window, x)?;
    graph.reduce(Reduction::Max, windows, &element_axes(window))
}

pub(super) fn average(graph: &mut Graph, window: &Window, x: NodeId) -> Result<NodeId> {
    let windows = conv::windows(graph, window, x)?;
    let sum = graph.sum(windows, &element_axes(window))?;
    let counts = counts(graph, window, x)?;
    graph.div(sum, counts)
}

pub(super) fn average_gradient(
    graph: &mut Graph,
    window: &Window,
    extents: &[usize],
    dy: NodeId,
) -> Result<NodeId> {
    let mut shape = graph.ty(dy).shape.clone();
    for (axis, &extent) in extents.iter().enumerate() {
        shape.0[1 + axis] = Dim::Const(extent);
    }
    let zero = graph.literal(0.0)?;
    let x = graph.broadcast(zero, shape)?;
    let counts = counts(graph, window, x)?;
    let part = graph.div(dy, counts)?;
    let windows = spread_over_window(graph, window, part)?;
    conv::fold(graph, window, extents, windows)
}

pub(super) fn max_gradient(
    graph: &mut Graph,
    window: &Window,
    x: NodeId,
    dy: NodeId,
) -> Result<NodeId> {
    let chosen = first_largest(graph, window, x)?;
    let spread = spread_over_window(graph, window, dy)?;
    let windows = graph.mul(chosen, spread)?;
    let rank = window.rank();
    let extents: Vec<usize> = (1..=rank).map(|axis| graph.ty(x).shape.0[axis].at(0)).collect();
    conv::fold(graph, window, &extents, windows)
}

/// For each window over `x`, the element of `values` (of the shape of `x`) at the place of the first
/// largest element of `x`: the adjoint of the gradient of a maximum pooling.
pub(crate) fn pick_max(
    graph: &mut Graph,
    window: &Window,
    x: NodeId,
    values: NodeId,
) -> Result<NodeId> {
    let chosen = first_largest(graph, window, x)?;
    let windows = conv::windows(graph, window, values)?;
    let picked = graph.mul(chosen, windows)?;
    graph.sum(picked, &element_axes(window))
}

/// The axes of the window's elements in unfolded inputs.
fn element_axes(window: &Window) -> Vec<usize> {
    (0..window.rank()).map(|i| 2 + 2 * i).collect()
}

/// The windows over `x`, with minus infinity in place of padding.
fn real_windows(graph: &mut Graph, window: &Window, x: NodeId) -> Result<NodeId> {
    let windows = conv::windows(graph, window, x)?;
    if window.padding.iter().all(|&padding| padding == (0, 0)) {
        return Ok(windows);
    }
    let ones = graph.full_like(x, 1.0)?;
    let real = conv::windows(graph, window, ones)?;
    let nothing = graph.full_like(windows, f64::NEG_INFINITY)?;
    graph.select(real, windows, nothing)
}

/// How many elements of each window are no padding.
fn counts(graph: &mut Graph, window: &Window, x: NodeId) -> Result<NodeId> {
    let ones = graph.full_like(x, 1.0)?;
    let windows = conv::windows(graph, window, ones)?;
    graph.sum(windows, &element_axes(window))
}

/// In the shape of the windows over `x`: 1 at the first largest element of each, else 0.
fn first_largest(graph: &mut Graph, window: &Window, x: NodeId) -> Result<NodeId> {
    let rank = window.rank();
    let windows = real_windows(graph, window, x)?;
    let unfolded = graph.ty(windows).shape.clone();
    // (batch, positions..., channels, elements...)
    let elements_last: Vec<usize> = std::iter::once(0)
        .chain((0..rank).map(|i| 1 + 2 * i))
        .chain([1 + 2 * rank])
        .chain((0..rank).map(|i| 2 + 2 * i))
        .collect();
    let windows = graph.transpose(windows, &elements_last)?;
    let separate = graph.ty(windows).shape.clone();
    let elements: usize = window.size.iter().product();
    let joined: Shape =
        separate.0[..2 + rank].iter().copied().chain([Dim::Const(elements)]).collect();
    let windows = graph.reshape(windows, joined.clone())?;
    let largest = graph.argmax(windows, 2 + rank)?;
    let largest = graph.expand(largest, 2 + rank)?;
    let place = graph.iota(Type { dtype: DType::I32, shape: joined }, 2 + rank)?;
    let chosen = graph.equal(largest, place)?;
    let chosen = graph.reshape(chosen, separate)?;
    let mut back = vec![0; unfolded.rank()];
    for (from, &to) in elements_last.iter().enumerate() {
        back[to] = from;
    }
    graph.transpose(chosen, &back)
}

/// `value (batch, positions..., channels)` repeated for each element of the window.
fn spread_over_window(graph: &mut Graph, window: &Window, value: NodeId) -> Result<NodeId> {
    let mut kept = graph.ty(value).shape.clone();
    for i in 0..window.rank() {
        kept.0.insert(2 + 2 * i, Dim::Const(1));
    }
    let mut full = kept.clone();
    for (i, &size) in window.size.iter().enumerate() {
        full.0[2 + 2 * i] = Dim::Const(size);
    }
    let value = graph.reshape(value, kept)?;
    graph.broadcast(value, full)
}
