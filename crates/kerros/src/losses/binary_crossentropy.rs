//! Binary crossentropy.

use super::arguments::{AXIS, FROM_LOGITS, LABEL_SMOOTHING, REDUCTION, finish, name};
use super::axis::inner_axis;
use super::fits::activation_fits;
use super::fusion::sigmoid_logits;
use super::probability::{check_smoothing, clipped, complement, smoothed};
use super::target::{Range, check_range};
use super::{Loss, check_dense_target, same_rank};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::Config;
use crate::registry::Class;
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// Binary crossentropy, `bce`: two classes with one unit, or several labels with one unit each.
///
/// With target `t` and probability `p`: `-(t ln p + (1 - t) ln(1 - p))`, the mean over
/// `axis`, in nats (natural logarithms). Probabilities are first kept within `1e-7` of 0 and 1. When
/// the prediction is a sigmoid of the same graph, or `from_logits` is set, the loss is computed
/// from the logits `z` instead, `t max(-z, 0) + (1 - t) max(z, 0) + ln(1 + e^-|z|)`, which is exact
/// for every `z`.
///
/// | argument | default | |
/// |---|---|---|
/// | `from_logits` | `false` | the model predicts logits, not probabilities |
/// | `label_smoothing` | 0 | `s` moves targets to `t (1 - s) + s / 2` |
/// | `axis` | -1 | the axis that the mean is taken over; not that of the batch |
///
/// Besides, those of [every loss](super::Loss).
///
/// Targets lie between 0 and 1 and have the prediction's shape; a column `(batch, 1)` may be given
/// as plain numbers `(batch)`.
///
/// Source of the label smoothing: Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, "Rethinking the
/// Inception architecture for computer vision", CVPR 2016.
///
/// Keras: losses, probabilistic losses, `BinaryCrossentropy`.
///
/// ```
/// use kerros::losses::BinaryCrossentropy;
/// use kerros::prelude::*;
///
/// // A model that hands on its input: here, logits.
/// let mut model = Sequential::new();
/// model.add(Activation::Linear.layer().input_shape(1))?;
/// model.compile(Compile::new().loss(BinaryCrossentropy::new().from_logits(true)))?;
/// let (x, y) = ([0.0f32, 0.0], [0u8, 1]);
/// let scores = model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent))?;
/// assert!((scores.loss() - 2.0f64.ln()).abs() < 1e-6, "the logit 0 is an even chance");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses smoothing outside of 0 to 1 and an axis that the prediction does not have. Training and evaluation refuse targets of another
/// shape or outside of 0 to 1, named by row and column. `fit` warns when the last activation is not
/// sigmoid (with `from_logits`: not linear).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BinaryCrossentropy {
    from_logits: bool,
    label_smoothing: f64,
    axis: i64,
}

impl Default for BinaryCrossentropy {
    fn default() -> Self {
        BinaryCrossentropy { from_logits: false, label_smoothing: 0.0, axis: -1 }
    }
}

impl BinaryCrossentropy {
    /// Binary crossentropy of probabilities.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the model predicts logits; `false` if not set.
    #[must_use]
    pub fn from_logits(mut self, from_logits: bool) -> Self {
        self.from_logits = from_logits;
        self
    }

    /// How far targets are moved towards 1/2, from 0 to 1; 0 if not set.
    #[must_use]
    pub fn label_smoothing(mut self, label_smoothing: f64) -> Self {
        self.label_smoothing = label_smoothing;
        self
    }

    /// The axis that the mean is taken over, counted from 0, the batch, or from behind; -1, the last, if not set.
    #[must_use]
    pub fn axis(mut self, axis: i64) -> Self {
        self.axis = axis;
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "BinaryCrossentropy",
        names: &["binary_crossentropy", "bce", "BCE"],
        doc: "two classes or several labels, after a sigmoid",
        arguments: &[FROM_LOGITS, LABEL_SMOOTHING, AXIS, REDUCTION, name("binary_crossentropy")],
        make: |a| {
            let loss = BinaryCrossentropy::new().from_logits(a.bool("from_logits")?);
            let loss = loss.label_smoothing(a.float("label_smoothing")?);
            finish(loss.axis(a.integer("axis")?), a)
        },
    };
}

impl Loss for BinaryCrossentropy {
    fn name(&self) -> &'static str {
        "binary_crossentropy"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("from_logits", self.from_logits)
            .with("label_smoothing", self.label_smoothing)
            .with("axis", self.axis)
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let target = smoothed(graph, target, self.label_smoothing, 2.0)?;
        let logits =
            if self.from_logits { Some(prediction) } else { sigmoid_logits(graph, prediction)? };
        let values = match logits {
            Some(logits) => from_logits(graph, target, logits)?,
            None => from_probabilities(graph, target, prediction)?,
        };
        let axis = inner_axis(&graph.ty(values).shape, self.axis)?;
        Ok(graph.mean(values, &[axis])?)
    }

    fn check(&self) -> Result<()> {
        check_smoothing(self.name(), self.label_smoothing)
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        check_dense_target(self.name(), &target, &self.target_shape(prediction)?)?;
        check_range(
            self.name(),
            &target,
            Range::UNIT,
            "Number the two classes 0 and 1; use sparse_categorical_crossentropy for more classes.",
        )?;
        Ok(None)
    }

    fn fits(&self, activation: Activation, _prediction: &Shape) -> Option<String> {
        activation_fits(self.name(), self.from_logits, Activation::Sigmoid, activation)
    }
}

/// `t max(-z, 0) + (1 - t) max(z, 0) + ln(1 + e^-|z|)`
///
/// The two maxima are kept apart, although `max(z, 0) - t z` is shorter: its gradient for a large
/// `z` of the right sign would be a difference of numbers near 1, this one is exact.
pub(super) fn from_logits(graph: &mut Graph, target: NodeId, logits: NodeId) -> Result<NodeId> {
    let zero = graph.literal(0.0)?;
    let negated = graph.neg(logits)?;
    // Not `relu`: at 0 a maximum shares its gradient, which gives the true slope 1/2 - t there.
    let above = graph.maximum(logits, zero)?;
    let below = graph.maximum(negated, zero)?;
    let other = complement(graph, target)?;
    let if_one = graph.mul(target, below)?;
    let if_zero = graph.mul(other, above)?;
    let linear = graph.add(if_one, if_zero)?;

    let magnitude = graph.abs(logits)?;
    let decay = graph.neg(magnitude)?;
    let decay = graph.exp(decay)?;
    let correction = graph.log1p(decay)?;
    Ok(graph.add(linear, correction)?)
}

/// `-(t ln p + (1 - t) ln(1 - p))`
pub(super) fn from_probabilities(
    graph: &mut Graph,
    target: NodeId,
    prediction: NodeId,
) -> Result<NodeId> {
    let one = clipped(graph, prediction)?;
    let zero = complement(graph, one)?;
    let other = complement(graph, target)?;
    let log_one = graph.log(one)?;
    let log_zero = graph.log(zero)?;
    let if_one = graph.mul(target, log_one)?;
    let if_zero = graph.mul(other, log_zero)?;
    let likelihood = graph.add(if_one, if_zero)?;
    Ok(graph.neg(likelihood)?)
}
