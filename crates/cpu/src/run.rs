//! The run loop: one step after the other, the pieces of each on all threads.

mod conv;

use crate::fault::{Fault, FirstFault};
use crate::fused::{self, Bindings, Context};
use crate::kernels::rows::Table;
use crate::kernels::{argmax, concat, conv1d, fold, pad, pool1d, product, reduce, rows, softmax};
use crate::memory::{Block, Memory};
use crate::pool::ThreadPool;
use crate::step::{Kernel, Region, Step};
use std::ops::Range;
use std::sync::OnceLock;

/// Pointers to the operands of one pass: kept from step to step, so that no step allocates.
#[derive(Debug, Default)]
pub(crate) struct Pointers {
    inputs: Vec<*const f32>,
    outputs: Vec<*mut f32>,
    reductions: Vec<*mut f32>,
}

// SAFETY: the pointers mean nothing between steps, and are remade at the start of each.
unsafe impl Send for Pointers {}

impl Pointers {
    /// Makes room for steps with this many operands.
    pub(crate) fn reserve(&mut self, operands: usize) {
        self.inputs.reserve(operands.saturating_sub(self.inputs.len()));
        self.outputs.reserve(operands.saturating_sub(self.outputs.len()));
        self.reductions.reserve(operands.saturating_sub(self.reductions.len()));
    }
}

/// The threads of a run, each with scratch memory of its own.
pub(crate) struct Threads<'a> {
    pool: &'a ThreadPool,
    scratch: *mut f32,
    each: usize,
    borrow: std::marker::PhantomData<&'a mut Block>,
}

// SAFETY: `scratch` hands each worker a part of its own, and the pool never runs two calls with the
// same worker at once within one `run`.
unsafe impl Sync for Threads<'_> {}

impl<'a> Threads<'a> {
    /// The threads of a pool, each with `each` numbers of `scratch`.
    pub(crate) fn new(pool: &'a ThreadPool, scratch: &'a mut Block, each: usize) -> Self {
        assert!(scratch.elements() >= each * pool.threads(), "scratch for each thread");
        let scratch = scratch.as_mut_slice().as_mut_ptr();
        Threads { pool, scratch, each, borrow: std::marker::PhantomData }
    }

    /// The calling thread alone, within a piece of work: with what scratch memory that piece has.
    pub(crate) fn alone(scratch: &'a mut [f32]) -> Self {
        static ALONE: OnceLock<ThreadPool> = OnceLock::new();
        Threads {
            pool: ALONE.get_or_init(|| ThreadPool::new(1)),
            each: scratch.len(),
            scratch: scratch.as_mut_ptr(),
            borrow: std::marker::PhantomData,
        }
    }

    /// Calls `job(piece, scratch)` for every piece, with the scratch memory of the thread it runs on.
    pub(crate) fn run(&self, pieces: usize, job: &(dyn Fn(usize, &mut [f32]) + Sync)) {
        self.pool.run(pieces, &|piece, worker| {
            // SAFETY: the worker asks for its own scratch, for one piece at a time.
            job(piece, unsafe { self.scratch(worker) });
        });
    }

    /// The scratch memory of a worker.
    ///
    /// # Safety
    ///
    /// Only the worker itself may ask, and for one piece at a time.
    #[allow(
        clippy::mut_from_ref,
        reason = "each worker gets a part of its own: exclusive borrows of two calls never meet"
    )]
    unsafe fn scratch(&self, worker: usize) -> &mut [f32] {
        assert!(worker < self.pool.threads(), "worker {worker}");
        // SAFETY: `new` has checked that there is a part for each worker; the caller vouches that
        // nobody else has this one.
        unsafe {
            std::slice::from_raw_parts_mut(self.scratch.wrapping_add(worker * self.each), self.each)
        }
    }
}

/// Work in a piece, in multiply-adds or similar: some microseconds, well above the cost of handing it
/// to a thread.
const PIECE_WORK: usize = 1 << 17;

/// The most pieces of a step: enough for any number of cores that one step keeps busy.
const MAX_PIECES: usize = 64;

