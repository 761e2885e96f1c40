//! Steps of convolutions: what is prepared for all pieces, and what becomes of their sums.

use super::{Cut, Threads, part};
use crate::kernels::conv::{dense, depthwise, scatter, sums};
use crate::kernels::reduce;
use crate::memory::Memory;
use crate::step::{Conv, Kernel, Step};
use std::ops::Range;

/// How much scratch memory a step needs, in elements.
pub(super) fn scratch(kernel: &Kernel, conv: &Conv) -> usize {
    let partials = |cut: Cut| if cut.pieces() > 1 { cut.pieces() * conv.kernel() } else { 0 };
    match kernel {
        Kernel::ConvInputGrad(_) if scatter::suits(conv) => 0,
        Kernel::ConvInputGrad(_) => conv.kernel(),
        Kernel::ConvKernelGrad(_) if sums::goes_by_taps(conv) => 0,
        Kernel::ConvKernelGrad(_) => partials(sums::cut_lines(conv)),
        Kernel::Depthwise(_) if depthwise::sorts_kernel(conv) => conv.kernel(),
        Kernel::DepthwiseKernelGrad(_) => partials(depthwise::cut_sums(conv)),
        _ => 0,
    }
}

/// How much scratch memory each thread needs, in elements.
pub(super) fn thread_scratch(kernel: &Kernel, conv: &Conv) -> usize {
    match kernel {
        Kernel::Conv(_) => dense::room(conv),
        Kernel::ConvKernelGrad(_) => sums::room(conv),
        Kernel::ConvInputGrad(_) if scatter::suits(conv) => scatter::room(conv),
        Kernel::ConvInputGrad(_) => dense::input_room(conv),
        Kernel::Depthwise(_) | Kernel::DepthwiseInputGrad(_) => depthwise::room(conv),
        Kernel::DepthwiseKernelGrad(_) => depthwise::line_room(conv),
        _ => 0,
    }
}

pub(super) fn forward(conv: &Conv, step: &Step, memory: Memory<'_>, threads: &Threads<'_>) {
    let cut = dense::cut_output(conv);
    let pieces = Pieces { step, memory, threads, cut, each: conv.positions[2] * conv.filters };
    pieces.run(&|lines, block, y| {
        dense::forward(conv, lines, pieces.read(0), pieces.read(1), block, y);
    });
}

pub(super) fn input_gradient(conv: &Conv, step: &Step, memory: Memory<'_>, threads: &Threads<'_>) {
    if scatter::suits(conv) {
        let each = conv.extents.iter().product::<usize>() * conv.channels;
        let pieces = Pieces { step, memory, threads, cut: scatter::cut(conv), each };
        return pieces.run(&|samples, block, dx| {
            scatter::input_gradient(conv, samples, pieces.read(0), pieces.read(1), block, dx);
        });
    }
    let cut = dense::cut_input(conv);
    let pieces = Pieces { step, memory, threads, cut, each: conv.extents[2] * conv.channels };
    let turned = pieces.prepared(conv.kernel(), &|turned| {
        dense::turn_kernel(conv, pieces.read(1), turned);
    });
    pieces.run(&|lines, block, dx| {
        dense::input_gradient(conv, lines, pieces.read(0), turned, block, dx);
    });
}

pub(super) fn kernel_gradient(conv: &Conv, step: &Step, memory: Memory<'_>, threads: &Threads<'_>) {
    if sums::goes_by_taps(conv) {
        let each = conv.group_channels() * conv.filters;
        let pieces = Pieces { step, memory, threads, cut: sums::cut_taps(conv), each };
        return pieces.run(&|taps, block, dkernel| {
            sums::of_taps(conv, taps, pieces.read(0), pieces.read(1), block, dkernel);
        });
    }
    let cut = sums::cut_lines(conv);
    let pieces = Pieces { step, memory, threads, cut, each: conv.kernel() };
    pieces.sum(&|lines, block, dkernel| {
        sums::of_lines(conv, lines, pieces.read(0), pieces.read(1), block, dkernel);
    });
}

pub(super) fn depthwise(conv: &Conv, step: &Step, memory: Memory<'_>, threads: &Threads<'_>) {
    let cut = depthwise::cut_output(conv);
    let pieces = Pieces { step, memory, threads, cut, each: conv.positions[2] * conv.filters };
    let kernel = match depthwise::sorts_kernel(conv) {
        false => pieces.read(1),
        true => pieces.prepared(conv.kernel(), &|sorted| {
            depthwise::sort_kernel(conv, pieces.read(1), sorted);
        }),
    };
    pieces.run(&|lines, row, y| {
        depthwise::forward(conv, lines, pieces.read(0), kernel, row, y);
    });
}

