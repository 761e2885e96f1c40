//! What the crossentropies share.

use super::fusion::softmax_logits;
use crate::error::{Error, Result};
use kerros_graph::{Graph, NodeId};

/// Keras's `epsilon()`: probabilities are kept this far from 0 and 1 before their logarithm.
const EPSILON: f64 = 1e-7;

/// The probabilities, kept away from 0 and 1 so that their logarithm is finite.
pub(super) fn clipped(graph: &mut Graph, probabilities: NodeId) -> Result<NodeId> {
    Ok(graph.clip(probabilities, EPSILON, 1.0 - EPSILON)?)
}

/// `1 - x`
pub(super) fn complement(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let one = graph.literal(1.0)?;
    Ok(graph.sub(one, x)?)
}

/// The logarithm of each class's probability along the last axis.
///
/// From logits, given or found behind a softmax: `z - ln sum(e^z)`. From anything else: divided by
/// its sum, clipped, logarithm.
pub(super) fn log_probabilities(
    graph: &mut Graph,
    prediction: NodeId,
    from_logits: bool,
) -> Result<NodeId> {
    let last = graph.ty(prediction).shape.rank().saturating_sub(1);
    let logits = if from_logits { Some(prediction) } else { softmax_logits(graph, prediction)? };
    if let Some(logits) = logits {
        return Ok(graph.log_softmax(logits, last)?);
    }
    let sum = graph.sum(prediction, &[last])?;
    let sum = graph.expand(sum, last)?;
    let probabilities = graph.div(prediction, sum)?;
    let probabilities = clipped(graph, probabilities)?;
    Ok(graph.log(probabilities)?)
}

/// `-sum(target * log_probability)` over the last axis.
pub(super) fn crossentropy(
    graph: &mut Graph,
    target: NodeId,
    log_probabilities: NodeId,
) -> Result<NodeId> {
    let last = graph.ty(log_probabilities).shape.rank().saturating_sub(1);
    let terms = graph.mul(target, log_probabilities)?;
    let sum = graph.sum(terms, &[last])?;
    Ok(graph.neg(sum)?)
}

/// Targets moved a little towards the even distribution over `classes`:
/// `target * (1 - smoothing) + smoothing / classes`.
pub(super) fn smoothed(
    graph: &mut Graph,
    target: NodeId,
    smoothing: f64,
    classes: f64,
) -> Result<NodeId> {
    if smoothing == 0.0 {
        return Ok(target);
    }
    let kept = graph.scale(target, 1.0 - smoothing)?;
    Ok(graph.offset(kept, smoothing / classes)?)
}

/// Checks that `label_smoothing` is a share.
pub(super) fn check_smoothing(loss: &'static str, smoothing: f64) -> Result<()> {
    if (0.0..=1.0).contains(&smoothing) {
        return Ok(());
    }
    let error = Error::invalid(
        "label_smoothing",
        "a number from 0 to 1",
        smoothing.to_string(),
        "0 leaves the labels as they are; 0.1 is common.",
    );
    Err(error.at(loss))
}
