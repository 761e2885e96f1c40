//! Types of reduced values.

use super::{require_axis, require_float, require_known, shape_error};
use crate::error::Result;
use crate::types::Type;

pub(super) fn reduce(op: &'static str, axes: &[usize], [x]: [&Type; 1]) -> Result<Type> {
    require_float(op, x)?;
    let ascending = axes.windows(2).all(|pair| pair[0] < pair[1]);
    if !ascending || axes.last().is_some_and(|&last| last >= x.shape.rank()) {
        return Err(shape_error(
            op,
            format!("ascending axes below the rank, {}", x.shape.rank()),
            format!("{axes:?} of {x}"),
            "Name each axis once, in order; axes count from 0.",
        ));
    }
    Ok(without(x, axes))
}

pub(super) fn argmax(op: &'static str, axis: usize, [x]: [&Type; 1]) -> Result<Type> {
    require_float(op, x)?;
    if require_known(op, x, axis)? == 0 {
        return Err(shape_error(
            op,
            "an axis of at least one element",
            format!("axis {axis} of {x}"),
            "Nothing has no largest element; choose an axis that has some.",
        ));
    }
    Ok(Type::i32(without(x, &[axis]).shape))
}

pub(super) fn softmax(op: &'static str, axis: usize, [x]: [&Type; 1]) -> Result<Type> {
    require_float(op, x)?;
    require_axis(op, x, axis)?;
    Ok(x.clone())
}

fn without(x: &Type, axes: &[usize]) -> Type {
    let kept = x.shape.0.iter().enumerate().filter(|(axis, _)| !axes.contains(axis));
    Type { dtype: x.dtype, shape: kept.map(|(_, &dim)| dim).collect() }
}
