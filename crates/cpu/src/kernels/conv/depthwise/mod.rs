//! Depthwise convolutions: `multiplier` filters for each channel, which see that channel only.
//!
//! There is no sum over channels that a matrix product could do, so vectors run along the channels: each
//! keeps its sum in a register while the taps pass. Filter `c * multiplier + i` belongs to channel `c`. For
//! multipliers above 1, the forward pass takes one filter of each channel at a time, from a kernel
//! that has been [sorted](sort_kernel) so; the input gradient sums products of all filters first, and
//! then over those of each channel.

mod kernel_gradient;
mod row;

pub(crate) use kernel_gradient::kernel_gradient;

use super::gather::{Cursor, Source};
use super::{Phase, lines};
use crate::run::Cut;
use crate::step::Conv;
use pulp::{Arch, Simd, WithSimd};
use row::Row;
use std::ops::Range;

/// Vectors of channels whose sums are kept in registers at a time.
const VECTORS: usize = 4;

/// How the lines of the output are cut.
pub(crate) fn cut_output(conv: &Conv) -> Cut {
    Cut::new(lines(conv.samples, conv.positions), conv.positions[2] * conv.kernel())
}

/// How the lines of the output are cut for the kernel gradient, each piece of which leaves a sum.
pub(crate) fn cut_sums(conv: &Conv) -> Cut {
    cut_output(conv).at_most(16)
}

/// How the lines of the input are cut, for the input gradient.
pub(crate) fn cut_input(conv: &Conv) -> Cut {
    let lines = lines(conv.samples, conv.extents);
    Cut::new(lines, conv.multiplications() / lines.max(1))
}

/// Filters of each channel.
fn multiplier(conv: &Conv) -> usize {
    conv.group_filters()
}

/// Whether the kernel must be sorted for the forward pass.
pub(crate) fn sorts_kernel(conv: &Conv) -> bool {
    multiplier(conv) > 1
}

/// Writes the kernel `(taps, channels, multiplier)` as `(multiplier, taps, channels)`.
pub(crate) fn sort_kernel(conv: &Conv, kernel: &[f32], sorted: &mut [f32]) {
    let multiplier = multiplier(conv);
    for (i, to) in sorted.chunks_exact_mut((conv.taps() * conv.channels).max(1)).enumerate() {
        to.iter_mut()
            .zip(kernel[i..].iter().step_by(multiplier))
            .for_each(|(to, from)| *to = *from);
    }
}

/// Numbers of scratch memory that a piece of the forward pass or of the input gradient needs.
pub(crate) fn room(conv: &Conv) -> usize {
    if multiplier(conv) > 1 { conv.filters } else { 0 }
}

/// Numbers of scratch memory that a piece of the kernel gradient needs: a line of the gradient.
pub(crate) fn line_room(conv: &Conv) -> usize {
    if multiplier(conv) > 1 { conv.positions[2] * conv.filters } else { 0 }
}

/// A convolution's result for some of its lines; `y` holds just those. `kernel` is sorted, and `row` is
/// scratch memory.
pub(crate) fn forward(
    conv: &Conv,
    lines: Range<usize>,
    x: &[f32],
    kernel: &[f32],
    row: &mut [f32],
    y: &mut [f32],
) {
    let source = Source::input(conv, x, 0..conv.groups);
    let phase = Phase::forward(conv);
    Arch::new().dispatch(Forward { conv, phase, lines, source, kernel, row, y });
}

struct Forward<'a> {
    conv: &'a Conv,
    phase: Phase,
    lines: Range<usize>,
    source: Source<'a>,
    kernel: &'a [f32],
    row: &'a mut [f32],
    y: &'a mut [f32],
}

impl WithSimd for Forward<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Forward { conv, phase, lines, source, kernel, row, y } = self;
        let multiplier = multiplier(conv);
        let mut rows = y.chunks_exact_mut(conv.filters.max(1));
        let mut cursor = Cursor::new(lines);
        while let Some(run) = cursor.next(&phase, conv.positions, usize::MAX) {
            let size = conv.size;
            let seen =
                |m, kernel| Row { source: &source, phase: &phase, run: &run, m, size, kernel };
            for m in run.rows.clone() {
                let Some(y) = rows.next() else { return };
                if multiplier == 1 {
                    seen(m, kernel).sum_taps(simd, y);
                    continue;
                }
                let row = &mut row[..conv.channels];
                let kernels = kernel.chunks_exact(conv.taps() * conv.channels);
                for (i, kernel) in kernels.enumerate() {
                    seen(m, kernel).sum_taps(simd, row);
                    let places = y[i..].iter_mut().step_by(multiplier);
                    places.zip(row.iter()).for_each(|(y, sum)| *y = *sum);
                }
            }
        }
    }
}

/// The gradient with respect to the input, for some of its lines; `dx` holds just those. `row` is scratch
/// memory.
pub(crate) fn input_gradient(
    conv: &Conv,
    lines: Range<usize>,
    dy: &[f32],
    kernel: &[f32],
    row: &mut [f32],
    dx: &mut [f32],
) {
    let source = Source::output(conv, dy, 0..conv.groups);
    for phase in Phase::backward(conv) {
        let (lines, source) = (lines.clone(), source.clone());
        let (row, dx) = (&mut *row, &mut *dx);
        Arch::new().dispatch(InputGradient { conv, phase, lines, source, kernel, row, dx });
    }
}

struct InputGradient<'a> {
    conv: &'a Conv,
    phase: Phase,
    lines: Range<usize>,
    source: Source<'a>,
    kernel: &'a [f32],
    row: &'a mut [f32],
    dx: &'a mut [f32],
}

impl WithSimd for InputGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let InputGradient { conv, phase, lines, source, kernel, row, dx } = self;
        let multiplier = multiplier(conv);
        let mut cursor = Cursor::new(lines.clone());
        while let Some(run) = cursor.next(&phase, conv.extents, usize::MAX) {
            let line = (run.line - lines.start) * conv.extents[2];
            let size = conv.size;
            let seen = |m| Row { source: &source, phase: &phase, run: &run, m, size, kernel };
            for m in run.rows.clone() {
                let place = line + phase.first[2] + m * phase.apart[2];
                let dx = &mut dx[place * conv.channels..(place + 1) * conv.channels];
                if multiplier == 1 {
                    seen(m).sum_taps(simd, dx);
                    continue;
                }
                let row = &mut row[..conv.filters];
                seen(m).sum_taps(simd, row);
                let sums = row.chunks_exact(multiplier).map(|filters| filters.iter().sum());
                dx.iter_mut().zip(sums).for_each(|(dx, sum)| *dx = sum);
            }
        }
    }
}
