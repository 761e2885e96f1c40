//! Types of values whose elements only move.

use super::{require_float, require_known, shape_error};
use crate::error::Result;
use crate::types::{Dim, Shape, Type};

pub(super) fn reshape(op: &'static str, shape: &Shape, [x]: [&Type; 1]) -> Result<Type> {
    if x.shape.volume() != shape.volume() {
        return Err(shape_error(
            op,
            format!("a shape with the elements of {}", x.shape),
            shape.to_string(),
            "A reshape neither adds nor drops elements.",
        ));
    }
    Ok(Type { dtype: x.dtype, shape: shape.clone() })
}

pub(super) fn transpose(op: &'static str, axes: &[usize], [x]: [&Type; 1]) -> Result<Type> {
    let mut seen = vec![false; x.shape.rank()];
    let each_once = axes.len() == seen.len()
        && axes.iter().all(|&a| a < seen.len() && !std::mem::replace(&mut seen[a], true));
    if !each_once {
        return Err(shape_error(
            op,
            format!("each of the {} axes once", x.shape.rank()),
            format!("{axes:?} for {x}"),
            "Name every axis of the operand exactly once.",
        ));
    }
    Ok(Type { dtype: x.dtype, shape: axes.iter().map(|&a| x.shape.0[a]).collect() })
}

pub(super) fn broadcast(op: &'static str, shape: &Shape, [x]: [&Type; 1]) -> Result<Type> {
    let aligned = x.shape.rank() <= shape.rank()
        && x.shape
            .0
            .iter()
            .rev()
            .zip(shape.0.iter().rev())
            .all(|(&from, &to)| from == to || from == Dim::Const(1));
    if !aligned {
        return Err(shape_error(
            op,
            format!("dimensions that are 1 or those of {shape}, aligned at the last"),
            x.to_string(),
            "Reshape the operand so that the axes to repeat have size 1.",
        ));
    }
    Ok(Type { dtype: x.dtype, shape: shape.clone() })
}

/// The last position that `count` elements reach from `start`, `step` apart.
fn reach(start: usize, step: usize, count: usize) -> usize {
    start.saturating_add(count.saturating_sub(1).saturating_mul(step))
}

pub(super) fn slice(
    op: &'static str,
    (axis, start, step, count): (usize, usize, usize, usize),
    [x]: [&Type; 1],
) -> Result<Type> {
    let extent = require_known(op, x, axis)?;
    if step == 0 || count == 0 || reach(start, step, count) >= extent {
        return Err(shape_error(
            op,
            format!("at least one element, all within the {extent} of axis {axis}"),
            format!("{count} from {start}, every {step}"),
            "Choose a start, step and count that stay within the axis.",
        ));
    }
    Ok(replaced(x, axis, &[count]))
}

pub(super) fn pad(
    op: &'static str,
    (axis, start, step, extent): (usize, usize, usize, usize),
    [x]: [&Type; 1],
) -> Result<Type> {
    let count = require_known(op, x, axis)?;
    if step == 0 || reach(start, step, count) >= extent {
        return Err(shape_error(
            op,
            format!("room for {count} elements from {start}, every {step}"),
            format!("an extent of {extent}"),
            "Make the extent larger than the last element's position.",
        ));
    }
    Ok(replaced(x, axis, &[extent]))
}

pub(super) fn unfold(
    op: &'static str,
    (axis, size, stride, dilation): (usize, usize, usize, usize),
    [x]: [&Type; 1],
) -> Result<Type> {
    let extent = require_known(op, x, axis)?;
    let span = reach(1, dilation, size);
    if size == 0 || stride == 0 || dilation == 0 || span > extent {
        return Err(shape_error(
            op,
            format!("a window of 1 to {extent} elements with positive stride and dilation"),
            format!("size {size}, stride {stride}, dilation {dilation}"),
            "Use a smaller window or a longer input.",
        ));
    }
    Ok(replaced(x, axis, &[(extent - span) / stride + 1, size]))
}

pub(super) fn fold(
    op: &'static str,
    (axis, extent, stride, dilation): (usize, usize, usize, usize),
    [x]: [&Type; 1],
) -> Result<Type> {
    require_float(op, x)?;
    let positions = require_known(op, x, axis)?;
    let size = require_known(op, x, axis + 1)?;
    let last = reach(reach(0, stride, positions), dilation, size);
    if stride == 0 || dilation == 0 || last >= extent {
        return Err(shape_error(
            op,
            format!("an extent above {last}, the last element's position"),
            extent.to_string(),
            "Make the extent that of the unfolded input.",
        ));
    }
    let mut ty = replaced(x, axis, &[extent]);
    ty.shape.0.remove(axis + 1);
    Ok(ty)
}

pub(super) fn concat(op: &'static str, axis: usize, inputs: &[&Type]) -> Result<Type> {
    let Some(first) = inputs.first() else {
        let remedy = "Pass what is to be put together.";
        return Err(shape_error(op, "at least one operand", "none", remedy));
    };
    let mut extent = 0_usize;
    for x in inputs {
        extent = extent.saturating_add(require_known(op, x, axis)?);
    }
    let all = replaced(first, axis, &[extent]);
    match inputs.iter().find(|x| replaced(x, axis, &[extent]) != all) {
        None => Ok(all),
        Some(other) => Err(shape_error(
            op,
            format!("operands that are like the first, {first}, but for axis {axis}"),
            other.to_string(),
            "Bring the operands to the same sizes along the other axes.",
        )),
    }
}

/// The type of `x` with `axis` replaced by dimensions of `sizes`.
fn replaced(x: &Type, axis: usize, sizes: &[usize]) -> Type {
    let mut shape = x.shape.clone();
    shape.0.remove(axis);
    for (i, &size) in sizes.iter().enumerate() {
        shape.0.insert(axis + i, Dim::Const(size));
    }
    Type { dtype: x.dtype, shape }
}
