//! Mean absolute error.

use super::arguments::{REDUCTION, finish, name};
use super::axis::mean_of_last;
use super::{Loss, fits, same_rank};
use crate::activations::Activation;
use crate::error::Result;
use crate::registry::Class;
use kerros_graph::{Graph, NodeId, Shape};

/// Mean absolute error, `mae`: a regression in which single large errors count less.
///
/// `mean(|target - prediction|)` over the last axis, in the target's unit; the gradient where both
/// are equal is 0. Targets have the prediction's shape; a column `(batch, 1)` may be given as plain
/// numbers `(batch)`. No arguments but those of
/// [every loss](super::Loss).
///
/// Keras: losses, regression losses, `MeanAbsoluteError`.
///
/// ```
/// use kerros::losses::MeanAbsoluteError;
/// use kerros::prelude::*;
///
/// // A model that hands on its input.
/// let mut model = Sequential::new();
/// model.add(Activation::Linear.layer().input_shape(1))?;
/// model.compile(Compile::new().loss(MeanAbsoluteError::new()))?;
/// let (x, y) = ([1.0f32, 2.0], [2.0f32, 5.0]);
/// let scores = model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent))?;
/// assert_eq!(scores.loss(), (1.0 + 3.0) / 2.0);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Training and evaluation refuse targets of another shape, NaN and infinity. After a softmax,
/// `fit` warns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeanAbsoluteError;

impl MeanAbsoluteError {
    /// Mean absolute error.
    pub fn new() -> Self {
        MeanAbsoluteError
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "MeanAbsoluteError",
        names: &["mean_absolute_error", "mae", "MAE"],
        doc: "mean(|target - prediction|)",
        arguments: &[REDUCTION, name("mean_absolute_error")],
        make: |a| finish(MeanAbsoluteError::new(), a),
    };
}

impl Loss for MeanAbsoluteError {
    fn name(&self) -> &'static str {
        "mean_absolute_error"
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (target, prediction) = same_rank(graph, target, prediction)?;
        let error = graph.sub(target, prediction)?;
        let magnitude = graph.abs(error)?;
        mean_of_last(graph, magnitude)
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        fits::regression_fits(self.name(), activation, prediction)
    }
}
