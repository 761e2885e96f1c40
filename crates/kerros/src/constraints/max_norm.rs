//! Lengths up to a limit.

use super::norm::{check_length, rescaled};
use super::{Constraint, NormAxes};
use crate::error::Result;
use crate::layer::Config;
use kerros_graph::{Graph, NodeId};

/// Shortens weights to `max_value`: `w * min(norm, max_value) / (norm + 1e-7)`. In Keras: "MaxNorm
/// class".
///
/// | argument | default | |
/// |---|---|---|
/// | `max_value` | 2 | the largest length, finite, not negative |
/// | `axis` | 0 | axes along which the length is taken, see [`NormAxes`] |
///
/// Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: a simple way to
/// prevent neural networks from overfitting", Journal of Machine Learning Research 2014.
///
/// ```
/// use kerros::prelude::*;
///
/// let constraint = SharedConstraint::from(MaxNorm::new().max_value(3.0).axis([0, 1, 2]));
/// assert_eq!(constraint.config().to_string(), "max_value=3.0, axis=[0, 1, 2]");
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when the length is negative or not finite, or the weight does
/// not have the axes.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxNorm {
    max_value: f64,
    axis: NormAxes,
}

impl MaxNorm {
    /// Lengths up to 2 along the first axis.
    pub fn new() -> Self {
        MaxNorm { max_value: 2.0, axis: NormAxes::default() }
    }

    /// The largest length; 2 if not set.
    #[must_use]
    pub fn max_value(mut self, max_value: f64) -> Self {
        self.max_value = max_value;
        self
    }

    /// Axes along which the length is taken; 0 if not set.
    #[must_use]
    pub fn axis(mut self, axis: impl Into<NormAxes>) -> Self {
        self.axis = axis.into();
        self
    }
}

impl Default for MaxNorm {
    fn default() -> Self {
        Self::new()
    }
}

impl Constraint for MaxNorm {
    fn name(&self) -> &'static str {
        "MaxNorm"
    }

    fn call(&self, graph: &mut Graph, weight: NodeId) -> Result<NodeId> {
        let norms = self.axis.norms(graph, weight)?;
        let wanted = graph.clip(norms, 0.0, self.max_value)?;
        rescaled(graph, weight, wanted, norms)
    }

    fn config(&self) -> Config {
        Config::new().with("max_value", self.max_value).with("axis", &self.axis)
    }

    fn check(&self) -> Result<()> {
        check_length("max_value", self.max_value)
    }
}