/// Multiply-adds in a piece of matrix products: some tens of microseconds.
const HEAVY_PIECE_WORK: usize = 1 << 20;

/// The most pieces of matrix products. Each may leave partial results, which cost memory traffic.
const MAX_HEAVY_PIECES: usize = 16;

/// Equal parts of some units of work, the last of which may be shorter. The cut depends on the work
/// alone, never on the number of threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    units: usize,
    each: usize,
}

impl Cut {
    /// Cuts `units` that cost `work` each.
    pub(crate) fn new(units: usize, work: usize) -> Self {
        let pieces = (units.saturating_mul(work) / PIECE_WORK).clamp(1, MAX_PIECES);
        Cut { units, each: units.div_ceil(pieces).max(1) }
    }

    /// Cuts units of heavy work, such as matrix products: longer pieces, because each one packs
    /// operands of its own, and at least `least` units in each.
    pub(crate) fn heavy(units: usize, work: usize, least: usize) -> Self {
        let pieces = (units.saturating_mul(work) / HEAVY_PIECE_WORK).clamp(1, MAX_HEAVY_PIECES);
        Cut { units, each: units.div_ceil(pieces).max(least.max(1)) }
    }

    /// Cuts `units` into about so many pieces, at least one.
    pub(crate) fn into(units: usize, pieces: usize) -> Self {
        Cut { units, each: units.div_ceil(pieces.clamp(1, MAX_PIECES)).max(1) }
    }

    /// The same units in no more than `pieces`.
    #[must_use]
    pub(crate) fn at_most(self, pieces: usize) -> Self {
        Cut { each: self.each.max(self.units.div_ceil(pieces.max(1))), ..self }
    }

    /// How many pieces there are.
    pub(crate) fn pieces(self) -> usize {
        self.units.div_ceil(self.each)
    }

    /// The units of a piece.
    pub(crate) fn range(self, piece: usize) -> Range<usize> {
        piece * self.each..((piece + 1) * self.each).min(self.units)
    }
}

