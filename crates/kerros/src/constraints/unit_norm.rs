//! Lengths of 1.

use super::norm::normalized;
use super::{Constraint, NormAxes};
use crate::error::Result;
use crate::layer::Config;
use kerros_graph::{Graph, NodeId};

/// Brings the lengths of weights to 1: `w / (norm + 1e-7)`. In Keras: "UnitNorm class".
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | 0 | axes along which the length is taken, see [`NormAxes`] |
///
/// ```
/// use kerros::prelude::*;
///
/// let constraint = SharedConstraint::from(UnitNorm::new().axis(1));
/// assert_eq!(constraint.config().to_string(), "axis=1");
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when the weight does not have the axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnitNorm {
    axis: NormAxes,
}

impl UnitNorm {
    /// Lengths of 1 along the first axis.
    pub fn new() -> Self {
        UnitNorm::default()
    }

    /// Axes along which the length is taken; 0 if not set.
    #[must_use]
    pub fn axis(mut self, axis: impl Into<NormAxes>) -> Self {
        self.axis = axis.into();
        self
    }
}

impl Constraint for UnitNorm {
    fn name(&self) -> &'static str {
        "UnitNorm"
    }

    fn call(&self, graph: &mut Graph, weight: NodeId) -> Result<NodeId> {
        let norms = self.axis.norms(graph, weight)?;
        normalized(graph, weight, norms)
    }

    fn config(&self) -> Config {
        Config::new().with("axis", &self.axis)
    }
}
