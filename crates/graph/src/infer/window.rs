//! Types of poolings, and what windows over `(batch, space..., channels)` have in common.

use super::{require_float, require_known, shape_error};
use crate::error::Result;
use crate::op::Window;
use crate::types::{Dim, Type};

pub(super) fn pool(op: &'static str, window: &Window, [x]: [&Type; 1]) -> Result<Type> {
    let channels = require_image(op, window, x)?;
    let extents = spatial(x);
    let positions = positions(op, window, &extents)?;
    require_real_elements(op, window, &extents)?;
    Ok(image(x.shape.0[0], &positions, channels))
}

pub(super) fn max_pool_grad(
    op: &'static str,
    window: &Window,
    [x, dy]: [&Type; 2],
) -> Result<Type> {
    let pooled = pool(op, window, [x])?;
    if pooled != *dy {
        return Err(shape_error(
            op,
            format!("a gradient of type {pooled}"),
            dy.to_string(),
            "Pass the gradient of the pooling's result.",
        ));
    }
    Ok(x.clone())
}

pub(super) fn average_pool_grad(
    op: &'static str,
    window: &Window,
    extents: &[usize],
    [dy]: [&Type; 1],
) -> Result<Type> {
    let channels = require_image(op, window, dy)?;
    require_positions(op, window, extents, dy)?;
    require_real_elements(op, window, extents)?;
    Ok(image(dy.shape.0[0], extents, channels))
}

/// Checks that `x` is `(batch, space..., channels)` for the window; the number of channels.
pub(super) fn require_image(op: &'static str, window: &Window, x: &Type) -> Result<usize> {
    require_float(op, x)?;
    let rank = window.rank();
    let consistent =
        [window.stride.len(), window.dilation.len(), window.padding.len()] == [rank; 3];
    let positive = window.size.iter().chain(&window.stride).chain(&window.dilation).all(|&n| n > 0);
    if rank == 0 || !consistent || !positive {
        return Err(shape_error(
            op,
            "positive sizes, strides and dilations, one for each spatial axis",
            format!("{window:?}"),
            "Give every spatial axis all four.",
        ));
    }
    if x.shape.rank() != rank + 2 {
        return Err(shape_error(
            op,
            format!("(batch, {rank} spatial axes, channels)"),
            x.to_string(),
            "Reshape the operand; channels come last.",
        ));
    }
    for axis in 1..=rank {
        require_known(op, x, axis)?;
    }
    require_known(op, x, rank + 1)
}

/// Padded inputs longer than this are longer than all memory; below it, no place overflows.
const MOST_PLACES: usize = 1 << 36;

pub(super) fn positions(
    op: &'static str,
    window: &Window,
    extents: &[usize],
) -> Result<Vec<usize>> {
    extents
        .iter()
        .enumerate()
        .map(|(axis, &extent)| {
            let (before, after) = window.padding[axis];
            let padded = extent.saturating_add(before).saturating_add(after);
            let positions = window.positions(axis, extent).filter(|_| padded <= MOST_PLACES);
            positions.ok_or_else(|| {
                shape_error(
                    op,
                    format!("a window of at most {extent} elements on spatial axis {axis}"),
                    format!("a window that spans {}", window.span(axis)),
                    "Use a smaller window, a longer input, or padding \"same\".",
                )
            })
        })
        .collect()
}

/// Every window of a pooling must hold at least one element that is not padding.
fn require_real_elements(op: &'static str, window: &Window, extents: &[usize]) -> Result<()> {
    let empty = extents.iter().enumerate().find(|&(axis, &extent)| {
        let positions = window.positions(axis, extent).unwrap_or(0);
        !(0..positions).all(|position| holds_real_element(window, axis, extent, position))
    });
    match empty {
        None => Ok(()),
        Some((axis, extent)) => Err(shape_error(
            op,
            format!("a real element in each window over the {extent} of spatial axis {axis}"),
            format!("{window:?}"),
            "Pad less, so that no window lies on padding alone.",
        )),
    }
}

/// Whether an element of the window at `position` lies on one of the `extent` elements of `axis`.
fn holds_real_element(window: &Window, axis: usize, extent: usize, position: usize) -> bool {
    let (start, dilation) = (position * window.stride[axis], window.dilation[axis]);
    let before = window.padding[axis].0;
    let first_behind_padding = before.saturating_sub(start).div_ceil(dilation);
    first_behind_padding < window.size[axis]
        && start + first_behind_padding * dilation < before + extent
}

pub(super) fn require_positions(
    op: &'static str,
    window: &Window,
    extents: &[usize],
    dy: &Type,
) -> Result<()> {
    if extents.len() != window.rank() {
        return Err(shape_error(
            op,
            format!("the extents of {} spatial axes", window.rank()),
            format!("{extents:?}"),
            "Pass the spatial sizes of the input.",
        ));
    }
    let expected = positions(op, window, extents)?;
    if spatial(dy) == expected {
        return Ok(());
    }
    Err(shape_error(
        op,
        format!("a gradient with spatial sizes {expected:?}"),
        dy.to_string(),
        "Pass the gradient of the result for these extents.",
    ))
}

/// The sizes of the spatial axes; only called where they were checked to be known.
pub(super) fn spatial(x: &Type) -> Vec<usize> {
    x.shape.0[1..x.shape.rank() - 1].iter().filter_map(|dim| dim.known()).collect()
}

pub(super) fn image(rows: Dim, extents: &[usize], channels: usize) -> Type {
    let space = extents.iter().copied().map(Dim::Const);
    Type::f32(std::iter::once(rows).chain(space).chain([Dim::Const(channels)]).collect())
}
