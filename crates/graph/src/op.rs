//! The closed set of operations.
//!
//! *Core* operations are what every executor implements; *macro* operations have a decomposition
//! into core ones ([`crate::decompose`]) and exist because an executor can do better than that.
//! Losses, activations, optimizers and metrics are no operations: they are functions that write
//! nodes.

use crate::scan::Cell;
use crate::types::{DType, Shape, Type};
use smallvec::SmallVec;
use std::sync::Arc;

/// Positions of dimensions, slowest first.
pub type Axes = SmallVec<[usize; 4]>;

/// Names an input of a program: data that each run brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InputId(pub u32);

/// Names a variable: numbers that live in the executor from run to run (weights, optimizer slots,
/// metric sums).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariableId(pub u32);

/// Names a gradient of the user's, of one graph and those made from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GradientTag(pub u32);

/// A number written into the graph. Kept as the bits of an `f64` so that it can be hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Literal(u64);

impl Literal {
    /// The literal `value`.
    pub fn new(value: f64) -> Self {
        Literal(value.to_bits())
    }

    /// Its value.
    pub fn value(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// Elementwise functions of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unary {
    /// `-x`
    Neg,
    /// `|x|`
    Abs,
    /// -1, 0 or 1
    Sign,
    /// `e^x`
    Exp,
    /// `ln x`
    Log,
    /// `ln(1 + x)`, exact for small `x`
    Log1p,
    /// `sqrt(x)`
    Sqrt,
    /// `tanh(x)`
    Tanh,
    /// `1 / (1 + e^-x)`
    Sigmoid,
    /// The standard normal distribution function, `erfc(-x / sqrt(2)) / 2`: exact far out to the left
    NormalCdf,
    /// The largest integer not above `x`
    Floor,
    /// The nearest integer; halves go to the even one
    Round,
}

impl Unary {
    /// Every kind, for tests that go through all.
    pub const ALL: [Unary; 12] = [
        Unary::Neg,
        Unary::Abs,
        Unary::Sign,
        Unary::Exp,
        Unary::Log,
        Unary::Log1p,
        Unary::Sqrt,
        Unary::Tanh,
        Unary::Sigmoid,
        Unary::NormalCdf,
        Unary::Floor,
        Unary::Round,
    ];
}

/// Elementwise functions of two values of the same type. Comparisons give 1 or 0 as `f32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`
    Div,
    /// The larger; NaN if one is NaN
    Max,
    /// The smaller; NaN if one is NaN
    Min,
    /// `a ^ b`
    Pow,
    /// `a == b`
    Equal,
    /// `a < b`
    Less,
    /// `a <= b`
    LessEqual,
}

impl Binary {
    /// Every kind, for tests that go through all.
    pub const ALL: [Binary; 10] = [
        Binary::Add,
        Binary::Sub,
        Binary::Mul,
        Binary::Div,
        Binary::Max,
        Binary::Min,
        Binary::Pow,
        Binary::Equal,
        Binary::Less,
        Binary::LessEqual,
    ];

    /// Whether the result is a truth value.
    pub fn is_comparison(self) -> bool {
        matches!(self, Binary::Equal | Binary::Less | Binary::LessEqual)
    }

    /// Whether the operands may change places.
    pub fn is_commutative(self) -> bool {
        matches!(self, Binary::Add | Binary::Mul | Binary::Max | Binary::Min | Binary::Equal)
    }
}

/// How a reduction combines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reduction {
    /// The sum
    Sum,
    /// The largest; NaN if one is NaN
    Max,
}

/// Which axes of two operands a [`Op::Dot`] contracts and which it keeps in step.
///
/// The result has the `batch` dimensions, then the free ones of the left operand, then those of the
/// right one, each in the operand's order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DotAxes {
    /// Axes kept in step, as (left, right) pairs.
    pub batch: SmallVec<[(usize, usize); 2]>,
    /// Axes multiplied and summed over, as (left, right) pairs.
    pub contract: SmallVec<[(usize, usize); 2]>,
}

/// How the window of a convolution or a pooling moves over the spatial axes, which are all but the
/// first (batch) and the last (channels). One entry per spatial axis.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// The extent of the window, in elements of the input (before dilation).
    pub size: SmallVec<[usize; 3]>,
    /// How far the window moves.
    pub stride: SmallVec<[usize; 3]>,
    /// The distance between neighbouring elements of the window: 1 is dense.
    pub dilation: SmallVec<[usize; 3]>,
    /// Elements added before and after the input: zeros for a convolution, nothing for a pooling.
    pub padding: SmallVec<[(usize, usize); 3]>,
}

impl Window {
    /// A dense window without padding.
    pub fn valid(size: &[usize], stride: &[usize]) -> Self {
        Window {
            size: size.into(),
            stride: stride.into(),
            dilation: SmallVec::from_elem(1, size.len()),
            padding: SmallVec::from_elem((0, 0), size.len()),
        }
    }

    /// The number of spatial axes.
    pub fn rank(&self) -> usize {
        self.size.len()
    }

