//! The sums of one row of a result over the taps that it sees.

use super::super::Phase;
use super::super::gather::{Run, Source};
use super::VECTORS;
use pulp::Simd;

/// One row of a result: the taps that it sees.
pub(super) struct Row<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) phase: &'a Phase,
    pub(super) run: &'a Run,
    /// Along the last axis.
    pub(super) m: usize,
    /// Of the kernel.
    pub(super) size: [usize; 3],
    pub(super) kernel: &'a [f32],
}

impl Row<'_> {
    /// `sums[c] = sum over taps of source[c] * kernel[c]`.
    #[inline(always)]
    pub(super) fn sum_taps<S: Simd>(&self, simd: S, sums: &mut [f32]) {
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
pub(super) fn add_products<S: Simd, const COUNT: usize>(
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
