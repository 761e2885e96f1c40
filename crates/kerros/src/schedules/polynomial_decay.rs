//! Polynomial decay.

use super::Schedule;
use super::arguments::{check_least, check_rate, check_steps};
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId};
use std::sync::Arc;

/// A rate that falls to an end along a power of the steps that are left.
///
/// After `t` steps, at most `decay_steps`:
/// `(initial_learning_rate - end_learning_rate) (1 - t / decay_steps)^power + end_learning_rate`.
/// With `cycle`, once `t` is beyond `decay_steps` the next multiple of it takes its place: the rate
/// rises again and falls more slowly.
///
/// | argument | default | |
/// |---|---|---|
/// | `initial_learning_rate` | | from 0 |
/// | `decay_steps` | | above 0 |
/// | `end_learning_rate` | 0.0001 | from 0 |
/// | `power` | 1 | from 0; 1 is a straight line |
/// | `cycle` | `false` | whether it starts again beyond `decay_steps` |
///
/// Keras: learning rate schedules, `PolynomialDecay`.
///
/// ```
/// use kerros::schedules::{PolynomialDecay, Schedule};
///
/// let line = PolynomialDecay::new(0.5, 10.0).end_learning_rate(0.25);
/// assert_eq!(line.rate(5)?, 0.375);
/// assert_eq!(line.rate(100)?, 0.25);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug, PartialEq)]
pub struct PolynomialDecay {
    initial_learning_rate: f64,
    decay_steps: f64,
    end_learning_rate: f64,
    power: f64,
    cycle: bool,
}

impl PolynomialDecay {
    /// From `initial_learning_rate` to 0.0001 along a straight line of `decay_steps` steps.
    pub fn new(initial_learning_rate: f64, decay_steps: f64) -> Self {
        PolynomialDecay {
            initial_learning_rate,
            decay_steps,
            end_learning_rate: 1e-4,
            power: 1.0,
            cycle: false,
        }
    }

    /// The rate at the end; 0.0001 if not set.
    #[must_use]
    pub fn end_learning_rate(mut self, end_learning_rate: f64) -> Self {
        self.end_learning_rate = end_learning_rate;
        self
    }

    /// The power of the share of steps that are left; 1 if not set.
    #[must_use]
    pub fn power(mut self, power: f64) -> Self {
        self.power = power;
        self
    }

    /// Whether it starts again beyond `decay_steps`; `false` if not set.
    #[must_use]
    pub fn cycle(mut self, cycle: bool) -> Self {
        self.cycle = cycle;
        self
    }

    /// The share of the decay that is done: `t / decay_steps`, from 0 to 1.
    fn done(&self, graph: &mut Graph, step: NodeId) -> Result<NodeId> {
        let decay_steps = graph.literal(self.decay_steps)?;
        if !self.cycle {
            let step = graph.minimum(step, decay_steps)?;
            return Ok(graph.div(step, decay_steps)?);
        }
        // Rounded up; at the very start there is one cycle, not none.
        let cycles = graph.div(step, decay_steps)?;
        let negated = graph.neg(cycles)?;
        let below = graph.floor(negated)?;
        let cycles = graph.neg(below)?;
        let one = graph.literal(1.0)?;
        let cycles = graph.maximum(cycles, one)?;
        let steps = graph.mul(decay_steps, cycles)?;
        Ok(graph.div(step, steps)?)
    }
}

impl PolynomialDecay {
    pub(crate) const CLASS: Class<Arc<dyn Schedule>> = Class {
        name: "PolynomialDecay",
        names: &[],
        doc: "a rate that falls to an end along a power of the steps that are left",
        arguments: &[
            Argument::required("initial_learning_rate", "the rate at the start, from 0"),
            Argument::required("decay_steps", "steps of the decay, above 0"),
            Argument::with_default(
                "end_learning_rate",
                Literal::Float(1e-4),
                "the rate at the end, from 0",
            ),
            Argument::with_default(
                "power",
                Literal::Float(1.0),
                "the power of the share of steps that are left, from 0",
            ),
            Argument::with_default(
                "cycle",
                Literal::Bool(false),
                "whether it starts again beyond decay_steps",
            ),
            Argument::with_default("name", Literal::None, "its name, which changes nothing"),
        ],
        make: |a| {
            let initial = a.float("initial_learning_rate")?;
            let schedule = PolynomialDecay::new(initial, a.float("decay_steps")?)
                .end_learning_rate(a.float("end_learning_rate")?)
                .power(a.float("power")?);
            Ok(Arc::new(schedule.cycle(a.bool("cycle")?)))
        },
    };
}

impl Schedule for PolynomialDecay {
    fn class_name(&self) -> &str {
        "PolynomialDecay"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("initial_learning_rate", self.initial_learning_rate)
            .with("decay_steps", self.decay_steps)
            .with("end_learning_rate", self.end_learning_rate)
            .with("power", self.power)
            .with("cycle", self.cycle)
    }

    fn call(&self, graph: &mut Graph, step: NodeId) -> Result<NodeId> {
        let done = self.done(graph, step)?;
        let one = graph.literal(1.0)?;
        let left = graph.sub(one, done)?;
        let power = graph.literal(self.power)?;
        let share = graph.pow(left, power)?;
        let way = graph.scale(share, self.initial_learning_rate - self.end_learning_rate)?;
        Ok(graph.offset(way, self.end_learning_rate)?)
    }

    fn check(&self) -> Result<()> {
        check_rate("initial_learning_rate", self.initial_learning_rate)?;
        check_steps("decay_steps", self.decay_steps)?;
        check_rate("end_learning_rate", self.end_learning_rate)?;
        check_least("power", self.power, 0.0, "1 is a straight line, 0.5 a root.")
    }
}
