//! What the crossentropies share.

use super::fusion::softmax_logits;
use crate::error::{Error, Result};
use kerros_graph::{Graph, NodeId};

/// Keras's `epsilon()`: probabilities are kept this far from 0 and 1 before their logarithm.
pub(super) const EPSILON: f64 = 1e-7;

/// The probabilities, kept away from 0 and 1 so that their logarithm is finite.
pub(super) fn clipped(graph: &mut Graph, probabilities: NodeId) -> Result<NodeId> {
    Ok(graph.clip(probabilities, EPSILON, 1.0 - EPSILON)?)
}

/// `1 - x`
pub(super) fn complement(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let one = graph.literal(1.0)?;
    Ok(graph.sub(one, x)?)
}

/// The logarithm of each class's probability along `axis`.
///
/// From logits, given or found behind a softmax: `z - ln sum(e^z)`. From anything else: divided by
/// its sum, clipped, logarithm.
pub(super) fn log_probabilities(
    graph: &mut Graph,
    prediction: NodeId,
    from_logits: bool,
    axis: usize,
) -> Result<NodeId> {
    if let Some(logits) = class_logits(graph, prediction, from_logits, axis)? {
        return Ok(graph.log_softmax(logits, axis)?);
    }
    let probabilities = normalized(graph, prediction, axis)?;
    Ok(graph.log(probabilities)?)
}

/// The logits of classes along `axis`: the prediction itself, or what is behind the softmax that made it.
pub(super) fn class_logits(
    graph: &mut Graph,
    prediction: NodeId,
    from_logits: bool,
    axis: usize,
) -> Result<Option<NodeId>> {
    if from_logits { Ok(Some(prediction)) } else { softmax_logits(graph, prediction, axis) }
}

/// Probabilities divided by their sum along `axis`, and clipped.
pub(super) fn normalized(graph: &mut Graph, prediction: NodeId, axis: usize) -> Result<NodeId> {
    let sum = graph.sum(prediction, &[axis])?;
    let sum = graph.expand(sum, axis)?;
    let probabilities = graph.div(prediction, sum)?;
    clipped(graph, probabilities)
}

/// `-sum(target * log_probability)` over `axis`.
pub(super) fn crossentropy(
    graph: &mut Graph,
    target: NodeId,
    log_probabilities: NodeId,
    axis: usize,
) -> Result<NodeId> {
    let terms = graph.mul(target, log_probabilities)?;
    let sum = graph.sum(terms, &[axis])?;
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

/// The size of the last axis, by which Keras spreads the smoothing of one-hot targets, whatever the axis of the classes.
pub(super) fn last_size(graph: &Graph, prediction: NodeId) -> f64 {
    let last = graph.ty(prediction).shape.dims().last();
    last.and_then(|dim| dim.known()).unwrap_or(1) as f64
}