    /// How many input elements the window spans on `axis`.
    pub fn span(&self, axis: usize) -> usize {
        self.size[axis].saturating_sub(1).saturating_mul(self.dilation[axis]).saturating_add(1)
    }

    /// How many positions the window takes over `extent` elements on `axis`; `None` if it does not fit.
    pub fn positions(&self, axis: usize, extent: usize) -> Option<usize> {
        let (before, after) = self.padding[axis];
        let padded = extent.checked_add(before)?.checked_add(after)?;
        Some(padded.checked_sub(self.span(axis))?.checked_div(self.stride[axis])? + 1)
    }
}

/// A convolution: its window, and how the channels are shared among the filters.
///
/// The channels of the input and the filters are cut into `groups` equal runs; the filters of a run
/// see the channels of the same run only. The kernel has the shape `(size..., channels / groups,
/// filters)`. One group is the plain convolution; as many groups as channels are a depthwise one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Convolution {
    /// How the kernel moves.
    pub window: Window,
    /// How many groups; they divide channels and filters.
    pub groups: usize,
}

impl From<Window> for Convolution {
    /// Every filter sees every channel.
    fn from(window: Window) -> Self {
        Convolution { window, groups: 1 }
    }
}

/// What a pooling takes of each window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pooling {
    /// The largest element
    Max,
    /// The mean of the elements that are there (padding does not count)
    Average,
}

/// An operation. Its operands are the node's inputs, in the order given here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    // ---- core: leaves
    /// Data brought by each run. `()`
    Input(InputId, Type),
    /// The value of a variable at the start of the run. `()`
    Variable(VariableId, Type),
    /// One number. `()`
    Literal(Literal, DType),
    /// The number of rows in the batch, as a scalar `f32`. `()`
    BatchSize,
    /// The position along `axis`. `()`
    Iota {
        /// The type of the result.
        ty: Type,
        /// The axis counted along.
        axis: usize,
    },
    /// Uniform random numbers in `[0, 1)`, new ones at every step ([`crate::random`]). `()`
    Random {
        /// The number of the stream, unique to this node.
        stream: u32,
        /// The shape of the result.
        shape: Shape,
    },

    // ---- core: elementwise
    /// A function of each element. `(x)`
    Unary(Unary),
    /// A function of each pair of elements; the types are equal. `(a, b)`
    Binary(Binary),
    /// `a` where the condition is not 0, else `b`. `(condition, a, b)`
    Select,
    /// The same number in another type; towards zero when it becomes an integer. `(x)`
    Cast(DType),

    // ---- core: movement
    /// The same elements in the same order under another shape. `(x)`
    Reshape(Shape),
    /// Axis `i` of the result is axis `axes[i]` of the operand. `(x)`
    Transpose(Axes),
    /// Repeats along new leading axes and along axes of size 1. `(x)`
    Broadcast(Shape),
    /// `count` elements from `start`, one every `step`, along `axis`. `(x)`
    Slice {
        /// The axis.
        axis: usize,
        /// The first element.
        start: usize,
        /// The distance between elements.
        step: usize,
        /// How many elements.
        count: usize,
    },
    /// Puts zeros around and between the elements of one axis: the adjoint of [`Op::Slice`]. `(x)`
    Pad {
        /// The axis.
        axis: usize,
        /// Where the first element goes.
        start: usize,
        /// The distance between elements.
        step: usize,
        /// The size of the axis afterwards.
        extent: usize,
    },
    /// Replaces `axis` by two: the window's position and the element in it. `(x)`
    Unfold {
        /// The axis.
        axis: usize,
        /// Elements in the window.
        size: usize,
        /// How far the window moves.
        stride: usize,
        /// The distance between the window's elements.
        dilation: usize,
    },
    /// Adds windows back where they came from: the adjoint of [`Op::Unfold`]. `(windows)`
    Fold {
        /// The axis of the positions; the elements are on the next one.
        axis: usize,
        /// The size of the axis afterwards.
        extent: usize,
        /// How far the window moves.
        stride: usize,
        /// The distance between the window's elements.
        dilation: usize,
    },
    /// Rows of a table: `indices.shape + table.shape[1..]`. Indices are integers, or numbers that are
    /// whole; one that names no row is an error of the run. `(table, indices)`
    Gather,
    /// A table of `extent` rows, each the sum of the rows that go there, in the order of the indices:
    /// the adjoint of [`Op::Gather`]. `(rows, indices)`
    ScatterAdd {
        /// Rows of the table.
        extent: usize,
    },
    /// The same value, through which no gradient passes. `(x)`
    StopGradient,
    /// The value of the first operand, with a gradient for the others that the graph keeps a function
    /// for ([`crate::Graph::custom_gradient`]). `(value, with_respect_to...)`
    CustomGradient(GradientTag),

    // ---- core: reductions, products, effects
    /// Combines over `axes`, which disappear. `(x)`
    Reduce(Reduction, Axes),
    /// The position of the largest element along the axis, which disappears; the first of several. `(x)`
    ArgMax(usize),
    /// A matrix product over any axes. `(a, b)`
    Dot(DotAxes),
    /// Gives the variable the value of the operand when the run ends. `(value)`
    Assign(VariableId),

    // ---- macro
    /// The operands one after the other along the axis. `(x, ...)`
    Concat(usize),
    /// Convolution (cross-correlation), channels last: `x (batch, space..., channels)`, kernel
    /// `(size..., channels / groups, filters)`. `(x, kernel)`
    Conv(Convolution),
    /// The gradient of a convolution with respect to its input. By itself it is what is called a
    /// transposed convolution. `(dy, kernel)`
    ConvInputGrad {
        /// The convolution.
        conv: Convolution,
        /// The sizes of the input's spatial axes.
        extents: SmallVec<[usize; 3]>,
    },
    /// The gradient of a convolution with respect to its kernel. `(x, dy)`
    ConvKernelGrad(Convolution),
    /// Pooling, channels last. `(x)`
    Pool(Pooling, Window),
    /// The gradient of a maximum pooling: `dy` goes to the first largest element of each window.
    /// `(x, dy)`
    MaxPoolGrad(Window),
    /// The gradient of an average pooling. `(dy)`
    AveragePoolGrad {
        /// The pooling's window.
        window: Window,
        /// The sizes of the input's spatial axes.
        extents: SmallVec<[usize; 3]>,
    },
    /// `e^x / sum(e^x)` along the axis. `(x)`
    Softmax(usize),
    /// `x - ln sum(e^x)` along the axis. `(x)`
    LogSoftmax(usize),
    /// A recurrence: a step of the cell after the other, each on the state that the one before has left.
    /// The value, `(steps + 1, batch, width)`, holds what each step gives (see [`Cell::outputs`]) and at
    /// one end the state before the first step, with zeros for the extras: in row 0, and row `t + 1`
    /// belongs to step `t`; in reverse, in row `steps`, and row `t` belongs to step `t`.
    /// `(initial state (batch, state), sequences (steps, batch, ...)..., constants...)`
    Scan(Arc<Cell>),
}

