//! Which kernel computes which operation.

use super::product::product;
use super::scan;
use super::values::Values;
use crate::kernels::conv::scatter;
use crate::kernels::rows::{IndexKind, Table};
use crate::step::{Concat, Conv, Conv1d, Indexing, Kernel, Part, Pool};
use kerros_graph::op::{Convolution, Op, Pooling, Window};
use kerros_graph::{DType, NodeId, Program};

/// Whether the executor runs an operation as it is. Core operations all are; a macro operation is
/// decomposed where there is no kernel for it.
///
/// Named one by one, so that a new operation does not compile until somebody has decided.
pub(crate) fn exists(op: &Op) -> bool {
    let one_dimensional = |window: &Window| window.rank() == 1;
    match op {
        Op::Conv(conv) | Op::ConvInputGrad { conv, .. } | Op::ConvKernelGrad(conv) => {
            conv.window.rank() <= Conv::MOST_AXES
        }
        Op::Pool(_, window) | Op::MaxPoolGrad(window) | Op::AveragePoolGrad { window, .. } => {
            one_dimensional(window)
        }
        Op::Concat(_) | Op::Softmax(_) | Op::LogSoftmax(_) | Op::Scan(_) => true,
        Op::Input(..)
        | Op::Variable(..)
        | Op::Literal(..)
        | Op::BatchSize
        | Op::Iota { .. }
        | Op::Random { .. }
        | Op::Unary(_)
        | Op::Binary(_)
        | Op::Select
        | Op::Cast(_)
        | Op::Reshape(_)
        | Op::Transpose(_)
        | Op::Broadcast(_)
        | Op::Slice { .. }
        | Op::Pad { .. }
        | Op::Unfold { .. }
        | Op::Fold { .. }
        | Op::Gather
        | Op::ScatterAdd { .. }
        | Op::StopGradient
        | Op::CustomGradient(_)
        | Op::Reduce(..)
        | Op::ArgMax(_)
        | Op::Dot(_)
        | Op::Assign(_) => true,
    }
}

