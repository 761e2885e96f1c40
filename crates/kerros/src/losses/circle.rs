//! The circle loss.

use super::arguments::{ABOVE_ZERO, REDUCTION, check, finish, name};
use super::probability::complement;
use super::target::check_whole;
use super::{Loss, check_dense_target, rank};
use crate::error::{Error, Result};
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::op::DotAxes;
use kerros_graph::types::Dim;
use kerros_graph::{DType, Graph, NodeId, Shape, Type};
use ndarray::ArrayViewD;

/// The circle loss: embeddings of samples of one class come near to each other, those of other classes far away.
///
/// Of all pairs of a batch, with the cosine distance `d = max(0, 1 - x . y)` of two embeddings:
/// `softplus(ln sum e^(gamma (margin + d) (d - margin)) + ln sum e^(gamma max(0, 1 + margin - d) (1 - margin - d)))`
/// for each sample, the first sum over the others of its class and the second over those of other classes. A sample
/// that has no other of its class, or none of another class, has the loss 0; the mean is over the values that are not
/// 0. The larger the batch, the more pairs.
///
/// | argument | default | |
/// |---|---|---|
/// | `gamma` | 80 | how sharp the loss is; above 0 |
/// | `margin` | 0.4 | how far classes are to be apart; finite |
/// | `remove_diagonal` | `true` | a sample is not paired with itself |
///
/// Besides, those of [every loss](super::Loss). Predictions are embeddings `(batch, features)` of length 1: end the
/// model with `UnitNormalization`. Targets are class numbers `(batch)` or `(batch, 1)`.
///
/// Source: Sun, Cheng, Zhang, Zhang, Zheng, Wang and Wei, "Circle loss: a unified perspective of pair similarity
/// optimization", CVPR 2020. Keras: losses, `Circle`.
///
/// ```
/// use kerros::losses::{Circle, apply};
/// use ndarray::{arr1, arr2};
///
/// let embeddings = arr2(&[[1.0f32, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]);
/// let (together, mixed) = (arr1(&[0.0f32, 0.0, 1.0, 1.0]), arr1(&[0.0f32, 1.0, 0.0, 1.0]));
/// let (good, bad) = (Circle::new().gamma(1.0), Circle::new().gamma(1.0));
/// assert!(apply(&good, &together, &embeddings)?[[]] < apply(&bad, &mixed, &embeddings)?[[]]);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses a `gamma` that is not above 0, and predictions that are not `(batch, features)`. Training and
/// evaluation refuse class numbers that are not whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circle {
    gamma: f64,
    margin: f64,
    remove_diagonal: bool,
}

/// What stands for minus infinity, whose differences would be no numbers: `e` to this power is 0.
const NEVER: f64 = -1e30;

impl Default for Circle {
    fn default() -> Self {
        Circle { gamma: 80.0, margin: 0.4, remove_diagonal: true }
    }
}

impl Circle {
    /// The circle loss.
    pub fn new() -> Self {
        Self::default()
    }

    /// How sharp the loss is, above 0; 80 if not set.
    #[must_use]
    pub fn gamma(mut self, gamma: f64) -> Self {
        self.gamma = gamma;
        self
    }

    /// How far classes are to be apart; 0.4 if not set.
    #[must_use]
    pub fn margin(mut self, margin: f64) -> Self {
        self.margin = margin;
        self
    }

    /// Whether a sample is not paired with itself; `true` if not set.
    #[must_use]
    pub fn remove_diagonal(mut self, remove: bool) -> Self {
        self.remove_diagonal = remove;
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "Circle",
        names: &["circle"],
        doc: "embeddings of one class near to each other, those of others far away",
        arguments: &[
            Argument::with_default("gamma", Literal::Float(80.0), "how sharp the loss is; above 0"),
            Argument::with_default(
                "margin",
                Literal::Float(0.4),
                "how far classes are to be apart",
            ),
            Argument::with_default(
                "remove_diagonal",
                Literal::Bool(true),
                "whether a sample is not paired with itself",
            ),
            REDUCTION,
            name("circle"),
        ],
        make: |a| {
            let loss = Circle::new().gamma(a.float("gamma")?).margin(a.float("margin")?);
            finish(loss.remove_diagonal(a.bool("remove_diagonal")?), a)
        },
    };

    /// Which pairs are of one class, 1 or 0: `(batch, batch)`.
    fn same_class(&self, graph: &mut Graph, target: NodeId) -> Result<NodeId> {
        let target = graph.cast(target, DType::I32)?;
        let rows = graph.reshape(target, Shape::batch(&[1]))?;
        let columns = graph.reshape(target, [Dim::Const(1), Dim::Batch].into_iter().collect())?;
        Ok(graph.equal(rows, columns)?)
    }

