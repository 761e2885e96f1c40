//! The naive evaluator: one node after the other, each by its definition, in `f32` or `f64`.
//!
//! It is written to be believed, not to be fast: every other executor is held against it, and the
//! gradient checks run on it in `f64`. Macro operations are evaluated through their decomposition.

mod contract;
mod elementwise;
mod executor;
mod indexing;
mod movement;
mod normal;
mod number;
mod reduce;

pub use executor::Reference;
pub use number::Number;

use crate::decompose::decompose_program;
use crate::error::{Error, Result};
use crate::executor::{Program, RunKey};
use crate::graph::{Graph, NodeId};
use crate::op::{InputId, Op, VariableId};
use crate::random::Stream;
use crate::types::{DType, Type};

/// Numbers in row-major order.
#[derive(Clone, Debug, PartialEq)]
pub enum Data<T> {
    /// Floating-point numbers.
    Float(Vec<T>),
    /// Indices.
    Index(Vec<i32>),
}

/// A value: its sizes and its numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor<T> {
    /// The size of each axis.
    pub shape: Vec<usize>,
    /// The numbers.
    pub data: Data<T>,
}

impl<T: Number> Tensor<T> {
    /// Floating-point numbers of this shape.
    pub fn float(shape: Vec<usize>, values: Vec<T>) -> Self {
        Tensor { shape, data: Data::Float(values) }
    }

    /// The numbers as floating-point ones.
    pub fn to_float(&self) -> Vec<T> {
        match &self.data {
            Data::Float(values) => values.clone(),
            Data::Index(values) => values.iter().map(|&v| T::from_f64(f64::from(v))).collect(),
        }
    }

    /// The floating-point numbers; inference guarantees that operands have the right type.
    fn floats(&self) -> &[T] {
        match &self.data {
            Data::Float(values) => values,
            Data::Index(_) => &[],
        }
    }
}

/// Where a program's inputs and variables come from.
pub trait Source<T> {
    /// The numbers of an input.
    fn input(&mut self, id: InputId, elements: usize) -> Result<Vec<T>>;
    /// The numbers of a variable.
    fn variable(&mut self, id: VariableId, elements: usize) -> Result<Vec<T>>;
}

/// Evaluates outputs and updates of a program on `batch` rows; the values in the order of
/// [`Program::roots`].
///
/// # Errors
///
/// When there are no rows, or the source lacks something.
pub fn evaluate<T: Number>(
    program: &Program,
    batch: usize,
    key: RunKey,
    source: &mut dyn Source<T>,
) -> Result<Vec<Tensor<T>>> {
    if batch == 0 {
        return Err(Error::EmptyBatch);
    }
    let program = decompose_program(program, &|_| false)?;
    let needed = crate::simplify::live(&program);
    let mut values: Vec<Option<Tensor<T>>> = Vec::with_capacity(program.graph.len());
    for (id, _) in program.graph.nodes() {
        let value = match needed[id.index()] {
            true => Some(value(&program.graph, id, batch, key, source, &values)?),
            false => None,
        };
        values.push(value);
    }
    Ok(program.roots().filter_map(|id| values[id.index()].clone()).collect())
}

