//! What to change, by what has made the first number that is not finite.

use super::NonFinitePart;
use kerros_graph::op::{Binary, Unary};
use kerros_graph::{Graph, NodeId, Op};

/// For numbers that have grown beyond what single precision holds.
pub(super) const TOO_LARGE: &str = "Use a smaller learning rate, limit the gradients (clipnorm of the optimizer), or scale \
                         the inputs and targets.";

/// What to change, given the node that has made the first number that is not finite, and whether that was
/// NaN. `forward` tells of each node whether the loss is computed from it.
pub(super) fn remedy(
    graph: &Graph,
    node: NodeId,
    part: NonFinitePart,
    is_nan: bool,
    forward: &[bool],
) -> &'static str {
    match (graph.op(node), part) {
        (Op::Binary(Binary::Div), NonFinitePart::Gradient) => of_slope(graph, node, forward),
        (Op::Variable(..), _) => {
            "These numbers were not finite before the training. Set them anew (set_weights), or make the model again."
        }
        (Op::Unary(Unary::Log | Unary::Log1p), _) => {
            "A logarithm needs numbers above 0: add a small one such as 1e-7 before it, or compute the loss of \
             logits (from_logits)."
        }
        (Op::Unary(Unary::Sqrt), _) if is_nan => {
            "A root needs numbers of at least 0: take it of the larger of the number and a small one such as 1e-7."
        }
        (Op::Unary(Unary::Exp), _) => {
            "An exponential is finite up to 88: scale the inputs, use a smaller learning rate, or subtract the \
             largest number before it."
        }
        (Op::Binary(Binary::Div), _) => {
            "A divisor is 0 or too small: add a small number such as 1e-7 to it."
        }
        (Op::Binary(Binary::Pow), _) => {
            "A power is finite for bases above 0 that are not too large: add a small number such as 1e-7 to the \
             base, or scale the inputs."
        }
        (Op::Softmax(_) | Op::LogSoftmax(_), _) if is_nan => {
            "Of some row nothing is left behind the mask: leave at least one step in each."
        }
        _ => TOO_LARGE,
    }
}

/// What to change about a quotient in a gradient, by the function whose slope it is.
fn of_slope(graph: &Graph, quotient: NodeId, forward: &[bool]) -> &'static str {
    let divisor = plain(graph, graph.node(quotient).inputs[1]);
    if matches!(graph.op(divisor), Op::Unary(Unary::Sqrt)) {
        return "The slope of a root is infinite at 0: add a small number such as 1e-7 before the root.";
    }
    let users = graph.nodes().filter(|(id, _)| forward.get(id.index()) == Some(&true));
    let mut users =
        users.filter(|(_, node)| node.inputs.iter().any(|&x| plain(graph, x) == divisor));
    if users.any(|(_, node)| matches!(node.op, Op::Unary(Unary::Log))) {
        return "The slope of a logarithm is infinite at 0: add a small number such as 1e-7 before the logarithm.";
    }
    "A divisor is 0 or too small: add a small number such as 1e-7 to it."
}

/// The value that a node shows under another shape or to a scale.
fn plain(graph: &Graph, id: NodeId) -> NodeId {
    let node = graph.node(id);
    match (&node.op, &node.inputs[..]) {
        (Op::Reshape(_) | Op::Broadcast(_) | Op::Transpose(_), &[x]) => plain(graph, x),
        (Op::Binary(Binary::Mul), &[a, b]) if is_literal(graph, a) => plain(graph, b),
        (Op::Binary(Binary::Mul), &[a, b]) if is_literal(graph, b) => plain(graph, a),
        _ => id,
    }
}

/// Whether a node is one number that was written into the graph, in whatever shape.
fn is_literal(graph: &Graph, id: NodeId) -> bool {
    let node = graph.node(id);
    match (&node.op, &node.inputs[..]) {
        (Op::Literal(..), _) => true,
        (Op::Reshape(_) | Op::Broadcast(_), &[x]) => is_literal(graph, x),
        _ => false,
    }
}