/// Runs one step to its end.
///
/// # Errors
///
/// When an index names no row. What the step writes is undefined then, and nothing else is touched.
pub(crate) fn run_step<'a>(
    step: &'a Step,
    memory: Memory<'_>,
    threads: &Threads<'_>,
    context: &Context,
    pointers: &mut Pointers,
) -> Result<(), Fault<'a>> {
    // SAFETY (of `read` and `write` below, throughout): the plan gives every value that lives during a
    // step memory of its own, so what a kernel reads and what it writes are disjoint; pieces write
    // disjoint ranges; and steps run one after the other. Passes, which may write over an operand,
    // get pointers instead.
    let read = |operand: usize| {
        // SAFETY: see above.
        unsafe { memory.read(step.reads[operand]) }
    };
    let write = |range: Range<usize>| {
        // SAFETY: see above.
        unsafe { memory.write(step.writes[0], range) }
    };
    let scratch = |range: Range<usize>| {
        // SAFETY: see above.
        unsafe { memory.write(step.scratch, range) }
    };
    let pool = threads.pool;
    match &step.kernel {
        Kernel::Pass(program) => run_pass(step, program, memory, threads, context, pointers),
        Kernel::Copy => {
            let elements = step.writes[0].elements;
            let (from, to) = (step.reads[0], step.writes[0]);
            if from.segment != to.segment || from.offset != to.offset {
                write(0..elements).copy_from_slice(&read(0)[..elements]);
            }
        }
        Kernel::Product(p) => {
            let (cut, each) = (product::cut(p), product::elements_of_unit(p));
            pool.run(cut.pieces(), &|piece, _| {
                let units = cut.range(piece);
                let c = write(units.start * each..units.end * each);
                product::run(p, units, read(0), read(1), c);
            });
        }
        Kernel::PackedProduct(p) => {
            let cut = product::cut(p);
            pool.run(cut.pieces(), &|piece, _| {
                let rows = cut.range(piece);
                let c = write(rows.start * p.columns..rows.end * p.columns);
                product::run_packed(p, rows, read(0), read(1), c);
            });
        }
        Kernel::Conv1d(conv) => {
            let cut = conv1d::cut(conv);
            let each = conv.positions * conv.filters;
            pool.run(cut.pieces(), &|piece, _| {
                let samples = cut.range(piece);
                let y = write(samples.start * each..samples.end * each);
                conv1d::forward(conv, samples, read(0), read(1), y);
            });
        }
        Kernel::Conv1dInputGrad(conv) => {
            let cut = conv1d::cut(conv);
            let each = conv.extent * conv.channels;
            let turned = conv.size * conv.channels * conv.filters;
            conv1d::turn_kernel(conv, read(1), scratch(0..turned));
            let room = conv1d::padded_gradient(conv);
            pool.run(cut.pieces(), &|piece, _| {
                let samples = cut.range(piece);
                let dx = write(samples.start * each..samples.end * each);
                let start = turned + piece * room;
                // SAFETY: the turned kernel is only read from here on.
                let kernel = unsafe { memory.read(part(step.scratch, 0..turned)) };
                let padded = scratch(start..start + room);
                conv1d::input_gradient(conv, samples, read(0), kernel, padded, dx);
            });
        }
        Kernel::Conv1dKernelGrad(conv) => {
            let cut = conv1d::cut(conv);
            let each = conv.size * conv.channels * conv.filters;
            if cut.pieces() == 1 {
                let samples = cut.range(0);
                conv1d::kernel_gradient(conv, samples, read(0), read(1), write(0..each));
                return Ok(());
            }
            pool.run(cut.pieces(), &|piece, _| {
                let partial = scratch(piece * each..(piece + 1) * each);
                conv1d::kernel_gradient(conv, cut.range(piece), read(0), read(1), partial);
            });
            let sums = Cut::new(each, cut.pieces());
            pool.run(sums.pieces(), &|piece, _| {
                let range = sums.range(piece);
                // SAFETY: the partial sums are only read from here on.
                let partials = unsafe { memory.read(step.scratch) };
                reduce::sum_partials(partials, each, cut.pieces(), range.clone(), write(range));
            });
        }
        Kernel::Conv(c) => conv::forward(c, step, memory, threads),
        Kernel::ConvInputGrad(c) => conv::input_gradient(c, step, memory, threads),
        Kernel::ConvKernelGrad(c) => conv::kernel_gradient(c, step, memory, threads),
        Kernel::Depthwise(c) => conv::depthwise(c, step, memory, threads),
        Kernel::DepthwiseInputGrad(c) => conv::depthwise_input(c, step, memory, threads),
        Kernel::DepthwiseKernelGrad(c) => conv::depthwise_kernel(c, step, memory, threads),
        Kernel::MaxPool(p) | Kernel::AveragePool(p) => {
            let largest = matches!(step.kernel, Kernel::MaxPool(_));
            let cut = Cut::new(p.samples, p.positions * p.size * p.channels);
            let each = p.positions * p.channels;
            pool.run(cut.pieces(), &|piece, _| {
                let samples = cut.range(piece);
                let y = write(samples.start * each..samples.end * each);
                pool1d::forward(p, largest, samples, read(0), y);
            });
        }
        Kernel::MaxPoolGrad(p) => {
            let cut = Cut::new(p.samples, 2 * p.positions * p.size * p.channels);
            let each = p.extent * p.channels;
            pool.run(cut.pieces(), &|piece, _| {
                let samples = cut.range(piece);
                let dx = write(samples.start * each..samples.end * each);
                pool1d::max_gradient(p, samples, read(0), read(1), dx);
            });
        }
        Kernel::AveragePoolGrad(p) => {
            let cut = Cut::new(p.samples, 2 * p.positions * p.size * p.channels);
            let each = p.extent * p.channels;
            pool.run(cut.pieces(), &|piece, _| {
                let samples = cut.range(piece);
                let dx = write(samples.start * each..samples.end * each);
                pool1d::average_gradient(p, samples, read(0), dx);
            });
        }
        &Kernel::Softmax { rows, columns, log } => {
            let cut = Cut::new(rows, 16 * columns);
            pool.run(cut.pieces(), &|piece, _| {
                let rows = cut.range(piece);
                let elements = rows.start * columns..rows.end * columns;
                softmax::run(&read(0)[elements.clone()], columns, log, write(elements));
            });
        }
        &Kernel::ArgMax { rows, columns } => {
            let cut = Cut::new(rows, 2 * columns);
            pool.run(cut.pieces(), &|piece, _| {
                let rows = cut.range(piece);
                let x = &read(0)[rows.start * columns..rows.end * columns];
                argmax::run(x, columns, write(rows));
            });
        }
        &Kernel::Reduce { kind, outer, reduced, inner } => {
            let cut = Cut::new(outer, reduced * inner);
            pool.run(cut.pieces(), &|piece, _| {
                let range = cut.range(piece);
                let x = &read(0)[range.start * reduced * inner..range.end * reduced * inner];
                reduce::middle(
                    kind,
                    x,
                    reduced,
                    inner,
                    write(range.start * inner..range.end * inner),
                );
            });
        }
        Kernel::Concat(c) => {
            let (cut, width) = (Cut::new(c.rows, c.width()), c.width());
            pool.run(cut.pieces(), &|piece, _| {
                let rows = cut.range(piece);
                let y = write(rows.start * width..rows.end * width);
                concat::run(c, rows, read, y);
            });
        }
        &Kernel::Pad { outer, count, inner, start, step: apart, extent } => {
            let cut = Cut::new(outer, extent * inner);
            pool.run(cut.pieces(), &|piece, _| {
                let range = cut.range(piece);
                let x = &read(0)[range.start * count * inner..range.end * count * inner];
                let y = write(range.start * extent * inner..range.end * extent * inner);
                pad::run(x, y, pad::Places { count, inner, start, step: apart, extent });
            });
        }
        &Kernel::Fold { outer, positions, size, inner, stride, dilation, extent } => {
            let cut = Cut::new(outer, positions * size * inner);
            let each = positions * size * inner;
            pool.run(cut.pieces(), &|piece, _| {
                let range = cut.range(piece);
                let windows = &read(0)[range.start * each..range.end * each];
                let x = write(range.start * extent * inner..range.end * extent * inner);
                let places = fold::Places { positions, size, inner, stride, dilation, extent };
                fold::run(windows, x, places);
            });
        }
        Kernel::Scan(scan) => scan.run(step, memory, threads, context),
        Kernel::Gather(indexing) => {
            let (table, count, inner) = (indexing.table, indexing.count(), indexing.table.inner);
            let (indices, fault) = (&read(1)[..count], FirstFault::new());
            // Looking an index up costs about as much as copying a few numbers.
            let cut = Cut::new(count, inner + 4);
            pool.run(cut.pieces(), &|piece, _| {
                let range = cut.range(piece);
                let chosen = write(range.start * inner..range.end * inner);
                let bad = rows::gather(table, read(0), &indices[range.clone()], chosen);
                fault.note(bad.map(|place| range.start + place));
            });
            return fault.result("gather", indexing);
        }
        Kernel::ScatterAdd(indexing) => {
            let (table, count, inner) = (indexing.table, indexing.count(), indexing.table.inner);
            let (indices, fault) = (&read(1)[..count], FirstFault::new());
            let cut = scatter_cut(table, count);
            pool.run(cut.pieces(), &|piece, _| {
                let range = cut.range(piece);
                let sums = write(range.start * inner..range.end * inner);
                fault.note(rows::scatter_add(table, read(0), indices, range, sums));
            });
            return fault.result("scatter_add", indexing);
        }
    }
    Ok(())
}

