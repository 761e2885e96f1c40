//! Functions of all numbers along an axis.

use super::axis_of;
use crate::error::{Error, Result};
use kerros_graph::{Graph, NodeId, Type};

/// `e^x / sum(e^x)` along an axis: numbers between 0 and 1 that sum to 1, the probabilities of several
/// classes. Computed from `x - max(x)`, so that nothing overflows.
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | -1 | the axis of the classes; negative ones count from the last |
///
/// In Keras: "softmax function".
///
/// Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs, with
/// relationships to statistical pattern recognition", in "Neurocomputing", Springer 1990.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Softmax.apply(&array![[1000.0, 1000.0]])?;
/// assert_eq!(y, array![[0.5, 0.5]].into_dyn());
/// let y = Activation::SoftmaxAlong { axis: 0 }.apply(&array![[0.0, 3.0], [0.0, 3.0]])?;
/// assert_eq!(y, array![[0.5, 0.5], [0.5, 0.5]].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` has no such axis.
pub fn softmax(graph: &mut Graph, x: NodeId, axis: i64) -> Result<NodeId> {
    let axis = axis_of(graph, x, axis)?;
    Ok(graph.softmax(x, axis)?)
}

/// `x - ln sum(e^x)` along an axis: the logarithm of [`softmax`]. Below 0.
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | -1 | the axis of the classes; negative ones count from the last |
///
/// In Keras: "log_softmax function".
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::LogSoftmax { axis: -1 }.apply(&array![[1000.0, 1000.0]])?;
/// assert_eq!(y, array![[-2.0f32.ln(), -2.0f32.ln()]].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` has no such axis.
pub fn log_softmax(graph: &mut Graph, x: NodeId, axis: i64) -> Result<NodeId> {
    let axis = axis_of(graph, x, axis)?;
    Ok(graph.log_softmax(x, axis)?)
}

/// `max(x - t, 0)` along an axis, with Keras's threshold `t`.
///
/// With the numbers in descending order, `z_1 >= z_2 >= ...`, and their sums
/// `s_k = z_1 + ... + z_k`, the support is the first `m` places, those where `s_k - k z_k < 1`. Keras's
/// threshold is `(s_1 + ... + s_m - 1) / m`. The one of the paper, which makes the result sum to 1, is
/// `(s_m - 1) / m`: the two are equal only where `m` is 1. Numbers here are Keras's.
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | -1 | the axis of the classes; negative ones count from the last |
///
/// In Keras: "sparsemax function".
///
/// Source: Martins and Astudillo, "From softmax to sparsemax: a sparse model of attention and multi-label
/// classification", ICML 2016.
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let y = Activation::Sparsemax { axis: -1 }.apply(&array![[1.0, 2.0, 4.0]])?;
/// assert_eq!(y, array![[0.0, 0.0, 1.0]].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` has no such axis, or it is the batch.
pub fn sparsemax(graph: &mut Graph, x: NodeId, axis: i64) -> Result<NodeId> {
    let axis = axis_of(graph, x, axis)?;
    let shape = &graph.ty(x).shape;
    let last = shape.rank() - 1;
    if shape.dims()[axis].known().is_none() {
        return Err(Error::invalid(
            "axis",
            "an axis of known length",
            format!("the batch, axis {axis} of {shape}"),
            "Rows do not know of each other; choose another axis.",
        ));
    }
    let mut order: Vec<usize> = (0..=last).collect();
    order.swap(axis, last);
    let rows = graph.transpose(x, &order)?;
    let threshold = threshold_of_rows(graph, rows)?;
    let threshold = graph.expand(threshold, last)?;
    let lowered = graph.sub(rows, threshold)?;
    let zero = graph.literal(0.0)?;
    let rectified = graph.maximum(lowered, zero)?;
    Ok(graph.transpose(rectified, &order)?)
}

/// The threshold of each row `(..., n)`: `(...)`. Compares all pairs of a row instead of sorting it.
fn threshold_of_rows(graph: &mut Graph, rows: NodeId) -> Result<NodeId> {
    let rank = graph.ty(rows).shape.rank();
    let one = graph.expand(rows, rank)?;
    let other = graph.expand(rows, rank - 1)?;
    let larger = graph.greater(other, one)?;
    // Equal numbers stand in the order in which they come.
    let equal = graph.equal(other, one)?;
    let pairs = Type::f32(graph.ty(equal).shape.clone());
    let (place, other_place) = (graph.iota(pairs.clone(), rank - 1)?, graph.iota(pairs, rank)?);
    let not_later = graph.less_equal(other_place, place)?;
    let equal_not_later = graph.mul(equal, not_later)?;
    let not_behind = graph.add(larger, equal_not_later)?;

    // s_k - k z_k, from differences, which large numbers in a row do not drown.
    let ahead = graph.sub(other, one)?;
    let ahead = graph.mul(not_behind, ahead)?;
    let ahead = graph.sum(ahead, &[rank])?;
    let limit = graph.literal(1.0)?;
    let support = graph.less(ahead, limit)?;
    let counted = graph.mul(not_behind, other)?;
    let sum_so_far = graph.sum(counted, &[rank])?;
    let size = graph.sum(support, &[rank - 1])?;
    let sums = graph.mul(support, sum_so_far)?;
    let sum = graph.sum(sums, &[rank - 1])?;
    let less_one = graph.offset(sum, -1.0)?;
    Ok(graph.div(less_one, size)?)
}
