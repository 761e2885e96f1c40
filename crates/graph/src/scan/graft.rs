//! Copies of a body in another graph.

use crate::error::Result;
use crate::graph::{Graph, NodeId, Operands};
use crate::op::Op;
use crate::types::{Dim, Shape};

/// Copies what `roots` of `source` need into `graph` and returns their copies. Nodes that `map` has
/// already are not copied; the others are added to it. A batch of `source` becomes one of `rows` rows.
pub(crate) fn graft(
    graph: &mut Graph,
    source: &Graph,
    roots: &[NodeId],
    map: &mut [Option<NodeId>],
    rows: Dim,
) -> Result<Vec<NodeId>> {
    let needed = needed(source, roots, &|id| map[id.index()].is_some());
    for (id, node) in source.nodes() {
        if !needed[id.index()] || map[id.index()].is_some() {
            continue;
        }
        let inputs: Operands = node.inputs.iter().filter_map(|input| map[input.index()]).collect();
        map[id.index()] = Some(graph.insert(with_rows(&node.op, rows), &inputs)?);
    }
    Ok(roots.iter().filter_map(|root| map[root.index()]).collect())
}

/// For every node: whether `roots` need it, looking no further than nodes that are `given` (which are
/// needed themselves).
pub(crate) fn needed(graph: &Graph, roots: &[NodeId], given: &dyn Fn(NodeId) -> bool) -> Vec<bool> {
    let mut needed = vec![false; graph.len()];
    for root in roots {
        needed[root.index()] = true;
    }
    for (id, node) in graph.nodes().rev() {
        if needed[id.index()] && !given(id) {
            node.inputs.iter().for_each(|input| needed[input.index()] = true);
        }
    }
    needed
}

/// The operation on batches of `rows` rows.
fn with_rows(op: &Op, rows: Dim) -> Op {
    let exchange = |shape: &Shape| -> Shape {
        let dims = shape.dims().iter();
        dims.map(|&dim| if dim == Dim::Batch { rows } else { dim }).collect()
    };
    let mut op = op.clone();
    match &mut op {
        Op::Reshape(shape) | Op::Broadcast(shape) => *shape = exchange(shape),
        Op::Iota { ty, .. } | Op::Input(_, ty) | Op::Variable(_, ty) => {
            ty.shape = exchange(&ty.shape);
        }
        Op::Random { shape, .. } => *shape = exchange(shape),
        _ => {}
    }
    op
}