/// The rows of a table to which `count` rows are added, cut. Every piece goes through all indices, and adds
/// those rows up that are its own, so more pieces than this would only look.
fn scatter_cut(table: Table, count: usize) -> Cut {
    let Table { extent, inner, .. } = table;
    let adding = count.saturating_mul(inner + 4) / extent.max(1);
    Cut::new(extent, inner + adding).at_most(8 + inner / 4)
}

/// A part of a region.
fn part(region: Region, range: Range<usize>) -> Region {
    Region { offset: region.offset + range.start, elements: range.len(), ..region }
}

/// Runs an elementwise pass and puts the partial results of its reductions together.
fn run_pass(
    step: &Step,
    program: &fused::Program,
    memory: Memory<'_>,
    threads: &Threads<'_>,
    context: &Context,
    pointers: &mut Pointers,
) {
    let outputs = program.outputs();
    let partial = program.partial_len();
    let results = &step.writes[outputs..];
    pointers.inputs.clear();
    pointers.inputs.extend(step.reads.iter().map(|&region| memory.pointer(region).cast_const()));
    pointers.outputs.clear();
    pointers.outputs.extend(step.writes[..outputs].iter().map(|&region| memory.pointer(region)));
    pointers.reductions.clear();
    pointers.reductions.extend(results.iter().enumerate().map(|(index, &result)| {
        let partials = part(step.scratch, index * partial..(index + 1) * partial);
        memory.pointer(if program.needs_combine() { partials } else { result })
    }));
    let bindings = Bindings {
        inputs: &pointers.inputs,
        outputs: &pointers.outputs,
        reductions: &pointers.reductions,
    };
    let bindings = &bindings;
    threads.pool.run(program.pieces().count, &|piece, worker| {
        // SAFETY: the worker asks for its own scratch. Lowering built the program from checked
        // shapes, and gave its inputs and outputs memory that is disjoint, or the very same where an
        // operand is read in step; the ranges of pieces are disjoint.
        unsafe {
            fused::run(program, program.piece(piece), bindings, context, threads.scratch(worker));
        }
    });
    if program.needs_combine() {
        for (index, &result) in results.iter().enumerate() {
            // SAFETY: all pieces are done, and scratch and result are disjoint.
            let (partials, result) = unsafe {
                let partials =
                    memory.read(part(step.scratch, index * partial..(index + 1) * partial));
                (partials, memory.write(result, 0..result.elements))
            };
            program.combine(index, partials, result);
        }
    }
}

