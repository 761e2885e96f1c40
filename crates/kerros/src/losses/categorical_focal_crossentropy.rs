//! Categorical focal crossentropy.

use super::arguments::{AXIS, FROM_LOGITS, LABEL_SMOOTHING, REDUCTION, check, finish, name};
use super::axis::inner_axis;
use super::fits::{activation_fits, one_class};
use super::focal::{ALPHA_HINT, GAMMA, GAMMA_HINT, power};
use super::probability::{
    check_smoothing, class_logits, complement, crossentropy, last_size, normalized, smoothed,
};
use super::target::check_one_hot;
use super::{Loss, rank, same_rank};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::{Config, Value};
use crate::registry::{Argument, Arguments, Class, Literal};
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// Categorical focal crossentropy: [`super::CategoricalCrossentropy`] in which what is predicted well counts less, for
/// classes of different frequency.
///
/// With target `t` and probabilities `p` along `axis`: `-sum(alpha (1 - p)^gamma t ln p)`, in nats. Probabilities are
/// first divided by their sum and kept within `1e-7` of 0 and 1. When the prediction is a softmax of the same graph,
/// or `from_logits` is set, `ln p` is computed from the logits instead, exact for logits of any size; Keras clips
/// there too, which differs where a probability is below `1e-7`.
///
/// | argument | default | |
/// |---|---|---|
/// | `alpha` | 0.25 | how much each class counts, from 0 to 1: one number for all, or one for each class |
/// | `gamma` | 2 | how much less what is predicted well counts; from 0, which is the plain crossentropy |
/// | `from_logits` | `false` | the model predicts logits, not probabilities |
/// | `label_smoothing` | 0 | `s` moves targets to `t (1 - s) + s / n` |
/// | `axis` | -1 | the axis of the classes; not that of the batch |
///
/// Besides, those of [every loss](super::Loss). As in Keras, `n` is the size of the last axis, whatever `axis` is, and
/// several `alpha` go along the last axis. Targets have the prediction's shape `(batch, ..., classes)`; each row is a
/// distribution over the classes.
///
/// Source: Lin, Goyal, Girshick, He and Dollar, "Focal loss for dense object detection", ICCV 2017. Keras: losses,
/// probabilistic losses, `CategoricalFocalCrossentropy`.
///
/// ```
/// use kerros::losses::{CategoricalFocalCrossentropy, apply};
/// use ndarray::arr2;
///
/// let (y_true, y_pred) = (arr2(&[[1.0f32, 0.0, 0.0]]), arr2(&[[0.5f32, 0.25, 0.25]]));
/// let loss = apply(&CategoricalFocalCrossentropy::new(), &y_true, &y_pred)?;
/// assert!((loss[[]] - 0.25 * 0.25 * 2.0f32.ln()).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses a negative `gamma`, `alpha` and smoothing outside of 0 to 1, as many `alpha` as there are not
/// classes, and an axis that the prediction does not have. Training and evaluation refuse class numbers, rows of
/// another width and numbers outside of 0 to 1, named by row and column. `fit` warns when rows do not sum to 1, when
/// there is one class only, and when the last activation is not softmax (with `from_logits`: not linear).
#[derive(Clone, Debug, PartialEq)]
pub struct CategoricalFocalCrossentropy {
    alpha: Vec<f64>,
    gamma: f64,
    from_logits: bool,
    label_smoothing: f64,
    axis: i64,
}

impl Default for CategoricalFocalCrossentropy {
    fn default() -> Self {
        CategoricalFocalCrossentropy {
            alpha: vec![0.25],
            gamma: 2.0,
            from_logits: false,
            label_smoothing: 0.0,
            axis: -1,
        }
    }
}

impl CategoricalFocalCrossentropy {
    /// Categorical focal crossentropy of probabilities.
    pub fn new() -> Self {
        Self::default()
    }

