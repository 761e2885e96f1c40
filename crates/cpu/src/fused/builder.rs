//! Writing a program down, value by value.

use super::access::{Access, MAX_DIMENSIONS};
use super::compile;
use super::program::Program;
use kerros_graph::op::{Binary, Reduction, Unary};
use kerros_graph::types::DType;

/// A value of a program under construction: one number for each element of the iteration space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reg(pub(super) usize);

/// What a reduction combines. The iteration space is seen as a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReduceAxes {
    /// Everything, to one number.
    All,
    /// Each row of `(elements / n, n)`, to one number a row.
    Inner(usize),
    /// The rows of `(elements / n, n)` with each other, to `n` numbers: the gradient of a bias.
    Outer(usize),
}

/// An input as declared.
#[derive(Clone, Debug)]
pub(super) struct Input {
    pub(super) dtype: DType,
    pub(super) access: Access,
}

/// How a value comes about. Operands are indices of earlier nodes.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Input(usize),
    Literal(f32),
    BatchSize,
    Iota { run: usize, extent: usize, dtype: DType },
    Random { stream: u32 },
    Unary(Unary, usize),
    Binary(Binary, DType, usize, usize),
    Select(usize, usize, usize),
    ToInteger(usize),
    ToFloat(usize),
}

impl Node {
    /// The values this one is computed from.
    pub(super) fn operands(&self) -> impl Iterator<Item = usize> + use<> {
        let operands = match *self {
            Node::Input(_)
            | Node::Literal(_)
            | Node::BatchSize
            | Node::Iota { .. }
            | Node::Random { .. } => [None; 3],
            Node::Unary(_, x) | Node::ToInteger(x) | Node::ToFloat(x) => [Some(x), None, None],
            Node::Binary(_, _, a, b) => [Some(a), Some(b), None],
            Node::Select(condition, a, b) => [Some(condition), Some(a), Some(b)],
        };
        operands.into_iter().flatten()
    }
}

/// Builds a [`Program`]: declare inputs, write the chain, name its results, [`finish`](Self::finish).
///
/// Inputs, outputs and reductions are numbered in the order of the calls; [`Bindings`](super::Bindings)
/// lists their memory in the same order. What contributes to no output and no reduction is dropped.
///
/// The caller vouches for types (a comparison of `I32` operands gets `I32` registers) and for strides
/// that stay inside the inputs; both come from a graph that was checked at every insert.
#[derive(Clone, Debug)]
pub struct ProgramBuilder {
    pub(super) shape: Vec<usize>,
    pub(super) inputs: Vec<Input>,
    pub(super) nodes: Vec<Node>,
    pub(super) outputs: Vec<usize>,
    pub(super) reductions: Vec<(Reduction, usize)>,
    pub(super) axes: Option<ReduceAxes>,
}

impl ProgramBuilder {
    /// A program over the elements of `shape`, in row-major order.
    pub fn new(shape: &[usize]) -> Self {
        ProgramBuilder {
            shape: shape.to_vec(),
            inputs: Vec::new(),
            nodes: Vec::new(),
            outputs: Vec::new(),
            reductions: Vec::new(),
            axes: None,
        }
    }

    /// The number of elements of the iteration space.
    pub fn elements(&self) -> usize {
        self.shape.iter().product()
    }

    /// The next input. Its element for position `p` is `sum(p[d] * strides[d])`; a stride of 0
    /// broadcasts.
    ///
    /// # Panics
    ///
    /// If more than eight dimensions are left after merging neighbours.
    pub fn input(&mut self, dtype: DType, strides: &[usize]) -> Reg {
        let access = Access::classify(&self.shape, strides);
        if let Access::Strided(dimensions) = &access {
            assert!(dimensions.len() <= MAX_DIMENSIONS, "an input of {} dimensions", strides.len());
        }
        self.inputs.push(Input { dtype, access });
        self.push(Node::Input(self.inputs.len() - 1))
    }

    /// The same number everywhere.
    pub fn literal(&mut self, value: f64) -> Reg {
        self.push(Node::Literal(value as f32))
    }

    /// The number of rows of the batch, which [`Context`](super::Context) brings.
    pub fn batch_size(&mut self) -> Reg {
        self.push(Node::BatchSize)
    }

