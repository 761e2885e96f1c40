//! Limits of gradients.

use super::Options;
use crate::error::Result;
use kerros_graph::{Graph, NodeId};

/// The gradients of all weights, each kept within the limit that is set.
pub(super) fn clipped(
    graph: &mut Graph,
    options: &Options,
    gradients: Vec<NodeId>,
) -> Result<Vec<NodeId>> {
    if let Some(limit) = options.clipnorm {
        gradients.into_iter().map(|gradient| by_norm(graph, gradient, limit)).collect()
    } else if let Some(limit) = options.global_clipnorm {
        by_global_norm(graph, gradients, limit)
    } else if let Some(limit) = options.clipvalue {
        let within = |gradient| Ok(graph.clip(gradient, -limit, limit)?);
        gradients.into_iter().map(within).collect()
    } else {
        Ok(gradients)
    }
}

/// `gradient limit / max(norm, limit)`
fn by_norm(graph: &mut Graph, gradient: NodeId, limit: f64) -> Result<NodeId> {
    let square = square_of_norm(graph, gradient)?;
    let norm = graph.sqrt(square)?;
    let least = graph.literal(limit)?;
    let divisor = graph.maximum(norm, least)?;
    let grown = graph.scale(gradient, limit)?;
    Ok(graph.div(grown, divisor)?)
}

/// Each gradient times `limit min(1 / norm, 1 / limit)` of the norm of all. A norm that is not finite makes
/// all gradients NaN, rather than hide it.
fn by_global_norm(graph: &mut Graph, gradients: Vec<NodeId>, limit: f64) -> Result<Vec<NodeId>> {
    let mut squares = None;
    for &gradient in &gradients {
        let square = square_of_norm(graph, gradient)?;
        squares = Some(match squares {
            Some(sum) => graph.add(sum, square)?,
            None => square,
        });
    }
    let Some(square) = squares else { return Ok(gradients) };
    let norm = graph.sqrt(square)?;
    let one = graph.literal(1.0)?;
    let inverse = graph.div(one, norm)?;
    let most = graph.literal(1.0 / limit)?;
    let share = graph.minimum(inverse, most)?;
    let share = graph.scale(share, limit)?;
    let nothing = graph.sub(norm, norm)?;
    let share = graph.add(share, nothing)?;
    gradients.into_iter().map(|gradient| Ok(graph.mul(gradient, share)?)).collect()
}

fn square_of_norm(graph: &mut Graph, gradient: NodeId) -> Result<NodeId> {
    let squares = graph.square(gradient)?;
    Ok(graph.sum_all(squares)?)
}