pub(super) fn depthwise_input(conv: &Conv, step: &Step, memory: Memory<'_>, threads: &Threads<'_>) {
    let cut = depthwise::cut_input(conv);
    let pieces = Pieces { step, memory, threads, cut, each: conv.extents[2] * conv.channels };
    pieces.run(&|lines, row, dx| {
        depthwise::input_gradient(conv, lines, pieces.read(0), pieces.read(1), row, dx);
    });
}

pub(super) fn depthwise_kernel(
    conv: &Conv,
    step: &Step,
    memory: Memory<'_>,
    threads: &Threads<'_>,
) {
    let cut = depthwise::cut_sums(conv);
    let pieces = Pieces { step, memory, threads, cut, each: conv.kernel() };
    pieces.sum(&|lines, line, dkernel| {
        depthwise::kernel_gradient(conv, lines, pieces.read(0), pieces.read(1), line, dkernel);
    });
}

/// The pieces of a step: ranges of lines, of samples, or of taps.
struct Pieces<'a> {
    step: &'a Step,
    memory: Memory<'a>,
    threads: &'a Threads<'a>,
    cut: Cut,
    /// Numbers of the result that belong to one of these; of a sum over lines, all of them.
    each: usize,
}

/// What a piece does: its lines, a thread's scratch memory, and where the result goes.
type Work<'a> = dyn Fn(Range<usize>, &mut [f32], &mut [f32]) + Sync + 'a;

impl<'a> Pieces<'a> {
    fn read(&self, operand: usize) -> &'a [f32] {
        // SAFETY: the plan gives every value that lives during a step memory of its own, so nobody
        // writes what a step reads.
        unsafe { self.memory.read(self.step.reads[operand]) }
    }

    /// The first `elements` of the step's scratch memory, once `prepare` has written them.
    fn prepared(&self, elements: usize, prepare: &dyn Fn(&mut [f32])) -> &'a [f32] {
        // SAFETY: no piece runs yet, so nobody else has this memory; see `read` too.
        prepare(unsafe { self.memory.write(self.step.scratch, 0..elements) });
        // SAFETY: from here on it is only read.
        unsafe { self.memory.read(part(self.step.scratch, 0..elements)) }
    }

    /// Runs all pieces, each of which writes its own lines of the result.
    fn run(&self, work: &Work<'_>) {
        self.threads.pool.run(self.cut.pieces(), &|piece, worker| {
            let lines = self.cut.range(piece);
            let range = lines.start * self.each..lines.end * self.each;
            // SAFETY: the pieces' lines are disjoint, and so is the result from what is read.
            let result = unsafe { self.memory.write(self.step.writes[0], range) };
            // SAFETY: the worker asks for its own.
            work(lines, unsafe { self.threads.scratch(worker) }, result);
        });
    }

    /// Runs all pieces, each of which makes a sum of its own, and adds those up in order.
    fn sum(&self, work: &Work<'_>) {
        let count = self.cut.pieces();
        self.threads.pool.run(count, &|piece, worker| {
            // SAFETY: a single piece has the result to itself; of several, each has its own part of
            // the scratch memory.
            let sum = unsafe {
                match count {
                    1 => self.memory.write(self.step.writes[0], 0..self.each),
                    _ => {
                        let range = piece * self.each..(piece + 1) * self.each;
                        self.memory.write(self.step.scratch, range)
                    }
                }
            };
            // SAFETY: the worker asks for its own.
            work(self.cut.range(piece), unsafe { self.threads.scratch(worker) }, sum);
        });
        if count > 1 {
            let sums = Cut::new(self.each, count);
            self.threads.pool.run(sums.pieces(), &|piece, _| {
                let range = sums.range(piece);
                // SAFETY: all sums are there and only read from here on; the ranges are disjoint.
                let (partials, sum) = unsafe {
                    let partials = self.memory.read(self.step.scratch);
                    (partials, self.memory.write(self.step.writes[0], range.clone()))
                };
                reduce::sum_partials(partials, self.each, count, range, sum);
            });
        }
    }
}
