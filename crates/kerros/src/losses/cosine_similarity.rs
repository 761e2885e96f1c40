//! The angle between target and prediction.

use super::arguments::{AXIS, REDUCTION, finish, name};
use super::axis::inner_axis;
use super::probability::EPSILON;
use super::{Loss, same_rank};
use crate::error::Result;
use crate::layer::Config;
use crate::registry::Class;
use kerros_graph::{Graph, NodeId};

/// Cosine similarity with its sign turned: -1 where prediction and target point the same way, 0 where they are
/// orthogonal, 1 where they are opposite.
///
/// `-sum(t / max(|t|, 1e-7) * p / max(|p|, 1e-7))` over `axis`, with the lengths `|t|` and `|p|` along it: lengths do
/// not count, and vectors of zeros give 0. Targets have the prediction's shape.
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | -1 | the axis of the vectors; not that of the batch |
///
/// Besides, those of [every loss](super::Loss). Keras: losses, regression losses, `CosineSimilarity`. Keras 2.2 calls it
/// `cosine_proximity`, with the same sign.
///
/// ```
/// use kerros::losses::{CosineSimilarity, apply};
/// use ndarray::arr2;
///
/// let (y_true, y_pred) = (arr2(&[[1.0f32, 0.0]]), arr2(&[[3.0f32, 4.0]]));
/// let loss = apply(&CosineSimilarity::new(), &y_true, &y_pred)?;
/// assert!((loss[[]] + 0.6).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an axis that the prediction does not have, and that of the batch. Training and evaluation refuse
/// targets of another shape, NaN and infinity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CosineSimilarity {
    axis: i64,
}

impl Default for CosineSimilarity {
    fn default() -> Self {
        CosineSimilarity { axis: -1 }
    }
}

impl CosineSimilarity {
    /// Cosine similarity along the last axis.
    pub fn new() -> Self {
        Self::default()
    }

    /// The axis of the vectors, counted from 0, the batch, or from behind; -1, the last, if not set.
    #[must_use]
    pub fn axis(mut self, axis: i64) -> Self {
        self.axis = axis;
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "CosineSimilarity",
        names: &["cosine_similarity", "cosine_proximity", "cosine"],
        doc: "-1 where prediction and target point the same way, 1 where they are opposite",
        arguments: &[AXIS, REDUCTION, name("cosine_similarity")],
        make: |a| finish(CosineSimilarity::new().axis(a.integer("axis")?), a),
    };
}

impl Loss for CosineSimilarity {
    fn name(&self) -> &'static str {
        "cosine_similarity"
    }

    fn config(&self) -> Config {
        Config::new().with("axis", self.axis)
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let axis = inner_axis(&graph.ty(prediction).shape, self.axis)?;
        let target = normalized(graph, target, axis)?;
        let prediction = normalized(graph, prediction, axis)?;
        let products = graph.mul(target, prediction)?;
        let sum = graph.sum(products, &[axis])?;
        Ok(graph.neg(sum)?)
    }
}

/// `x / max(|x|, 1e-7)`. The bound is set before the root, whose slope at 0 is infinite.
fn normalized(graph: &mut Graph, x: NodeId, axis: usize) -> Result<NodeId> {
    let squares = graph.square(x)?;
    let sum = graph.sum(squares, &[axis])?;
    let sum = graph.expand(sum, axis)?;
    let smallest = graph.literal(EPSILON * EPSILON)?;
    let bounded = graph.maximum(sum, smallest)?;
    let length = graph.sqrt(bounded)?;
    Ok(graph.div(x, length)?)
}
