//! The Kullback-Leibler divergence.

use super::arguments::{REDUCTION, finish, name};
use super::axis::sum_of_last;
use super::fits::expects;
use super::probability::EPSILON;
use super::target::{Range, check_range, rows_that_do_not_sum_to_one};
use super::{Loss, check_dense_target, same_rank};
use crate::activations::Activation;
use crate::error::Result;
use crate::registry::Class;
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// The Kullback-Leibler divergence, `kld`: how far one distribution is from another.
///
/// `sum(t ln(t / p))` over the last axis, in nats, with target `t` and probabilities `p` kept within `1e-7` and 1. At
/// least 0, and 0 only where both are equal. Targets have the prediction's shape `(batch, ..., classes)`; each row is a
/// distribution. No arguments but those of [every loss](super::Loss).
///
/// Source: Kullback and Leibler, "On information and sufficiency", Annals of Mathematical Statistics 22, 1951. Keras:
/// losses, probabilistic losses, `KLDivergence`; in Keras 2 `kullback_leibler_divergence`.
///
/// ```
/// use kerros::losses::{KLDivergence, apply};
/// use ndarray::arr2;
///
/// let loss = apply(&KLDivergence::new(), &arr2(&[[1.0f32, 0.0]]), &arr2(&[[0.5f32, 0.5]]))?;
/// assert!((loss[[]] - 2.0f32.ln()).abs() < 1e-5);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Training and evaluation refuse targets of another shape and outside of 0 to 1. `fit` warns when rows do not sum to
/// 1, and when the last activation is neither softmax nor sigmoid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KLDivergence;

impl KLDivergence {
    /// The Kullback-Leibler divergence.
    pub fn new() -> Self {
        KLDivergence
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "KLDivergence",
        names: &["kl_divergence", "kullback_leibler_divergence", "kld", "KLD"],
        doc: "how far one distribution is from another, after a softmax",
        arguments: &[REDUCTION, name("kl_divergence")],
        make: |a| finish(KLDivergence::new(), a),
    };
}

impl Loss for KLDivergence {
    fn name(&self) -> &'static str {
        "kl_divergence"
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let target = graph.clip(target, EPSILON, 1.0)?;
        let prediction = graph.clip(prediction, EPSILON, 1.0)?;
        let ratio = graph.div(target, prediction)?;
        let log = graph.log(ratio)?;
        let terms = graph.mul(target, log)?;
        sum_of_last(graph, terms)
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        check_dense_target(self.name(), &target, &self.target_shape(prediction)?)?;
        let remedy = "Give each row as probabilities that sum to 1.";
        check_range(self.name(), &target, Range::UNIT, remedy)?;
        let last = target.ndim().saturating_sub(1);
        Ok(rows_that_do_not_sum_to_one(self.name(), &target, last))
    }

    fn fits(&self, activation: Activation, _prediction: &Shape) -> Option<String> {
        match activation {
            Activation::Softmax | Activation::Sigmoid => None,
            other => expects(self.name(), "probabilities", other, "Use softmax."),
        }
    }
}
