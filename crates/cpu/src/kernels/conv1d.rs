//! One-dimensional convolutions of one group, channels last, without copying windows out. The input gradient of
//! strides and of few channels is that of [`conv`](super::conv).
//!
//! Seen with rows `stride * channels` apart, the input of one sample *is* the matrix of windows: row
//! `p` starts where window `p` starts and runs over `size * channels` numbers. The forward pass and the
//! kernel gradient are matrix products over that view; the input gradient is the same over the
//! zero-padded gradient with the kernel turned round. Border windows that hang over the input use
//! the part of the kernel that lies on it. Dilated kernels are products tap by tap.

use crate::gemm::{Matrix, multiply};
use crate::run::Cut;
use crate::step::Conv1d;
use std::ops::Range;

/// How the samples are cut, for all three directions.
pub(crate) fn cut(conv: &Conv1d) -> Cut {
    Cut::heavy(conv.samples, conv.positions * conv.size * conv.channels * conv.filters, 1)
}

/// `y[p] = sum over k of x[p * stride + k * dilation - padding] kernel[k]` for some samples; `y` holds
/// just those.
pub(crate) fn forward(
    conv: &Conv1d,
    samples: Range<usize>,
    x: &[f32],
    kernel: &[f32],
    y: &mut [f32],
) {
    let each = conv.positions * conv.filters;
    for (sample, y) in samples.zip(y.chunks_exact_mut(each)) {
        let x = &x[sample * conv.extent * conv.channels..][..conv.extent * conv.channels];
        if conv.dilation > 1 {
            y.fill(0.0);
        }
        for w in conv.windows() {
            let a = Matrix {
                data: x,
                offset: w.first * conv.channels,
                strides: (conv.stride * conv.channels, 1),
            };
            let depth = w.taps.len() * conv.channels;
            let b = Matrix {
                data: kernel,
                offset: w.taps.start * conv.channels * conv.filters,
                strides: (conv.filters, 1),
            };
            let y = &mut y[w.positions.start * conv.filters..w.positions.end * conv.filters];
            let shape = (w.positions.len(), conv.filters, depth);
            multiply(shape, a, b, y, conv.filters, w.accumulates);
        }
    }
}

/// The sum over some samples of the gradient with respect to the kernel.
pub(crate) fn kernel_gradient(
    conv: &Conv1d,
    samples: Range<usize>,
    x: &[f32],
    dy: &[f32],
    dkernel: &mut [f32],
) {
    dkernel.fill(0.0);
    let each = conv.positions * conv.filters;
    for sample in samples {
        let x = &x[sample * conv.extent * conv.channels..][..conv.extent * conv.channels];
        let dy = &dy[sample * each..][..each];
        for w in conv.windows() {
            let a = Matrix {
                data: x,
                offset: w.first * conv.channels,
                strides: (1, conv.stride * conv.channels),
            };
            let b = Matrix {
                data: dy,
                offset: w.positions.start * conv.filters,
                strides: (conv.filters, 1),
            };
            let rows = w.taps.len() * conv.channels;
            let part = &mut dkernel[w.taps.start * conv.channels * conv.filters..];
            multiply((rows, conv.filters, w.positions.len()), a, b, part, conv.filters, true);
        }
    }
}

/// Numbers of scratch memory that [`input_gradient`] needs: the gradient of one sample with zeros
/// around and between.
pub(crate) fn padded_gradient(conv: &Conv1d) -> usize {
    (conv.extent + (conv.size - 1) * conv.dilation) * conv.filters
}

/// Writes the kernel with its taps in reverse order and each tap transposed:
/// `(size, filters, channels)`.
pub(crate) fn turn_kernel(conv: &Conv1d, kernel: &[f32], turned: &mut [f32]) {
    let tap = conv.channels * conv.filters;
    for (from, to) in kernel.chunks_exact(tap).rev().zip(turned.chunks_exact_mut(tap)) {
        for (filter, to) in to.chunks_exact_mut(conv.channels).enumerate() {
            for (channel, to) in to.iter_mut().enumerate() {
                *to = from[channel * conv.filters + filter];
            }
        }
    }
}

