//! Categorical crossentropy.

use super::arguments::{AXIS, FROM_LOGITS, LABEL_SMOOTHING, REDUCTION, finish, name};
use super::axis::inner_axis;
use super::fits::{activation_fits, one_class};
use super::probability::{check_smoothing, crossentropy, last_size, log_probabilities, smoothed};
use super::target::check_one_hot;
use super::{Loss, rank, same_rank};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::Config;
use crate::registry::Class;
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// Categorical crossentropy: one class out of several, targets one-hot.
///
/// With target `t` and probabilities `p` along `axis`: `-sum(t ln p)`, in nats.
/// Probabilities are first divided by their sum and kept within `1e-7` of 0 and 1. When the
/// prediction is a softmax of the same graph, or `from_logits` is set, `ln p` is computed from the
/// logits `z` instead, `z - ln sum(e^z)`, which neither overflows nor needs clipping.
///
/// | argument | default | |
/// |---|---|---|
/// | `from_logits` | `false` | the model predicts logits, not probabilities |
/// | `label_smoothing` | 0 | `s` moves targets to `t (1 - s) + s / n` |
/// | `axis` | -1 | the axis of the classes; not that of the batch |
///
/// Besides, those of [every loss](super::Loss). As in Keras, `n` is the size of the last axis, whatever `axis` is.
///
/// Targets have the prediction's shape, `(batch, ..., classes)`; each row is a distribution over the
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
/// `compile` refuses smoothing outside of 0 to 1 and an axis that the prediction does not have. Training and evaluation refuse class numbers,
/// rows of another width and numbers outside of 0 to 1, named by row and column. `fit` warns when
/// rows do not sum to 1, when there is one class only, and when the last activation is not softmax
/// (with `from_logits`: not linear).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CategoricalCrossentropy {
    from_logits: bool,
    label_smoothing: f64,
    axis: i64,
}

impl Default for CategoricalCrossentropy {
    fn default() -> Self {
        CategoricalCrossentropy { from_logits: false, label_smoothing: 0.0, axis: -1 }
    }
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

    /// The axis of the classes, counted from 0, the batch, or from behind; -1, the last, if not set.
    #[must_use]
    pub fn axis(mut self, axis: i64) -> Self {
        self.axis = axis;
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "CategoricalCrossentropy",
        names: &["categorical_crossentropy"],
        doc: "one of several classes, one-hot, after a softmax",
        arguments: &[
            FROM_LOGITS,
            LABEL_SMOOTHING,
            AXIS,
            REDUCTION,
            name("categorical_crossentropy"),
        ],
        make: |a| {
            let loss = CategoricalCrossentropy::new().from_logits(a.bool("from_logits")?);
            let loss = loss.label_smoothing(a.float("label_smoothing")?);
            finish(loss.axis(a.integer("axis")?), a)
        },
    };
}

impl Loss for CategoricalCrossentropy {
    fn name(&self) -> &'static str {
        "categorical_crossentropy"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("from_logits", self.from_logits)
            .with("label_smoothing", self.label_smoothing)
            .with("axis", self.axis)
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let shape = graph.ty(prediction).shape.clone();
        let axis = inner_axis(&shape, self.axis)?;
        rank::classes(&shape, axis)?;
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let spread = last_size(graph, prediction);
        let target = smoothed(graph, target, self.label_smoothing, spread)?;
        let log_probabilities = log_probabilities(graph, prediction, self.from_logits, axis)?;
        crossentropy(graph, target, log_probabilities, axis)
    }

    fn check(&self) -> Result<()> {
        check_smoothing(self.name(), self.label_smoothing)
    }

    fn target_shape(&self, prediction: &Shape) -> Result<Shape> {
        rank::classes(prediction, inner_axis(prediction, self.axis)?)?;
        Ok(prediction.clone())
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        let axis = inner_axis(prediction, self.axis)?;
        check_one_hot(self.name(), "sparse_categorical_crossentropy", &target, prediction, axis)
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        one_class(self.name(), prediction).or_else(|| {
            activation_fits(self.name(), self.from_logits, Activation::Softmax, activation)
        })
    }
}
