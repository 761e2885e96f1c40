//! A finished program: what runs, and what it needs to run.

use super::access::Access;
use super::builder::{Input, ProgramBuilder, ReduceAxes};
use super::instruction::{Instruction, Operand};
use super::math::maximum;
use super::pieces::{Pieces, pieces};
use kerros_graph::op::Reduction;
use std::ops::Range;

/// Elements are computed in groups of this many, whatever the vector width of the CPU.
pub(super) const LANES: usize = 16;

/// The most elements in a tile.
pub(super) const MAX_TILE: usize = 1024;

/// The fewest elements in a tile, however many registers there are: below, interpreting costs more
/// than the second-level cache does.
const MIN_TILE: usize = 256;

/// The floats in registers that leave room in a first-level cache of 32 kB for what streams through.
const REGISTER_BUDGET: usize = 24 * 1024 / 4;

/// A value of the body that is reduced.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sink {
    pub(super) reduction: Reduction,
    pub(super) from: Operand,
}

/// Where in the scratch memory what lies, in floats.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// Scalars, each repeated over one group of lanes. They start at 0.
    pub(super) staged_inputs: usize,
    pub(super) staged_outputs: usize,
    pub(super) accumulators: usize,
    pub(super) registers: usize,
    /// The distance between registers: one group of lanes more than a tile, so that neighbours do not
    /// meet in the same cache set.
    pub(super) register_stride: usize,
    pub(super) end: usize,
}

/// A chain of elementwise operations over tiles that fit the first-level cache: each input is read
/// once and each result written once. Made by a [`ProgramBuilder`], executed by [`run`](super::run).
///
/// # Reductions
///
/// [`run`](super::run) combines the elements of each *piece* in an order that is a function of the
/// piece alone, and writes one row of results for each piece; [`combine`](Self::combine) adds up the
/// rows in order. Which thread ran which piece cannot be seen in the bits.
#[derive(Clone, Debug)]
pub struct Program {
    pub(super) elements: usize,
    pub(super) inputs: Vec<Input>,
    pub(super) outputs: usize,
    /// Computed once in a run, one group of lanes each.
    pub(super) scalars: Vec<Instruction>,
    pub(super) scalar_count: usize,
    /// Computed once in a run, for one tile.
    pub(super) invariants: Vec<Instruction>,
    /// Computed for each tile.
    pub(super) body: Vec<Instruction>,
    pub(super) sinks: Vec<Sink>,
    pub(super) axes: Option<ReduceAxes>,
    pub(super) registers: usize,
    /// Elements in a tile.
    pub(super) tile: usize,
    pub(super) layout: Layout,
    pieces: Pieces,
    /// The instruction set of this machine.
    pub(super) arch: pulp::Arch,
}

/// The instructions of a program, in three lists by how often they run.
pub(super) struct Code {
    pub(super) scalars: Vec<Instruction>,
    pub(super) scalar_count: usize,
    pub(super) invariants: Vec<Instruction>,
    pub(super) body: Vec<Instruction>,
    pub(super) sinks: Vec<Sink>,
    pub(super) registers: usize,
    /// Tiles have to be multiples of this.
    pub(super) granule: usize,
}

impl Program {
    pub(super) fn new(builder: &ProgramBuilder, code: Code) -> Self {
        let largest = (REGISTER_BUDGET / code.registers.max(1)).clamp(MIN_TILE, MAX_TILE);
        let tile = (largest / code.granule).max(1) * code.granule;
        let mut program = Program {
            elements: builder.elements(),
            inputs: builder.inputs.clone(),
            outputs: builder.outputs.len(),
            scalars: code.scalars,
            scalar_count: code.scalar_count,
            invariants: code.invariants,
            body: code.body,
            sinks: code.sinks,
            axes: builder.axes,
            registers: code.registers,
            tile,
            layout: Layout {
                staged_inputs: 0,
                staged_outputs: 0,
                accumulators: 0,
                registers: 0,
                register_stride: tile + LANES,
                end: 0,
            },
            pieces: Pieces { size: 1, count: 1 },
            arch: pulp::Arch::new(),
        };
        program.lay_out();
        let cost = program.operations_per_element() + program.bytes_per_element().div_ceil(4);
        program.pieces = match program.axes {
            None | Some(ReduceAxes::All) => pieces(program.elements, cost, 4 * LANES),
            Some(ReduceAxes::Inner(n)) => pieces(program.elements, cost, n),
            // Rows of partial sums should be few against the rows they are sums of.
            Some(ReduceAxes::Outer(n)) => pieces(program.elements, cost, n * 8),
        };
        program
    }