    /// The pairs of one class without those of a sample with itself, if they are to be left out.
    fn positive(&self, graph: &mut Graph, same: NodeId) -> Result<NodeId> {
        if !self.remove_diagonal {
            return Ok(same);
        }
        let numbers = Type::i32([Dim::Batch, Dim::Batch].into_iter().collect());
        let (row, column) = (graph.iota(numbers.clone(), 0)?, graph.iota(numbers, 1)?);
        let itself = graph.equal(row, column)?;
        let other = complement(graph, itself)?;
        Ok(graph.mul(same, other)?)
    }
}

impl Loss for Circle {
    fn name(&self) -> &'static str {
        "circle"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("gamma", self.gamma)
            .with("margin", self.margin)
            .with("remove_diagonal", self.remove_diagonal)
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        check_embeddings(&graph.ty(prediction).shape)?;
        let along_features = DotAxes {
            batch: std::iter::empty().collect(),
            contract: std::iter::once((1, 1)).collect(),
        };
        let similarity = graph.dot(prediction, prediction, along_features)?;
        let distance = complement(graph, similarity)?;
        let zero = graph.literal(0.0)?;
        let distance = graph.maximum(distance, zero)?;
        let same = self.same_class(graph, target)?;
        let positive = self.positive(graph, same)?;
        let negative = complement(graph, same)?;

        let weight = graph.offset(distance, self.margin)?;
        let weight = graph.mul(weight, positive)?;
        let weight = graph.maximum(weight, zero)?;
        let beyond = graph.offset(distance, -self.margin)?;
        let of_class = graph.mul(weight, beyond)?;
        let of_class = log_sum(graph, positive, of_class, self.gamma)?;

        let margin = graph.literal(1.0 + self.margin)?;
        let weight = graph.sub(margin, distance)?;
        let weight = graph.mul(weight, negative)?;
        let weight = graph.maximum(weight, zero)?;
        let within = graph.literal(1.0 - self.margin)?;
        let within = graph.sub(within, distance)?;
        let of_others = graph.mul(weight, within)?;
        let of_others = log_sum(graph, negative, of_others, self.gamma)?;

        let sum = graph.add(of_class, of_others)?;
        Ok(graph.softplus(sum)?)
    }

    fn counted(
        &self,
        graph: &mut Graph,
        _target: NodeId,
        _prediction: NodeId,
        values: NodeId,
    ) -> Result<Option<NodeId>> {
        let zero = graph.literal(0.0)?;
        Ok(Some(graph.greater(values, zero)?))
    }

    fn check(&self) -> Result<()> {
        check(self.name(), "gamma", self.gamma, ABOVE_ZERO, "80 is usual; less is smoother.")?;
        check(self.name(), "margin", self.margin, .., "0.25 and 0.4 are usual.")
    }

    fn target_shape(&self, prediction: &Shape) -> Result<Shape> {
        check_embeddings(prediction)?;
        Ok(rank::without_axis(prediction, 1))
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        check_dense_target(self.name(), &target, &self.target_shape(prediction)?)?;
        check_whole(self.name(), &target)?;
        Ok(None)
    }
}

/// `ln sum e^(gamma exponent)` over the pairs of each row that `pairs` marks with 1.
fn log_sum(graph: &mut Graph, pairs: NodeId, exponent: NodeId, gamma: f64) -> Result<NodeId> {
    let exponent = graph.scale(exponent, gamma)?;
    let never = graph.literal(NEVER)?;
    let exponent = graph.select(pairs, exponent, never)?;
    let largest = graph.reduce_max(exponent, &[1])?;
    // Any number in its place gives the same sum: it has no slope.
    let largest = graph.stop_gradient(largest)?;
    let of_rows = graph.expand(largest, 1)?;
    let below = graph.sub(exponent, of_rows)?;
    let powers = graph.exp(below)?;
    let sum = graph.sum(powers, &[1])?;
    let log = graph.log(sum)?;
    Ok(graph.add(log, largest)?)
}

fn check_embeddings(prediction: &Shape) -> Result<()> {
    if matches!(prediction.dims(), [Dim::Batch, Dim::Const(_)]) {
        return Ok(());
    }
    Err(Error::invalid(
        "prediction",
        "embeddings of the shape (batch, features)",
        prediction.to_string(),
        "Flatten the samples before the last layer.",
    ))
}
