//! Accuracy where the right class need only be among the most probable.

use super::arguments::{at_least, columns, named};
use super::{Metric, check_name, update_mean};
use crate::error::Result;
use crate::history::Better;
use crate::layer::Config;
use crate::losses::{class_numbers, same_rank};
use kerros_graph::{DType, Graph, NodeId};

/// The share of samples whose right class is among the `k` most probable ones; targets one-hot.
///
/// A class is among them if fewer than `k` predictions are larger than its own: with equal ones, all of them
/// are. Predictions and targets are `(batch, ..., classes)`; logits do as well as probabilities. The result is
/// from 0 to 1.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `top_k_categorical_accuracy` | the name to report it under |
/// | `k` | 5 | how many, at least 1 |
///
/// Keras: metrics, accuracy metrics, `TopKCategoricalAccuracy`.
///
/// ```
/// use kerros::metrics::{Streaming, TopKCategoricalAccuracy};
///
/// let mut right = Streaming::new(TopKCategoricalAccuracy::new().k(2))?;
/// let (y, p) = ([0.0f32, 0.0, 1.0, 1.0, 0.0, 0.0], [0.1f32, 0.6, 0.3, 0.2, 0.3, 0.5]);
/// right.update((&y[..], [2, 3]), (&p[..], [2, 3]))?;
/// assert_eq!(right.result()?, 0.5, "the first is the second largest");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name and a `k` of 0. Targets of another shape than the prediction are refused
/// when the training graph is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopKCategoricalAccuracy {
    name: String,
    k: usize,
}

named!(TopKCategoricalAccuracy, "top_k_categorical_accuracy");

impl TopKCategoricalAccuracy {
    /// Accuracy of the 5 most probable classes.
    pub fn new() -> Self {
        TopKCategoricalAccuracy { name: "top_k_categorical_accuracy".into(), k: 5 }
    }

    /// How many of the most probable classes are looked at; 5 if not set.
    #[must_use]
    pub fn k(mut self, k: usize) -> Self {
        self.k = k;
        self
    }
}

impl Default for TopKCategoricalAccuracy {
    fn default() -> Self {
        Self::new()
    }
}

impl Metric for TopKCategoricalAccuracy {
    fn name(&self) -> &str {
        &self.name
    }

    fn class_name(&self) -> &str {
        "TopKCategoricalAccuracy"
    }

    fn config(&self) -> Config {
        Config::new().with("k", self.k)
    }

    fn better(&self) -> Option<Better> {
        Some(Better::Higher)
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)?;
        check_k(self.k).map_err(|error| error.at(&self.name))
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
        let last = graph.ty(prediction).shape.rank() - 1;
        let right = graph.argmax(target, last)?;
        let matches = in_top(graph, right, prediction, self.k)?;
        update_mean(graph, states, matches, weight)
    }
}

/// The share of samples whose right class is among the `k` most probable ones; targets are class numbers.
///
/// A class is among them if fewer than `k` predictions are larger than its own: with equal ones, all of them
/// are. Predictions are `(batch, ..., classes)`, probabilities or logits; targets `(batch, ...)` or `(batch,
/// ..., 1)`. The result is from 0 to 1.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `sparse_top_k_categorical_accuracy` | the name to report it under |
/// | `k` | 5 | how many, at least 1 |
/// | `from_sorted_ids` | `false` | predictions are class numbers, the most probable first, of which the first `k` count |
///
/// Keras: metrics, accuracy metrics, `SparseTopKCategoricalAccuracy`.
///
/// ```
/// use kerros::metrics::{SparseTopKCategoricalAccuracy, Streaming};
///
/// let mut right = Streaming::new(SparseTopKCategoricalAccuracy::new().k(2))?;
/// let p = [0.1f32, 0.6, 0.3, 0.2, 0.3, 0.5];
/// right.update(&[2u8, 0], (&p[..], [2, 3]))?;
/// assert_eq!(right.result()?, 0.5, "the first is the second largest");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name and a `k` of 0. When the training graph is written, targets of more than
/// one number a row are refused, and a prediction of one class only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SparseTopKCategoricalAccuracy {
    name: String,
    k: usize,
    from_sorted_ids: bool,
}

named!(SparseTopKCategoricalAccuracy, "sparse_top_k_categorical_accuracy");

impl SparseTopKCategoricalAccuracy {
    /// Accuracy of the 5 most probable classes.
    pub fn new() -> Self {
        let name = "sparse_top_k_categorical_accuracy".into();
        SparseTopKCategoricalAccuracy { name, k: 5, from_sorted_ids: false }
    }

    /// How many of the most probable classes are looked at; 5 if not set.
    #[must_use]
    pub fn k(mut self, k: usize) -> Self {
        self.k = k;
        self
    }

    /// Whether predictions are class numbers, the most probable first; `false` if not set.
    #[must_use]
    pub fn from_sorted_ids(mut self, sorted: bool) -> Self {
        self.from_sorted_ids = sorted;
        self
    }
}

impl Default for SparseTopKCategoricalAccuracy {
    fn default() -> Self {
        Self::new()
    }
}

impl Metric for SparseTopKCategoricalAccuracy {
    fn name(&self) -> &str {
        &self.name
    }

    fn class_name(&self) -> &str {
        "SparseTopKCategoricalAccuracy"
    }

    fn config(&self) -> Config {
        Config::new().with("k", self.k).with("from_sorted_ids", self.from_sorted_ids)
    }

    fn better(&self) -> Option<Better> {
        Some(Better::Higher)
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)?;
        check_k(self.k).map_err(|error| error.at(&self.name))
    }

    fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let shape = graph.ty(prediction).shape.clone();
        let right = class_numbers(graph, target, &shape)?;
        let count = columns(&shape);
        let matches = if self.from_sorted_ids {
            let last = shape.rank() - 1;
            let first = graph.slice(prediction, last, 0, 1, self.k.min(count))?;
            let right = graph.cast(right, DType::F32)?;
            let right = graph.expand(right, last)?;
            let matches = graph.equal(right, first)?;
            graph.reduce_max(matches, &[last])?
        } else {
            several_classes(count, self.k)?;
            in_top(graph, right, prediction, self.k)?
        };
        update_mean(graph, states, matches, weight)
    }
}

fn check_k(k: usize) -> Result<()> {
    at_least("k", 1, k, "1 is the accuracy of the most probable class.")
}

/// Checks that there is something to choose from.
fn several_classes(classes: usize, k: usize) -> Result<()> {
    let remedy = format!(
        "One of one class is always among the {k} most probable: with one unit use binary_accuracy."
    );
    at_least("classes of the prediction", 2, classes, &remedy)
}

/// 1 where fewer than `k` predictions along the last axis are larger than that of the class `right`.
fn in_top(graph: &mut Graph, right: NodeId, prediction: NodeId, k: usize) -> Result<NodeId> {
    let shape = &graph.ty(prediction).shape;
    let (last, count) = (shape.rank() - 1, columns(shape));
    let is_right = graph.one_hot(right, count)?;
    let nothing = graph.literal(f64::NEG_INFINITY)?;
    // The largest of what is no number is none, and nothing is larger.
    let own = graph.select(is_right, prediction, nothing)?;
    let is_number = graph.equal(own, own)?;
    let own = graph.select(is_number, own, nothing)?;
    let own = graph.reduce_max(own, &[last])?;
    let own = graph.expand(own, last)?;
    let larger = graph.greater(prediction, own)?;
    let larger = graph.sum(larger, &[last])?;
    let k = graph.literal(k as f64)?;
    Ok(graph.less(larger, k)?)
}
