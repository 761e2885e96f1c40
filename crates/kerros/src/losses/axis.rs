//! Axes that losses take means and sums over.

use crate::error::{Error, Result};
use crate::layer::Value;
use crate::registry::{Argument, Literal};
use kerros_graph::{Graph, NodeId, Shape};

/// The place of `axis` in `prediction`; negative ones count from behind. The batch is none.
pub(super) fn inner_axis(prediction: &Shape, axis: i64) -> Result<usize> {
    match place(prediction.rank(), axis) {
        Some(place) if place > 0 => Ok(place),
        _ => {
            let last = prediction.rank().saturating_sub(1);
            Err(Error::invalid(
                "axis",
                format!(
                    "an axis of the prediction {prediction} other than the batch: 1 to {last}, or -{last} to -1"
                ),
                axis.to_string(),
                "-1, the last axis, is usual.",
            ))
        }
    }
}

/// The places of `axes`, all axes if `None`, in order and each once.
pub(super) fn places(prediction: &Shape, axes: Option<&[i64]>) -> Result<Vec<usize>> {
    let rank = prediction.rank();
    let Some(axes) = axes else { return Ok((0..rank).collect()) };
    let mut found = Vec::with_capacity(axes.len());
    for &axis in axes {
        match place(rank, axis) {
            Some(place) if !found.contains(&place) => found.push(place),
            _ => {
                return Err(Error::invalid(
                    "axis",
                    format!(
                        "axes of the prediction {prediction}, from -{rank} to {}, each once",
                        rank - 1
                    ),
                    format!("{axes:?}"),
                    "Leave it out for all axes, or give those that one value is taken over.",
                ));
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

fn place(rank: usize, axis: i64) -> Option<usize> {
    let from_front = if axis < 0 { axis.checked_add(i64::try_from(rank).ok()?)? } else { axis };
    usize::try_from(from_front).ok().filter(|&place| place < rank)
}

/// The mean over the last axis.
pub(super) fn mean_of_last(graph: &mut Graph, values: NodeId) -> Result<NodeId> {
    let last = graph.ty(values).shape.rank().saturating_sub(1);
    Ok(graph.mean(values, &[last])?)
}

/// The sum over the last axis.
pub(super) fn sum_of_last(graph: &mut Graph, values: NodeId) -> Result<NodeId> {
    let last = graph.ty(values).shape.rank().saturating_sub(1);
    Ok(graph.sum(values, &[last])?)
}

/// The argument `axis` of losses that take several.
pub(super) const AXES: Argument = Argument::with_default(
    "axis",
    Literal::None,
    "the axes that one value is taken over; none for all, with the batch",
);

/// Axes as a configuration has them.
pub(super) fn axes_value(axes: Option<&[i64]>) -> Value {
    match axes {
        None => Value::None,
        Some(axes) => Value::List(axes.iter().copied().map(Value::Int).collect()),
    }
}
