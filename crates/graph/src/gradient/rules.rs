//! One rule an operation, in one match.

use super::{OperandGradients, custom, elementwise, movement, network, scan};
use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::{Op, Pooling, Reduction};
use smallvec::smallvec;

/// The gradients of the operands of `id`, given the gradient `g` of its value.
///
/// Integers, positions and steps have no gradient, and neither have the inputs of an assignment:
/// those are `None`.
pub fn rule(graph: &mut Graph, id: NodeId, g: NodeId) -> Result<OperandGradients> {
    let node = graph.node(id).clone();
    let x = |operand: usize| node.inputs[operand];
    match &node.op {
        Op::Input(..)
        | Op::Variable(..)
        | Op::Literal(..)
        | Op::BatchSize
        | Op::Iota { .. }
        | Op::Random { .. } => Ok(smallvec![]),
        Op::ArgMax(_) | Op::Assign(_) => Ok(smallvec![None]),

        Op::Unary(kind) => Ok(smallvec![elementwise::unary(graph, *kind, x(0), id, g)?]),
        Op::Binary(kind) => elementwise::binary(graph, *kind, [x(0), x(1)], id, g),
        Op::Select => elementwise::select(graph, x(0), g),
        Op::Cast(dtype) => Ok(smallvec![(graph.ty(x(0)).dtype == *dtype).then_some(g)]),

        Op::Reshape(_) => {
            let shape = graph.ty(x(0)).shape.clone();
            Ok(smallvec![Some(graph.reshape(g, shape)?)])
        }
        Op::Transpose(axes) => Ok(smallvec![Some(movement::transpose(graph, axes, g)?)]),
        Op::Broadcast(_) => Ok(smallvec![Some(movement::broadcast(graph, x(0), g)?)]),
        Op::Slice { axis, start, step, .. } => {
            let extent = movement::extent(graph, x(0), *axis);
            Ok(smallvec![Some(graph.pad(g, *axis, *start, *step, extent)?)])
        }
        Op::Pad { axis, start, step, .. } => {
            let count = movement::extent(graph, x(0), *axis);
            Ok(smallvec![Some(graph.slice(g, *axis, *start, *step, count)?)])
        }
        Op::Unfold { axis, stride, dilation, .. } => {
            let extent = movement::extent(graph, x(0), *axis);
            Ok(smallvec![Some(graph.fold(g, *axis, extent, *stride, *dilation)?)])
        }
        Op::Fold { axis, stride, dilation, .. } => {
            let size = movement::extent(graph, x(0), axis + 1);
            Ok(smallvec![Some(graph.unfold(g, *axis, size, *stride, *dilation)?)])
        }
        Op::Gather => {
            let extent = movement::extent(graph, x(0), 0);
            // A table of integers has no gradient.
            let float = graph.ty(x(0)).dtype == crate::types::DType::F32;
            let rows = float.then(|| graph.scatter_add(g, x(1), extent)).transpose()?;
            Ok(smallvec![rows, None])
        }
        Op::ScatterAdd { .. } => Ok(smallvec![Some(graph.gather(g, x(1))?), None]),
        Op::StopGradient => Ok(smallvec![None]),
        Op::CustomGradient(tag) => custom::gradient(graph, *tag, &node.inputs, g),

        Op::Reduce(Reduction::Sum, axes) => {
            Ok(smallvec![Some(movement::spread(graph, g, axes, x(0))?)])
        }
        Op::Reduce(Reduction::Max, axes) => {
            Ok(smallvec![Some(movement::reduce_max(graph, axes, x(0), id, g)?)])
        }
        Op::Dot(axes) => network::dot(graph, axes, [x(0), x(1)], g),

        Op::Concat(axis) => movement::concat(graph, *axis, &node.inputs, g),
        Op::Conv(conv) => network::conv(graph, conv, [x(0), x(1)], g),
        Op::ConvInputGrad { conv, .. } => network::conv_input_grad(graph, conv, [x(0), x(1)], g),
        Op::ConvKernelGrad(conv) => network::conv_kernel_grad(graph, conv, [x(0), x(1)], g),
        Op::Pool(Pooling::Max, window) => {
            Ok(smallvec![Some(graph.insert(Op::MaxPoolGrad(window.clone()), &[x(0), g])?)])
        }
        Op::Pool(Pooling::Average, window) => {
            let op = Op::AveragePoolGrad {
                window: window.clone(),
                extents: network::extents(graph, x(0)),
            };
            Ok(smallvec![Some(graph.insert(op, &[g])?)])
        }
        // The choice of the largest elements is constant almost everywhere, so only `dy` counts.
        Op::MaxPoolGrad(window) => {
            Ok(smallvec![None, Some(crate::decompose::pick_max(graph, window, x(0), g)?)])
        }
        Op::AveragePoolGrad { window, .. } => {
            Ok(smallvec![Some(graph.pool(Pooling::Average, g, window.clone())?)])
        }
        Op::Softmax(axis) => Ok(smallvec![Some(network::softmax(graph, *axis, id, g)?)]),
        Op::LogSoftmax(axis) => Ok(smallvec![Some(network::log_softmax(graph, *axis, id, g)?)]),
        Op::Scan(cell) => scan::scan(graph, cell, &node.inputs, id, g),
    }
}
