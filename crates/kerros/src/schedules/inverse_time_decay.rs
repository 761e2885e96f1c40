//! Inverse time decay.

use super::Schedule;
use super::arguments::{check_least, check_rate, check_steps};
use super::exponential_decay::decays;
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId};
use std::sync::Arc;

/// A rate that is divided by a number that grows with the steps.
///
/// After `t` steps: `initial_learning_rate / (1 + decay_rate * t / decay_steps)`; with `staircase`
/// `t / decay_steps` is rounded down. With `decay_steps = 1` this is what the argument `decay` of
/// Keras 2's optimizers does.
///
/// | argument | default | |
/// |---|---|---|
/// | `initial_learning_rate` | | from 0 |
/// | `decay_steps` | | above 0 |
/// | `decay_rate` | | from 0 |
/// | `staircase` | `false` | whether it falls in steps |
///
/// Keras: learning rate schedules, `InverseTimeDecay`.
///
/// ```
/// use kerros::schedules::{InverseTimeDecay, Schedule};
///
/// let schedule = InverseTimeDecay::new(0.5, 1.0, 0.5);
/// assert_eq!(schedule.rate(2)?, 0.25);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug, PartialEq)]
pub struct InverseTimeDecay {
    initial_learning_rate: f64,
    decay_steps: f64,
    decay_rate: f64,
    staircase: bool,
}

impl InverseTimeDecay {
    /// The rate `initial_learning_rate` over `1 + decay_rate t / decay_steps`.
    pub fn new(initial_learning_rate: f64, decay_steps: f64, decay_rate: f64) -> Self {
        InverseTimeDecay { initial_learning_rate, decay_steps, decay_rate, staircase: false }
    }

    /// Whether it falls in steps; `false` if not set.
    #[must_use]
    pub fn staircase(mut self, staircase: bool) -> Self {
        self.staircase = staircase;
        self
    }
}

impl InverseTimeDecay {
    pub(crate) const CLASS: Class<Arc<dyn Schedule>> = Class {
        name: "InverseTimeDecay",
        names: &[],
        doc: "a rate over 1 + decay_rate t / decay_steps after t steps",
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
                InverseTimeDecay::new(initial, steps, rate).staircase(a.bool("staircase")?),
            ))
        },
    };
}

impl Schedule for InverseTimeDecay {
    fn class_name(&self) -> &str {
        "InverseTimeDecay"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("initial_learning_rate", self.initial_learning_rate)
            .with("decay_steps", self.decay_steps)
            .with("decay_rate", self.decay_rate)
            .with("staircase", self.staircase)
    }

    fn call(&self, graph: &mut Graph, step: NodeId) -> Result<NodeId> {
        let decays = decays(graph, step, self.decay_steps, self.staircase)?;
        let decayed = graph.scale(decays, self.decay_rate)?;
        let divisor = graph.offset(decayed, 1.0)?;
        let initial = graph.literal(self.initial_learning_rate)?;
        Ok(graph.div(initial, divisor)?)
    }

    fn check(&self) -> Result<()> {
        check_rate("initial_learning_rate", self.initial_learning_rate)?;
        check_steps("decay_steps", self.decay_steps)?;
        check_least("decay_rate", self.decay_rate, 0.0, "0.5 is usual.")
    }
}
