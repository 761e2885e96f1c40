//! Metrics that reduce what they are given: mean, sum, and the mean of a function.

use super::arguments::named;
use super::{Metric, check_name, update_mean};
use crate::error::{Error, Result};
use crate::losses::align_weight;
use kerros_graph::{Graph, NodeId, Shape};
use std::fmt;
use std::sync::Arc;

/// The mean of what it is given.
///
/// A sample counts with the mean of its numbers. In a model that is the mean of the predictions, whatever the
/// targets; by itself, [`Streaming::update_values`](super::Streaming::update_values) gives it numbers. (In a
/// model of Keras, `Mean` is the mean of the targets, with the predictions as weights.)
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `mean` | the name to report it under |
///
/// Keras: metrics, reduction metrics, `Mean`.
///
/// ```
/// use kerros::metrics::{Mean, Streaming};
///
/// let mut mean = Streaming::new(Mean::new())?;
/// mean.update_values(&[1.0f32, 3.0, 5.0, 7.0])?;
/// assert_eq!(mean.result()?, 4.0);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mean {
    name: String,
}

named!(Mean, "mean");

impl Mean {
    /// The mean.
    pub fn new() -> Self {
        Mean { name: "mean".into() }
    }
}

impl Default for Mean {
    fn default() -> Self {
        Self::new()
    }
}

impl Metric for Mean {
    fn name(&self) -> &str {
        &self.name
    }

    fn class_name(&self) -> &str {
        "Mean"
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)
    }

    fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        _target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        update_mean(graph, states, prediction, weight)
    }
}

/// The sum of what it is given, each number times its weight.
///
/// In a model that is the sum of the predictions, whatever the targets; by itself,
/// [`Streaming::update_values`](super::Streaming::update_values) gives it numbers. (In a model of Keras, `Sum` is
/// the sum of the targets, with the predictions as weights.)
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `sum` | the name to report it under |
///
/// Keras: metrics, reduction metrics, `Sum`.
///
/// ```
/// use kerros::metrics::{Streaming, Sum};
///
/// let mut sum = Streaming::new(Sum::new())?;
/// sum.update_values(&[1.0f32, 3.0, 5.0, 7.0])?;
/// assert_eq!(sum.result()?, 16.0);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    name: String,
}

named!(Sum, "sum");

impl Sum {
    /// The sum.
    pub fn new() -> Self {
        Sum { name: "sum".into() }
    }
}

impl Default for Sum {
    fn default() -> Self {
        Self::new()
    }
}

impl Metric for Sum {
    fn name(&self) -> &str {
        &self.name
    }

    fn class_name(&self) -> &str {
        "Sum"
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)
    }

    fn states(&self, _prediction: &Shape) -> Vec<(&'static str, Shape)> {
        vec![("total", Shape::scalar())]
    }

    fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        _target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let &[total] = states else {
            let remedy = "Pass the states that the metric names, in their order.";
            let received = format!("{} states", states.len());
            return Err(Error::invalid("states", "the total", received, remedy));
        };
        let values = match weight {
            Some(weight) => {
                let weight = align_weight(graph, weight, prediction)?;
                graph.mul(prediction, weight)?
            }
            None => prediction,
        };
        let sum = graph.sum_all(values)?;
        Ok(vec![graph.add(total, sum)?])
    }

    fn result(&self, states: &[&[f32]]) -> f64 {
        match states {
            [[total]] => f64::from(*total),
            _ => 0.0,
        }
    }
}

/// Writes one value a sample, of target and prediction.
type Function = dyn Fn(&mut Graph, NodeId, NodeId) -> Result<NodeId> + Send + Sync;

/// The mean of a function of target and prediction, over all samples so far: a metric of one's own in a line.
///
/// The function writes nodes into the training graph and gives `(batch, ...)`; a sample counts with the mean of
/// its values. For what is no mean, implement [`Metric`].
///
/// | argument | default | |
/// |---|---|---|
/// | `name` | must be given | the name to report it under |
/// | `function` | must be given | from graph, target and prediction to the values |
///
/// Keras: metrics, base classes, `MeanMetricWrapper`. A file cannot hold the function.
///
/// ```
/// use kerros::metrics::{MeanMetricWrapper, Streaming};
///
/// let bias = MeanMetricWrapper::new("bias", |graph, y, p| Ok(graph.sub(p, y)?));
/// let mut bias = Streaming::new(bias)?;
/// bias.update(&[1.0f32, 2.0], &[2.0f32, 5.0])?;
/// assert_eq!(bias.result()?, 2.0, "predictions are too large by so much");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name, and what the function refuses.
#[derive(Clone)]
pub struct MeanMetricWrapper {
    name: String,
    function: Arc<Function>,
}

impl MeanMetricWrapper {
    /// The mean of `function` of graph, target and prediction, reported as `name`.
    pub fn new(
        name: impl Into<String>,
        function: impl Fn(&mut Graph, NodeId, NodeId) -> Result<NodeId> + Send + Sync + 'static,
    ) -> Self {
        MeanMetricWrapper { name: name.into(), function: Arc::new(function) }
    }
}

impl fmt::Debug for MeanMetricWrapper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MeanMetricWrapper").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Metric for MeanMetricWrapper {
    fn name(&self) -> &str {
        &self.name
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
        let values = (self.function)(graph, target, prediction)?;
        update_mean(graph, states, values, weight)
    }
}
