//! Depthwise convolutions: `multiplier` filters for each channel, which see that channel only.
//!
//! There is no sum over channels that a matrix product could do, so vectors run along the channels: each
//! keeps its sum in a register while the taps pass. Filter `c * multiplier + i` belongs to channel `c`. For
//! multipliers above 1, the forward pass takes one filter of each channel at a time, from a kernel
//! that has been [sorted](sort_kernel) so; the input gradient sums products of all filters first, and
//! then over those of each channel.

use super::gather::{Cursor, Run, Source};
use super::{Phase, lines};
use crate::run::Cut;
use crate::step::Conv;
use pulp::{Arch, Simd, WithSimd};
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
    let source = Source {
        data: x,
        extents: conv.extents,
        channels: conv.channels,
        wanted: 0..conv.channels,
    };
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
    let source = Source {
        data: dy,
        extents: conv.positions,
        channels: conv.filters,
        wanted: 0..conv.filters,
    };
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

/// One row of a result: the taps that it sees.
struct Row<'a> {
    source: &'a Source<'a>,
    phase: &'a Phase,
    run: &'a Run,
    m: usize,
    size: [usize; 3],
    kernel: &'a [f32],
}

impl Row<'_> {
    /// `sums[c] = sum over taps of source[c] * kernel[c]`.
    #[inline(always)]
    fn sum_taps<S: Simd>(&self, simd: S, sums: &mut [f32]) {
        let mut channel = 0;
        while channel < sums.len() {
            let rest = sums.len() - channel;
            let whole = (rest / S::F32_LANES).min(VECTORS);
            let end = channel + if whole == 0 { rest } else { whole * S::F32_LANES };
            let sums = &mut sums[channel..end];
            match whole {
                0 => self.sum_part(simd, channel, sums),
                1 => self.sum_vectors::<S, 1>(simd, channel, sums),
                2 => self.sum_vectors::<S, 2>(simd, channel, sums),
                3 => self.sum_vectors::<S, 3>(simd, channel, sums),
                _ => self.sum_vectors::<S, VECTORS>(simd, channel, sums),
            }
            channel = end;
        }
    }

    /// The sums of `COUNT` vectors of channels, from `channel` on.
    #[inline(always)]
    fn sum_vectors<S: Simd, const COUNT: usize>(&self, simd: S, channel: usize, sums: &mut [f32]) {
        let mut registers = [simd.splat_f32s(0.0); COUNT];
        let width = sums.len();
        self.each_tap(|x, k| {
            add_products(
                simd,
                &self.source.data[x + channel..][..width],
                &self.kernel[k + channel..][..width],
                &mut registers,
            );
        });
        let (vectors, _) = S::as_mut_simd_f32s(sums);
        vectors.iter_mut().zip(registers).for_each(|(to, from)| *to = from);
    }

    /// The sums of fewer channels than a vector has.
    #[inline(always)]
    fn sum_part<S: Simd>(&self, simd: S, channel: usize, sums: &mut [f32]) {
        let mut register = simd.splat_f32s(0.0);
        let width = sums.len();
        self.each_tap(|x, k| {
            let x = simd.partial_load_f32s(&self.source.data[x + channel..][..width]);
            let k = simd.partial_load_f32s(&self.kernel[k + channel..][..width]);
            register = simd.mul_add_e_f32s(x, k, register);
        });
        simd.partial_store_f32s(sums, register);
    }

    /// Calls `visit(place in the source, place in the kernel)` for channel 0 of every tap that lies on
    /// the source.
    #[inline(always)]
    fn each_tap(&self, mut visit: impl FnMut(usize, usize)) {
        let Row { source, phase, run, m, size, .. } = *self;
        let on = phase.on_source(2, m, source.extents[2]);
        for j0 in 0..phase.taps[0] {
            for j1 in 0..phase.taps[1] {
                let Some(line) = source.line(phase, run, [j0, j1]) else { continue };
                for j2 in on.clone() {
                    let along = phase.start[2] + (m * phase.stride[2] + j2 * phase.gap[2]) as isize;
                    let place = line + along as usize * source.channels;
                    visit(place, phase.tap([j0, j1, j2], size) * source.channels);
                }
            }
        }
    }
}

/// `registers += x * k`.
#[inline(always)]
fn add_products<S: Simd, const COUNT: usize>(
    simd: S,
    x: &[f32],
    k: &[f32],
    registers: &mut [S::f32s; COUNT],
) {
    let (x, _) = S::as_simd_f32s(x);
    let (k, _) = S::as_simd_f32s(k);
    let (x, k) = (&x[..COUNT], &k[..COUNT]);
    for (index, register) in registers.iter_mut().enumerate() {
        *register = simd.mul_add_e_f32s(x[index], k[index], *register);
    }
}

