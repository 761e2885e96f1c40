//! The gradient with respect to the kernel of a depthwise convolution.

use super::super::Phase;
use super::super::gather::{Cursor, Run, Source};
use super::row::add_products;
use super::{VECTORS, multiplier};
use crate::step::Conv;
use pulp::{Arch, Simd, WithSimd};
use std::ops::Range;

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
    let source = Source::input(conv, x, 0..conv.groups);
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
                    if rows.is_empty() {
                        continue;
                    }
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
        let along = self.phase.start[2]
            + (rows.start * self.phase.stride[2] + j * self.phase.gap[2]) as isize;
        let terms = Terms {
            x: &self.source.data[line + along as usize * width..],
            x_apart: self.phase.stride[2] * width,
            dy: &self.dy[rows.start * width..],
            dy_apart: width,
            count: rows.len(),
        };
        let mut channel = 0;
        while channel < width {
            let rest = width - channel;
            let whole = (rest / S::F32_LANES).min(VECTORS);
            let end = channel + if whole == 0 { rest } else { whole * S::F32_LANES };
            let to = &mut to[channel * apart..];
            match whole {
                0 => terms.sum_part(simd, channel..end, to, apart),
                1 => terms.sum_vectors::<S, 1>(simd, channel, to, apart),
                2 => terms.sum_vectors::<S, 2>(simd, channel, to, apart),
                3 => terms.sum_vectors::<S, 3>(simd, channel, to, apart),
                _ => terms.sum_vectors::<S, VECTORS>(simd, channel, to, apart),
            }
            channel = end;
        }
    }
}

/// Terms of sums over rows, for each channel: `x` times `dy`.
struct Terms<'a> {
    x: &'a [f32],
    /// From row to row.
    x_apart: usize,
    dy: &'a [f32],
    dy_apart: usize,
    /// Rows.
    count: usize,
}

impl Terms<'_> {
    /// Adds the sums of `COUNT` vectors of channels, from `channel` on.
    #[inline(always)]
    fn sum_vectors<S: Simd, const COUNT: usize>(
        &self,
        simd: S,
        channel: usize,
        to: &mut [f32],
        apart: usize,
    ) {
        let mut registers = [simd.splat_f32s(0.0); COUNT];
        let width = COUNT * S::F32_LANES;
        for m in 0..self.count {
            let x = &self.x[m * self.x_apart + channel..][..width];
            let dy = &self.dy[m * self.dy_apart + channel..][..width];
            add_products(simd, x, dy, &mut registers);
        }
        add_apart(pulp::bytemuck::cast_slice(&registers), to, apart);
    }

    /// Adds the sums of fewer channels than a vector has.
    #[inline(always)]
    fn sum_part<S: Simd>(&self, simd: S, channels: Range<usize>, to: &mut [f32], apart: usize) {
        let mut register = simd.splat_f32s(0.0);
        let width = channels.len();
        for m in 0..self.count {
            let x = &self.x[m * self.x_apart + channels.start..][..width];
            let dy = &self.dy[m * self.dy_apart + channels.start..][..width];
            let (x, dy) = (simd.partial_load_f32s(x), simd.partial_load_f32s(dy));
            register = simd.mul_add_e_f32s(x, dy, register);
        }
        let registers = [register];
        let numbers: &[f32] = pulp::bytemuck::cast_slice(&registers);
        add_apart(&numbers[..width], to, apart);
    }
}

/// Adds `sums` to numbers that are `apart`.
#[inline(always)]
fn add_apart(sums: &[f32], to: &mut [f32], apart: usize) {
    if apart == 1 {
        to.iter_mut().zip(sums).for_each(|(to, sum)| *to += sum);
    } else {
        to.iter_mut().step_by(apart).zip(sums).for_each(|(to, sum)| *to += sum);
    }
}
