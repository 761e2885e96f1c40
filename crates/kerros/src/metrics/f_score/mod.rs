//! F-scores.

mod average;

pub use average::Average;

use super::arguments::{mean_of, named, two_axes};
use super::{Metric, check_name, sums};
use crate::error::{Error, Result};
use crate::history::Better;
use crate::layer::Config;
use crate::losses::align_weight;
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId, Shape};

const COUNTS: [sums::Names; 4] = [
    ("true_positives", "true_positives_rest"),
    ("false_positives", "false_positives_rest"),
    ("false_negatives", "false_negatives_rest"),
    ("intermediate_weights", "intermediate_weights_rest"),
];

/// What Keras adds to divisors.
const EPSILON: f64 = 1e-7;

/// Predictions no further from 0 are no answer, if the largest is taken.
const NOTHING: f64 = 1e-9;

/// An F-score: its average, `beta` and threshold.
#[derive(Clone, Debug, PartialEq)]
struct Score {
    average: Option<Average>,
    beta: f64,
    threshold: Option<f64>,
}

impl Score {
    fn states(&self, prediction: &Shape) -> Vec<(&'static str, Shape)> {
        let shape = match (self.average, prediction.dims()) {
            (Some(Average::Micro), _) => Shape::scalar(),
            (_, [_, .., Dim::Const(classes)]) => Shape::of(&[*classes]),
            _ => Shape::of(&[1]),
        };
        sums::states(&COUNTS, &shape)
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
        let predicted = self.predicted(graph, prediction)?;
        let weighted = match weight {
            Some(weight) => {
                let weight = align_weight(graph, weight, target)?;
                [graph.mul(target, weight)?, graph.mul(predicted, weight)?]
            }
            None => [target, predicted],
        };
        let right = graph.mul(weighted[0], predicted)?;
        let wrong = graph.sub(weighted[1], right)?;
        let missed = graph.sub(weighted[0], right)?;
        let axes: &[usize] = if self.average == Some(Average::Micro) { &[0, 1] } else { &[0] };
        let mut counts = Vec::with_capacity(COUNTS.len());
        for values in [right, wrong, missed, weighted[0]] {
            counts.push(graph.sum(values, axes)?);
        }
        sums::add(graph, states, &counts)
    }

    /// 1 for the classes that the model says.
    fn predicted(&self, graph: &mut Graph, prediction: NodeId) -> Result<NodeId> {
        if let Some(threshold) = self.threshold {
            let threshold = graph.literal(threshold)?;
            return Ok(graph.greater(prediction, threshold)?);
        }
        let largest = graph.reduce_max(prediction, &[1])?;
        let largest = graph.expand(largest, 1)?;
        let is_largest = graph.greater_equal(prediction, largest)?;
        let magnitude = graph.abs(prediction)?;
        let nothing = graph.literal(NOTHING)?;
        let is_something = graph.greater(magnitude, nothing)?;
        Ok(graph.mul(is_largest, is_something)?)
    }

    fn values(&self, states: &[&[f32]]) -> Vec<f64> {
        let [right, wrong, missed, weights] = [0, 1, 2, 3].map(|index| sums::read(states, index));
        let squared = self.beta * self.beta;
        let score = |class: usize| {
            let precision = right[class] / (right[class] + wrong[class] + EPSILON);
            let recall = right[class] / (right[class] + missed[class] + EPSILON);
            (1.0 + squared) * precision * recall / (squared * precision + recall + EPSILON)
        };
        let scores: Vec<f64> = (0..right.len()).map(score).collect();
        match self.average {
            None => scores,
            Some(Average::Weighted) => {
                let all = weights.iter().sum::<f64>() + EPSILON;
                vec![scores.iter().zip(weights).map(|(score, weight)| score * weight / all).sum()]
            }
            Some(_) => vec![mean_of(&scores)],
        }
    }

    fn check(&self) -> Result<()> {
        if !(self.beta.is_finite() && self.beta > 0.0) {
            let remedy = "1 weighs precision and recall the same; 2 weighs recall more.";
            let received = self.beta.to_string();
            return Err(Error::invalid("beta", "a finite number above 0", received, remedy));
        }
        match self.threshold {
            Some(threshold) if !(threshold > 0.0 && threshold <= 1.0) => Err(Error::invalid(
                "threshold",
                "a number above 0, up to 1",
                threshold.to_string(),
                "Leave it out to take the largest prediction of each row.",
            )),
            _ => Ok(()),
        }
    }
}

