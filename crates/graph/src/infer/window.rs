//! Types of convolutions and poolings: `(batch, space..., channels)`.

use super::{require_float, require_known, shape_error};
use crate::error::Result;
use crate::op::Window;
use crate::types::{Dim, Shape, Type};

pub(super) fn conv(op: &'static str, window: &Window, [x, kernel]: [&Type; 2]) -> Result<Type> {
    let channels = require_image(op, window, x)?;
    let filters = require_kernel(op, window, kernel, channels)?;
    let positions = positions(op, window, &spatial(x))?;
    Ok(image(x.shape.0[0], &positions, filters))
}

pub(super) fn conv_input_grad(
    op: &'static str,
    window: &Window,
    extents: &[usize],
    [dy, kernel]: [&Type; 2],
) -> Result<Type> {
    let filters = require_image(op, window, dy)?;
    require_positions(op, window, extents, dy)?;
    let channels = require_known(op, kernel, window.rank())?;
    let kernel_filters = require_kernel(op, window, kernel, channels)?;
    if kernel_filters != filters {
        return Err(shape_error(
            op,
            format!("a kernel with {filters} filters"),
            kernel.to_string(),
            "Pass the kernel of the convolution that is differentiated.",
        ));
    }
    Ok(image(dy.shape.0[0], extents, channels))
}

pub(super) fn conv_kernel_grad(
    op: &'static str,
    window: &Window,
    [x, dy]: [&Type; 2],
) -> Result<Type> {
    let channels = require_image(op, window, x)?;
    let filters = require_image(op, window, dy)?;
    require_positions(op, window, &spatial(x), dy)?;
    require_same_rows(op, x, dy)?;
    let mut sizes: Vec<usize> = window.size.to_vec();
    sizes.extend([channels, filters]);
    Ok(Type::f32(Shape::of(&sizes)))
}

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
fn require_image(op: &'static str, window: &Window, x: &Type) -> Result<usize> {
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

/// Checks that `kernel` is `(size..., channels, filters)`; the number of filters.
fn require_kernel(
    op: &'static str,
    window: &Window,
    kernel: &Type,
    channels: usize,
) -> Result<usize> {
    require_float(op, kernel)?;
    let mut expected: Vec<Dim> = window.size.iter().copied().map(Dim::Const).collect();
    expected.push(Dim::Const(channels));
    let fits = kernel.shape.rank() == expected.len() + 1
        && kernel.shape.0[..expected.len()] == expected[..];
    if !fits {
        return Err(shape_error(
            op,
            format!("a kernel of shape (size {:?}, {channels} channels, filters)", window.size),
            kernel.to_string(),
            "The kernel's channels must be those of the input.",
        ));
    }
    require_known(op, kernel, expected.len())
}

fn positions(op: &'static str, window: &Window, extents: &[usize]) -> Result<Vec<usize>> {
    extents
        .iter()
        .enumerate()
        .map(|(axis, &extent)| {
            window.positions(axis, extent).ok_or_else(|| {
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

fn require_positions(
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

fn require_same_rows(op: &'static str, x: &Type, dy: &Type) -> Result<()> {
    if x.shape.0[0] == dy.shape.0[0] {
        return Ok(());
    }
    Err(shape_error(
        op,
        "the same number of rows in input and gradient",
        format!("{x} and {dy}"),
        "Pass the gradient that belongs to this input.",
    ))
}

/// The sizes of the spatial axes; only called where they were checked to be known.
fn spatial(x: &Type) -> Vec<usize> {
    x.shape.0[1..x.shape.rank() - 1].iter().filter_map(|dim| dim.known()).collect()
}

fn image(rows: Dim, extents: &[usize], channels: usize) -> Type {
    let space = extents.iter().copied().map(Dim::Const);
    Type::f32(std::iter::once(rows).chain(space).chain([Dim::Const(channels)]).collect())
}
