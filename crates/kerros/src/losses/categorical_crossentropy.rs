//! Categorical crossentropy.

use super::probability::{check_smoothing, crossentropy, log_probabilities, smoothed};
use super::target::{Range, activation_fits, check_range, one_class, rows_that_do_not_sum_to_one};
use super::{Loss, check_dense_target, rank, same_rank};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::Config;
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// Categorical crossentropy: one class out of several, targets one-hot.
///
/// With target `t` and probabilities `p` along the last axis: `-sum(t ln p)`, in nats.
/// Probabilities are first divided by their sum and kept within `1e-7` of 0 and 1. When the
/// prediction is a softmax of the same graph, or `from_logits` is set, `ln p` is computed from the
/// logits `z` instead, `z - ln sum(e^z)`, which neither overflows nor needs clipping.
///
/// | argument | default | |
/// |---|---|---|
/// | `from_logits` | `false` | the model predicts logits, not probabilities |
/// | `label_smoothing` | 0 | `s` moves targets to `t (1 - s) + s / classes` |
///
/// Targets have the prediction's shape `(batch, ..., classes)`; each row is a distribution over the
/// classes. For class numbers there is [`super::SparseCategoricalCrossentropy`].
///
/// Source of the label smoothing: Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, "Rethinking the
/// Inception architecture for computer vision", CVPR 2016.
///
/// Keras: losses, probabilistic losses, `CategoricalCrossentropy`.
///
/// ```
/// use kerros::losses::CategoricalCrossentropy;
/// use kerros::prelude::*;
///
/// // A model that hands on its input: here, probabilities.
/// let mut model = Sequential::new();
/// model.add(Activation::Linear.layer().input_shape(3))?;
/// model.compile(Compile::new().loss(CategoricalCrossentropy::new()))?;
/// let (x, y) = ([0.5f32, 0.25, 0.25], [1.0f32, 0.0, 0.0]);
/// let quiet = Evaluate::new().verbose(Verbose::Silent);
/// let scores = model.evaluate((&x[..], [1, 3]), (&y[..], [1, 3]), quiet)?;
/// assert!((scores.loss() - 2.0f64.ln()).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses smoothing outside of 0 to 1. Training and evaluation refuse class numbers,
/// rows of another width and numbers outside of 0 to 1, named by row and column. `fit` warns when
/// rows do not sum to 1, when there is one class only, and when the last activation is not softmax
/// (with `from_logits`: not linear).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CategoricalCrossentropy {
    from_logits: bool,
    label_smoothing: f64,
}

impl CategoricalCrossentropy {
    /// Categorical crossentropy of probabilities.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the model predicts logits; `false` if not set.
    #[must_use]
    pub fn from_logits(mut self, from_logits: bool) -> Self {
        self.from_logits = from_logits;
        self
    }

    /// How far targets are moved towards the even distribution, from 0 to 1; 0 if not set.
    #[must_use]
    pub fn label_smoothing(mut self, label_smoothing: f64) -> Self {
        self.label_smoothing = label_smoothing;
        self
    }
}

impl Loss for CategoricalCrossentropy {
    fn name(&self) -> &'static str {
        "categorical_crossentropy"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("from_logits", self.from_logits)
            .with("label_smoothing", self.label_smoothing)
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let classes = rank::classes(&graph.ty(prediction).shape)?;
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let target = smoothed(graph, target, self.label_smoothing, classes as f64)?;
        let log_probabilities = log_probabilities(graph, prediction, self.from_logits)?;
        crossentropy(graph, target, log_probabilities)
    }

    fn check(&self) -> Result<()> {
        check_smoothing(self.name(), self.label_smoothing)
    }

    fn target_shape(&self, prediction: &Shape) -> Result<Shape> {
        rank::classes(prediction)?;
        Ok(prediction.clone())
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        let classes = rank::classes(prediction)?;
        if classes > 1 && rank::are_class_numbers(target.shape(), prediction) {
            return Err(Error::invalid(
                "y",
                format!("one-hot rows of width {classes}"),
                format!("one number a row (shape {:?})", target.shape()),
                "Encode the classes one-hot, or use the loss sparse_categorical_crossentropy.",
            )
            .at(self.name()));
        }
        check_dense_target(self.name(), &target, prediction)?;
        check_range(
            self.name(),
            &target,
            Range::UNIT,
            "Encode the classes one-hot: 1 for the class of the row, 0 for the others.",
        )?;
        Ok(rows_that_do_not_sum_to_one(self.name(), &target))
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        one_class(self.name(), prediction).or_else(|| {
            activation_fits(self.name(), self.from_logits, Activation::Softmax, activation)
        })
    }
}
