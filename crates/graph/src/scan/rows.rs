//! Whether rows of a batch are computed independently of each other.

use crate::graph::{Graph, Node, NodeId};
use crate::op::Op;
use crate::types::{Dim, Shape};

/// How the rows of a batch go into a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Not at all: the same value for any batch.
    Free,
    /// Row `i` of the value, which lies along its first axis, depends on row `i` of the batch alone.
    Each,
    /// In some other way.
    Mixed,
}

/// Whether rows lie along the first axis, and along no other.
pub(crate) fn is_of_rows(shape: &Shape) -> bool {
    let known = |dim: &Dim| dim.known().is_some();
    matches!(shape.dims(), [Dim::Batch, rest @ ..] if rest.iter().all(known))
}

/// The kind of every node of a graph.
pub(crate) fn kinds(graph: &Graph) -> Vec<Rows> {
    let mut kinds: Vec<Rows> = Vec::with_capacity(graph.len());
    for (_, node) in graph.nodes() {
        let kind = kind(graph, node, &kinds);
        kinds.push(kind);
    }
    kinds
}

/// The first node that mixes rows among those that `outputs` need, or an output that has no rows.
pub(crate) fn first_mixing(graph: &Graph, kinds: &[Rows], outputs: &[NodeId]) -> Option<NodeId> {
    let mut needed = vec![false; graph.len()];
    for output in outputs {
        needed[output.index()] = true;
    }
    for (id, node) in graph.nodes().rev() {
        if needed[id.index()] {
            node.inputs.iter().for_each(|input| needed[input.index()] = true);
        }
    }
    let mixing = |id: &NodeId| needed[id.index()] && kinds[id.index()] == Rows::Mixed;
    let first = graph.nodes().map(|(id, _)| id).find(mixing);
    first.or(outputs.iter().copied().find(|output| kinds[output.index()] != Rows::Each))
}

/// The kind of a node from those of its operands. An operation that is not named here is not known to
/// keep rows apart.
fn kind(graph: &Graph, node: &Node, kinds: &[Rows]) -> Rows {
    let operand = |i: usize| kinds[node.inputs[i].index()];
    let shape = &node.ty.shape;
    let of = |kind: Rows| node.inputs.iter().any(|input| kinds[input.index()] == kind);
    // What depends on more than the operands, what can end a run, and what another graph keeps.
    let barred = matches!(
        node.op,
        Op::BatchSize
            | Op::Random { .. }
            | Op::Variable(..)
            | Op::Gather
            | Op::ScatterAdd { .. }
            | Op::CustomGradient(_)
            | Op::Scan(_)
    );
    if of(Rows::Mixed) || barred {
        return Rows::Mixed;
    }
    if !of(Rows::Each) && !shape.has_batch() {
        return Rows::Free;
    }
    if !is_of_rows(shape) {
        return Rows::Mixed;
    }
    let (each, free) = (Rows::Each, Rows::Free);
    let apart = match &node.op {
        Op::Input(..) => true,
        Op::Iota { axis, .. } => *axis > 0,
        Op::Unary(_) | Op::Binary(_) | Op::Select | Op::Cast(_) | Op::StopGradient => true,
        Op::Reshape(_) => operand(0) == each,
        Op::Transpose(axes) => axes.first() == Some(&0),
        Op::Broadcast(_) => {
            operand(0) == free || graph.ty(node.inputs[0]).shape.rank() == shape.rank()
        }
        Op::Slice { axis, .. }
        | Op::Pad { axis, .. }
        | Op::Unfold { axis, .. }
        | Op::Fold { axis, .. }
        | Op::ArgMax(axis)
        | Op::Concat(axis)
        | Op::Softmax(axis)
        | Op::LogSoftmax(axis) => *axis > 0,
        Op::Reduce(_, axes) => !axes.contains(&0),
        Op::Dot(axes) => {
            let in_step = axes.batch.first() == Some(&(0, 0));
            let rows_left = (axes.batch.is_empty() && axes.contract.iter().all(|pair| pair.0 != 0))
                .then(|| operand(0) == each && operand(1) == free);
            in_step || rows_left == Some(true)
        }
        Op::Conv(_) | Op::ConvInputGrad { .. } => operand(0) == each && operand(1) == free,
        Op::Pool(..) | Op::MaxPoolGrad(_) | Op::AveragePoolGrad { .. } => true,
        _ => false,
    };
    if apart { Rows::Each } else { Rows::Mixed }
}
