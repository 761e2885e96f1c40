//! Metrics that compare each sample's numbers along an axis: cosine similarity and correlations.

use super::arguments::{inner_axis, named};
use super::{Metric, check_name, update_mean};
use crate::error::{Error, Result};
use crate::history::Better;
use crate::layer::Config;
use crate::losses::same_rank;
use kerros_graph::{Graph, NodeId};

/// Methods and metric of a class with fields `name` and `axis`; `$values` gives the values along the axis.
macro_rules! along_axis {
    ($class:ident, $name:literal, $values:ident) => {
        named!($class, $name);

        impl $class {
            /// Along the last axis.
            pub fn new() -> Self {
                $class { name: $name.into(), axis: -1 }
            }

            /// The axis along which numbers are compared, not the batch; the last if not set.
            #[must_use]
            pub fn axis(mut self, axis: i64) -> Self {
                self.axis = axis;
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
                Config::new().with("axis", self.axis)
            }

            fn better(&self) -> Option<Better> {
                Some(Better::Higher)
            }

            fn check(&self) -> Result<()> {
                check_name(&self.name)
            }

            fn update(
                &self,
                graph: &mut Graph,
                states: &[NodeId],
                target: NodeId,
                prediction: NodeId,
                weight: Option<NodeId>,
            ) -> Result<Vec<NodeId>> {
                let (target, prediction) = same_rank(graph, target, prediction)?;
                let axis = inner_axis(graph, prediction, self.axis)?;
                let values = $values(graph, target, prediction, axis)?;
                update_mean(graph, states, values, weight)
            }
        }
    };
}

/// How much target and prediction of each sample point the same way: the cosine of the angle between them, from
/// -1 to 1.
///
/// The mean of `sum(target prediction) / (|target| |prediction|)` along the axis. What is 0 everywhere has the
/// similarity 0. Targets have the prediction's shape. (As a loss, cosine similarity has the other sign.)
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `cosine_similarity` | the name to report it under |
/// | `axis` | -1 | the axis along which numbers are compared, not the batch |
///
/// Keras: metrics, regression metrics, `CosineSimilarity`. Its files do not keep the axis.
///
/// ```
/// use kerros::metrics::{CosineSimilarity, Streaming};
///
/// let mut similarity = Streaming::new(CosineSimilarity::new())?;
/// let (y, p) = ([0.0f32, 1.0, 1.0, 1.0], [1.0f32, 0.0, 1.0, 1.0]);
/// similarity.update((&y[..], [2, 2]), (&p[..], [2, 2]))?;
/// assert!((similarity.result()? - 0.5).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name. When the training graph is written, targets of another shape than the
/// prediction are refused, and an axis that it does not have or that is the batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosineSimilarity {
    name: String,
    axis: i64,
}

along_axis!(CosineSimilarity, "cosine_similarity", cosine);

/// How well target and prediction of each sample follow a line: Pearson's correlation along the axis, from -1
/// to 1.
///
/// The mean of `cov(target, prediction) / (std(target) std(prediction))`, one for each sample: of curves, say,
/// or of several outputs; it is no correlation over the rows. NaN where a target or prediction does not vary.
/// Targets have the prediction's shape.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `pearson_correlation` | the name to report it under |
/// | `axis` | -1 | the axis along which numbers are compared, not the batch |
///
/// Keras: metrics, regression metrics, `PearsonCorrelation`.
///
/// ```
/// use kerros::metrics::{PearsonCorrelation, Streaming};
///
/// let mut correlation = Streaming::new(PearsonCorrelation::new())?;
/// let (y, p) = ([0.0f32, 1.0, 2.0], [1.0f32, 2.0, 3.0]);
/// correlation.update((&y[..], [1, 3]), (&p[..], [1, 3]))?;
/// assert!((correlation.result()? - 1.0).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name. When the training graph is written, targets of another shape than the
/// prediction are refused, an axis that it does not have or that is the batch, and one of a single number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PearsonCorrelation {
    name: String,
    axis: i64,
}

along_axis!(PearsonCorrelation, "pearson_correlation", pearson);