    /// How much every class counts, from 0 to 1; 0.25 if not set.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.alpha = vec![alpha];
        self
    }

    /// How much each class counts, from 0 to 1.
    #[must_use]
    pub fn alphas(mut self, alphas: impl IntoIterator<Item = f64>) -> Self {
        self.alpha = alphas.into_iter().collect();
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
        name: "CategoricalFocalCrossentropy",
        names: &["categorical_focal_crossentropy"],
        doc: "categorical crossentropy in which what is predicted well counts less",
        arguments: &[
            Argument::with_default(
                "alpha",
                Literal::Float(0.25),
                "how much each class counts, from 0 to 1: one number, or one for each class",
            ),
            GAMMA,
            FROM_LOGITS,
            LABEL_SMOOTHING,
            AXIS,
            REDUCTION,
            name("categorical_focal_crossentropy"),
        ],
        make: |a| finish(CategoricalFocalCrossentropy::of(a)?, a),
    };

    pub(crate) fn of(a: &Arguments<'_>) -> Result<Self> {
        Ok(CategoricalFocalCrossentropy {
            alpha: a.floats("alpha")?,
            gamma: a.float("gamma")?,
            from_logits: a.bool("from_logits")?,
            label_smoothing: a.float("label_smoothing")?,
            axis: a.integer("axis")?,
        })
    }

    /// `terms` times alpha, along the last axis if there are several.
    fn weighed(&self, graph: &mut Graph, terms: NodeId) -> Result<NodeId> {
        if let [alpha] = self.alpha[..] {
            return Ok(graph.scale(terms, alpha)?);
        }
        let numbers: Result<Vec<NodeId>> = self
            .alpha
            .iter()
            .map(|&alpha| {
                let alpha = graph.literal(alpha)?;
                Ok(graph.reshape(alpha, Shape::of(&[1]))?)
            })
            .collect();
        let alpha = graph.concat(&numbers?, 0)?;
        Ok(graph.mul(terms, alpha)?)
    }
}

impl Loss for CategoricalFocalCrossentropy {
    fn name(&self) -> &'static str {
        "categorical_focal_crossentropy"
    }

    fn config(&self) -> Config {
        let alpha = match self.alpha[..] {
            [alpha] => Value::Float(alpha),
            _ => Value::List(self.alpha.iter().map(|&alpha| Value::Float(alpha)).collect()),
        };
        Config::new()
            .with("alpha", alpha)
            .with("gamma", self.gamma)
            .with("from_logits", self.from_logits)
            .with("label_smoothing", self.label_smoothing)
            .with("axis", self.axis)
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let shape = graph.ty(prediction).shape.clone();
        let axis = inner_axis(&shape, self.axis)?;
        rank::classes(&shape, axis)?;
        self.check_alphas(&shape)?;
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let spread = last_size(graph, prediction);
        let target = smoothed(graph, target, self.label_smoothing, spread)?;
        let (probabilities, logs) = match class_logits(graph, prediction, self.from_logits, axis)? {
            Some(logits) => (graph.softmax(logits, axis)?, graph.log_softmax(logits, axis)?),
            None => {
                let probabilities = normalized(graph, prediction, axis)?;
                (probabilities, graph.log(probabilities)?)
            }
        };
        let missed = complement(graph, probabilities)?;
        let logs = match power(graph, missed, self.gamma)? {
            Some(factor) => graph.mul(factor, logs)?,
            None => logs,
        };
        let logs = self.weighed(graph, logs)?;
        crossentropy(graph, target, logs, axis)
    }

    fn check(&self) -> Result<()> {
        for &alpha in &self.alpha {
            check(self.name(), "alpha", alpha, 0.0..=1.0, ALPHA_HINT)?;
        }
        check(self.name(), "gamma", self.gamma, 0.0.., GAMMA_HINT)?;
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
        let sparse = "sparse_categorical_crossentropy";
        check_one_hot(self.name(), sparse, &target, prediction, axis)
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        one_class(self.name(), prediction).or_else(|| {
            activation_fits(self.name(), self.from_logits, Activation::Softmax, activation)
        })
    }
}

impl CategoricalFocalCrossentropy {
    fn check_alphas(&self, prediction: &Shape) -> Result<()> {
        let last = prediction.dims().last().copied();
        if self.alpha.len() == 1 || last == Some(Dim::Const(self.alpha.len())) {
            return Ok(());
        }
        Err(crate::Error::invalid(
            "alpha",
            format!("one number, or one for each place of the last axis of {prediction}"),
            format!("{} numbers", self.alpha.len()),
            "Give one for each class.",
        ))
    }
}
