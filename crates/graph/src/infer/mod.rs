//! The type of a node from its operation and its operands' types.

mod convolution;
mod dot;
mod elementwise;
mod indexing;
mod movement;
mod reduction;
mod scan;
mod window;

use crate::error::{Error, Result};
use crate::op::Op;
use crate::types::{DType, Type};

/// Infers the result type, or says why the operands do not fit.
pub(crate) fn infer(op: &Op, inputs: &[&Type]) -> Result<Type> {
    let name = op.name();
    match op {
        Op::Input(_, ty) | Op::Variable(_, ty) => operands(name, inputs).map(|[]| ty.clone()),
        Op::Literal(_, dtype) => operands(name, inputs)
            .map(|[]| Type { dtype: *dtype, shape: crate::types::Shape::scalar() }),
        Op::BatchSize => operands(name, inputs).map(|[]| Type::f32(crate::types::Shape::scalar())),
        Op::Iota { ty, axis } => {
            let [] = operands(name, inputs)?;
            require_axis(name, ty, *axis)?;
            Ok(ty.clone())
        }
        Op::Random { shape, .. } => operands(name, inputs).map(|[]| Type::f32(shape.clone())),

        Op::Unary(_) => elementwise::unary(name, operands(name, inputs)?),
        Op::Binary(kind) => elementwise::binary(name, *kind, operands(name, inputs)?),
        Op::Select => elementwise::select(name, operands(name, inputs)?),
        Op::Cast(dtype) => {
            operands(name, inputs).map(|[x]| Type { dtype: *dtype, shape: x.shape.clone() })
        }

        Op::Reshape(shape) => movement::reshape(name, shape, operands(name, inputs)?),
        Op::Transpose(axes) => movement::transpose(name, axes, operands(name, inputs)?),
        Op::Broadcast(shape) => movement::broadcast(name, shape, operands(name, inputs)?),
        Op::Slice { axis, start, step, count } => {
            movement::slice(name, (*axis, *start, *step, *count), operands(name, inputs)?)
        }
        Op::Pad { axis, start, step, extent } => {
            movement::pad(name, (*axis, *start, *step, *extent), operands(name, inputs)?)
        }
        Op::Unfold { axis, size, stride, dilation } => {
            movement::unfold(name, (*axis, *size, *stride, *dilation), operands(name, inputs)?)
        }
        Op::Fold { axis, extent, stride, dilation } => {
            movement::fold(name, (*axis, *extent, *stride, *dilation), operands(name, inputs)?)
        }
        Op::Gather => indexing::gather(name, operands(name, inputs)?),
        Op::ScatterAdd { extent } => indexing::scatter_add(name, *extent, operands(name, inputs)?),
        Op::StopGradient => operands(name, inputs).map(|[x]| x.clone()),
        Op::CustomGradient(_) => match inputs {
            [value, ..] => Ok((*value).clone()),
            [] => Err(shape_error(name, "a value", "no operand", "Pass the value first.")),
        },

        Op::Reduce(_, axes) => reduction::reduce(name, axes, operands(name, inputs)?),
        Op::ArgMax(axis) => reduction::argmax(name, *axis, operands(name, inputs)?),
        Op::Dot(axes) => dot::dot(name, axes, operands(name, inputs)?),
        Op::Assign(_) => operands(name, inputs).map(|[value]| value.clone()),

        Op::Concat(axis) => movement::concat(name, *axis, inputs),
        Op::Conv(conv) => convolution::conv(name, conv, operands(name, inputs)?),
        Op::ConvInputGrad { conv, extents } => {
            convolution::input_grad(name, conv, extents, operands(name, inputs)?)
        }
        Op::ConvKernelGrad(conv) => convolution::kernel_grad(name, conv, operands(name, inputs)?),
        Op::Pool(_, w) => window::pool(name, w, operands(name, inputs)?),
        Op::MaxPoolGrad(w) => window::max_pool_grad(name, w, operands(name, inputs)?),
        Op::AveragePoolGrad { window: w, extents } => {
            window::average_pool_grad(name, w, extents, operands(name, inputs)?)
        }
        Op::Softmax(axis) | Op::LogSoftmax(axis) => {
            reduction::softmax(name, *axis, operands(name, inputs)?)
        }
        Op::Scan(cell) => scan::scan(name, cell, inputs),
    }
}

/// The operands as an array of the number that the operation takes.
fn operands<'a, const N: usize>(op: &'static str, inputs: &[&'a Type]) -> Result<[&'a Type; N]> {
    <[&Type; N]>::try_from(inputs).map_err(|_| {
        shape_error(op, format!("{N} operands"), inputs.len().to_string(), "Pass that many.")
    })
}

pub(crate) fn shape_error(
    op: &'static str,
    expected: impl Into<String>,
    received: impl Into<String>,
    remedy: impl Into<String>,
) -> Error {
    Error::Shape { op, expected: expected.into(), received: received.into(), remedy: remedy.into() }
}

fn require_float(op: &'static str, ty: &Type) -> Result<()> {
    if ty.dtype == DType::F32 {
        return Ok(());
    }
    Err(shape_error(op, "f32 elements", ty.to_string(), "Cast the operand to f32."))
}

fn require_axis(op: &'static str, ty: &Type, axis: usize) -> Result<()> {
    if axis < ty.shape.rank() {
        return Ok(());
    }
    Err(shape_error(
        op,
        format!("an axis below the rank, {}", ty.shape.rank()),
        format!("axis {axis} of {ty}"),
        "Axes count from 0, slowest first.",
    ))
}

/// The size of an axis whose extent must not be the batch.
fn require_known(op: &'static str, ty: &Type, axis: usize) -> Result<usize> {
    require_axis(op, ty, axis)?;
    ty.shape.0[axis].known().ok_or_else(|| {
        shape_error(
            op,
            "an axis of known size",
            format!("axis {axis} of {ty}, which is the batch"),
            "Rows of a batch are independent; work along another axis.",
        )
    })
}
