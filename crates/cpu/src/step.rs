//! What a plan consists of.

use crate::fused;
use crate::kernels::rows::Table;
use crate::scan::Scan;
use kerros_graph::op::{Convolution, Window};
use smallvec::SmallVec;

/// Numbers in the memory of an executor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    /// Which block they lie in.
    pub(crate) segment: Segment,
    /// Where they start, in elements.
    pub(crate) offset: usize,
    /// How many they are.
    pub(crate) elements: usize,
}

/// A block of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Segment {
    /// Lives as long as the executor: weights, optimizer slots, metric states.
    Variables,
    /// Holds inputs, intermediate values and scratch during one run.
    Temporaries,
    /// In the steps of a recurrence: one of its placeholders, wherever that lies at this step.
    Placeholder(u32),
}

/// One entry of a plan.
#[derive(Debug)]
pub(crate) struct Step {
    /// What is computed.
    pub(crate) kernel: Kernel,
    /// Operands, in the kernel's order. A region may be longer than what is read.
    pub(crate) reads: Vec<Region>,
    /// Results, in the kernel's order.
    pub(crate) writes: Vec<Region>,
    /// Room for intermediate results of this step.
    pub(crate) scratch: Region,
    /// The scope of the graph that it comes from, such as a layer's name.
    pub(crate) scope: String,
}

/// What one step computes. Sizes are those of this plan's batch.
#[derive(Debug)]
pub(crate) enum Kernel {
    /// An elementwise pass, with reductions at its end.
    Pass(Box<fused::Program>),
    /// Moves numbers unchanged.
    Copy,
    /// A stack of matrix products.
    Product(Product),
    /// One matrix product, whose right operand lies packed (see [`crate::gemm::pack`]).
    PackedProduct(Product),
    /// `(x, kernel) -> y`, along one axis and in one group
    Conv1d(Conv1d),
    /// `(dy, kernel) -> dx`, likewise
    Conv1dInputGrad(Conv1d),
    /// `(x, dy) -> dkernel`, likewise
    Conv1dKernelGrad(Conv1d),
    /// `(x, kernel) -> y`
    Conv(Conv),
    /// `(dy, kernel) -> dx`
    ConvInputGrad(Conv),
    /// `(x, dy) -> dkernel`
    ConvKernelGrad(Conv),
    /// `(x, kernel) -> y`, with a group for each channel
    Depthwise(Conv),
    /// `(dy, kernel) -> dx`, likewise
    DepthwiseInputGrad(Conv),
    /// `(x, dy) -> dkernel`, likewise
    DepthwiseKernelGrad(Conv),
    /// `(x) -> y`
    MaxPool(Pool),
    /// `(x) -> y`
    AveragePool(Pool),
    /// `(x, dy) -> dx`
    MaxPoolGrad(Pool),
    /// `(dy) -> dx`
    AveragePoolGrad(Pool),
    /// `(x) -> y` along rows of `columns` elements.
    Softmax {
        /// How many rows.
        rows: usize,
        /// Elements in each.
        columns: usize,
        /// Whether the logarithm is wanted.
        log: bool,
    },
    /// `(x) -> y` over the middle of `(outer, reduced, inner)`.
    Reduce {
        /// How the elements are combined.
        kind: kerros_graph::op::Reduction,
        /// Before the reduced axes.
        outer: usize,
        /// Along the reduced axes.
        reduced: usize,
        /// Behind the reduced axes.
        inner: usize,
    },
    /// `(x) -> y`: the place of the largest element in each row.
    ArgMax {
        /// How many rows.
        rows: usize,
        /// Elements in each.
        columns: usize,
    },
    /// `(x, ...) -> y`
    Concat(Concat),
    /// `(x) -> y`: puts `count` blocks of `inner` elements `step` blocks apart among zeros.
    Pad {
        /// How many times.
        outer: usize,
        /// Blocks in the operand.
        count: usize,
        /// Elements in a block.
        inner: usize,
        /// Where the first block goes.
        start: usize,
        /// The distance between blocks.
        step: usize,
        /// Blocks in the result.
        extent: usize,
    },
    /// `(windows) -> x`: adds windows of `size` blocks back together.
    Fold {
        /// How many times.
        outer: usize,
        /// Positions of the window.
        positions: usize,
        /// Blocks in the window.
        size: usize,
        /// Elements in a block.
        inner: usize,
        /// How far the window moves.
        stride: usize,
        /// The distance between the window's blocks.
        dilation: usize,
        /// Blocks in the result.
        extent: usize,
    },
    /// `(initial state, sequences..., constants...) -> value`
    Scan(Box<Scan>),
    /// `(table, indices) -> rows`
    Gather(Indexing),
    /// `(rows, indices) -> table`
    ScatterAdd(Indexing),
}

