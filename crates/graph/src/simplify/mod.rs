//! Simplification: a pass from one program to a smaller one that computes the same.
//!
//! Nodes that no root needs are dropped, arithmetic on literals is done now, and operations that
//! change nothing are left out. Sharing needs no pass: the arena never holds a value twice. Rewrites
//! keep NaN and infinity as they are (so `x * 0` stays). Only the sign of a zero may change
//! (`-0 + 0`), a square may differ from the power 2 in the last bit, and the root of minus infinity
//! is NaN, where the power 1/2 gives infinity. Operations that only gradients look at
//! ([`Op::StopGradient`], [`Op::CustomGradient`]) are gone afterwards, so gradients are made before.

mod concat;
mod rewrite;

use crate::error::Result;
use crate::executor::Program;
use crate::graph::{NodeId, Operands};
use crate::op::Op;

/// The simplified program, with the same outputs and updates in the same order.
///
/// # Errors
///
/// None for a program whose graph was built by inserts.
pub fn simplify(program: &Program) -> Result<Program> {
    let needed = live(program);
    let mut graph = program.graph.successor();
    let mut renamed: Vec<Option<NodeId>> = vec![None; program.graph.len()];
    for (id, node) in program.graph.nodes().filter(|(id, _)| needed[id.index()]) {
        graph.enter(program.graph.scope(id));
        let inputs: Operands =
            node.inputs.iter().filter_map(|input| renamed[input.index()]).collect();
        renamed[id.index()] = Some(match rewrite::rewrite(&mut graph, &node.op, &inputs)? {
            Some(simpler) => simpler,
            None => graph.insert(node.op.clone(), &inputs)?,
        });
    }
    let rename = |ids: &[NodeId]| ids.iter().filter_map(|id| renamed[id.index()]).collect();
    let outputs = rename(&program.outputs);
    let updates: Vec<NodeId> = rename(&program.updates);
    // Rewrites leave nodes behind that nothing needs any more; a second walk drops them.
    let simpler = Program { graph, outputs, updates };
    if live(&simpler).iter().all(|&needed| needed) { Ok(simpler) } else { drop_dead(&simpler) }
}

/// For every node: whether an output or an update needs it.
pub fn live(program: &Program) -> Vec<bool> {
    let mut live = vec![false; program.graph.len()];
    for root in program.roots() {
        live[root.index()] = true;
    }
    for (id, node) in program.graph.nodes().rev() {
        if live[id.index()] {
            // What a value is differentiated with respect to does not take part in the value.
            let read = match node.op {
                Op::CustomGradient(_) => &node.inputs[..1],
                _ => &node.inputs[..],
            };
            for input in read {
                live[input.index()] = true;
            }
        }
    }
    live
}

fn drop_dead(program: &Program) -> Result<Program> {
    let needed = live(program);
    let mut graph = program.graph.successor();
    let mut renamed: Vec<Option<NodeId>> = vec![None; program.graph.len()];
    for (id, node) in program.graph.nodes().filter(|(id, _)| needed[id.index()]) {
        graph.enter(program.graph.scope(id));
        let inputs: Operands =
            node.inputs.iter().filter_map(|input| renamed[input.index()]).collect();
        let op: Op = node.op.clone();
        renamed[id.index()] = Some(graph.insert(op, &inputs)?);
    }
    let rename = |ids: &[NodeId]| ids.iter().filter_map(|id| renamed[id.index()]).collect();
    Ok(Program { outputs: rename(&program.outputs), updates: rename(&program.updates), graph })
}
