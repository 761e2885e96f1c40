//! A loss with another reduction or another name.

use super::{Loss, Reduction};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::Config;
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// The loss `L` with another reduction, another name in configurations, or both: what
/// [`Loss::with_reduction`] and [`Loss::with_label`] return. All else is that of `L`.
///
/// In Keras: the arguments `reduction` and `name` of every loss.
///
/// ```
/// use kerros::losses::{Huber, Loss, Reduction};
///
/// let loss = Huber::new().with_reduction(Reduction::Sum).with_label("total");
/// assert_eq!((loss.name(), loss.label(), loss.reduction()), ("huber", "total", Reduction::Sum));
/// ```
///
/// # Errors
///
/// `compile` refuses what `L` refuses, an empty name, and the reduction `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Reduced<L> {
    loss: L,
    reduction: Reduction,
    label: Option<String>,
}

impl<L: Loss> Reduced<L> {
    pub(super) fn new(loss: L, reduction: Reduction, label: Option<String>) -> Self {
        Reduced { loss, reduction, label }
    }
}

impl<L: Loss> Loss for Reduced<L> {
    fn name(&self) -> &'static str {
        self.loss.name()
    }

    fn label(&self) -> &str {
        self.label.as_deref().unwrap_or_else(|| self.loss.label())
    }

    fn reduction(&self) -> Reduction {
        self.reduction
    }

    fn config(&self) -> Config {
        self.loss.config()
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        self.loss.call(graph, target, prediction)
    }

    fn counted(
        &self,
        graph: &mut Graph,
        target: NodeId,
        prediction: NodeId,
        values: NodeId,
    ) -> Result<Option<NodeId>> {
        self.loss.counted(graph, target, prediction, values)
    }

    fn check(&self) -> Result<()> {
        if self.label.as_deref() == Some("") {
            let remedy = "Give a name, or leave it out.";
            return Err(Error::invalid("name", "a name", "an empty text", remedy).at(self.name()));
        }
        self.loss.check()
    }

    fn target_shape(&self, prediction: &Shape) -> Result<Shape> {
        self.loss.target_shape(prediction)
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        self.loss.check_target(target, prediction)
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        self.loss.fits(activation, prediction)
    }
}
