//! Exponential decay.

use super::Schedule;
use super::arguments::{check_least, check_rate, check_steps};
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId};
use std::sync::Arc;

/// A rate that is multiplied by `decay_rate` every `decay_steps` steps.
///
/// After `t` steps: `initial_learning_rate * decay_rate^(t / decay_steps)`; with `staircase` the
/// exponent is rounded down, so that the rate falls at once every `decay_steps`.
///
/// | argument | default | |
/// |---|---|---|
/// | `initial_learning_rate` | | from 0 |
/// | `decay_steps` | | above 0 |
/// | `decay_rate` | | from 0 |
/// | `staircase` | `false` | whether it falls in steps |
///
/// Keras: learning rate schedules, `ExponentialDecay`.
///
/// ```
/// use kerros::schedules::{ExponentialDecay, Schedule};
///
/// let schedule = ExponentialDecay::new(0.1, 10.0, 0.5).staircase(true);
/// assert!((schedule.rate(19)? - 0.05).abs() < 1e-8);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug, PartialEq)]
pub struct ExponentialDecay {
    initial_learning_rate: f64,
    decay_steps: f64,
    decay_rate: f64,
    staircase: bool,
}

impl ExponentialDecay {
    /// The rate `initial_learning_rate` times `decay_rate` every `decay_steps` steps.
    pub fn new(initial_learning_rate: f64, decay_steps: f64, decay_rate: f64) -> Self {
        ExponentialDecay { initial_learning_rate, decay_steps, decay_rate, staircase: false }
    }

    /// Whether it falls in steps; `false` if not set.
    #[must_use]
    pub fn staircase(mut self, staircase: bool) -> Self {
        self.staircase = staircase;
        self
    }
}

impl ExponentialDecay {
    pub(crate) const CLASS: Class<Arc<dyn Schedule>> = Class {
        name: "ExponentialDecay",
        names: &[],
        doc: "a rate that is multiplied by decay_rate every decay_steps steps",
        arguments: &[
            Argument::required("initial_learning_rate", "the rate at the start, from 0"),
            Argument::required("decay_steps", "steps of the decay, above 0"),
            Argument::required("decay_rate", "how fast it falls, from 0"),
            Argument::with_default("staircase", Literal::Bool(false), "whether it falls in steps"),
            Argument::with_default("name", Literal::None, "its name, which changes nothing"),
        ],
        make: |a| {
            let initial = a.float("initial_learning_rate")?;
            let (steps, rate) = (a.float("decay_steps")?, a.float("decay_rate")?);
            Ok(Arc::new(
                ExponentialDecay::new(initial, steps, rate).staircase(a.bool("staircase")?),
            ))
        },
    };
}

impl Schedule for ExponentialDecay {
    fn class_name(&self) -> &str {
        "ExponentialDecay"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("initial_learning_rate", self.initial_learning_rate)
            .with("decay_steps", self.decay_steps)
            .with("decay_rate", self.decay_rate)
            .with("staircase", self.staircase)
    }

    fn call(&self, graph: &mut Graph, step: NodeId) -> Result<NodeId> {
        let exponent = decays(graph, step, self.decay_steps, self.staircase)?;
        let base = graph.literal(self.decay_rate)?;
        let factor = graph.pow(base, exponent)?;
        Ok(graph.scale(factor, self.initial_learning_rate)?)
    }

    fn check(&self) -> Result<()> {
        check_rate("initial_learning_rate", self.initial_learning_rate)?;
        check_steps("decay_steps", self.decay_steps)?;
        check_least("decay_rate", self.decay_rate, 0.0, "0.96 is usual.")
    }
}

/// `step / decay_steps`, rounded down if it goes by a staircase.
pub(super) fn decays(
    graph: &mut Graph,
    step: NodeId,
    decay_steps: f64,
    staircase: bool,
) -> Result<NodeId> {
    let decay_steps = graph.literal(decay_steps)?;
    let decays = graph.div(step, decay_steps)?;
    Ok(if staircase { graph.floor(decays)? } else { decays })
}
