//! The instructions of a program.

use kerros_graph::op::{Binary, Unary};
use kerros_graph::types::DType;

/// Where an instruction reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operand {
    /// One number, the same for every element.
    Scalar(usize),
    /// A register: one tile.
    Register(usize),
    /// A contiguous input, straight from memory.
    Input(usize),
}

/// Where an instruction writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Scalar(usize),
    Register(usize),
    /// An output, straight to memory.
    Output(usize),
}

/// The first of two operations done in one pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum First {
    Add,
    Sub,
    Mul,
}

/// The second of two operations done in one pass: of the first one's result `t` and of `c`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Second {
    /// `t + c`
    Add,
    /// `t - c`
    Sub,
    /// `c - t`
    SubFrom,
    /// `t * c`
    Mul,
    /// The larger of `t` and `c`
    Max,
}

/// What an instruction computes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operation {
    Literal(f32),
    BatchSize,
    /// Gathers a tile of an input that is not contiguous.
    Load {
        input: usize,
    },
    /// `index / run % extent`
    Iota {
        run: usize,
        extent: usize,
        dtype: DType,
    },
    Random {
        stream: u32,
    },
    Copy(Operand),
    Unary(Unary, Operand),
    Binary(Binary, Operand, Operand),
    /// A comparison of integers.
    CompareIntegers(Binary, Operand, Operand),
    /// Two operations in one pass; rounded after each, as if they were two.
    Pair(First, Second, [Operand; 3]),
    Select([Operand; 3]),
    ToInteger(Operand),
    ToFloat(Operand),
}

/// One pass over a tile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Instruction {
    pub(super) operation: Operation,
    pub(super) target: Target,
}

impl Operation {
    /// The operands, in order.
    pub(super) fn operands(&self) -> impl Iterator<Item = Operand> + use<> {
        let operands = match *self {
            Operation::Literal(_)
            | Operation::BatchSize
            | Operation::Load { .. }
            | Operation::Iota { .. }
            | Operation::Random { .. } => [None; 3],
            Operation::Copy(x)
            | Operation::Unary(_, x)
            | Operation::ToInteger(x)
            | Operation::ToFloat(x) => [Some(x), None, None],
            Operation::Binary(_, a, b) | Operation::CompareIntegers(_, a, b) => {
                [Some(a), Some(b), None]
            }
            Operation::Pair(_, _, [a, b, c]) | Operation::Select([a, b, c]) => {
                [Some(a), Some(b), Some(c)]
            }
        };
        operands.into_iter().flatten()
    }

    /// Replaces every operand.
    pub(super) fn map_operands(&mut self, f: impl Fn(Operand) -> Operand) {
        match self {
            Operation::Literal(_)
            | Operation::BatchSize
            | Operation::Load { .. }
            | Operation::Iota { .. }
            | Operation::Random { .. } => {}
            Operation::Copy(x)
            | Operation::Unary(_, x)
            | Operation::ToInteger(x)
            | Operation::ToFloat(x) => *x = f(*x),
            Operation::Binary(_, a, b) | Operation::CompareIntegers(_, a, b) => {
                *a = f(*a);
                *b = f(*b);
            }
            Operation::Pair(_, _, operands) | Operation::Select(operands) => {
                *operands = operands.map(f);
            }
        }
    }

    /// The work for one element, in additions; measured roughly, for cutting programs into pieces.
    pub(super) fn cost(&self) -> usize {
        match self {
            Operation::Literal(_) | Operation::BatchSize => 0,
            Operation::Random { .. } => 16,
            Operation::Load { .. } | Operation::Iota { .. } | Operation::Copy(_) => 1,
            Operation::Unary(function, _) => match function {
                Unary::Neg | Unary::Abs | Unary::Sign | Unary::Floor | Unary::Round => 1,
                Unary::Sqrt => 4,
                Unary::Exp => 10,
                Unary::Log | Unary::Log1p | Unary::Sigmoid => 14,
                Unary::Tanh => 18,
                Unary::NormalCdf => 30,
            },
            Operation::Binary(Binary::Div, ..) => 4,
            Operation::Binary(Binary::Pow, ..) => 60,
            Operation::Binary(..)
            | Operation::CompareIntegers(..)
            | Operation::Select(_)
            | Operation::ToInteger(_)
            | Operation::ToFloat(_) => 1,
            Operation::Pair(..) => 2,
        }
    }
}
