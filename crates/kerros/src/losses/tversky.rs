//! The Tversky loss.

use super::Loss;
use super::arguments::{REDUCTION, check, finish, name};
use super::axis::{AXES, axes_value, places};
use super::fits::shares_fit;
use super::probability::{EPSILON, complement};
use super::same_rank;
use super::target::check_shares;
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// The Tversky loss: [`Dice`](super::Dice) in which what is wrongly taken in and what is wrongly left out may count differently.
///
/// `1 - s / (s + alpha sum(t (1 - p)) + beta sum((1 - t) p) + 1e-7)` over `axis`, with `s = sum(t p)`, target `t` and
/// prediction `p` between 0 and 1. With 1/2 for both it is `Dice`. As Keras computes it, `alpha` weighs what is left
/// out of the area and `beta` what is taken in. Without `axis` it is one number for the whole batch, which samples'
/// weights only scale; with the axes of a sample, one for each sample.
///
/// | argument | default | |
/// |---|---|---|
/// | `alpha` | 0.5 | how much of the area that the prediction leaves out counts; from 0 |
/// | `beta` | 0.5 | how much of the prediction outside of the area counts; from 0 |
/// | `axis` | none | the axes that one value is taken over, counted from 0, the batch, or from behind; none for all |
///
/// Besides, those of [every loss](super::Loss). Targets have the prediction's shape. Source: Salehi, Erdogmus and
/// Gholipour, "Tversky loss function for image segmentation using 3D fully convolutional deep networks", 2017. Keras:
/// losses, `Tversky`.
///
/// ```
/// use kerros::losses::{Tversky, apply};
/// use ndarray::arr2;
///
/// let (y_true, y_pred) = (arr2(&[[1.0f32, 1.0, 0.0, 0.0]]), arr2(&[[0.0f32, 1.0, 1.0, 0.0]]));
/// let loss = apply(&Tversky::new().alpha(2.0).beta(1.0), &y_true, &y_pred)?;
/// assert!((loss[[]] - 0.75).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses negative weights and axes that the prediction does not have. Training, evaluation and `fit` refuse
/// and warn of what they do for [`Dice`](super::Dice).
#[derive(Clone, Debug, PartialEq)]
pub struct Tversky {
    alpha: f64,
    beta: f64,
    axis: Option<Vec<i64>>,
}

impl Default for Tversky {
    fn default() -> Self {
        Tversky { alpha: 0.5, beta: 0.5, axis: None }
    }
}

impl Tversky {
    /// The Tversky loss of the whole batch, which is the Dice loss.
    pub fn new() -> Self {
        Self::default()
    }

    /// How much of the area that the prediction leaves out counts, from 0; 0.5 if not set.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.alpha = alpha;
        self
    }

    /// How much of the prediction outside of the area counts, from 0; 0.5 if not set.
    #[must_use]
    pub fn beta(mut self, beta: f64) -> Self {
        self.beta = beta;
        self
    }

    /// The axes that one value is taken over; all if not set.
    #[must_use]
    pub fn axis(mut self, axis: impl IntoIterator<Item = i64>) -> Self {
        self.axis = Some(axis.into_iter().collect());
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "Tversky",
        names: &["tversky"],
        doc: "how much of two areas is not shared, with weights for both kinds of errors",
        arguments: &[
            Argument::with_default(
                "alpha",
                Literal::Float(0.5),
                "how much of the area that the prediction leaves out counts, from 0",
            ),
            Argument::with_default(
                "beta",
                Literal::Float(0.5),
                "how much of the prediction outside of the area counts, from 0",
            ),
            REDUCTION,
            name("tversky"),
            AXES,
        ],
        make: |a| {
            let axis = a.optional_integers("axis")?;
            finish(Tversky { alpha: a.float("alpha")?, beta: a.float("beta")?, axis }, a)
        },
    };
}

impl Loss for Tversky {
    fn name(&self) -> &'static str {
        "tversky"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("alpha", self.alpha)
            .with("beta", self.beta)
            .with("axis", axes_value(self.axis.as_deref()))
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let axes = places(&graph.ty(prediction).shape, self.axis.as_deref())?;
        let (not_target, not_prediction) =
            (complement(graph, target)?, complement(graph, prediction)?);
        let shared = graph.mul(target, prediction)?;
        let shared = graph.sum(shared, &axes)?;
        let left_out = graph.mul(not_prediction, target)?;
        let left_out = graph.sum(left_out, &axes)?;
        let left_out = graph.scale(left_out, self.alpha)?;
        let taken_in = graph.mul(prediction, not_target)?;
        let taken_in = graph.sum(taken_in, &axes)?;
        let taken_in = graph.scale(taken_in, self.beta)?;
        let all = graph.add(shared, left_out)?;
        let all = graph.add(all, taken_in)?;
        let all = graph.offset(all, EPSILON)?;
        let share = graph.div(shared, all)?;
        complement(graph, share)
    }

    fn check(&self) -> Result<()> {
        check(self.name(), "alpha", self.alpha, 0.0.., "0.5 is usual.")?;
        check(self.name(), "beta", self.beta, 0.0.., "0.5 is usual.")
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        check_shares(self.name(), &target, prediction)
    }

    fn fits(&self, activation: Activation, _prediction: &Shape) -> Option<String> {
        shares_fit(self.name(), activation)
    }
}
