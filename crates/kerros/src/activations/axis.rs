//! Axes as Keras counts them.

use crate::error::{Error, Result};
use kerros_graph::{Graph, NodeId};

/// The position of `axis` of `x`; axis 0 is the batch, negative ones count from the last.
pub(crate) fn axis_of(graph: &Graph, x: NodeId, axis: i64) -> Result<usize> {
    let shape = &graph.ty(x).shape;
    let rank = i64::try_from(shape.rank()).unwrap_or(i64::MAX);
    let position = if axis < 0 { axis.saturating_add(rank) } else { axis };
    match usize::try_from(position) {
        Ok(position) if position < shape.rank() => Ok(position),
        _ => Err(Error::invalid(
            "axis",
            format!("an axis of {shape}, from {} to {}", -rank, rank - 1),
            axis.to_string(),
            "Axis 0 is the batch, and -1 the last one.",
        )),
    }
}
