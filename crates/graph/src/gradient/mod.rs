//! Reverse-mode differentiation, graph to graph.
//!
//! [`gradient`] walks from a scalar back to the values asked for and appends the nodes of the
//! derivative. The driver here owns accumulation; the rules ([`rule`]) say, for one operation, what
//! the gradient of each operand is, given that of the result.

mod custom;
mod elementwise;
mod movement;
mod network;
mod rules;
mod scan;

pub(crate) use custom::CustomGradients;
pub use custom::{CustomGradient, Upstream};
pub use rules::rule;

use crate::error::{Error, Result};
use crate::graph::{Graph, NodeId, Operands};
use crate::types::{Shape, Type};
use smallvec::SmallVec;

/// The gradient of each operand of a node; `None` where it is zero everywhere.
pub type OperandGradients = SmallVec<[Option<NodeId>; 3]>;

/// A rule: given the graph, a node and the gradient of its value, the gradients of its operands.
pub type Rule = dyn Fn(&mut Graph, NodeId, NodeId) -> Result<OperandGradients>;

/// The gradients of the scalar `of` with respect to each of `with_respect_to`, of the same types.
///
/// # Errors
///
/// When `of` is no scalar of type `f32`.
///
/// # Example
///
/// ```
/// use kerros_graph::{Graph, InputId, Shape, Type, gradient};
///
/// let mut graph = Graph::new();
/// let x = graph.input(InputId(0), Type::f32(Shape::of(&[3])))?;
/// let square = graph.square(x)?;
/// let sum = graph.sum_all(square)?;
/// let dx = gradient(&mut graph, sum, &[x])?[0];
/// assert_eq!(graph.ty(dx), graph.ty(x));
/// # Ok::<(), kerros_graph::Error>(())
/// ```
pub fn gradient(graph: &mut Graph, of: NodeId, with_respect_to: &[NodeId]) -> Result<Vec<NodeId>> {
    gradient_with(graph, of, with_respect_to, &rule)
}

/// [`gradient`] with rules of the caller's: how the gradient checker is itself checked.
pub fn gradient_with(
    graph: &mut Graph,
    of: NodeId,
    with_respect_to: &[NodeId],
    rule: &Rule,
) -> Result<Vec<NodeId>> {
    if *graph.ty(of) != Type::f32(Shape::scalar()) {
        return Err(Error::NotAScalar { received: graph.ty(of).to_string() });
    }
    let one = graph.literal(1.0)?;
    let gradients = pull_back(graph, &[(of, one)], with_respect_to, rule)?;
    with_respect_to
        .iter()
        .zip(gradients)
        .map(|(&value, gradient)| match gradient {
            Some(gradient) => Ok(gradient),
            None => graph.full_like(value, 0.0),
        })
        .collect()
}

/// The gradients with respect to each of `with_respect_to`, given those of some values; `None` where
/// they are zero everywhere. What a value has by itself comes first in the sum of its gradients.
pub(crate) fn pull_back(
    graph: &mut Graph,
    seeds: &[(NodeId, NodeId)],
    with_respect_to: &[NodeId],
    rule: &Rule,
) -> Result<Vec<Option<NodeId>>> {
    let count = seeds.iter().map(|seed| seed.0.index() + 1).max().unwrap_or(0);
    let reached = reached_from(graph, with_respect_to, count);
    let mut gradients: Vec<Option<NodeId>> = vec![None; count];
    for &(value, gradient) in seeds {
        let sum = match gradients[value.index()] {
            Some(so_far) => graph.add(so_far, gradient)?,
            None => gradient,
        };
        gradients[value.index()] = Some(sum);
    }

    let entered = graph.entered().to_owned();
    let order: Vec<NodeId> = graph.nodes().map(|(id, _)| id).take(count).collect();
    for id in order.into_iter().rev() {
        let Some(result_gradient) = gradients[id.index()] else { continue };
        if !reached[id.index()] {
            continue;
        }
        let scope = graph.scope(id).to_owned();
        graph.enter(&scope);
        let operands: Operands = graph.node(id).inputs.clone();
        let operand_gradients = rule(graph, id, result_gradient)?;
        for (operand, operand_gradient) in operands.into_iter().zip(operand_gradients) {
            let Some(operand_gradient) = operand_gradient else { continue };
            if reached[operand.index()] {
                require_type_of(graph, id, operand, operand_gradient)?;
                let sum = match gradients[operand.index()] {
                    Some(so_far) => graph.add(so_far, operand_gradient)?,
                    None => operand_gradient,
                };
                gradients[operand.index()] = Some(sum);
            }
        }
    }
    graph.enter(&entered);
    Ok(with_respect_to
        .iter()
        .map(|&value| gradients.get(value.index()).copied().flatten())
        .collect())
}

/// Checks what a rule has returned for an operand of `node`.
fn require_type_of(
    graph: &Graph,
    node: NodeId,
    operand: NodeId,
    operand_gradient: NodeId,
) -> Result<()> {
    let (expected, received) = (graph.ty(operand), graph.ty(operand_gradient));
    if expected == received {
        return Ok(());
    }
    Err(Error::Shape {
        op: graph.op(node).name(),
        expected: format!("a gradient of the operand's type, {expected}"),
        received: received.to_string(),
        remedy: "The rule of this operation is wrong; mend it.".into(),
    })
}

/// For each of the first `count` nodes: whether it depends on one of `sources`.
fn reached_from(graph: &Graph, sources: &[NodeId], count: usize) -> Vec<bool> {
    let mut reached = vec![false; count];
    for (id, node) in graph.nodes().take(count) {
        reached[id.index()] =
            sources.contains(&id) || node.inputs.iter().any(|input| reached[input.index()]);
    }
    reached
}