    fn lay_out(&mut self) {
        let layout = &mut self.layout;
        layout.staged_inputs = self.scalar_count * LANES;
        layout.staged_outputs = layout.staged_inputs + self.inputs.len() * LANES;
        layout.accumulators = layout.staged_outputs + self.outputs * LANES;
        let accumulators = self.sinks.len() * accumulator_len(self.axes).next_multiple_of(LANES);
        layout.registers = layout.accumulators + accumulators;
        layout.end = layout.registers + self.registers * layout.register_stride;
    }

    /// The number of elements of the iteration space.
    pub fn elements(&self) -> usize {
        self.elements
    }

    /// The number of inputs that [`run`](super::run) expects.
    pub fn inputs(&self) -> usize {
        self.inputs.len()
    }

    /// The number of outputs that [`run`](super::run) expects.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// The number of reductions that [`run`](super::run) expects.
    pub fn reductions(&self) -> usize {
        self.sinks.len()
    }

    /// How many floats of scratch memory a run needs; best aligned to 64 bytes.
    pub fn scratch(&self) -> usize {
        self.layout.end
    }

    /// How the iteration space is cut: a function of the program, never of the number of threads.
    pub fn pieces(&self) -> Pieces {
        self.pieces
    }

    /// The elements of piece `index`.
    pub fn piece(&self, index: usize) -> Range<usize> {
        let start = (index * self.pieces.size).min(self.elements);
        start..(start + self.pieces.size).min(self.elements)
    }

    /// How many numbers the result of a reduction has.
    pub fn reduction_len(&self) -> usize {
        match self.axes {
            None => 0,
            Some(ReduceAxes::All) => 1,
            Some(ReduceAxes::Inner(n)) => self.elements / n,
            Some(ReduceAxes::Outer(n)) => n,
        }
    }

    /// How many numbers [`run`](super::run) writes for each reduction, all pieces together: one result for
    /// each piece, if [`needs_combine`](Self::needs_combine), else the result itself.
    pub fn partial_len(&self) -> usize {
        if self.needs_combine() {
            self.reduction_len() * self.pieces.count
        } else {
            self.reduction_len()
        }
    }

    /// Whether the reductions leave partial results, which [`combine`](Self::combine) has to put together.
    pub fn needs_combine(&self) -> bool {
        let across_pieces = matches!(self.axes, Some(ReduceAxes::All | ReduceAxes::Outer(_)));
        across_pieces && self.pieces.count > 1
    }

    /// Puts the partial results of reduction `reduction` together, in the order of the pieces.
    /// `partials` has [`partial_len`](Self::partial_len) numbers, `result` has
    /// [`reduction_len`](Self::reduction_len).
    pub fn combine(&self, reduction: usize, partials: &[f32], result: &mut [f32]) {
        let mut rows = partials.chunks_exact(self.reduction_len().max(1));
        if let Some(first) = rows.next() {
            result.copy_from_slice(first);
        }
        for row in rows {
            match self.sinks[reduction].reduction {
                Reduction::Sum => result.iter_mut().zip(row).for_each(|(sum, x)| *sum += x),
                Reduction::Max => {
                    result.iter_mut().zip(row).for_each(|(max, x)| *max = maximum(*max, *x));
                }
            }
        }
    }

    /// The work for one element in additions, roughly: an exponential function counts as ten.
    pub fn operations_per_element(&self) -> usize {
        let body: usize = self.body.iter().map(|instruction| instruction.operation.cost()).sum();
        body + self.sinks.len()
    }

    /// The bytes that are read from inputs and written to outputs for one element, rounded up.
    pub fn bytes_per_element(&self) -> usize {
        let read: usize = self.inputs.iter().map(|x| x.access.footprint(self.elements)).sum();
        let read = (4 * read).div_ceil(self.elements.max(1));
        read + 4 * self.outputs
    }

    /// The pattern in which input `index` is read.
    pub fn access(&self, index: usize) -> &Access {
        &self.inputs[index].access
    }
}

/// The least common multiple of `n` and the lanes where that is short, otherwise `n`: how many
/// neighbouring elements the accumulators of a sum over rows of `n` have apart.
pub(super) fn fold_width(n: usize) -> usize {
    let common = (n & n.wrapping_neg()).min(LANES);
    let multiple = n * (LANES / common);
    if multiple <= MAX_TILE { multiple } else { n }
}

/// The floats of one reduction's accumulators in the scratch memory.
pub(super) fn accumulator_len(axes: Option<ReduceAxes>) -> usize {
    match axes {
        None => 0,
        Some(ReduceAxes::All | ReduceAxes::Inner(_)) => LANES,
        // The row of partial results is the accumulator itself.
        Some(ReduceAxes::Outer(n)) if fold_width(n) == n => 0,
        Some(ReduceAxes::Outer(n)) => fold_width(n),
    }
}
