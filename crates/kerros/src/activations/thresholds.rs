//! Functions that let numbers beyond a threshold through.

use crate::error::Result;
use kerros_graph::{Graph, NodeId};

/// `x` above the threshold, else `default_value`.
///
/// | argument | default | |
/// |---|---|---|
/// | `threshold` | must be given | |
/// | `default_value` | must be given | what takes the place of the other numbers |
///
/// In Keras: "threshold function".
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let kept = Activation::Threshold { threshold: 1.0, default_value: -5.0 };
/// assert_eq!(kept.apply(&array![1.0, 2.0])?, array![-5.0, 2.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn threshold(
    graph: &mut Graph,
    x: NodeId,
    threshold: f64,
    default_value: f64,
) -> Result<NodeId> {
    let threshold = graph.literal(threshold)?;
    let kept = graph.greater(x, threshold)?;
    let default_value = graph.literal(default_value)?;
    Ok(graph.select(kept, x, default_value)?)
}

/// `x` where `|x|` is above the threshold, else 0.
///
/// | argument | default | |
/// |---|---|---|
/// | `threshold` | 0.5 | |
///
/// In Keras: "hard_shrink function".
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let shrunk = Activation::HardShrink { threshold: 0.5 };
/// assert_eq!(shrunk.apply(&array![-2.0, 0.5, 3.0])?, array![-2.0, 0.0, 3.0].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn hard_shrink(graph: &mut Graph, x: NodeId, threshold: f64) -> Result<NodeId> {
    let zero = graph.full_like(x, 0.0)?;
    let magnitude = graph.abs(x)?;
    let threshold = graph.literal(threshold)?;
    let kept = graph.greater(magnitude, threshold)?;
    Ok(graph.select(kept, x, zero)?)
}

/// `x` brought towards 0 by the threshold, and 0 within it.
///
/// | argument | default | |
/// |---|---|---|
/// | `threshold` | 0.5 | |
///
/// In Keras: "soft_shrink function".
///
/// ```
/// use kerros::Activation;
/// use ndarray::array;
///
/// let shrunk = Activation::SoftShrink { threshold: 0.5 };
/// assert_eq!(shrunk.apply(&array![-2.0, 0.5, 3.0])?, array![-1.5, 0.0, 2.5].into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When `x` is no value of the graph with numbers.
pub fn soft_shrink(graph: &mut Graph, x: NodeId, threshold: f64) -> Result<NodeId> {
    let zero = graph.full_like(x, 0.0)?;
    let (low, high) = (graph.literal(-threshold)?, graph.literal(threshold)?);
    let (below, above) = (graph.less(x, low)?, graph.greater(x, high)?);
    let (raised, lowered) = (graph.offset(x, threshold)?, graph.offset(x, -threshold)?);
    let not_above = graph.select(below, raised, zero)?;
    Ok(graph.select(above, lowered, not_above)?)
}
