//! Only the largest predictions of each row.

use crate::error::{Error, Result};
use crate::metrics::arguments::columns;
use kerros_graph::types::{DType, Type};
use kerros_graph::{Graph, NodeId};

/// What stands for a prediction that is not among the largest, as in Keras: below every threshold.
pub(super) const BELOW_ALL: f64 = -1e10;

/// The `k` largest predictions along the last axis, and [`BELOW_ALL`] in place of the others; of equal
/// ones the first.
pub(super) fn keep_largest(graph: &mut Graph, prediction: NodeId, k: usize) -> Result<NodeId> {
    let shape = graph.ty(prediction).shape.clone();
    let classes = columns(&shape);
    if k > classes {
        return Err(Error::invalid(
            "top_k",
            format!("at most {classes}, the number of classes of the prediction {shape}"),
            k.to_string(),
            "Choose a smaller k, or leave top_k out.",
        ));
    }
    let last = shape.rank() - 1;
    let number = graph.iota(Type { dtype: DType::I32, shape: shape.clone() }, last)?;
    let taken = graph.literal(f64::NEG_INFINITY)?;
    let (mut rest, mut kept) = (prediction, graph.full_like(prediction, 0.0)?);
    for _ in 0..k {
        let largest = graph.argmax(rest, last)?;
        let largest = graph.expand(largest, last)?;
        let is_largest = graph.equal(number, largest)?;
        kept = graph.maximum(kept, is_largest)?;
        rest = graph.select(is_largest, taken, rest)?;
    }
    let below = graph.literal(BELOW_ALL)?;
    Ok(graph.select(kept, prediction, below)?)
}
