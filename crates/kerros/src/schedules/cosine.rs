//! Half a cosine.

use crate::error::Result;
use kerros_graph::{Graph, NodeId};
use std::f64::consts::FRAC_PI_2;

/// `(1 + cos(pi x)) / 2` for `x` from 0 to 1, as `cos(pi x / 2)^2`, which is exact where it is small.
///
/// The graph has no cosine, and a schedule needs one number a step only: the series of `sin(pi (1 - x) / 2)`,
/// whose first term left out is below 1e-9.
pub(super) fn half_cosine(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let one = graph.literal(1.0)?;
    let rest = graph.sub(one, x)?;
    let angle = graph.scale(rest, FRAC_PI_2)?;
    let square = graph.square(angle)?;
    // sin(a) = a (1 - a^2 / 2 3 (1 - a^2 / 4 5 (1 - ...)))
    let mut series = one;
    for k in (1..=6).rev() {
        let term = graph.mul(square, series)?;
        let term = graph.scale(term, 1.0 / f64::from(2 * k * (2 * k + 1)))?;
        series = graph.sub(one, term)?;
    }
    let sine = graph.mul(angle, series)?;
    Ok(graph.square(sine)?)
}