impl Kernel {
    /// How much scratch memory a step with this kernel needs, in elements.
    pub(crate) fn scratch(&self) -> usize {
        match self {
            Kernel::Pass(program) if program.needs_combine() => {
                program.reductions() * program.partial_len()
            }
            Kernel::Conv1dInputGrad(conv) => {
                conv.size * conv.channels * conv.filters
                    + conv1d::cut(conv).pieces() * conv1d::padded_gradient(conv)
            }
            Kernel::Conv1dKernelGrad(conv) => match conv1d::cut(conv).pieces() {
                1 => 0,
                pieces => pieces * conv.size * conv.channels * conv.filters,
            },
            Kernel::Scan(scan) => scan.scratch(),
            Kernel::Conv(c)
            | Kernel::ConvInputGrad(c)
            | Kernel::ConvKernelGrad(c)
            | Kernel::Depthwise(c)
            | Kernel::DepthwiseInputGrad(c)
            | Kernel::DepthwiseKernelGrad(c) => conv::scratch(self, c),
            _ => 0,
        }
    }

    /// How much scratch memory each thread needs, in elements.
    pub(crate) fn thread_scratch(&self) -> usize {
        match self {
            Kernel::Pass(program) => program.scratch(),
            Kernel::Scan(scan) => scan.thread_scratch(),
            Kernel::Conv(c)
            | Kernel::ConvInputGrad(c)
            | Kernel::ConvKernelGrad(c)
            | Kernel::Depthwise(c)
            | Kernel::DepthwiseInputGrad(c)
            | Kernel::DepthwiseKernelGrad(c) => conv::thread_scratch(self, c),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cut_covers_every_unit_once(units in 0usize..5000, work in 0usize..1_000_000) {
            let cut = Cut::new(units, work);
            let mut next = 0;
            for piece in 0..cut.pieces() {
                let range = cut.range(piece);
                prop_assert_eq!(range.start, next);
                prop_assert!(range.end > range.start);
                next = range.end;
            }
            prop_assert_eq!(next, units);
            prop_assert!(cut.pieces() <= MAX_PIECES);
        }
    }
}
