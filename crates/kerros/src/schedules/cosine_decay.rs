//! Cosine decay.

use super::Schedule;
use super::arguments::{check_least, check_rate, check_steps};
use super::cosine::half_cosine;
use crate::error::{Error, Result};
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId};
use std::sync::Arc;

/// A rate that falls along half a cosine, after it has risen along a line if wanted.
///
/// After `t` steps, at most `decay_steps`:
/// `initial_learning_rate ((1 - alpha) (1 + cos(pi t / decay_steps)) / 2 + alpha)`.
/// With a `warmup_target` the rate first grows in `warmup_steps` equal steps from
/// `initial_learning_rate` to it, and falls from there.
///
/// | argument | default | |
/// |---|---|---|
/// | `initial_learning_rate` | | from 0 |
/// | `decay_steps` | | above 0; steps of the fall |
/// | `alpha` | 0 | from 0 to 1; the end, as a share of the rate that it falls from |
/// | `warmup_target` | none | from 0; the rate to rise to |
/// | `warmup_steps` | 0 | from 0; steps of the rise |
///
/// Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017;
/// warm-up: Goyal et al., "Accurate, large minibatch SGD", 2017. Keras: learning rate schedules,
/// `CosineDecay`.
///
/// ```
/// use kerros::schedules::{CosineDecay, Schedule};
///
/// let schedule = CosineDecay::new(0.0, 100.0).warmup(0.5, 10);
/// assert_eq!(schedule.rate(5)?, 0.25);
/// assert_eq!(schedule.rate(10)?, 0.5);
/// assert!((schedule.rate(60)? - 0.25).abs() < 1e-7);
/// assert_eq!(schedule.rate(110)?, 0.0);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug, PartialEq)]
pub struct CosineDecay {
    initial_learning_rate: f64,
    decay_steps: f64,
    alpha: f64,
    warmup_target: Option<f64>,
    warmup_steps: usize,
}

impl CosineDecay {
    /// From `initial_learning_rate` to 0 along half a cosine of `decay_steps` steps.
    pub fn new(initial_learning_rate: f64, decay_steps: f64) -> Self {
        CosineDecay {
            initial_learning_rate,
            decay_steps,
            alpha: 0.0,
            warmup_target: None,
            warmup_steps: 0,
        }
    }

    /// The end, as a share of the rate that it falls from; 0 if not set.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.alpha = alpha;
        self
    }

    /// Rises to `target` within `steps` steps before it falls; no rise if not set.
    #[must_use]
    pub fn warmup(mut self, target: f64, steps: usize) -> Self {
        self.warmup_target = Some(target);
        self.warmup_steps = steps;
        self
    }

    /// The rate after `step` steps of the fall from the rate `from`.
    fn decayed(&self, graph: &mut Graph, step: NodeId, from: f64) -> Result<NodeId> {
        let decay_steps = graph.literal(self.decay_steps)?;
        let step = graph.minimum(step, decay_steps)?;
        let done = graph.div(step, decay_steps)?;
        let cosine = half_cosine(graph, done)?;
        let share = graph.scale(cosine, 1.0 - self.alpha)?;
        let share = graph.offset(share, self.alpha)?;
        Ok(graph.scale(share, from)?)
    }
}

impl CosineDecay {
    pub(crate) const CLASS: Class<Arc<dyn Schedule>> = Class {
        name: "CosineDecay",
        names: &[],
        doc: "a rate that falls along half a cosine, after a rise if wanted",
        arguments: &[
            Argument::required("initial_learning_rate", "the rate at the start, from 0"),
            Argument::required("decay_steps", "steps of the decay, above 0"),
            Argument::with_default(
                "alpha",
                Literal::Float(0.0),
                "the end, as a share of the rate that it falls from, from 0",
            ),
            Argument::with_default("name", Literal::None, "its name, which changes nothing"),
            Argument::with_default(
                "warmup_target",
                Literal::None,
                "the rate to rise to first, from 0, or none",
            ),
            Argument::with_default("warmup_steps", Literal::Int(0), "steps of the rise"),
        ],
        make: |a| {
            let initial = a.float("initial_learning_rate")?;
            let mut schedule =
                CosineDecay::new(initial, a.float("decay_steps")?).alpha(a.float("alpha")?);
            schedule.warmup_target = a.optional_float("warmup_target")?;
            [schedule.warmup_steps] = a.sizes("warmup_steps")?;
            Ok(Arc::new(schedule))
        },
    };
}

impl Schedule for CosineDecay {
    fn class_name(&self) -> &str {
        "CosineDecay"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("initial_learning_rate", self.initial_learning_rate)
            .with("decay_steps", self.decay_steps)
            .with("alpha", self.alpha)
            .with("warmup_target", self.warmup_target)
            .with("warmup_steps", self.warmup_steps)
    }

    fn call(&self, graph: &mut Graph, step: NodeId) -> Result<NodeId> {
        let Some(target) = self.warmup_target else {
            return self.decayed(graph, step, self.initial_learning_rate);
        };
        let rise = self.warmup_steps as f64;
        let beyond = graph.offset(step, -rise)?;
        // Before the rise is over, the fall is not looked at; its cosine has no numbers below 0.
        let zero = graph.literal(0.0)?;
        let beyond = graph.maximum(beyond, zero)?;
        let falling = self.decayed(graph, beyond, target)?;
        if self.warmup_steps == 0 {
            return Ok(falling);
        }
        let rise = graph.literal(rise)?;
        let done = graph.div(step, rise)?;
        let rising = graph.scale(done, target - self.initial_learning_rate)?;
        let rising = graph.offset(rising, self.initial_learning_rate)?;
        let rises = graph.less(step, rise)?;
        Ok(graph.select(rises, rising, falling)?)
    }

    fn check(&self) -> Result<()> {
        check_rate("initial_learning_rate", self.initial_learning_rate)?;
        check_steps("decay_steps", self.decay_steps)?;
        check_least("alpha", self.alpha, 0.0, "0 ends at the rate 0.")?;
        match self.warmup_target {
            Some(target) => check_rate("warmup_target", target),
            None if self.warmup_steps > 0 => Err(Error::invalid(
                "warmup_target",
                "the rate to rise to within the warmup_steps",
                "none",
                "Give a warmup_target, or leave warmup_steps out.",
            )),
            None => Ok(()),
        }
    }
}
