//! The Dice loss.

use super::Loss;
use super::arguments::{REDUCTION, finish, name};
use super::axis::{AXES, axes_value, places};
use super::fits::shares_fit;
use super::probability::{EPSILON, complement};
use super::same_rank;
use super::target::check_shares;
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::Config;
use crate::registry::Class;
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// The Dice loss: how much of two areas, the predicted and the true one, is not shared. For the segmentation of images.
///
/// `1 - 2 sum(t p) / (sum(t) + sum(p) + 1e-7)` over `axis`, with target `t` and prediction `p` between 0 and 1: 0 where
/// both are the same areas, 1 where they share nothing. Without `axis` it is one number for the whole batch, which
/// samples' weights only scale; with the axes of a sample, one for each sample.
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | none | the axes that one value is taken over, counted from 0, the batch, or from behind; none for all |
///
/// Besides, those of [every loss](super::Loss). Targets have the prediction's shape. Source: Milletari, Navab and
/// Ahmadi, "V-Net: fully convolutional neural networks for volumetric medical image segmentation", 3DV 2016. Keras:
/// losses, `Dice`.
///
/// ```
/// use kerros::losses::{Dice, apply};
/// use ndarray::arr2;
///
/// let (y_true, y_pred) = (arr2(&[[1.0f32, 1.0, 0.0, 0.0]]), arr2(&[[0.0f32, 1.0, 1.0, 0.0]]));
/// let loss = apply(&Dice::new().axis([1]), &y_true, &y_pred)?;
/// assert!((loss[[]] - 0.5).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses axes that the prediction does not have. Training and evaluation refuse targets of another shape or
/// outside of 0 to 1, and samples' weights where `axis` takes in the batch but not all axes. `fit` warns when the last
/// activation is neither sigmoid nor softmax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dice {
    axis: Option<Vec<i64>>,
}

impl Dice {
    /// The Dice loss of the whole batch.
    pub fn new() -> Self {
        Self::default()
    }

    /// The axes that one value is taken over; all if not set.
    #[must_use]
    pub fn axis(mut self, axis: impl IntoIterator<Item = i64>) -> Self {
        self.axis = Some(axis.into_iter().collect());
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "Dice",
        names: &["dice"],
        doc: "how much of two areas is not shared, for segmentation",
        arguments: &[REDUCTION, name("dice"), AXES],
        make: |a| finish(Dice { axis: a.optional_integers("axis")? }, a),
    };
}

impl Loss for Dice {
    fn name(&self) -> &'static str {
        "dice"
    }

    fn config(&self) -> Config {
        Config::new().with("axis", axes_value(self.axis.as_deref()))
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let axes = places(&graph.ty(prediction).shape, self.axis.as_deref())?;
        let shared = graph.mul(target, prediction)?;
        let shared = graph.sum(shared, &axes)?;
        let doubled = graph.scale(shared, 2.0)?;
        let area = graph.sum(target, &axes)?;
        let predicted = graph.sum(prediction, &axes)?;
        let both = graph.add(area, predicted)?;
        let both = graph.offset(both, EPSILON)?;
        let share = graph.div(doubled, both)?;
        complement(graph, share)
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