/// Rows of a table that indices name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Indexing {
    /// The table.
    pub(crate) table: Table,
    /// The sizes of the array of indices.
    pub(crate) shape: SmallVec<[usize; 4]>,
}

impl Indexing {
    /// How many indices there are.
    pub(crate) fn count(&self) -> usize {
        self.shape.iter().product()
    }
}

/// Rows put together of a row of each operand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Concat {
    /// How many rows.
    pub(crate) rows: usize,
    /// What each operand gives.
    pub(crate) parts: SmallVec<[Part; 4]>,
}

/// The rows of one operand, each of which lies in one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Elements in a row.
    pub(crate) width: usize,
    /// The distance between rows.
    pub(crate) apart: usize,
}

impl Concat {
    /// Elements in a row of the result.
    pub(crate) fn width(&self) -> usize {
        self.parts.iter().map(|part| part.width).sum()
    }
}

/// `c[s] = a[s] b[s]` for each matrix `s` of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Product {
    /// The axes of the stack; none for a single product. Where the result is not dense, there is a first
    /// one, and its parts of the result lie one after the other.
    pub(crate) levels: SmallVec<[Level; 2]>,
    /// Rows of `a` and `c`.
    pub(crate) rows: usize,
    /// Columns of `b` and `c`.
    pub(crate) columns: usize,
    /// Columns of `a`, rows of `b`.
    pub(crate) depth: usize,
    /// Strides of `a`: row, column.
    pub(crate) a: [usize; 2],
    /// Strides of `b`: row, column.
    pub(crate) b: [usize; 2],
    /// The stride of the rows of `c`, whose columns are neighbours.
    pub(crate) c: usize,
}

/// One axis of a stack of products.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Level {
    /// How many matrices.
    pub(crate) size: usize,
    /// How far apart they are in `a`.
    pub(crate) a: usize,
    /// How far apart they are in `b`.
    pub(crate) b: usize,
    /// How far apart they are in `c`.
    pub(crate) c: usize,
}

impl Product {
    /// How many products.
    pub(crate) fn stack(&self) -> usize {
        self.levels.iter().map(|level| level.size).product()
    }

    /// Where matrix `index` of the stack begins in `a`, `b` and `c`.
    pub(crate) fn places(&self, index: usize) -> [usize; 3] {
        let mut places = [0; 3];
        let mut rest = index;
        for level in self.levels.iter().rev() {
            let step = rest % level.size;
            rest /= level.size;
            places[0] += step * level.a;
            places[1] += step * level.b;
            places[2] += step * level.c;
        }
        places
    }

    /// Whether the matrices of the result lie one after the other, each row behind the last.
    pub(crate) fn is_dense(&self) -> bool {
        let mut inside = self.rows * self.columns;
        self.c == self.columns
            && self.levels.iter().rev().all(|level| {
                let dense = level.c == inside;
                inside *= level.size;
                dense
            })
    }
}

/// A one-dimensional convolution of one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Conv1d {
    /// Rows of the batch.
    pub(crate) samples: usize,
    /// Elements of the spatial axis of the input.
    pub(crate) extent: usize,
    /// Channels of the input.
    pub(crate) channels: usize,
    /// Channels of the output.
    pub(crate) filters: usize,
    /// Elements of the kernel.
    pub(crate) size: usize,
    /// How far it moves.
    pub(crate) stride: usize,
    /// The distance between its elements.
    pub(crate) dilation: usize,
    /// Zeros before and after the input.
    pub(crate) padding: (usize, usize),
    /// Elements of the spatial axis of the output.
    pub(crate) positions: usize,
}