impl Op {
    /// The operation's name, as errors and descriptions print it.
    pub fn name(&self) -> &'static str {
        match self {
            Op::Input(..) => "input",
            Op::Variable(..) => "variable",
            Op::Literal(..) => "literal",
            Op::BatchSize => "batch_size",
            Op::Iota { .. } => "iota",
            Op::Random { .. } => "random",
            Op::Unary(Unary::Neg) => "neg",
            Op::Unary(Unary::Abs) => "abs",
            Op::Unary(Unary::Sign) => "sign",
            Op::Unary(Unary::Exp) => "exp",
            Op::Unary(Unary::Log) => "log",
            Op::Unary(Unary::Log1p) => "log1p",
            Op::Unary(Unary::Sqrt) => "sqrt",
            Op::Unary(Unary::Tanh) => "tanh",
            Op::Unary(Unary::Sigmoid) => "sigmoid",
            Op::Unary(Unary::NormalCdf) => "normal_cdf",
            Op::Unary(Unary::Floor) => "floor",
            Op::Unary(Unary::Round) => "round",
            Op::Binary(Binary::Add) => "add",
            Op::Binary(Binary::Sub) => "sub",
            Op::Binary(Binary::Mul) => "mul",
            Op::Binary(Binary::Div) => "div",
            Op::Binary(Binary::Max) => "max",
            Op::Binary(Binary::Min) => "min",
            Op::Binary(Binary::Pow) => "pow",
            Op::Binary(Binary::Equal) => "equal",
            Op::Binary(Binary::Less) => "less",
            Op::Binary(Binary::LessEqual) => "less_equal",
            Op::Select => "select",
            Op::Cast(..) => "cast",
            Op::Reshape(..) => "reshape",
            Op::Transpose(..) => "transpose",
            Op::Broadcast(..) => "broadcast",
            Op::Slice { .. } => "slice",
            Op::Pad { .. } => "pad",
            Op::Unfold { .. } => "unfold",
            Op::Fold { .. } => "fold",
            Op::Gather => "gather",
            Op::ScatterAdd { .. } => "scatter_add",
            Op::StopGradient => "stop_gradient",
            Op::CustomGradient(_) => "custom_gradient",
            Op::Reduce(Reduction::Sum, _) => "sum",
            Op::Reduce(Reduction::Max, _) => "reduce_max",
            Op::ArgMax(..) => "argmax",
            Op::Dot(..) => "dot",
            Op::Assign(..) => "assign",
            Op::Concat(..) => "concat",
            Op::Conv(..) => "conv",
            Op::ConvInputGrad { .. } => "conv_input_grad",
            Op::ConvKernelGrad(..) => "conv_kernel_grad",
            Op::Pool(Pooling::Max, _) => "max_pool",
            Op::Pool(Pooling::Average, _) => "average_pool",
            Op::MaxPoolGrad(..) => "max_pool_grad",
            Op::AveragePoolGrad { .. } => "average_pool_grad",
            Op::Softmax(..) => "softmax",
            Op::LogSoftmax(..) => "log_softmax",
            Op::Scan(..) => "scan",
        }
    }
}
