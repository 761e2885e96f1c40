//! One rate up to each boundary.

use super::Schedule;
use super::arguments::check_rate;
use crate::error::{Error, Result};
use crate::layer::{Config, Value};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId};
use std::sync::Arc;

/// One rate up to each boundary, and another beyond.
///
/// After `t` steps the rate is `values[i]` for the first boundary with `t <= boundaries[i]`, and the
/// last value beyond all.
///
/// | argument | |
/// |---|---|
/// | `boundaries` | numbers of steps, each larger than the one before |
/// | `values` | rates, one more than boundaries |
///
/// Keras: learning rate schedules, `PiecewiseConstantDecay`.
///
/// ```
/// use kerros::schedules::{PiecewiseConstantDecay, Schedule};
///
/// let schedule = PiecewiseConstantDecay::new([100.0, 200.0], [0.5, 0.25, 0.125]);
/// assert_eq!(schedule.rate(100)?, 0.5);
/// assert_eq!(schedule.rate(101)?, 0.25);
/// assert_eq!(schedule.rate(1000)?, 0.125);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses boundaries that do not grow, and another number of values.
#[derive(Clone, Debug, PartialEq)]
pub struct PiecewiseConstantDecay {
    boundaries: Vec<f64>,
    values: Vec<f64>,
}

impl PiecewiseConstantDecay {
    /// `values` up to each of `boundaries`, and the last beyond.
    pub fn new(
        boundaries: impl IntoIterator<Item = f64>,
        values: impl IntoIterator<Item = f64>,
    ) -> Self {
        PiecewiseConstantDecay {
            boundaries: boundaries.into_iter().collect(),
            values: values.into_iter().collect(),
        }
    }
}

impl PiecewiseConstantDecay {
    pub(crate) const CLASS: Class<Arc<dyn Schedule>> = Class {
        name: "PiecewiseConstantDecay",
        names: &[],
        doc: "one rate up to each boundary, and one beyond",
        arguments: &[
            Argument::required("boundaries", "numbers of steps, each larger than the one before"),
            Argument::required("values", "rates from 0, one more than boundaries"),
            Argument::with_default("name", Literal::None, "its name, which changes nothing"),
        ],
        make: |a| {
            let (boundaries, values) = (a.floats("boundaries")?, a.floats("values")?);
            Ok(Arc::new(PiecewiseConstantDecay::new(boundaries, values)))
        },
    };
}

impl Schedule for PiecewiseConstantDecay {
    fn class_name(&self) -> &str {
        "PiecewiseConstantDecay"
    }

    fn config(&self) -> Config {
        // Keras compares whole steps with whole boundaries.
        let boundary = |&boundary: &f64| match boundary.fract() == 0.0 {
            true => Value::Int(boundary as i64),
            false => Value::Float(boundary),
        };
        Config::new()
            .with("boundaries", Value::List(self.boundaries.iter().map(boundary).collect()))
            .with("values", Value::List(self.values.iter().map(|&value| value.into()).collect()))
    }

    fn call(&self, graph: &mut Graph, step: NodeId) -> Result<NodeId> {
        let mut rate = graph.literal(self.values.last().copied().unwrap_or(0.0))?;
        for (&boundary, &value) in self.boundaries.iter().zip(&self.values).rev() {
            let boundary = graph.literal(boundary)?;
            let within = graph.less_equal(step, boundary)?;
            let value = graph.literal(value)?;
            rate = graph.select(within, value, rate)?;
        }
        Ok(rate)
    }

    fn check(&self) -> Result<()> {
        if self.values.len() != self.boundaries.len() + 1 {
            return Err(Error::invalid(
                "values",
                format!("one more than the {} boundaries", self.boundaries.len()),
                format!("{} values", self.values.len()),
                "Give the rate up to each boundary, and one beyond.",
            ));
        }
        let grows = self.boundaries.windows(2).all(|pair| pair[0] < pair[1]);
        if !grows || self.boundaries.iter().any(|boundary| !boundary.is_finite()) {
            return Err(Error::invalid(
                "boundaries",
                "numbers of steps, each larger than the one before",
                format!("{:?}", self.boundaries),
                "Sort the boundaries, and give each once.",
            ));
        }
        self.values.iter().try_for_each(|&value| check_rate("values", value))
    }
}