    /// The position along `axis` of the iteration space.
    pub fn iota(&mut self, axis: usize, dtype: DType) -> Reg {
        let extent = self.shape[axis];
        let run = self.shape[axis + 1..].iter().product();
        self.push(Node::Iota { run, extent, dtype })
    }

    /// Uniform random numbers in `[0, 1)`: element `i` is
    /// [`Stream::uniform(i)`](kerros_graph::random::Stream::uniform) for this stream and the context's
    /// seed and step.
    pub fn random(&mut self, stream: u32) -> Reg {
        self.push(Node::Random { stream })
    }

    /// A function of each element.
    pub fn unary(&mut self, function: Unary, x: Reg) -> Reg {
        self.push(Node::Unary(function, x.0))
    }

    /// A function of each pair of elements of type `dtype`; integers can be compared only.
    ///
    /// Powers with the exponents -1, 0, 1/2, 1, 2 and 3 become a division, a root or products. (The
    /// root of minus infinity is NaN, where a general power gives infinity.)
    pub fn binary(&mut self, function: Binary, dtype: DType, a: Reg, b: Reg) -> Reg {
        debug_assert!(dtype == DType::F32 || function.is_comparison());
        if let (Binary::Pow, Node::Literal(exponent)) = (function, &self.nodes[b.0])
            && let Some(power) = self.special_power(a, *exponent)
        {
            return power;
        }
        self.push(Node::Binary(function, dtype, a.0, b.0))
    }

    /// `a` where `condition` is not 0, else `b`.
    pub fn select(&mut self, condition: Reg, a: Reg, b: Reg) -> Reg {
        self.push(Node::Select(condition.0, a.0, b.0))
    }

    /// The same number in another type; towards zero and into the range when it becomes an integer.
    pub fn cast(&mut self, from: DType, to: DType, x: Reg) -> Reg {
        match (from, to) {
            (DType::F32, DType::I32) => self.push(Node::ToInteger(x.0)),
            (DType::I32, DType::F32) => self.push(Node::ToFloat(x.0)),
            (DType::F32, DType::F32) | (DType::I32, DType::I32) => x,
        }
    }

    /// Writes `x` to the next output, which has the shape of the iteration space. An output may be the
    /// memory of a contiguous input: each element is read before it is overwritten.
    pub fn output(&mut self, x: Reg) {
        self.outputs.push(x.0);
    }

    /// Combines `x` (of type `F32`) over `axes` into the next reduction. All reductions of a program
    /// have the same axes.
    ///
    /// # Panics
    ///
    /// If an earlier reduction has other axes, or the rows do not divide the elements.
    pub fn reduce(&mut self, x: Reg, reduction: Reduction, axes: ReduceAxes) {
        assert!(self.axes.is_none_or(|earlier| earlier == axes), "reductions over different axes");
        if let ReduceAxes::Inner(n) | ReduceAxes::Outer(n) = axes {
            assert!(n > 0 && self.elements().is_multiple_of(n), "rows of {n} in {:?}", self.shape);
        }
        self.axes = Some(axes);
        self.reductions.push((reduction, x.0));
    }

    /// The program, scheduled and with registers assigned.
    pub fn finish(self) -> Program {
        compile::compile(&self)
    }

    fn push(&mut self, node: Node) -> Reg {
        self.nodes.push(node);
        Reg(self.nodes.len() - 1)
    }

    fn special_power(&mut self, x: Reg, exponent: f32) -> Option<Reg> {
        let times = |builder: &mut Self, a: Reg, b: Reg| {
            builder.push(Node::Binary(Binary::Mul, DType::F32, a.0, b.0))
        };
        Some(match exponent {
            -1.0 => {
                let one = self.literal(1.0);
                self.push(Node::Binary(Binary::Div, DType::F32, one.0, x.0))
            }
            0.0 => self.literal(1.0),
            0.5 => self.unary(Unary::Sqrt, x),
            1.0 => x,
            2.0 => times(self, x, x),
            3.0 => {
                let square = times(self, x, x);
                times(self, square, x)
            }
            _ => return None,
        })
    }
}
