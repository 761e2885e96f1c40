//! Macro operations in terms of core ones: the oracle they are tested against, and the fallback of
//! an executor without a fast kernel.

mod concat;
mod conv;
mod pool;
mod scan;
mod softmax;

pub(crate) use pool::pick_max;

use crate::error::Result;
use crate::executor::Program;
use crate::graph::{Graph, NodeId, Operands};
use crate::op::{Op, Pooling};

/// Writes the decomposition of `op` on `inputs`; `None` when it is a core operation.
///
/// # Errors
///
/// When the operands do not fit the operation.
pub fn decompose(graph: &mut Graph, op: &Op, inputs: &[NodeId]) -> Result<Option<NodeId>> {
    let value = match (op, inputs) {
        (Op::Concat(axis), parts) => concat::concat(graph, *axis, parts)?,
        (Op::Conv(conv), &[x, kernel]) => conv::forward(graph, conv, x, kernel)?,
        (Op::ConvInputGrad { conv, extents }, &[dy, kernel]) => {
            conv::input_gradient(graph, conv, extents, dy, kernel)?
        }
        (Op::ConvKernelGrad(conv), &[x, dy]) => conv::kernel_gradient(graph, conv, x, dy)?,
        (Op::Pool(Pooling::Max, window), &[x]) => pool::max(graph, window, x)?,
        (Op::Pool(Pooling::Average, window), &[x]) => pool::average(graph, window, x)?,
        (Op::MaxPoolGrad(window), &[x, dy]) => pool::max_gradient(graph, window, x, dy)?,
        (Op::AveragePoolGrad { window, extents }, &[dy]) => {
            pool::average_gradient(graph, window, extents, dy)?
        }
        (Op::Softmax(axis), &[x]) => softmax::softmax(graph, *axis, x)?,
        (Op::LogSoftmax(axis), &[x]) => softmax::log_softmax(graph, *axis, x)?,
        (Op::Scan(cell), [initial, rest @ ..]) => scan::unrolled(graph, cell, *initial, rest)?,
        _ => return Ok(None),
    };
    Ok(Some(value))
}

/// The same program with every macro operation decomposed that `keep` does not keep.
///
/// # Errors
///
/// None for a program whose graph was built by inserts.
pub fn decompose_program(program: &Program, keep: &dyn Fn(&Op) -> bool) -> Result<Program> {
    let mut graph = program.graph.successor();
    let mut renamed: Vec<NodeId> = Vec::with_capacity(program.graph.len());
    for (id, node) in program.graph.nodes() {
        graph.enter(program.graph.scope(id));
        let inputs: Operands = node.inputs.iter().map(|input| renamed[input.index()]).collect();
        let value = match keep(&node.op) {
            true => None,
            false => decompose(&mut graph, &node.op, &inputs)?,
        };
        renamed.push(match value {
            Some(value) => value,
            None => graph.insert(node.op.clone(), &inputs)?,
        });
    }
    let rename = |ids: &[NodeId]| ids.iter().map(|id| renamed[id.index()]).collect();
    Ok(Program { outputs: rename(&program.outputs), updates: rename(&program.updates), graph })
}
