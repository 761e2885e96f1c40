//! The hinge loss of several classes.

use super::arguments::{REDUCTION, finish, name};
use super::axis::sum_of_last;
use super::fits::{one_class, scores_fit};
use super::target::{Range, check_range, rows_that_do_not_sum_to_one};
use super::{Loss, check_dense_target, same_rank};
use crate::activations::Activation;
use crate::error::Result;
use crate::registry::Class;
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// The hinge loss of several classes: the score of the right class is at least 1 above that of each other.
///
/// `max(0, 1 + max((1 - t) p) - sum(t p))` along the last axis, with one-hot targets `t` and scores `p`; as in Keras
/// the right class itself takes part in the maximum with the score 0. Targets have the prediction's shape
/// `(batch, ..., classes)`. No arguments but those of [every loss](super::Loss).
///
/// Keras: losses, hinge losses, `CategoricalHinge`.
///
/// ```
/// use kerros::losses::{CategoricalHinge, apply};
/// use ndarray::arr2;
///
/// let (y_true, scores) = (arr2(&[[0.0f32, 1.0, 0.0]]), arr2(&[[0.25f32, 0.5, -1.0]]));
/// let loss = apply(&CategoricalHinge::new(), &y_true, &scores)?;
/// assert_eq!(loss.as_slice(), Some(&[1.0 + 0.25 - 0.5][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Training and evaluation refuse targets of another shape and outside of 0 to 1. `fit` warns when rows do not sum to
/// 1, when there is one class only, and after a sigmoid or softmax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CategoricalHinge;

impl CategoricalHinge {
    /// The hinge loss of several classes.
    pub fn new() -> Self {
        CategoricalHinge
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "CategoricalHinge",
        names: &["categorical_hinge"],
        doc: "one of several classes by scores, one-hot",
        arguments: &[REDUCTION, name("categorical_hinge")],
        make: |a| finish(CategoricalHinge::new(), a),
    };
}

impl Loss for CategoricalHinge {
    fn name(&self) -> &'static str {
        "categorical_hinge"
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let (zero, one) = (graph.literal(0.0)?, graph.literal(1.0)?);
        let own = graph.mul(target, prediction)?;
        let right = sum_of_last(graph, own)?;
        let other = graph.sub(one, target)?;
        let others = graph.mul(other, prediction)?;
        let last = graph.ty(others).shape.rank() - 1;
        let best = graph.reduce_max(others, &[last])?;
        let lead = graph.sub(best, right)?;
        let missing = graph.add(lead, one)?;
        Ok(graph.maximum(missing, zero)?)
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        check_dense_target(self.name(), &target, &self.target_shape(prediction)?)?;
        let remedy = "Encode the classes one-hot: 1 for the class of the row, 0 for the others.";
        check_range(self.name(), &target, Range::UNIT, remedy)?;
        let last = target.ndim().saturating_sub(1);
        Ok(rows_that_do_not_sum_to_one(self.name(), &target, last))
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        one_class(self.name(), prediction)
            .or_else(|| scores_fit(self.name(), "categorical_crossentropy", activation))
    }
}
