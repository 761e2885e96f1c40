//! The share of variance that predictions explain.

use super::arguments::{columns, mean_of, named, two_axes};
use super::sums::{self, two_sum};
use super::{Metric, check_name};
use crate::error::Result;
use crate::history::Better;
use crate::layer::Config;
use crate::losses::align_weight;
use crate::registry::choose;
use kerros_graph::{Graph, NodeId, Shape};

/// How the scores of several columns become one. In Keras: the argument `class_aggregation` of `R2Score`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregation {
    /// `uniform_average`: their mean.
    UniformAverage,
    /// `variance_weighted_average`: their mean, weighed by the variance of the targets.
    VarianceWeightedAverage,
}

impl Aggregation {
    const ALL: [(&'static str, Aggregation); 2] = [
        ("uniform_average", Aggregation::UniformAverage),
        ("variance_weighted_average", Aggregation::VarianceWeightedAverage),
    ];

    /// The name in configurations.
    fn name(self) -> &'static str {
        match self {
            Aggregation::UniformAverage => "uniform_average",
            Aggregation::VarianceWeightedAverage => "variance_weighted_average",
        }
    }
}

impl TryFrom<&str> for Aggregation {
    type Error = crate::Error;

    fn try_from(name: &str) -> Result<Self> {
        choose("class_aggregation", &Self::ALL, name)
    }
}

/// The share of the targets' variance that the predictions explain: 1 is perfect, 0 no better than the mean of
/// the targets, and less is worse than that.
///
/// `1 - sum w (y - p)^2 / sum w (y - mean y)^2` of each column, over all rows so far. Targets and predictions
/// are `(batch, columns)`, or `(batch)`. Count, mean and centred sum of squares of batches are merged as Chan,
/// Golub and LeVeque do ("Algorithms for computing the sample variance", The American Statistician 37, 1983),
/// so that the result does not depend on how rows are cut into batches, and keeps its digits however far the
/// mean is from 0. (Keras takes the difference of two large sums there.)
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `r2_score` | the name to report it under |
/// | `class_aggregation` | [`Aggregation::UniformAverage`] | how the columns' scores become one; nothing for each its own in [`values`](Metric::values), of which the result is the mean |
/// | `num_regressors` | 0 | how many independent variables there are, for the adjusted score |
///
/// The adjusted score is `1 - (1 - r2) (n - 1) / (n - num_regressors - 1)` with `n` numbers, those of all
/// columns, as in Keras; with too few of them it is `r2`. A column that does not vary has the score 0, and
/// NaN if it is predicted exactly.
///
/// Keras: metrics, regression metrics, `R2Score`.
///
/// ```
/// use kerros::metrics::{R2Score, Streaming};
///
/// let mut score = Streaming::new(R2Score::new())?;
/// score.update(&[1.0f32, 2.0, 3.0], &[1.0f32, 2.0, 2.0])?;
/// assert!((score.result()? - 0.5).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name. When the training graph is written, predictions that are not `(batch,
/// columns)` and targets of another shape are refused.
#[derive(Clone, Debug, PartialEq)]
pub struct R2Score {
    name: String,
    aggregation: Option<Aggregation>,
    num_regressors: usize,
}

named!(R2Score, "r2_score");

/// Sums that are only added to: how much all rows count, the targets' squares around their mean, and the errors'.
const SUMS: [sums::Names; 3] =
    [("count", "count_rest"), ("spread", "spread_rest"), ("residual", "residual_rest")];

/// The states after the sums: the targets' mean, in two parts, and how many numbers there were.
const MEAN: usize = 6;
const MEAN_REST: usize = 7;
const SAMPLES: usize = 8;

impl R2Score {
    /// The mean of the columns' scores.
    pub fn new() -> Self {
        let aggregation = Some(Aggregation::UniformAverage);
        R2Score { name: "r2_score".into(), aggregation, num_regressors: 0 }
    }

    /// How the columns' scores become one, or nothing for each its own; their mean if not set.
    #[must_use]
    pub fn class_aggregation(mut self, aggregation: impl Into<Option<Aggregation>>) -> Self {
        self.aggregation = aggregation.into();
        self
    }

    /// How many independent variables there are, for the adjusted score; 0, for the plain one, if not set.
    #[must_use]
    pub fn num_regressors(mut self, count: usize) -> Self {
        self.num_regressors = count;
        self
    }

    fn adjusted(&self, score: f64, samples: f64) -> f64 {
        let degrees = samples - self.num_regressors as f64 - 1.0;
        if self.num_regressors == 0 || degrees <= 0.0 {
            return score;
        }
        1.0 - (1.0 - score) * (samples - 1.0) / degrees
    }
}

impl Default for R2Score {
    fn default() -> Self {
        Self::new()
    }
}

impl Metric for R2Score {
    fn name(&self) -> &str {
        &self.name
    }

    fn class_name(&self) -> &str {
        "R2Score"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("class_aggregation", self.aggregation.map(Aggregation::name))
            .with("num_regressors", self.num_regressors)
    }

    fn states(&self, prediction: &Shape) -> Vec<(&'static str, Shape)> {
        let column = Shape::of(&[columns(prediction)]);
        let mut states = sums::states(&SUMS, &column);
        states.push(("mean", column.clone()));
        states.push(("mean_rest", column));
        states.push(("num_samples", Shape::scalar()));
        states
    }

    fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let (target, prediction) = two_axes(graph, target, prediction)?;
        let weight = match weight {
            Some(weight) => align_weight(graph, weight, target)?,
            None => graph.full_like(target, 1.0)?,
        };
        let batch = Moments::of(graph, target, weight)?;
        let error = graph.sub(target, prediction)?;
        let error = graph.square(error)?;
        let error = graph.mul(error, weight)?;
        let residual = graph.sum(error, &[0])?;

        let before = Before {
            count: states[0],
            count_rest: states[1],
            mean: states[MEAN],
            mean_rest: states[MEAN_REST],
        };
        let (mean, mean_rest, between) = batch.merged(graph, &before)?;
        let spread = graph.add(batch.spread, between)?;
        let mut new = sums::add(graph, &states[..MEAN], &[batch.count, spread, residual])?;
        let numbers = graph.count(target, &[0, 1])?;
        new.extend([mean, mean_rest, graph.add(states[SAMPLES], numbers)?]);
        Ok(new)
    }

    fn result(&self, states: &[&[f32]]) -> f64 {
        mean_of(&self.values(states))
    }

    fn values(&self, states: &[&[f32]]) -> Vec<f64> {
        let [count, spread, residual] = [0, 1, 2].map(|index| sums::read(states, index));
        let score = |column: usize| {
            if count[column] == 0.0 {
                return f64::NAN;
            }
            let score = 1.0 - residual[column] / spread[column];
            if score.is_infinite() { 0.0 } else { score }
        };
        let scores: Vec<f64> = (0..count.len()).map(score).collect();
        let aggregated = match self.aggregation {
            None => scores,
            Some(Aggregation::UniformAverage) => vec![mean_of(&scores)],
            Some(Aggregation::VarianceWeightedAverage) => {
                let weighted = scores.iter().zip(&spread).map(|(score, spread)| score * spread);
                vec![weighted.sum::<f64>() / spread.iter().sum::<f64>()]
            }
        };
        let samples = states.get(SAMPLES).and_then(|samples| samples.first());
        let samples = samples.copied().map_or(0.0, f64::from);
        aggregated.into_iter().map(|score| self.adjusted(score, samples)).collect()
    }

    fn better(&self) -> Option<Better> {
        Some(Better::Higher)
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)
    }
}

/// Of each column of a batch: how much its rows count, their mean in two parts, and the sum of squares around it.
struct Moments {
    count: NodeId,
    mean: NodeId,
    mean_rest: NodeId,
    spread: NodeId,
}

/// What the rows before a batch have come to.
struct Before {
    count: NodeId,
    count_rest: NodeId,
    mean: NodeId,
    mean_rest: NodeId,
}

impl Moments {
    fn of(graph: &mut Graph, values: NodeId, weight: NodeId) -> Result<Self> {
        let count = graph.sum(weight, &[0])?;
        let weighted = graph.mul(values, weight)?;
        let sum = graph.sum(weighted, &[0])?;
        let mean = share(graph, sum, count)?;
        // What is left around the mean as it was rounded.
        let off = graph.sub(values, mean)?;
        let weighted = graph.mul(off, weight)?;
        let sum = graph.sum(weighted, &[0])?;
        let mean_rest = share(graph, sum, count)?;
        let off = graph.sub(off, mean_rest)?;
        let square = graph.square(off)?;
        let square = graph.mul(square, weight)?;
        let spread = graph.sum(square, &[0])?;
        Ok(Moments { count, mean, mean_rest, spread })
    }

    /// The mean of these rows and those before, in two parts, and the sum of squares between the two means.
    fn merged(&self, graph: &mut Graph, before: &Before) -> Result<(NodeId, NodeId, NodeId)> {
        let count = graph.add(before.count, before.count_rest)?;
        let all = graph.add(count, self.count)?;
        let part = share(graph, self.count, all)?;

        let minus = graph.neg(before.mean)?;
        let (step, lost) = two_sum(graph, self.mean, minus)?;
        let rest = graph.sub(self.mean_rest, before.mean_rest)?;
        let rest = graph.add(rest, lost)?;
        let (moved, moved_rest) = (graph.mul(step, part)?, graph.mul(rest, part)?);
        let (mean, lost) = two_sum(graph, before.mean, moved)?;
        let mean_rest = graph.add(before.mean_rest, lost)?;
        let mean_rest = graph.add(mean_rest, moved_rest)?;

        // Nothing before has no share, however large the mean.
        let step = graph.add(step, rest)?;
        let between = graph.mul(step, part)?;
        let between = graph.mul(between, count)?;
        Ok((mean, mean_rest, graph.mul(between, step)?))
    }
}

/// `a / b`, and 0 where `b` is 0.
fn share(graph: &mut Graph, a: NodeId, b: NodeId) -> Result<NodeId> {
    let (zero, one) = (graph.literal(0.0)?, graph.literal(1.0)?);
    let is_zero = graph.equal(b, zero)?;
    let divisor = graph.select(is_zero, one, b)?;
    let share = graph.div(a, divisor)?;
    Ok(graph.select(is_zero, zero, share)?)
}