/// A one-dimensional pooling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pool {
    /// Rows of the batch.
    pub(crate) samples: usize,
    /// Elements of the spatial axis of the input.
    pub(crate) extent: usize,
    /// Channels.
    pub(crate) channels: usize,
    /// Elements of the window.
    pub(crate) size: usize,
    /// How far it moves.
    pub(crate) stride: usize,
    /// The distance between its elements.
    pub(crate) dilation: usize,
    /// Places before and after the input that hold nothing.
    pub(crate) padding: (usize, usize),
    /// Elements of the spatial axis of the output.
    pub(crate) positions: usize,
}

/// A convolution along at most three axes, in groups. Fewer axes have axes of one element before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Conv {
    /// Rows of the batch.
    pub(crate) samples: usize,
    /// Elements of the spatial axes of the input.
    pub(crate) extents: [usize; 3],
    /// Elements of the spatial axes of the output.
    pub(crate) positions: [usize; 3],
    /// Channels of the input.
    pub(crate) channels: usize,
    /// Channels of the output.
    pub(crate) filters: usize,
    /// Runs of channels, and of filters, that belong together.
    pub(crate) groups: usize,
    /// Elements of the kernel along each axis.
    pub(crate) size: [usize; 3],
    /// How far it moves.
    pub(crate) stride: [usize; 3],
    /// The distance between its elements.
    pub(crate) dilation: [usize; 3],
    /// Zeros before the input.
    pub(crate) before: [usize; 3],
}

impl Conv {
    /// The most spatial axes there can be.
    pub(crate) const MOST_AXES: usize = 3;

    /// The convolution over `(samples, extents..., channels)`.
    pub(crate) fn new(conv: &Convolution, x: &[usize], filters: usize) -> Self {
        let window = &conv.window;
        let missing = Self::MOST_AXES - window.rank();
        let each = |value: &dyn Fn(usize) -> usize, without: usize| {
            std::array::from_fn(|axis| axis.checked_sub(missing).map_or(without, value))
        };
        Conv {
            samples: x[0],
            extents: each(&|axis| x[1 + axis], 1),
            // Inference has checked that the window fits.
            positions: each(&|axis| window.positions(axis, x[1 + axis]).unwrap_or(0), 1),
            channels: x[1 + window.rank()],
            filters,
            groups: conv.groups,
            size: each(&|axis| window.size[axis], 1),
            stride: each(&|axis| window.stride[axis], 1),
            dilation: each(&|axis| window.dilation[axis], 1),
            before: each(&|axis| window.padding[axis].0, 0),
        }
    }

    /// Elements of the kernel.
    pub(crate) fn taps(&self) -> usize {
        self.size.iter().product()
    }

    /// Numbers of the kernel.
    pub(crate) fn kernel(&self) -> usize {
        self.taps() * self.group_channels() * self.filters
    }

    /// Channels in a group.
    pub(crate) fn group_channels(&self) -> usize {
        self.channels / self.groups
    }

    /// Filters in a group.
    pub(crate) fn group_filters(&self) -> usize {
        self.filters / self.groups
    }

    /// Multiplications for all samples.
    pub(crate) fn multiplications(&self) -> usize {
        self.samples * self.positions.iter().product::<usize>() * self.kernel()
    }
}

impl Conv1d {
    /// The convolution with this window over `(samples, extent, channels)`.
    pub(crate) fn new(window: &Window, x: &[usize], filters: usize) -> Self {
        let extent = x[1];
        Conv1d {
            samples: x[0],
            extent,
            channels: x[2],
            filters,
            size: window.size[0],
            stride: window.stride[0],
            dilation: window.dilation[0],
            padding: window.padding[0],
            // Inference has checked that the window fits.
            positions: window.positions(0, extent).unwrap_or(0),
        }
    }
}

impl Pool {
    /// The pooling with this window over `(samples, extent, channels)`.
    pub(crate) fn new(window: &Window, x: &[usize]) -> Self {
        let extent = x[1];
        Pool {
            samples: x[0],
            extent,
            channels: x[2],
            size: window.size[0],
            stride: window.stride[0],
            dilation: window.dilation[0],
            padding: window.padding[0],
            positions: window.positions(0, extent).unwrap_or(0),
        }
    }
}