/// The gradient with respect to the input, for some samples; `dx` holds just those.
///
/// `dx[t] = sum over k of z[t + k * dilation] turned[k]`, where `z` is the gradient of the sample with
/// `stride - 1` zeros between its positions and zeros around, so that window `t` of it holds the
/// positions which input element `t` took part in.
pub(crate) fn input_gradient(
    conv: &Conv1d,
    samples: Range<usize>,
    dy: &[f32],
    turned: &[f32],
    z: &mut [f32],
    dx: &mut [f32],
) {
    let (filters, channels) = (conv.filters, conv.channels);
    let reach = (conv.size - 1) * conv.dilation;
    z.fill(0.0);
    for (sample, dx) in samples.zip(dx.chunks_exact_mut(conv.extent * channels)) {
        let dy = &dy[sample * conv.positions * filters..][..conv.positions * filters];
        for (position, from) in dy.chunks_exact(filters).enumerate() {
            // Windows that lie in the padding alone touch no input.
            let place = (position * conv.stride + reach).checked_sub(conv.padding.0);
            let Some(place) = place.filter(|&p| p < conv.extent + reach) else { continue };
            z[place * filters..(place + 1) * filters].copy_from_slice(from);
        }
        let taps = if conv.dilation == 1 { 1 } else { conv.size };
        let depth = conv.size / taps * filters;
        for tap in 0..taps {
            let a =
                Matrix { data: z, offset: tap * conv.dilation * filters, strides: (filters, 1) };
            let b =
                Matrix { data: turned, offset: tap * filters * channels, strides: (channels, 1) };
            multiply((conv.extent, channels, depth), a, b, dx, channels, tap > 0);
        }
    }
}

/// Windows that meet the same taps of the kernel, as one product.
struct Windows {
    /// Which positions.
    positions: Range<usize>,
    /// Which taps lie on the input; none where the window lies in the padding alone.
    taps: Range<usize>,
    /// The input element under the first of these taps at the first of these positions.
    first: usize,
    /// Whether other products contribute to the same positions.
    accumulates: bool,
}

impl Conv1d {
    /// All windows, as products: of a dense kernel one over all windows that lie within the input and
    /// one for each window that hangs over, of a dilated kernel one for each tap.
    fn windows(&self) -> impl Iterator<Item = Windows> + Clone + use<> {
        let conv = *self;
        let interior = conv.interior();
        let border = conv.positions - interior.len();
        let products = if conv.dilation == 1 { 1 + border } else { conv.size };
        (0..products).map(move |index| match (conv.dilation, index) {
            (1, 0) => Windows {
                positions: interior.clone(),
                taps: 0..conv.size,
                first: (interior.start * conv.stride).saturating_sub(conv.padding.0),
                accumulates: false,
            },
            (1, _) => {
                let beside = index - 1;
                let after = beside.checked_sub(interior.start);
                conv.border_window(after.map_or(beside, |after| interior.end + after))
            }
            _ => conv.tap(index),
        })
    }

    /// The positions of a dense kernel that lie within the input.
    fn interior(&self) -> Range<usize> {
        let start = self.padding.0.div_ceil(self.stride).min(self.positions);
        let end = (self.extent + self.padding.0)
            .checked_sub(self.size)
            .map_or(0, |last| last / self.stride + 1);
        start..end.clamp(start, self.positions)
    }

    /// One window of a dense kernel, cut off at the border.
    fn border_window(&self, position: usize) -> Windows {
        let start = position * self.stride;
        let before = self.padding.0.saturating_sub(start).min(self.size);
        let end = (self.padding.0 + self.extent).saturating_sub(start).clamp(before, self.size);
        Windows {
            positions: position..position + 1,
            taps: before..end,
            first: if before < end { start + before - self.padding.0 } else { 0 },
            accumulates: false,
        }
    }

