//! The hinge losses of two classes.

use super::arguments::{REDUCTION, finish, name};
use super::axis::mean_of_last;
use super::fits::scores_fit;
use super::target::check_labels_of_sides;
use super::{Loss, check_dense_target, same_rank};
use crate::activations::Activation;
use crate::error::Result;
use crate::registry::Class;
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// The hinge loss: two classes, on the right side of 0 and far enough from it.
///
/// `mean(max(0, 1 - t p))` over the last axis, with targets `t` of -1 or 1. Targets of 0 and 1 are taken for -1 and 1
/// if the batch has no other numbers. Predictions are scores, not probabilities: the last activation is linear or tanh.
/// Targets have the prediction's shape; a column `(batch, 1)` may be given as plain numbers `(batch)`. No arguments but
/// those of [every loss](super::Loss).
///
/// Keras: losses, hinge losses, `Hinge`.
///
/// ```
/// use kerros::losses::{Hinge, apply};
/// use ndarray::arr2;
///
/// let scores = arr2(&[[0.5f32], [-2.0]]);
/// let loss = apply(&Hinge::new(), &arr2(&[[1.0f32], [-1.0]]), &scores)?;
/// assert_eq!(loss.as_slice(), Some(&[(0.5 + 0.0) / 2.0][..]));
/// assert_eq!(apply(&Hinge::new(), &arr2(&[[1.0f32], [0.0]]), &scores)?, loss);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Training and evaluation refuse targets of another shape, and others than -1, 0 and 1. `fit` warns when there are
/// both -1 and 0, and after a sigmoid or softmax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hinge;

impl Hinge {
    /// The hinge loss.
    pub fn new() -> Self {
        Hinge
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "Hinge",
        names: &["hinge"],
        doc: "mean(max(0, 1 - target * prediction)), targets -1 and 1 or 0 and 1",
        arguments: &[REDUCTION, name("hinge")],
        make: |a| finish(Hinge::new(), a),
    };
}

impl Loss for Hinge {
    fn name(&self) -> &'static str {
        "hinge"
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let values = missing(graph, target, prediction)?;
        mean_of_last(graph, values)
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        check_dense_target(self.name(), &target, &self.target_shape(prediction)?)?;
        check_labels_of_sides(self.name(), &target)
    }

    fn fits(&self, activation: Activation, _prediction: &Shape) -> Option<String> {
        scores_fit(self.name(), "binary_crossentropy", activation)
    }
}

/// The squared hinge loss: as [`Hinge`], and a score that is far off counts more.
///
/// `mean(max(0, 1 - t p)^2)` over the last axis. Targets, predictions, arguments and errors are those of [`Hinge`].
///
/// Keras: losses, hinge losses, `SquaredHinge`.
///
/// ```
/// use kerros::losses::{SquaredHinge, apply};
/// use ndarray::arr2;
///
/// let loss = apply(&SquaredHinge::new(), &arr2(&[[1.0f32], [0.0]]), &arr2(&[[0.5f32], [1.0]]))?;
/// assert_eq!(loss.as_slice(), Some(&[(0.25 + 4.0) / 2.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SquaredHinge;

impl SquaredHinge {
    /// The squared hinge loss.
    pub fn new() -> Self {
        SquaredHinge
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "SquaredHinge",
        names: &["squared_hinge"],
        doc: "mean(max(0, 1 - target * prediction)^2), targets -1 and 1 or 0 and 1",
        arguments: &[REDUCTION, name("squared_hinge")],
        make: |a| finish(SquaredHinge::new(), a),
    };
}

impl Loss for SquaredHinge {
    fn name(&self) -> &'static str {
        "squared_hinge"
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let values = missing(graph, target, prediction)?;
        let squares = graph.square(values)?;
        mean_of_last(graph, squares)
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        check_dense_target(self.name(), &target, &self.target_shape(prediction)?)?;
        check_labels_of_sides(self.name(), &target)
    }

    fn fits(&self, activation: Activation, _prediction: &Shape) -> Option<String> {
        scores_fit(self.name(), "binary_crossentropy", activation)
    }
}

/// `max(0, 1 - t p)`: what each score misses.
fn missing(graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
    let (target, prediction) = same_rank(graph, target, prediction)?;
    let target = sides(graph, target)?;
    let product = graph.mul(target, prediction)?;
    let one = graph.literal(1.0)?;
    let margin = graph.sub(one, product)?;
    let zero = graph.literal(0.0)?;
    Ok(graph.maximum(margin, zero)?)
}

/// Targets of 0 and 1 as -1 and 1; targets among which there is another number as they are.
fn sides(graph: &mut Graph, target: NodeId) -> Result<NodeId> {
    let (zero, one) = (graph.literal(0.0)?, graph.literal(1.0)?);
    let is_zero = graph.equal(target, zero)?;
    let is_one = graph.equal(target, one)?;
    let is_binary = graph.add(is_zero, is_one)?;
    let is_other = graph.sub(one, is_binary)?;
    let axes: Vec<usize> = (0..graph.ty(target).shape.rank()).collect();
    let has_others = graph.reduce_max(is_other, &axes)?;
    let doubled = graph.scale(target, 2.0)?;
    let converted = graph.offset(doubled, -1.0)?;
    Ok(graph.select(has_others, target, converted)?)
}