/// How far target and prediction of each sample agree: the concordance correlation along the axis, from -1 to 1.
///
/// The mean of `2 cov(target, prediction) / (var(target) + var(prediction) + (mean(target) -
/// mean(prediction))^2 + 1e-7)`, one for each sample: unlike Pearson's correlation it is 1 only where both are
/// equal. Source: Lin, "A concordance correlation coefficient to evaluate reproducibility", Biometrics 45, 1989.
/// Targets have the prediction's shape.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `concordance_correlation` | the name to report it under |
/// | `axis` | -1 | the axis along which numbers are compared, not the batch |
///
/// Keras: metrics, regression metrics, `ConcordanceCorrelation`.
///
/// ```
/// use kerros::metrics::{ConcordanceCorrelation, Streaming};
///
/// let mut correlation = Streaming::new(ConcordanceCorrelation::new())?;
/// let (y, p) = ([0.0f32, 1.0, 2.0], [1.0f32, 2.0, 3.0]);
/// correlation.update((&y[..], [1, 3]), (&p[..], [1, 3]))?;
/// assert!((correlation.result()? - 4.0 / 7.0).abs() < 1e-6, "they are 1 apart");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Those of `PearsonCorrelation`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConcordanceCorrelation {
    name: String,
    axis: i64,
}

along_axis!(ConcordanceCorrelation, "concordance_correlation", concordance);

/// What Keras adds to divisors, or keeps norms above.
const EPSILON: f64 = 1e-7;

fn cosine(graph: &mut Graph, target: NodeId, prediction: NodeId, axis: usize) -> Result<NodeId> {
    let target = normalized(graph, target, axis)?;
    let prediction = normalized(graph, prediction, axis)?;
    let product = graph.mul(target, prediction)?;
    Ok(graph.sum(product, &[axis])?)
}

/// `x / max(|x|, epsilon)`
fn normalized(graph: &mut Graph, x: NodeId, axis: usize) -> Result<NodeId> {
    let square = graph.square(x)?;
    let sum = graph.sum(square, &[axis])?;
    let norm = graph.sqrt(sum)?;
    let least = graph.literal(EPSILON)?;
    let norm = graph.maximum(norm, least)?;
    let norm = graph.expand(norm, axis)?;
    Ok(graph.div(x, norm)?)
}

fn pearson(graph: &mut Graph, target: NodeId, prediction: NodeId, axis: usize) -> Result<NodeId> {
    let target = Centred::of(graph, target, axis)?;
    let prediction = Centred::of(graph, prediction, axis)?;
    let covariance = target.covariance(graph, &prediction, axis)?;
    let spreads = [graph.sqrt(target.variance)?, graph.sqrt(prediction.variance)?];
    let spread = graph.mul(spreads[0], spreads[1])?;
    Ok(graph.div(covariance, spread)?)
}

fn concordance(
    graph: &mut Graph,
    target: NodeId,
    prediction: NodeId,
    axis: usize,
) -> Result<NodeId> {
    let target = Centred::of(graph, target, axis)?;
    let prediction = Centred::of(graph, prediction, axis)?;
    let covariance = target.covariance(graph, &prediction, axis)?;
    let apart = graph.sub(target.mean, prediction.mean)?;
    let apart = graph.square(apart)?;
    let norm = graph.add(target.variance, prediction.variance)?;
    let norm = graph.add(norm, apart)?;
    let norm = graph.offset(norm, EPSILON)?;
    let twice = graph.scale(covariance, 2.0)?;
    Ok(graph.div(twice, norm)?)
}

/// Numbers along an axis: less their mean, and that and their variance without the axis.
struct Centred {
    values: NodeId,
    mean: NodeId,
    variance: NodeId,
}

impl Centred {
    fn of(graph: &mut Graph, x: NodeId, axis: usize) -> Result<Self> {
        let shape = &graph.ty(x).shape;
        if shape.dims()[axis].known() == Some(1) {
            return Err(Error::invalid(
                "axis",
                "an axis of several numbers",
                format!("axis {axis} of {shape}"),
                "A correlation compares the numbers of each sample. For one number a row, use r2_score.",
            ));
        }
        let mean = graph.mean(x, &[axis])?;
        let repeated = graph.expand(mean, axis)?;
        let values = graph.sub(x, repeated)?;
        let square = graph.square(values)?;
        let variance = graph.mean(square, &[axis])?;
        Ok(Centred { values, mean, variance })
    }

    fn covariance(&self, graph: &mut Graph, other: &Self, axis: usize) -> Result<NodeId> {
        let product = graph.mul(self.values, other.values)?;
        Ok(graph.mean(product, &[axis])?)
    }
}
