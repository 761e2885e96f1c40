//! Types of convolutions: `(batch, space..., channels)`.

use super::window::{image, positions, require_image, require_positions, spatial};
use super::{require_float, require_known, shape_error};
use crate::error::Result;
use crate::op::Convolution;
use crate::types::{Dim, Shape, Type};

pub(super) fn conv(op: &'static str, conv: &Convolution, [x, kernel]: [&Type; 2]) -> Result<Type> {
    let channels = require_image(op, &conv.window, x)?;
    let filters = require_kernel(op, conv, kernel, each(op, conv, "channels", channels)?)?;
    let positions = positions(op, &conv.window, &spatial(x))?;
    Ok(image(x.shape.0[0], &positions, filters))
}

pub(super) fn input_grad(
    op: &'static str,
    conv: &Convolution,
    extents: &[usize],
    [dy, kernel]: [&Type; 2],
) -> Result<Type> {
    let filters = require_image(op, &conv.window, dy)?;
    require_positions(op, &conv.window, extents, dy)?;
    let channels = require_known(op, kernel, conv.window.rank())?;
    let kernel_filters = require_kernel(op, conv, kernel, channels)?;
    if kernel_filters != filters {
        return Err(shape_error(
            op,
            format!("a kernel with {filters} filters"),
            kernel.to_string(),
            "Pass the kernel of the convolution that is differentiated.",
        ));
    }
    Ok(image(dy.shape.0[0], extents, channels * conv.groups))
}

pub(super) fn kernel_grad(
    op: &'static str,
    conv: &Convolution,
    [x, dy]: [&Type; 2],
) -> Result<Type> {
    let channels = require_image(op, &conv.window, x)?;
    let filters = require_image(op, &conv.window, dy)?;
    let channels = each(op, conv, "channels", channels)?;
    each(op, conv, "filters", filters)?;
    require_positions(op, &conv.window, &spatial(x), dy)?;
    require_same_rows(op, x, dy)?;
    let mut sizes: Vec<usize> = conv.window.size.to_vec();
    sizes.extend([channels, filters]);
    Ok(Type::f32(Shape::of(&sizes)))
}

/// How many of `count` channels or filters each group has.
fn each(op: &'static str, conv: &Convolution, what: &str, count: usize) -> Result<usize> {
    if conv.groups > 0 && count.is_multiple_of(conv.groups) {
        return Ok(count / conv.groups);
    }
    Err(shape_error(
        op,
        format!("a number of groups that divides the {count} {what}"),
        format!("{} groups", conv.groups),
        "Use as many groups as divide both channels and filters.",
    ))
}

/// Checks that `kernel` is `(size..., channels, filters)` for the `channels` of a group; the number of
/// filters of all groups.
fn require_kernel(
    op: &'static str,
    conv: &Convolution,
    kernel: &Type,
    channels: usize,
) -> Result<usize> {
    require_float(op, kernel)?;
    let size = &conv.window.size;
    let mut expected: Vec<Dim> = size.iter().copied().map(Dim::Const).collect();
    expected.push(Dim::Const(channels));
    let fits = kernel.shape.rank() == expected.len() + 1
        && kernel.shape.0[..expected.len()] == expected[..];
    if !fits {
        return Err(shape_error(
            op,
            format!("a kernel of shape (size {size:?}, {channels} channels, filters)"),
            kernel.to_string(),
            "The kernel's channels must be those of the input, shared out among the groups.",
        ));
    }
    let filters = require_known(op, kernel, expected.len())?;
    each(op, conv, "filters", filters)?;
    Ok(filters)
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
