//! What the focal crossentropies share.

use crate::error::Result;
use crate::registry::{Argument, Literal};
use kerros_graph::{Graph, NodeId};

pub(super) const GAMMA: Argument = Argument::with_default(
    "gamma",
    Literal::Float(2.0),
    "how much less what is predicted well counts; from 0, which is the plain crossentropy",
);

pub(super) const ALPHA_HINT: &str = "0.25 is usual.";
pub(super) const GAMMA_HINT: &str = "2 is usual.";

/// The smallest base of a power whose exponent is not 0, 1 or 2. At 0 the slope of some is infinite, and 0 times
/// infinity no number; the power itself moves by less than `f32` can tell where it counts.
const SMALLEST_BASE: f64 = 1e-30;

/// `x^gamma` for `x` of 0 to 1; `None` where that is 1 throughout.
pub(super) fn power(graph: &mut Graph, x: NodeId, gamma: f64) -> Result<Option<NodeId>> {
    if gamma == 0.0 {
        return Ok(None);
    }
    if gamma == 1.0 {
        return Ok(Some(x));
    }
    if gamma == 2.0 {
        return Ok(Some(graph.square(x)?));
    }
    let smallest = graph.literal(SMALLEST_BASE)?;
    let base = graph.maximum(x, smallest)?;
    let exponent = graph.literal(gamma)?;
    Ok(Some(graph.pow(base, exponent)?))
}