/// The sum over some lines of the output of the gradient with respect to the kernel. `line` is scratch
/// memory.
pub(crate) fn kernel_gradient(
    conv: &Conv,
    lines: Range<usize>,
    x: &[f32],
    dy: &[f32],
    line: &mut [f32],
    dkernel: &mut [f32],
) {
    dkernel.fill(0.0);
    let source = Source {
        data: x,
        extents: conv.extents,
        channels: conv.channels,
        wanted: 0..conv.channels,
    };
    let phase = Phase::forward(conv);
    Arch::new().dispatch(KernelGradient { conv, phase, lines, source, dy, line, dkernel });
}

struct KernelGradient<'a> {
    conv: &'a Conv,
    phase: Phase,
    lines: Range<usize>,
    source: Source<'a>,
    dy: &'a [f32],
    line: &'a mut [f32],
    dkernel: &'a mut [f32],
}

impl WithSimd for KernelGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let KernelGradient { conv, phase, lines, source, dy, line, dkernel } = self;
        let (positions, channels) = (conv.positions[2], conv.channels);
        let multiplier = multiplier(conv);
        let mut cursor = Cursor::new(lines);
        while let Some(run) = cursor.next(&phase, conv.positions, usize::MAX) {
            let dy = &dy[run.line * positions * conv.filters..][..positions * conv.filters];
            for i in 0..multiplier {
                // The gradients of one filter of each channel, side by side.
                let dy = match multiplier {
                    1 => dy,
                    _ => {
                        let sorted = &mut line[..positions * channels];
                        let filters = dy[i..].iter().step_by(multiplier);
                        sorted.iter_mut().zip(filters).for_each(|(to, from)| *to = *from);
                        &*sorted
                    }
                };
                let sums = LineSums { conv, phase: &phase, source: &source, run: &run, dy };
                sums.add_to(simd, &mut dkernel[i..], multiplier);
            }
        }
    }
}

/// What one line of the output, for one filter of each channel, adds to the kernel's gradient.
struct LineSums<'a> {
    conv: &'a Conv,
    phase: &'a Phase,
    source: &'a Source<'a>,
    run: &'a Run,
    dy: &'a [f32],
}

impl LineSums<'_> {
    /// Adds to the numbers of `dkernel`, `apart` from channel to channel.
    #[inline(always)]
    fn add_to<S: Simd>(&self, simd: S, dkernel: &mut [f32], apart: usize) {
        let LineSums { conv, phase, source, run, .. } = *self;
        let [outer, inner, last] = phase.taps;
        for j0 in 0..outer {
            for j1 in 0..inner {
                let Some(line) = source.line(phase, run, [j0, j1]) else { continue };
                for j2 in 0..last {
                    let rows = self.rows(j2);
                    let tap = phase.tap([j0, j1, j2], conv.size);
                    let to = &mut dkernel[tap * conv.filters..];
                    self.add_tap(simd, line, j2, rows, to, apart);
                }
            }
        }
    }

    /// The rows whose tap `j` along the last axis lies on the source.
    fn rows(&self, j: usize) -> Range<usize> {
        let LineSums { phase, source, run, .. } = *self;
        let place = phase.start[2] + (j * phase.gap[2]) as isize;
        let reached = |places: isize| (places.max(0) as usize).div_ceil(phase.stride[2]);
        let start = reached(-place).min(run.rows.end);
        start..reached(source.extents[2] as isize - place).clamp(start, run.rows.end)
    }

    /// Adds the sums of one tap over `rows`, for all channels.
    #[inline(always)]
    fn add_tap<S: Simd>(
        &self,
        simd: S,
        line: usize,
        j: usize,
        rows: Range<usize>,
        to: &mut [f32],
        apart: usize,
    ) {
        let width = self.conv.channels;
        let mut channel = 0;
        while channel < width {
            let rest = width - channel;
            let lanes = rest.min(S::F32_LANES);
            let mut register = simd.splat_f32s(0.0);
            for m in rows.clone() {
                let along = self.phase.start[2]
                    + (m * self.phase.stride[2] + j * self.phase.gap[2]) as isize;
                let x = line + along as usize * width + channel;
                let x = simd.partial_load_f32s(&self.source.data[x..x + lanes]);
                let dy = m * width + channel;
                let dy = simd.partial_load_f32s(&self.dy[dy..dy + lanes]);
                register = simd.mul_add_e_f32s(x, dy, register);
            }
            let registers = [register];
            let numbers: &[f32] = pulp::bytemuck::cast_slice(&registers);
            let places = to[channel * apart..].iter_mut().step_by(apart);
            places.zip(&numbers[..lanes]).for_each(|(to, sum)| *to += sum);
            channel += lanes;
        }
    }
}
