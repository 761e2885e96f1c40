//! The share of predictions that are the label.

use super::arguments::named;
use super::{Metric, check_name, update_mean};
use crate::error::Result;
use crate::history::Better;
use crate::losses::same_rank;
use kerros_graph::{Graph, NodeId};

/// The share of predictions that equal the label, number for number, from 0 to 1.
///
/// The mean of `target == prediction`; both have one shape. For a model that puts out labels, not
/// probabilities: for those, the name `accuracy` stands for an accuracy that suits them
/// ([`AutoAccuracy`](super::AutoAccuracy)).
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `accuracy` | the name to report it under |
///
/// Keras: metrics, accuracy metrics, `Accuracy`.
///
/// ```
/// use kerros::metrics::{Accuracy, Streaming};
///
/// let mut right = Streaming::new(Accuracy::new())?;
/// right.update(&[1u8, 2, 3, 4], &[0.0f32, 2.0, 3.0, 4.0])?;
/// assert_eq!(right.result()?, 0.75);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name. Targets of another shape than the prediction are refused when the training
/// graph is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accuracy {
    name: String,
}

named!(Accuracy, "accuracy");

impl Accuracy {
    /// The share of predictions that equal the label.
    pub fn new() -> Self {
        Accuracy { name: "accuracy".into() }
    }
}

impl Default for Accuracy {
    fn default() -> Self {
        Self::new()
    }
}

impl Metric for Accuracy {
    fn name(&self) -> &str {
        &self.name
    }

    fn class_name(&self) -> &str {
        "Accuracy"
    }

    fn better(&self) -> Option<Better> {
        Some(Better::Higher)
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)
    }

    fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let matches = graph.equal(target, prediction)?;
        update_mean(graph, states, matches, weight)
    }
}