/// The kernel of a node that is no pass.
pub(crate) fn choose(program: &Program, values: &Values, id: NodeId) -> Kernel {
    let node = program.graph.node(id);
    let shape = |x: NodeId| values.shapes[x.index()].as_slice();
    let operand = |i: usize| shape(node.inputs[i]);
    let result = shape(id);
    match &node.op {
        Op::Dot(axes) => {
            Kernel::Product(product(values, id, axes, [node.inputs[0], node.inputs[1]]))
        }
        Op::Concat(axis) => Kernel::Concat(concat(values, &node.inputs, *axis)),
        Op::Conv(conv) => {
            let (x, filters) = (operand(0), last(result));
            match Family::of(conv, x) {
                Family::OneAxis => Kernel::Conv1d(Conv1d::new(&conv.window, x, filters)),
                Family::General => Kernel::Conv(Conv::new(conv, x, filters)),
                Family::Depthwise => Kernel::Depthwise(Conv::new(conv, x, filters)),
            }
        }
        Op::ConvInputGrad { conv, .. } => {
            let filters = last(operand(0));
            match Family::of(conv, result) {
                // The kernel for one axis multiplies the zeros between strides as well, and leaves lanes
                // empty where there are few channels.
                Family::OneAxis
                    if conv.window.stride[0] == 1 && last(result) >= scatter::ENOUGH_CHANNELS =>
                {
                    Kernel::Conv1dInputGrad(Conv1d::new(&conv.window, result, filters))
                }
                Family::OneAxis | Family::General => {
                    Kernel::ConvInputGrad(Conv::new(conv, result, filters))
                }
                Family::Depthwise => Kernel::DepthwiseInputGrad(Conv::new(conv, result, filters)),
            }
        }
        Op::ConvKernelGrad(conv) => {
            let (x, filters) = (operand(0), last(operand(1)));
            match Family::of(conv, x) {
                Family::OneAxis => Kernel::Conv1dKernelGrad(Conv1d::new(&conv.window, x, filters)),
                Family::General => Kernel::ConvKernelGrad(Conv::new(conv, x, filters)),
                Family::Depthwise => Kernel::DepthwiseKernelGrad(Conv::new(conv, x, filters)),
            }
        }
        Op::Pool(Pooling::Max, window) => Kernel::MaxPool(Pool::new(window, operand(0))),
        Op::Pool(Pooling::Average, window) => Kernel::AveragePool(Pool::new(window, operand(0))),
        Op::MaxPoolGrad(window) => Kernel::MaxPoolGrad(Pool::new(window, result)),
        Op::AveragePoolGrad { window, .. } => Kernel::AveragePoolGrad(Pool::new(window, result)),
        Op::Softmax(_) | Op::LogSoftmax(_) => {
            let (rows, columns) = rows(result);
            Kernel::Softmax { rows, columns, log: matches!(node.op, Op::LogSoftmax(_)) }
        }
        Op::ArgMax(_) => {
            let (rows, columns) = rows(operand(0));
            Kernel::ArgMax { rows, columns }
        }
        Op::Reduce(kind, axes) => {
            let x = operand(0);
            let (first, last) = (axes.first().copied().unwrap_or(0), axes.len());
            Kernel::Reduce {
                kind: *kind,
                outer: x[..first].iter().product(),
                reduced: x[first..first + last].iter().product(),
                inner: x[first + last..].iter().product(),
            }
        }
        Op::Pad { axis, start, step, extent } => Kernel::Pad {
            outer: result[..*axis].iter().product(),
            count: operand(0)[*axis],
            inner: result[axis + 1..].iter().product(),
            start: *start,
            step: *step,
            extent: *extent,
        },
        Op::Fold { axis, extent, stride, dilation } => Kernel::Fold {
            outer: result[..*axis].iter().product(),
            positions: operand(0)[*axis],
            size: operand(0)[axis + 1],
            inner: result[axis + 1..].iter().product(),
            stride: *stride,
            dilation: *dilation,
            extent: *extent,
        },
        Op::Scan(cell) => {
            let constants = &node.inputs[1 + cell.slices().len()..];
            let elements = constants.iter().map(|&x| values.elements(x)).collect();
            Kernel::Scan(Box::new(scan::scan(cell, [result[0] - 1, result[1]], elements)))
        }
        Op::Gather => Kernel::Gather(indexing(program, values, node.inputs[1], operand(0))),
        Op::ScatterAdd { .. } => {
            Kernel::ScatterAdd(indexing(program, values, node.inputs[1], result))
        }
        // `Values` gives these no kernel: they are passes, views, or part of whoever reads them.
        Op::Input(..)
        | Op::Variable(..)
        | Op::Literal(..)
        | Op::BatchSize
        | Op::Iota { .. }
        | Op::Random { .. }
        | Op::Unary(_)
        | Op::Binary(_)
        | Op::Select
        | Op::Cast(_)
        | Op::Reshape(_)
        | Op::Transpose(_)
        | Op::Broadcast(_)
        | Op::Slice { .. }
        | Op::Unfold { .. }
        | Op::StopGradient
        | Op::CustomGradient(_)
        | Op::Assign(_) => Kernel::Copy,
    }
}

/// Which of the kernels for convolutions fits.
enum Family {
    /// One axis, one group.
    OneAxis,
    /// A group for each channel.
    Depthwise,
    /// Any axes, any groups.
    General,
}

impl Family {
    /// The family of a convolution over `x (samples, extents..., channels)`.
    fn of(conv: &Convolution, x: &[usize]) -> Self {
        match (conv.window.rank(), conv.groups) {
            (1, 1) => Family::OneAxis,
            (_, groups) if groups > 1 && groups == last(x) => Family::Depthwise,
            _ => Family::General,
        }
    }
}

/// The size of the last axis.
fn last(shape: &[usize]) -> usize {
    shape.last().copied().unwrap_or(1)
}

/// `parts`, each as rows from `axis` on, put together row by row.
fn concat(values: &Values, parts: &[NodeId], axis: usize) -> Concat {
    let part = |&x: &NodeId| Part {
        width: values.shapes[x.index()][axis..].iter().product(),
        // `Values` has made sure that there are such rows.
        apart: values.rows_from(x, axis).unwrap_or_default(),
    };
    let rows = values.shapes[parts[0].index()][..axis].iter().product();
    Concat { rows, parts: parts.iter().map(part).collect() }
}

/// The rows of `table` that a node's values name.
fn indexing(program: &Program, values: &Values, indices: NodeId, table: &[usize]) -> Indexing {
    let kind = match program.graph.ty(indices).dtype {
        DType::I32 => IndexKind::Integer,
        DType::F32 => IndexKind::Number,
    };
    let inner = table[1..].iter().product();
    Indexing {
        table: Table { extent: table[0], inner, kind },
        shape: values.shapes[indices.index()].as_slice().into(),
    }
}

/// A value as rows along its last axis.
fn rows(shape: &[usize]) -> (usize, usize) {
    let columns = shape.last().copied().unwrap_or(1);
    (shape[..shape.len().saturating_sub(1)].iter().product(), columns)
}
