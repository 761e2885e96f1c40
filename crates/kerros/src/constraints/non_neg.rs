//! No negative weights.

use super::Constraint;
use crate::error::Result;
use kerros_graph::{Graph, NodeId};

/// Sets negative weights to 0: `max(w, 0)`. No arguments. In Keras: "NonNeg class".
///
/// ```
/// use kerros::prelude::*;
///
/// assert_eq!(SharedConstraint::from(NonNeg).name(), "NonNeg");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NonNeg;

impl Constraint for NonNeg {
    fn name(&self) -> &'static str {
        "NonNeg"
    }

    fn call(&self, graph: &mut Graph, weight: NodeId) -> Result<NodeId> {
        let zero = graph.literal(0.0)?;
        Ok(graph.maximum(weight, zero)?)
    }
}
