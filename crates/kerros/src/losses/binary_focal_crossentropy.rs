//! Binary focal crossentropy.

use super::arguments::{AXIS, FROM_LOGITS, LABEL_SMOOTHING, REDUCTION, check, finish, name};
use super::axis::inner_axis;
use super::binary_crossentropy::{from_logits, from_probabilities};
use super::fits::activation_fits;
use super::focal::{ALPHA_HINT, GAMMA, GAMMA_HINT, power};
use super::fusion::sigmoid_logits;
use super::probability::{check_smoothing, complement, smoothed};
use super::target::{Range, check_range};
use super::{Loss, check_dense_target, same_rank};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// Binary focal crossentropy: [`super::BinaryCrossentropy`] in which what is predicted well counts less, for classes of
/// which one is rare.
///
/// With target `t` and probability `p`: `q^gamma` times the binary crossentropy, the mean over `axis`, in nats, where
/// `q = t (1 - p) + (1 - t) p` is what the prediction misses. With `apply_class_balancing` each term is multiplied by
/// `t alpha + (1 - t) (1 - alpha)` too. When the prediction is a sigmoid of the same graph, or `from_logits` is set,
/// both factors are computed from the logits, exact for logits of any size; Keras clips probabilities at `1e-7` then,
/// which differs beyond logits of 16.
///
/// | argument | default | |
/// |---|---|---|
/// | `apply_class_balancing` | `false` | whether `alpha` counts |
/// | `alpha` | 0.25 | how much class 1 counts, from 0 to 1; class 0 counts `1 - alpha` |
/// | `gamma` | 2 | how much less what is predicted well counts; from 0, which is the plain crossentropy |
/// | `from_logits` | `false` | the model predicts logits, not probabilities |
/// | `label_smoothing` | 0 | `s` moves targets to `t (1 - s) + s / 2` |
/// | `axis` | -1 | the axis that the mean is taken over; not that of the batch |
///
/// Besides, those of [every loss](super::Loss). Targets lie between 0 and 1 and have the prediction's shape; a column
/// `(batch, 1)` may be given as plain numbers `(batch)`.
///
/// Source: Lin, Goyal, Girshick, He and Dollar, "Focal loss for dense object detection", ICCV 2017. Keras: losses,
/// probabilistic losses, `BinaryFocalCrossentropy`.
///
/// ```
/// use kerros::losses::{BinaryFocalCrossentropy, apply};
/// use ndarray::arr2;
///
/// let loss = apply(&BinaryFocalCrossentropy::new(), &arr2(&[[1.0f32]]), &arr2(&[[0.5f32]]))?;
/// assert!((loss[[]] - 0.25 * 2.0f32.ln()).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses a negative `gamma`, `alpha` and smoothing outside of 0 to 1, and an axis that the prediction does
/// not have. Training and evaluation refuse targets of another shape or outside of 0 to 1, named by row and column.
/// `fit` warns when the last activation is not sigmoid (with `from_logits`: not linear).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BinaryFocalCrossentropy {
    apply_class_balancing: bool,
    alpha: f64,
    gamma: f64,
    from_logits: bool,
    label_smoothing: f64,
    axis: i64,
}

impl Default for BinaryFocalCrossentropy {
    fn default() -> Self {
        BinaryFocalCrossentropy {
            apply_class_balancing: false,
            alpha: 0.25,
            gamma: 2.0,
            from_logits: false,
            label_smoothing: 0.0,
            axis: -1,
        }
    }
}

impl BinaryFocalCrossentropy {
    /// Binary focal crossentropy of probabilities.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether `alpha` counts; `false` if not set.
    #[must_use]
    pub fn apply_class_balancing(mut self, apply: bool) -> Self {
        self.apply_class_balancing = apply;
        self
    }

    /// How much class 1 counts, from 0 to 1; 0.25 if not set.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.alpha = alpha;
        self
    }

    /// How much less what is predicted well counts, from 0; 2 if not set.
    #[must_use]
    pub fn gamma(mut self, gamma: f64) -> Self {
        self.gamma = gamma;
        self
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
        name: "BinaryFocalCrossentropy",
        names: &["binary_focal_crossentropy"],
        doc: "binary crossentropy in which what is predicted well counts less",
        arguments: &[
            Argument::with_default(
                "apply_class_balancing",
                Literal::Bool(false),
                "whether alpha counts",
            ),
            Argument::with_default(
                "alpha",
                Literal::Float(0.25),
                "how much class 1 counts, from 0 to 1; class 0 counts 1 - alpha",
            ),
            GAMMA,
            FROM_LOGITS,
            LABEL_SMOOTHING,
            AXIS,
            REDUCTION,
            name("binary_focal_crossentropy"),
        ],
        make: |a| {
            let loss = BinaryFocalCrossentropy::new()
                .apply_class_balancing(a.bool("apply_class_balancing")?)
                .alpha(a.float("alpha")?)
                .gamma(a.float("gamma")?)
                .from_logits(a.bool("from_logits")?)
                .label_smoothing(a.float("label_smoothing")?);
            finish(loss.axis(a.integer("axis")?), a)
        },
    };
}

impl Loss for BinaryFocalCrossentropy {
    fn name(&self) -> &'static str {
        "binary_focal_crossentropy"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("apply_class_balancing", self.apply_class_balancing)
            .with("alpha", self.alpha)
            .with("gamma", self.gamma)
            .with("from_logits", self.from_logits)
            .with("label_smoothing", self.label_smoothing)
            .with("axis", self.axis)
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let target = smoothed(graph, target, self.label_smoothing, 2.0)?;
        let other = complement(graph, target)?;
        let logits =
            if self.from_logits { Some(prediction) } else { sigmoid_logits(graph, prediction)? };
        let (crossentropy, one, zero) = match logits {
            Some(logits) => {
                let negated = graph.neg(logits)?;
                let one = graph.sigmoid(logits)?;
                let zero = graph.sigmoid(negated)?;
                (from_logits(graph, target, logits)?, one, zero)
            }
            None => {
                let zero = complement(graph, prediction)?;
                (from_probabilities(graph, target, prediction)?, prediction, zero)
            }
        };
        let missed_one = graph.mul(target, zero)?;
        let missed_zero = graph.mul(other, one)?;
        let missed = graph.add(missed_one, missed_zero)?;
        let mut values = match power(graph, missed, self.gamma)? {
            Some(factor) => graph.mul(factor, crossentropy)?,
            None => crossentropy,
        };
        if self.apply_class_balancing {
            let of_one = graph.scale(target, self.alpha)?;
            let of_zero = graph.scale(other, 1.0 - self.alpha)?;
            let weight = graph.add(of_one, of_zero)?;
            values = graph.mul(weight, values)?;
        }
        let axis = inner_axis(&graph.ty(values).shape, self.axis)?;
        Ok(graph.mean(values, &[axis])?)
    }

    fn check(&self) -> Result<()> {
        check(self.name(), "alpha", self.alpha, 0.0..=1.0, ALPHA_HINT)?;
        check(self.name(), "gamma", self.gamma, 0.0.., GAMMA_HINT)?;
        check_smoothing(self.name(), self.label_smoothing)
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        check_dense_target(self.name(), &target, &self.target_shape(prediction)?)?;
        let remedy =
            "Number the two classes 0 and 1; use categorical_focal_crossentropy for more classes.";
        check_range(self.name(), &target, Range::UNIT, remedy)?;
        Ok(None)
    }

    fn fits(&self, activation: Activation, _prediction: &Shape) -> Option<String> {
        activation_fits(self.name(), self.from_logits, Activation::Sigmoid, activation)
    }
}
