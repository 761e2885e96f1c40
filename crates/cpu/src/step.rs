//! What a plan consists of.

use crate::fused;
use crate::kernels::rows::Table;
use kerros_graph::op::Window;
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
    /// `(x, kernel) -> y`
    Conv(Conv),
    /// `(dy, kernel) -> dx`
    ConvInputGrad(Conv),
    /// `(x, dy) -> dkernel`
    ConvKernelGrad(Conv),
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

/// `c[s] = a[s] b[s]` for each of `stack` matrices; `c` is contiguous.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Product {
    /// How many products.
    pub(crate) stack: usize,
    /// Rows of `a` and `c`.
    pub(crate) rows: usize,
    /// Columns of `b` and `c`.
    pub(crate) columns: usize,
    /// Columns of `a`, rows of `b`.
    pub(crate) depth: usize,
    /// Strides of `a`: stack, row, column.
    pub(crate) a: [usize; 3],
    /// Strides of `b`: stack, row, column.
    pub(crate) b: [usize; 3],
}

/// A one-dimensional convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Conv {
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

impl Conv {
    /// The convolution with this window over `(samples, extent, channels)`.
    pub(crate) fn new(window: &Window, x: &[usize], filters: usize) -> Self {
        let extent = x[1];
        Conv {
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
