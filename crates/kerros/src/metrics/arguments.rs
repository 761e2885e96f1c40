//! What metrics check and share.

use crate::error::{Error, Result};
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId, Shape};

/// The method that every metric has, for a metric with a field `name`.
macro_rules! named {
    ($metric:ident, $default:literal) => {
        impl $metric {
            #[doc = concat!("The name to report it under; `", $default, "` if not set.")]
            #[must_use]
            pub fn named(mut self, name: impl Into<String>) -> Self {
                self.name = name.into();
                self
            }
        }
    };
}

pub(super) use named;

/// Checks that an argument is from 0 to 1.
pub(super) fn within_unit(what: &str, value: f64) -> Result<()> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    let remedy = "Give it as a share: 0.5 is a half.";
    Err(Error::invalid(what, "a number from 0 to 1", value.to_string(), remedy))
}

/// Checks that a count is not too small.
pub(super) fn at_least(what: &str, least: usize, value: usize, remedy: &str) -> Result<()> {
    if value >= least {
        return Ok(());
    }
    Err(Error::invalid(what, format!("at least {least}"), value.to_string(), remedy))
}

/// The size of the last axis; 1 where there is only the batch.
pub(super) fn columns(prediction: &Shape) -> usize {
    match prediction.dims() {
        [_, .., Dim::Const(columns)] => *columns,
        _ => 1,
    }
}

/// Target and prediction as `f32` of the shape `(batch, columns)`.
pub(super) fn two_axes(
    graph: &mut Graph,
    target: NodeId,
    prediction: NodeId,
) -> Result<(NodeId, NodeId)> {
    let (target, prediction) = crate::losses::same_rank(graph, target, prediction)?;
    let shape = &graph.ty(prediction).shape;
    if shape.rank() == 2 {
        return Ok((target, prediction));
    }
    Err(Error::invalid(
        "prediction",
        "one row of numbers for each sample: (batch, columns)",
        shape.to_string(),
        "Put a Flatten layer at the end of the model, or choose another metric.",
    ))
}

/// Where `axis` is in `x`; an axis of each sample, and not the batch.
pub(super) fn inner_axis(graph: &Graph, x: NodeId, axis: i64) -> Result<usize> {
    match crate::activations::axis_of(graph, x, axis)? {
        0 => Err(Error::invalid(
            "axis",
            "an axis of each sample",
            format!("{axis}, which is the batch"),
            "Choose another axis; -1 is the last.",
        )),
        axis => Ok(axis),
    }
}

/// The mean of several results, and what is shown of them.
pub(super) fn mean_of(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// `a / b`, and 0 where `b` is 0.
pub(super) fn share(a: f64, b: f64) -> f64 {
    if b == 0.0 { 0.0 } else { a / b }
}
