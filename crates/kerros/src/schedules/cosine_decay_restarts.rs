//! Cosine decay that starts again and again.

use super::Schedule;
use super::arguments::{check_least, check_rate, check_steps};
use super::cosine::half_cosine;
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId};
use std::sync::Arc;

/// A rate that falls along half a cosine, and starts again: each time for `t_mul` times as many steps
/// and from `m_mul` times the rate.
///
/// In period `i`, of which the share `x` is over:
/// `initial_learning_rate ((1 - alpha) m_mul^i (1 + cos(pi x)) / 2 + alpha)`. The first period has
/// `first_decay_steps` steps.
///
/// | argument | default | |
/// |---|---|---|
/// | `initial_learning_rate` | | from 0 |
/// | `first_decay_steps` | | above 0 |
/// | `t_mul` | 2 | from 1; how much longer each period is than the one before |
/// | `m_mul` | 1 | from 0; how much of the rate each period starts from |
/// | `alpha` | 0 | from 0 to 1; the end of each period, as a share of `initial_learning_rate` |
///
/// Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017.
/// Keras: learning rate schedules, `CosineDecayRestarts`.
///
/// ```
/// use kerros::schedules::{CosineDecayRestarts, Schedule};
///
/// let schedule = CosineDecayRestarts::new(0.5, 10.0).m_mul(0.5);
/// assert_eq!(schedule.rate(0)?, 0.5);
/// assert!((schedule.rate(5)? - 0.25).abs() < 1e-7);
/// assert_eq!(schedule.rate(10)?, 0.25);
/// assert!((schedule.rate(20)? - 0.125).abs() < 1e-7);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug, PartialEq)]
pub struct CosineDecayRestarts {
    initial_learning_rate: f64,
    first_decay_steps: f64,
    t_mul: f64,
    m_mul: f64,
    alpha: f64,
}

impl CosineDecayRestarts {
    /// From `initial_learning_rate` to 0 in `first_decay_steps` steps, then in twice as many.
    pub fn new(initial_learning_rate: f64, first_decay_steps: f64) -> Self {
        CosineDecayRestarts {
            initial_learning_rate,
            first_decay_steps,
            t_mul: 2.0,
            m_mul: 1.0,
            alpha: 0.0,
        }
    }

    /// How much longer each period is than the one before; 2 if not set.
    #[must_use]
    pub fn t_mul(mut self, t_mul: f64) -> Self {
        self.t_mul = t_mul;
        self
    }

    /// How much of the rate each period starts from; 1 if not set.
    #[must_use]
    pub fn m_mul(mut self, m_mul: f64) -> Self {
        self.m_mul = m_mul;
        self
    }

    /// The end of each period, as a share of the initial rate; 0 if not set.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.alpha = alpha;
        self
    }

    /// The number of the period after `periods` times the first one's steps, and the share of it that is over.
    fn period(&self, graph: &mut Graph, periods: NodeId) -> Result<[NodeId; 2]> {
        if self.t_mul == 1.0 {
            let number = graph.floor(periods)?;
            return Ok([number, graph.sub(periods, number)?]);
        }
        let one = graph.literal(1.0)?;
        let longer = graph.literal(self.t_mul)?;
        // Period i starts after 1 + t + ... + t^(i - 1) = (t^i - 1) / (t - 1) times the first one's steps.
        let start = |graph: &mut Graph, number: NodeId| -> Result<[NodeId; 2]> {
            let length = graph.pow(longer, number)?;
            let grown = graph.sub(length, one)?;
            Ok([graph.scale(grown, 1.0 / (self.t_mul - 1.0))?, length])
        };
        let grown = graph.scale(periods, self.t_mul - 1.0)?;
        let logarithm = graph.log1p(grown)?;
        let number = graph.scale(logarithm, 1.0 / self.t_mul.ln())?;
        let number = graph.floor(number)?;
        // At the very start of a period the logarithm may fall short by its rounding.
        let next = graph.offset(number, 1.0)?;
        let [next_start, _] = start(graph, next)?;
        let has_begun = graph.less_equal(next_start, periods)?;
        let number = graph.add(number, has_begun)?;
        let [begun, length] = start(graph, number)?;
        let over = graph.sub(periods, begun)?;
        let over = graph.div(over, length)?;
        let zero = graph.literal(0.0)?;
        Ok([number, graph.maximum(over, zero)?])
    }
}

impl CosineDecayRestarts {
    pub(crate) const CLASS: Class<Arc<dyn Schedule>> = Class {
        name: "CosineDecayRestarts",
        names: &[],
        doc: "a rate that falls along half a cosine, again and again",
        arguments: &[
            Argument::required("initial_learning_rate", "the rate at the start, from 0"),
            Argument::required("first_decay_steps", "steps of the first period, above 0"),
            Argument::with_default(
                "t_mul",
                Literal::Float(2.0),
                "how much longer each period is than the one before, from 1",
            ),
            Argument::with_default(
                "m_mul",
                Literal::Float(1.0),
                "how much of the rate each period starts from, from 0",
            ),
            Argument::with_default(
                "alpha",
                Literal::Float(0.0),
                "the end of each period, as a share of the initial rate, from 0",
            ),
            Argument::with_default("name", Literal::None, "its name, which changes nothing"),
        ],
        make: |a| {
            let initial = a.float("initial_learning_rate")?;
            let schedule = CosineDecayRestarts::new(initial, a.float("first_decay_steps")?)
                .t_mul(a.float("t_mul")?)
                .m_mul(a.float("m_mul")?);
            Ok(Arc::new(schedule.alpha(a.float("alpha")?)))
        },
    };
}

impl Schedule for CosineDecayRestarts {
    fn class_name(&self) -> &str {
        "CosineDecayRestarts"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("initial_learning_rate", self.initial_learning_rate)
            .with("first_decay_steps", self.first_decay_steps)
            .with("t_mul", self.t_mul)
            .with("m_mul", self.m_mul)
            .with("alpha", self.alpha)
    }

    fn call(&self, graph: &mut Graph, step: NodeId) -> Result<NodeId> {
        let first = graph.literal(self.first_decay_steps)?;
        let periods = graph.div(step, first)?;
        let [number, over] = self.period(graph, periods)?;
        let cosine = half_cosine(graph, over)?;
        let base = graph.literal(self.m_mul)?;
        let height = graph.pow(base, number)?;
        let share = graph.mul(cosine, height)?;
        let share = graph.scale(share, 1.0 - self.alpha)?;
        let share = graph.offset(share, self.alpha)?;
        Ok(graph.scale(share, self.initial_learning_rate)?)
    }

    fn check(&self) -> Result<()> {
        check_rate("initial_learning_rate", self.initial_learning_rate)?;
        check_steps("first_decay_steps", self.first_decay_steps)?;
        check_least("t_mul", self.t_mul, 1.0, "2 makes each period twice as long.")?;
        check_least("m_mul", self.m_mul, 0.0, "1 starts each period from the same rate.")?;
        check_least("alpha", self.alpha, 0.0, "0 ends each period at the rate 0.")
    }
}