    /// One tap of a kernel at all positions where it lies on the input.
    fn tap(&self, tap: usize) -> Windows {
        let shift = tap * self.dilation;
        let start = self.padding.0.saturating_sub(shift).div_ceil(self.stride);
        let end = (self.padding.0 + self.extent).saturating_sub(shift).div_ceil(self.stride);
        let start = start.min(self.positions);
        let end = end.clamp(start, self.positions);
        Windows {
            positions: start..end,
            taps: tap..tap + 1,
            first: (start * self.stride + shift).saturating_sub(self.padding.0),
            accumulates: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn conv() -> impl Strategy<Value = Conv1d> {
        let window = (1usize..6, 1usize..4, 1usize..4, 0usize..6, 0usize..6);
        (1usize..4, 1usize..20, 1usize..4, 1usize..5, window).prop_filter_map(
            "the window must fit",
            |(samples, extent, channels, filters, (size, stride, dilation, before, after))| {
                let padded = extent + before + after;
                let positions = padded.checked_sub((size - 1) * dilation + 1)? / stride + 1;
                let padding = (before, after);
                Some(Conv1d {
                    samples,
                    extent,
                    channels,
                    filters,
                    size,
                    stride,
                    dilation,
                    padding,
                    positions,
                })
            },
        )
    }

    /// Small integers, so that every order of summation gives the same bits.
    fn numbers(n: usize, seed: usize) -> Vec<f32> {
        (0..n).map(|i| ((i + seed) * 7 % 13) as f32 - 6.0).collect()
    }

    /// Calls `visit(x index, kernel index, y index)` for every product of the definition.
    fn for_each_product(c: &Conv1d, mut visit: impl FnMut(usize, usize, usize)) {
        for s in 0..c.samples {
            for p in 0..c.positions {
                for k in 0..c.size {
                    let place = (p * c.stride + k * c.dilation).checked_sub(c.padding.0);
                    let Some(t) = place.filter(|&t| t < c.extent) else { continue };
                    for channel in 0..c.channels {
                        for filter in 0..c.filters {
                            visit(
                                (s * c.extent + t) * c.channels + channel,
                                (k * c.channels + channel) * c.filters + filter,
                                (s * c.positions + p) * c.filters + filter,
                            );
                        }
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn all_directions_equal_their_definition(c in conv()) {
            let x = numbers(c.samples * c.extent * c.channels, 0);
            let kernel = numbers(c.size * c.channels * c.filters, 3);
            let dy = numbers(c.samples * c.positions * c.filters, 5);
            let mut expected = (vec![0.0; dy.len()], vec![0.0; x.len()], vec![0.0; kernel.len()]);
            for_each_product(&c, |i, j, o| {
                expected.0[o] += x[i] * kernel[j];
                expected.1[i] += dy[o] * kernel[j];
                expected.2[j] += dy[o] * x[i];
            });

            let mut y = vec![f32::NAN; dy.len()];
            forward(&c, 0..c.samples, &x, &kernel, &mut y);
            prop_assert_eq!(&y, &expected.0);

            let mut turned = vec![f32::NAN; kernel.len()];
            turn_kernel(&c, &kernel, &mut turned);
            let mut z = vec![f32::NAN; padded_gradient(&c)];
            let mut dx = vec![f32::NAN; x.len()];
            input_gradient(&c, 0..c.samples, &dy, &turned, &mut z, &mut dx);
            prop_assert_eq!(&dx, &expected.1);

            let mut dkernel = vec![f32::NAN; kernel.len()];
            kernel_gradient(&c, 0..c.samples, &x, &dy, &mut dkernel);
            prop_assert_eq!(&dkernel, &expected.2);
        }
    }
}