/// The value of one core node from those of its operands.
fn value<T: Number>(
    graph: &Graph,
    id: NodeId,
    batch: usize,
    key: RunKey,
    source: &mut dyn Source<T>,
    values: &[Option<Tensor<T>>],
) -> Result<Tensor<T>> {
    let node = graph.node(id);
    let shape = node.ty.shape.at(batch).to_vec();
    let elements: usize = shape.iter().product();
    let operands: Vec<&Tensor<T>> =
        node.inputs.iter().filter_map(|input| values[input.index()].as_ref()).collect();
    let operand = |i: usize| operands[i];
    let data = match &node.op {
        Op::Input(id, ty) => {
            leaf(ty, elements, source.input(*id, elements)?, || format!("input {}", id.0))?
        }
        Op::Variable(id, ty) => {
            leaf(ty, elements, source.variable(*id, elements)?, || format!("variable {}", id.0))?
        }
        Op::Literal(literal, DType::F32) => Data::Float(vec![T::from_f64(literal.value())]),
        Op::Literal(literal, DType::I32) => Data::Index(vec![literal.value() as i32]),
        Op::BatchSize => Data::Float(vec![T::from_f64(batch as f64)]),
        Op::Iota { ty, axis } => {
            let inner: usize = shape[axis + 1..].iter().product();
            let places = (0..elements).map(|i| i / inner % shape[*axis]);
            match ty.dtype {
                DType::F32 => Data::Float(places.map(|p| T::from_f64(p as f64)).collect()),
                DType::I32 => Data::Index(places.map(|p| p as i32).collect()),
            }
        }
        Op::Random { stream, .. } => {
            let stream = Stream { seed: key.seed, step: key.step, stream: *stream };
            let uniform = (0..elements).map(|i| T::from_f64(f64::from(stream.uniform(i))));
            Data::Float(uniform.collect())
        }
        Op::Unary(kind) => elementwise::unary(*kind, operand(0).floats()),
        Op::Binary(kind) => elementwise::binary(*kind, &operand(0).data, &operand(1).data),
        Op::Select => elementwise::select(operand(0).floats(), &operand(1).data, &operand(2).data),
        Op::Cast(dtype) => elementwise::cast(*dtype, &operand(0).data),
        Op::Reshape(_) | Op::Assign(_) | Op::StopGradient | Op::CustomGradient(_) => {
            operand(0).data.clone()
        }
        Op::Transpose(axes) => movement::transpose(operand(0), axes, &shape),
        Op::Broadcast(_) => movement::broadcast(operand(0), &shape),
        Op::Slice { axis, start, step, .. } => {
            movement::slice(operand(0), *axis, *start, *step, &shape)
        }
        Op::Pad { axis, start, step, .. } => {
            movement::pad(operand(0), *axis, *start, *step, &shape)
        }
        Op::Unfold { axis, stride, dilation, .. } => {
            movement::unfold(operand(0), *axis, *stride, *dilation, &shape)
        }
        Op::Fold { axis, stride, dilation, .. } => {
            movement::fold(operand(0), *axis, *stride, *dilation, &shape)
        }
        Op::Gather => {
            let table = operand(0);
            let rows = indexing::rows(node.op.name(), graph.scope(id), operand(1), table.shape[0])?;
            indexing::gather(table, &rows)
        }
        Op::ScatterAdd { extent } => {
            let rows = indexing::rows(node.op.name(), graph.scope(id), operand(1), *extent)?;
            indexing::scatter_add(operand(0).floats(), &rows, elements)
        }
        Op::Reduce(kind, axes) => reduce::reduce(*kind, operand(0), axes, &shape),
        Op::ArgMax(axis) => reduce::argmax(operand(0), *axis, &shape),
        Op::Dot(axes) => contract::dot(operand(0), operand(1), axes, &shape),
        Op::Concat(_)
        | Op::Conv(_)
        | Op::ConvInputGrad { .. }
        | Op::ConvKernelGrad(_)
        | Op::Pool(..)
        | Op::MaxPoolGrad(_)
        | Op::AveragePoolGrad { .. }
        | Op::Softmax(_)
        | Op::LogSoftmax(_)
        | Op::Scan(_) => {
            return Err(Error::Unsupported {
                executor: "reference",
                what: node.op.name().to_owned(),
                remedy: "Every macro operation must have a decomposition.",
            });
        }
    };
    Ok(Tensor { shape, data })
}

/// The numbers that a source has given for `what`.
fn leaf<T: Number>(
    ty: &Type,
    elements: usize,
    values: Vec<T>,
    what: impl FnOnce() -> String,
) -> Result<Data<T>> {
    if values.len() != elements {
        return Err(Error::Length { what: what(), expected: elements, received: values.len() });
    }
    Ok(match ty.dtype {
        DType::F32 => Data::Float(values),
        DType::I32 => Data::Index(values.into_iter().map(|v| v.to_f64() as i32).collect()),
    })
}

/// Calls `visit` with the index of every element of `shape`, in row-major order.
fn for_each_index(shape: &[usize], mut visit: impl FnMut(&[usize])) {
    let mut index = vec![0; shape.len()];
    for _ in 0..shape.iter().product::<usize>() {
        visit(&index);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            if index[axis] < shape[axis] {
                break;
            }
            index[axis] = 0;
        }
    }
}

/// The place of an index in row-major order.
fn offset(shape: &[usize], index: &[usize]) -> usize {
    shape.iter().zip(index).fold(0, |place, (&size, &i)| place * size + i)
}
