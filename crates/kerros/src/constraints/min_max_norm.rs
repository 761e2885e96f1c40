//! Lengths between two limits.

use super::norm::{check_length, rescaled};
use super::{Constraint, NormAxes};
use crate::error::{Error, Result};
use crate::layer::Config;
use kerros_graph::{Graph, NodeId};

/// Brings the lengths of weights between `min_value` and `max_value`, or a part of the way there:
///
/// ```text
/// w * (rate * clip(norm, min_value, max_value) + (1 - rate) * norm) / (norm + 1e-7)
/// ```
///
/// In Keras: "MinMaxNorm class".
///
/// | argument | default | |
/// |---|---|---|
/// | `min_value` | 0 | the smallest length, finite, not negative |
/// | `max_value` | 1 | the largest length, finite, at least `min_value` |
/// | `rate` | 1 | the part of the way that one step goes, from 0 to 1 |
/// | `axis` | 0 | axes along which the length is taken, see [`NormAxes`] |
///
/// ```
/// use kerros::prelude::*;
///
/// let constraint = SharedConstraint::from(MinMaxNorm::new().min_value(0.5).rate(0.25));
/// let config = constraint.config().to_string();
/// assert_eq!(config, "min_value=0.5, max_value=1.0, rate=0.25, axis=0");
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when an argument is outside its range, or the weight does not
/// have the axes.
#[derive(Clone, Debug, PartialEq)]
pub struct MinMaxNorm {
    min_value: f64,
    max_value: f64,
    rate: f64,
    axis: NormAxes,
}

impl MinMaxNorm {
    /// Lengths up to 1 along the first axis.
    pub fn new() -> Self {
        MinMaxNorm { min_value: 0.0, max_value: 1.0, rate: 1.0, axis: NormAxes::default() }
    }

    /// The smallest length; 0 if not set.
    #[must_use]
    pub fn min_value(mut self, min_value: f64) -> Self {
        self.min_value = min_value;
        self
    }

    /// The largest length; 1 if not set.
    #[must_use]
    pub fn max_value(mut self, max_value: f64) -> Self {
        self.max_value = max_value;
        self
    }

    /// The part of the way that one step goes; 1 if not set.
    #[must_use]
    pub fn rate(mut self, rate: f64) -> Self {
        self.rate = rate;
        self
    }

    /// Axes along which the length is taken; 0 if not set.
    #[must_use]
    pub fn axis(mut self, axis: impl Into<NormAxes>) -> Self {
        self.axis = axis.into();
        self
    }
}

impl Default for MinMaxNorm {
    fn default() -> Self {
        Self::new()
    }
}

impl Constraint for MinMaxNorm {
    fn name(&self) -> &'static str {
        "MinMaxNorm"
    }

    fn call(&self, graph: &mut Graph, weight: NodeId) -> Result<NodeId> {
        let norms = self.axis.norms(graph, weight)?;
        let clipped = graph.clip(norms, self.min_value, self.max_value)?;
        let there = graph.scale(clipped, self.rate)?;
        let here = graph.scale(norms, 1.0 - self.rate)?;
        let wanted = graph.add(there, here)?;
        rescaled(graph, weight, wanted, norms)
    }

    fn config(&self) -> Config {
        Config::new()
            .with("min_value", self.min_value)
            .with("max_value", self.max_value)
            .with("rate", self.rate)
            .with("axis", &self.axis)
    }

    fn check(&self) -> Result<()> {
        check_length("min_value", self.min_value)?;
        check_length("max_value", self.max_value)?;
        if self.max_value < self.min_value {
            return Err(Error::invalid(
                "max_value",
                format!("at least min_value, {}", self.min_value),
                self.max_value.to_string(),
                "Exchange the two, or leave one out.",
            ));
        }
        if (0.0..=1.0).contains(&self.rate) {
            return Ok(());
        }
        let remedy = "At 1 every step enforces the lengths in full.";
        Err(Error::invalid("rate", "a number from 0 to 1", self.rate.to_string(), remedy))
    }
}
