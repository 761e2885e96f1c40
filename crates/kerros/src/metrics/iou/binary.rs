//! Intersection over union of two classes.

use super::matrix::{Matrix, whole};
use crate::error::{Error, Result};
use crate::history::Better;
use crate::layer::Config;
use crate::metrics::arguments::named;
use crate::metrics::{Metric, check_name};
use kerros_graph::{Graph, NodeId, Shape};

/// The mean intersection over union of two classes, of targets that are 0 or 1.
///
/// It is [`IoU`](super::IoU) with two classes, of which class 1 is predicted by numbers that are at least
/// `threshold`.
///
/// | argument | default | |
/// |---|---|---|
/// | `target_class_ids` | both | the classes whose mean is taken: 0, 1 or both |
/// | `threshold` | 0.5 | such predictions and larger ones are class 1 |
/// | `named` | `binary_io_u` | the name to report it under |
/// | `whole_weights` | `true` | weights are cut to whole numbers, as in Keras with its `dtype` |
///
/// Keras: metrics, image segmentation metrics, `BinaryIoU`.
///
/// ```
/// use kerros::metrics::{BinaryIoU, Streaming};
///
/// let mut iou = Streaming::new(BinaryIoU::new().target_class_ids([1]))?;
/// iou.update(&[0.0f32, 1.0, 1.0], &[0.1f32, 0.7, 0.3])?;
/// assert!((iou.result()? - 0.5).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name, classes other than 0 and 1, and a threshold that is not finite. Targets
/// and predictions that do not match are refused when the training graph is written.
#[derive(Clone, Debug, PartialEq)]
pub struct BinaryIoU {
    name: String,
    matrix: Matrix,
    ids: Vec<usize>,
    threshold: f64,
}

named!(BinaryIoU, "binary_io_u");

impl BinaryIoU {
    /// The mean over both classes, at the threshold 0.5.
    pub fn new() -> Self {
        let (name, matrix) = ("binary_io_u".into(), Matrix::new(2));
        BinaryIoU { name, matrix, ids: vec![0, 1], threshold: 0.5 }
    }

    /// The classes whose mean is taken; both if not set.
    #[must_use]
    pub fn target_class_ids(mut self, ids: impl Into<Vec<usize>>) -> Self {
        self.ids = ids.into();
        self
    }

    /// From which on predictions are class 1; 0.5 if not set.
    #[must_use]
    pub fn threshold(mut self, threshold: f64) -> Self {
        self.threshold = threshold;
        self
    }

    /// Whether weights are cut to whole numbers, as in Keras, whose confusion matrix is one of integers;
    /// `true` if not set. In Keras: the argument `dtype`, for false `"float32"`.
    #[must_use]
    pub fn whole_weights(mut self, whole: bool) -> Self {
        self.matrix.whole_weights = whole;
        self
    }
}

impl Default for BinaryIoU {
    fn default() -> Self {
        Self::new()
    }
}

impl Metric for BinaryIoU {
    fn name(&self) -> &str {
        &self.name
    }

    fn class_name(&self) -> &str {
        "BinaryIoU"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("target_class_ids", self.ids.clone())
            .with("threshold", self.threshold)
            .with("dtype", (!self.matrix.whole_weights).then_some("float32"))
    }

    fn states(&self, _prediction: &Shape) -> Vec<(&'static str, Shape)> {
        self.matrix.states()
    }

    fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let threshold = graph.literal(self.threshold)?;
        let predicted = graph.greater_equal(prediction, threshold)?;
        let target = whole(graph, target)?;
        self.matrix.count(graph, states, target, predicted, weight)
    }

    fn result(&self, states: &[&[f32]]) -> f64 {
        self.matrix.mean(states, self.ids.iter().copied())
    }

    fn better(&self) -> Option<Better> {
        Some(Better::Higher)
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)?;
        let checked = match self.threshold.is_finite() {
            true => self.matrix.check_ids(&self.ids),
            false => {
                let (received, remedy) = (self.threshold.to_string(), "0.5 suits probabilities.");
                Err(Error::invalid("threshold", "a finite number", received, remedy))
            }
        };
        checked.map_err(|error| error.at(&self.name))
    }
}
