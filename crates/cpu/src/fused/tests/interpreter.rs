//! One element at a time, straight from the definition. The functions are those of `math`, so results
//! have to agree in every bit.

use crate::fused::builder::{Node, ProgramBuilder};
use crate::fused::{Context, math};
use kerros_graph::op::{Binary, Unary};
use kerros_graph::random::Stream;
use kerros_graph::types::DType;

/// An input: its strides over the iteration space, and its elements (integers as their bits).
#[derive(Clone, Debug)]
pub(super) struct Data {
    pub(super) strides: Vec<usize>,
    pub(super) values: Vec<f32>,
}

/// The value of every node at element `index`.
pub(super) fn values_at(
    builder: &ProgramBuilder,
    data: &[Data],
    context: &Context,
    index: usize,
) -> Vec<f32> {
    let mut values: Vec<f32> = Vec::with_capacity(builder.nodes.len());
    for node in &builder.nodes {
        let value = match *node {
            Node::Input(input) => data[input].values[offset(&builder.shape, &data[input], index)],
            Node::Literal(value) => value,
            Node::BatchSize => context.batch_size,
            Node::Iota { run, extent, dtype } => match dtype {
                DType::F32 => (index / run % extent) as f32,
                DType::I32 => f32::from_bits((index / run % extent) as u32),
            },
            Node::Random { stream } => {
                Stream { seed: context.seed, step: context.step, stream }.uniform(index)
            }
            Node::Unary(function, x) => unary(function, values[x]),
            Node::Binary(function, DType::F32, a, b) => binary(function, values[a], values[b]),
            Node::Binary(function, DType::I32, a, b) => {
                let (a, b) = (values[a].to_bits() as i32, values[b].to_bits() as i32);
                math::truth(match function {
                    Binary::Equal => a == b,
                    Binary::Less => a < b,
                    Binary::LessEqual => a <= b,
                    other => panic!("{other:?} of integers"),
                })
            }
            Node::Select(condition, a, b) => {
                if values[condition] != 0.0 {
                    values[a]
                } else {
                    values[b]
                }
            }
            Node::ToInteger(x) => f32::from_bits(values[x] as i32 as u32),
            Node::ToFloat(x) => values[x].to_bits() as i32 as f32,
        };
        values.push(value);
    }
    values
}

fn offset(shape: &[usize], data: &Data, mut index: usize) -> usize {
    let mut offset = 0;
    for (&extent, &stride) in shape.iter().zip(&data.strides).rev() {
        offset += index % extent * stride;
        index /= extent;
    }
    offset
}

fn unary(function: Unary, x: f32) -> f32 {
    match function {
        Unary::Neg => -x,
        Unary::Abs => x.abs(),
        Unary::Sign => math::sign(x),
        Unary::Exp => math::exp(x),
        Unary::Log => math::ln(x),
        Unary::Log1p => math::log1p(x),
        Unary::Sqrt => x.sqrt(),
        Unary::Tanh => math::tanh(x),
        Unary::Sigmoid => math::sigmoid(x),
        Unary::NormalCdf => math::normal_cdf(x),
        Unary::Floor => x.floor(),
        Unary::Round => x.round_ties_even(),
    }
}

fn binary(function: Binary, a: f32, b: f32) -> f32 {
    match function {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div => a / b,
        Binary::Max => math::maximum(a, b),
        Binary::Min => math::minimum(a, b),
        Binary::Pow => math::pow(a, b),
        Binary::Equal => math::truth(a == b),
        Binary::Less => math::truth(a < b),
        Binary::LessEqual => math::truth(a <= b),
    }
}