/// Methods and metric of an F-score; `$config` are its arguments.
macro_rules! f_score {
    ($class:ident, $name:literal, |$score:ident| $config:expr) => {
        named!($class, $name);

        impl $class {
            /// The score of each class, which is the largest prediction of its row.
            pub fn new() -> Self {
                let score = Score { average: None, beta: 1.0, threshold: None };
                $class { name: $name.into(), score }
            }

            /// How the classes' scores become one; each its own if not set.
            #[must_use]
            pub fn average(mut self, average: Average) -> Self {
                self.score.average = Some(average);
                self
            }

            /// Larger predictions say the class, from above 0 to 1; the largest of each row if not set.
            #[must_use]
            pub fn threshold(mut self, threshold: f64) -> Self {
                self.score.threshold = Some(threshold);
                self
            }
        }

        impl Default for $class {
            fn default() -> Self {
                Self::new()
            }
        }

        impl Metric for $class {
            fn name(&self) -> &str {
                &self.name
            }

            fn class_name(&self) -> &str {
                stringify!($class)
            }

            fn config(&self) -> Config {
                let $score = &self.score;
                $config
            }

            fn states(&self, prediction: &Shape) -> Vec<(&'static str, Shape)> {
                self.score.states(prediction)
            }

            fn update(
                &self,
                graph: &mut Graph,
                states: &[NodeId],
                target: NodeId,
                prediction: NodeId,
                weight: Option<NodeId>,
            ) -> Result<Vec<NodeId>> {
                self.score.update(graph, states, target, prediction, weight)
            }

            fn result(&self, states: &[&[f32]]) -> f64 {
                mean_of(&self.values(states))
            }

            fn values(&self, states: &[&[f32]]) -> Vec<f64> {
                self.score.values(states)
            }

            fn better(&self) -> Option<Better> {
                Some(Better::Higher)
            }

            fn check(&self) -> Result<()> {
                check_name(&self.name)?;
                self.score.check().map_err(|error| error.at(&self.name))
            }
        }
    };
}

/// The weighted harmonic mean of precision and recall, from 0 to 1.
///
/// `(1 + beta^2) precision recall / (beta^2 precision + recall)` of each class, over all rows so far: it does
/// not depend on how they are cut into batches. Targets are one-hot rows `(batch, classes)`, as are the
/// predictions; a row says the class of its largest prediction, or all above `threshold`.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `fbeta_score` | the name to report it under |
/// | `average` | none | [`Average`]; without, each class has its own score in [`values`](Metric::values), and the result is their mean |
/// | `beta` | 1 | how many times as much recall counts as precision, above 0 |
/// | `threshold` | none | larger predictions say the class, above 0 to 1 |
///
/// Keras: metrics, classification metrics, `FBetaScore`.
///
/// ```
/// use kerros::metrics::{Average, FBetaScore, Streaming};
///
/// let mut score = Streaming::new(FBetaScore::new().beta(2.0).average(Average::Micro))?;
/// let (y, p) = ([1.0f32, 0.0, 1.0, 0.0], [0.9f32, 0.1, 0.3, 0.7]);
/// score.update((&y[..], [2, 2]), (&p[..], [2, 2]))?;
/// assert!((score.result()? - 0.5).abs() < 1e-6, "one of the two rows is right");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name, a `beta` that is not above 0, and a threshold outside of its range. When
/// the training graph is written, predictions that are not `(batch, classes)` and targets of another shape are
/// refused.
#[derive(Clone, Debug, PartialEq)]
pub struct FBetaScore {
    name: String,
    score: Score,
}

impl FBetaScore {
    /// How many times as much recall counts as precision; 1 if not set.
    #[must_use]
    pub fn beta(mut self, beta: f64) -> Self {
        self.score.beta = beta;
        self
    }
}

f_score!(FBetaScore, "fbeta_score", |score| Config::new()
    .with("average", score.average.map(Average::name))
    .with("beta", score.beta)
    .with("threshold", score.threshold));

/// The harmonic mean of precision and recall, from 0 to 1: [`FBetaScore`] with a `beta` of 1.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `f1_score` | the name to report it under |
/// | `average` | none | [`Average`]; without, each class has its own score in [`values`](Metric::values), and the result is their mean |
/// | `threshold` | none | larger predictions say the class, above 0 to 1 |
///
/// Keras: metrics, classification metrics, `F1Score`.
///
/// ```
/// use kerros::metrics::{F1Score, Streaming};
///
/// let mut score = Streaming::new(F1Score::new())?;
/// let (y, p) = ([1.0f32, 0.0, 1.0, 0.0], [0.9f32, 0.1, 0.3, 0.7]);
/// score.update((&y[..], [2, 2]), (&p[..], [2, 2]))?;
/// assert!((score.values()?[0] - 2.0 / 3.0).abs() < 1e-6);
/// assert_eq!(score.values()?[1], 0.0);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Those of `FBetaScore`.
#[derive(Clone, Debug, PartialEq)]
pub struct F1Score {
    name: String,
    score: Score,
}

f_score!(F1Score, "f1_score", |score| Config::new()
    .with("average", score.average.map(Average::name))
    .with("threshold", score.threshold));
