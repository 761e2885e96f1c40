//! Generalized crossentropy.

use super::arguments::{BETWEEN_ZERO_AND_ONE, REDUCTION, check, finish, name};
use super::axis::sum_of_last;
use super::fits::{activation_fits, one_class};
use super::target::check_class_numbers;
use super::{Loss, rank};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// Generalized crossentropy: one class out of several, where some targets are wrong. Between a crossentropy (`q` near
/// 0), which learns fast, and an absolute error (`q` near 1), which wrong targets do not mislead.
///
/// `(1 - p[target]^q) / q`, with the probabilities `p` along the last axis of the prediction as they are. Where the
/// probability of the target is 0, the gradient is 0 (in Keras infinite). Predictions are `(batch, ..., classes)`,
/// targets class numbers `(batch, ...)` or `(batch, ..., 1)`.
///
/// | argument | default | |
/// |---|---|---|
/// | `q` | 0.5 | between 0 and 1, both excluded |
///
/// Besides, those of [every loss](super::Loss). Source: Zhang and Sabuncu, "Generalized cross entropy loss for training
/// deep neural networks with noisy labels", NeurIPS 2018. Keras: losses, probabilistic losses,
/// `CategoricalGeneralizedCrossEntropy`.
///
/// ```
/// use kerros::losses::{CategoricalGeneralizedCrossEntropy, apply};
/// use ndarray::{arr1, arr2};
///
/// let loss = CategoricalGeneralizedCrossEntropy::new();
/// let loss = apply(&loss, &arr1(&[0.0f32]), &arr2(&[[0.25f32, 0.75]]))?;
/// assert_eq!(loss[[]], (1.0 - 0.5) / 0.5);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses a `q` that is not between 0 and 1. Training and evaluation refuse one-hot rows, numbers that are
/// not whole, and class numbers below 0 or above the last class, named by row. `fit` warns when there is one class
/// only, and when the last activation is not softmax.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CategoricalGeneralizedCrossEntropy {
    q: f64,
}

impl Default for CategoricalGeneralizedCrossEntropy {
    fn default() -> Self {
        CategoricalGeneralizedCrossEntropy { q: 0.5 }
    }
}

/// The smallest base of the power, whose slope at 0 is infinite: the smallest normal number of `f32`.
const SMALLEST_BASE: f64 = f32::MIN_POSITIVE as f64;

impl CategoricalGeneralizedCrossEntropy {
    /// Generalized crossentropy half way between the two.
    pub fn new() -> Self {
        Self::default()
    }

    /// How near to an absolute error it is, between 0 and 1; 0.5 if not set.
    #[must_use]
    pub fn q(mut self, q: f64) -> Self {
        self.q = q;
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "CategoricalGeneralizedCrossEntropy",
        names: &["categorical_generalized_cross_entropy"],
        doc: "one of several classes, numbered, where some numbers are wrong",
        arguments: &[
            Argument::with_default(
                "q",
                Literal::Float(0.5),
                "between 0, which is a crossentropy, and 1, which is an absolute error",
            ),
            REDUCTION,
            name("categorical_generalized_cross_entropy"),
        ],
        make: |a| finish(CategoricalGeneralizedCrossEntropy::new().q(a.float("q")?), a),
    };
}

impl Loss for CategoricalGeneralizedCrossEntropy {
    fn name(&self) -> &'static str {
        "categorical_generalized_cross_entropy"
    }

    fn config(&self) -> Config {
        Config::new().with("q", self.q)
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let shape = graph.ty(prediction).shape.clone();
        let last = rank::last_axis(&shape);
        rank::classes(&shape, last)?;
        let numbers = rank::class_numbers(graph, target, &shape)?;
        let one_hot = rank::one_hot_along(graph, numbers, &shape, last)?;
        let own = graph.mul(prediction, one_hot)?;
        let probability = sum_of_last(graph, own)?;

        let (zero, one) = (graph.literal(0.0)?, graph.literal(1.0)?);
        let (smallest, exponent) = (graph.literal(SMALLEST_BASE)?, graph.literal(self.q)?);
        let base = graph.maximum(probability, smallest)?;
        let power = graph.pow(base, exponent)?;
        let is_above = graph.greater(probability, zero)?;
        let power = graph.select(is_above, power, zero)?;
        let missing = graph.sub(one, power)?;
        Ok(graph.scale(missing, 1.0 / self.q)?)
    }

    fn check(&self) -> Result<()> {
        check(self.name(), "q", self.q, BETWEEN_ZERO_AND_ONE, "0.5 and 0.7 are usual.")
    }

    fn target_shape(&self, prediction: &Shape) -> Result<Shape> {
        let last = rank::last_axis(prediction);
        rank::classes(prediction, last)?;
        Ok(rank::without_axis(prediction, last))
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        let last = rank::last_axis(prediction);
        check_class_numbers(self.name(), &target, prediction, last, None)?;
        Ok(None)
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        one_class(self.name(), prediction)
            .or_else(|| activation_fits(self.name(), false, Activation::Softmax, activation))
    }
}
