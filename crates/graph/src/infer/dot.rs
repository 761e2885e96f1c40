//! The type of a matrix product over any axes.

use super::{require_float, shape_error};
use crate::error::Result;
use crate::op::DotAxes;
use crate::types::{Shape, Type};

pub(super) fn dot(op: &'static str, axes: &DotAxes, [a, b]: [&Type; 2]) -> Result<Type> {
    require_float(op, a)?;
    require_float(op, b)?;
    let pairs = || axes.batch.iter().chain(&axes.contract);
    let fits = pairs()
        .all(|&(i, j)| i < a.shape.rank() && j < b.shape.rank() && a.shape.0[i] == b.shape.0[j]);
    let once = |side: fn(&(usize, usize)) -> usize| {
        let mut used: Vec<usize> = pairs().map(side).collect();
        used.sort_unstable();
        used.windows(2).all(|pair| pair[0] != pair[1])
    };
    if !fits || !once(|p| p.0) || !once(|p| p.1) {
        return Err(shape_error(
            op,
            format!("equal sizes on the paired axes {:?} and {:?}", axes.batch, axes.contract),
            format!("{a} and {b}"),
            "Pair axes of the same size, each at most once.",
        ));
    }
    let batch = axes.batch.iter().map(|&(i, _)| a.shape.0[i]);
    let free_a = free(&a.shape, pairs().map(|p| p.0).collect());
    let free_b = free(&b.shape, pairs().map(|p| p.1).collect());
    Ok(Type::f32(
        batch
            .chain(free_a.into_iter().map(|i| a.shape.0[i]))
            .chain(free_b.into_iter().map(|j| b.shape.0[j]))
            .collect(),
    ))
}

/// The axes of `shape` that are not `paired`, in order.
fn free(shape: &Shape, paired: Vec<usize>) -> Vec<usize> {
    (0..shape.rank()).filter(|axis| !paired.contains(axis)).collect()
}
