//! Types of elementwise results.

use super::{require_float, shape_error};
use crate::error::Result;
use crate::op::Binary;
use crate::types::{DType, Type};

pub(super) fn unary(op: &'static str, [x]: [&Type; 1]) -> Result<Type> {
    require_float(op, x)?;
    Ok(x.clone())
}

pub(super) fn binary(op: &'static str, kind: Binary, [a, b]: [&Type; 2]) -> Result<Type> {
    if a != b {
        return Err(shape_error(
            op,
            "two operands of one type",
            format!("{a} and {b}"),
            "Broadcast or cast one of them first.",
        ));
    }
    if kind.is_comparison() {
        return Ok(Type { dtype: DType::F32, shape: a.shape.clone() });
    }
    require_float(op, a)?;
    Ok(a.clone())
}

pub(super) fn select(op: &'static str, [condition, a, b]: [&Type; 3]) -> Result<Type> {
    require_float(op, condition)?;
    if a != b || condition.shape != a.shape {
        return Err(shape_error(
            op,
            "a condition of the same shape as its two alternatives",
            format!("{condition}, {a} and {b}"),
            "Broadcast or cast them first.",
        ));
    }
    Ok(a.clone())
}
