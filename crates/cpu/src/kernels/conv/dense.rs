//! Convolutions as products of gathered rows with the kernel.
//!
//! A block of rows is gathered into scratch memory that stays in the cache, and multiplied while it is
//! there; all rows together are never written out. Where a row sees a single element of the source at its
//! own place (a kernel of size 1), the source itself is the left factor.

use super::gather::{Cursor, Source, gather};
use super::{Phase, apart, lines};
use crate::gemm::{Matrix, multiply};
use crate::run::Cut;
use crate::step::Conv;
use std::ops::Range;

/// Numbers in a block of gathered rows: it stays in the second-level cache together with the kernel's
/// panel that it is multiplied with.
pub(super) const BLOCK: usize = 1 << 15;

/// Rows of a block: enough that reading the kernel once for all of them costs little, and no more than are
/// soon multiplied.
const ROWS: Range<usize> = 192..256;

/// Rows of `depth` numbers in a block.
fn block_rows(depth: usize) -> usize {
    (BLOCK / depth.max(1)).clamp(ROWS.start, ROWS.end)
}

/// How the lines of the output are cut.
pub(crate) fn cut_output(conv: &Conv) -> Cut {
    let work = conv.positions[2] * conv.kernel();
    Cut::heavy(lines(conv.samples, conv.positions), work, 1)
}

/// How the lines of the input are cut, for the input gradient.
pub(crate) fn cut_input(conv: &Conv) -> Cut {
    let lines = lines(conv.samples, conv.extents);
    Cut::heavy(lines, conv.multiplications() / lines.max(1), 1)
}

/// Numbers of scratch memory that a piece of the forward pass needs.
pub(crate) fn room(conv: &Conv) -> usize {
    let depth = conv.taps() * conv.group_channels();
    block_rows(depth) * depth
}

/// Numbers of scratch memory that a piece of the input gradient needs: a block of gathered rows and what
/// becomes of them.
pub(crate) fn input_room(conv: &Conv) -> usize {
    let depths = Phase::backward(conv).map(|phase| phase.tap_count() * conv.group_filters());
    depths.map(|depth| block_rows(depth) * (depth + conv.group_channels())).max().unwrap_or(0)
}

/// A convolution's result for some of its lines; `y` holds just those.
pub(crate) fn forward(
    conv: &Conv,
    lines: Range<usize>,
    x: &[f32],
    kernel: &[f32],
    block: &mut [f32],
    y: &mut [f32],
) {
    let phase = Phase::forward(conv);
    let filters = conv.group_filters();
    for group in 0..conv.groups {
        let target = Target {
            extents: conv.positions,
            width: conv.filters,
            columns: group * filters..(group + 1) * filters,
        };
        let source = Source::input(conv, x, group..group + 1);
        let kernel = Matrix { data: kernel, offset: group * filters, strides: (conv.filters, 1) };
        target.correlate(&phase, lines.clone(), &source, kernel, block, y);
    }
}

/// Writes the kernel as the input gradient multiplies it: for each phase and group a matrix
/// `(taps, filters of the group, channels of the group)`.
pub(crate) fn turn_kernel(conv: &Conv, kernel: &[f32], turned: &mut [f32]) {
    let (channels, filters) = (conv.group_channels(), conv.group_filters());
    if channels * filters == 0 {
        return;
    }
    let mut matrices = turned.chunks_exact_mut(channels * filters);
    for phase in Phase::backward(conv) {
        for group in 0..conv.groups {
            for j in 0..phase.tap_count() {
                let Some(matrix) = matrices.next() else { return };
                let tap = phase.tap(apart(j, phase.taps), conv.size);
                let from = &kernel[tap * channels * conv.filters + group * filters..];
                for (filter, to) in matrix.chunks_exact_mut(channels).enumerate() {
                    for (channel, to) in to.iter_mut().enumerate() {
                        *to = from[channel * conv.filters + filter];
                    }
                }
            }
        }
    }
}

/// The gradient with respect to the input, for some of its lines; `dx` holds just those.
pub(crate) fn input_gradient(
    conv: &Conv,
    lines: Range<usize>,
    dy: &[f32],
    turned: &[f32],
    block: &mut [f32],
    dx: &mut [f32],
) {
    let (channels, filters) = (conv.group_channels(), conv.group_filters());
    let mut offset = 0;
    for phase in Phase::backward(conv) {
        for group in 0..conv.groups {
            let target = Target {
                extents: conv.extents,
                width: conv.channels,
                columns: group * channels..(group + 1) * channels,
            };
            let source = Source::output(conv, dy, group..group + 1);
            let kernel = Matrix { data: turned, offset, strides: (channels, 1) };
            target.correlate(&phase, lines.clone(), &source, kernel, block, dx);
            offset += phase.tap_count() * filters * channels;
        }
    }
}

/// Some columns of a result `(samples, extents..., width)`.
struct Target {
    extents: [usize; 3],
    width: usize,
    columns: Range<usize>,
}

impl Target {
    /// Writes the rows of `phase` in some lines: what each of them sees of the source, times `kernel`.
    /// `y` holds those lines.
    fn correlate(
        &self,
        phase: &Phase,
        lines: Range<usize>,
        source: &Source<'_>,
        kernel: Matrix<'_>,
        block: &mut [f32],
        y: &mut [f32],
    ) {
        let depth = phase.tap_count() * source.wanted.len();
        let columns = self.columns.len();
        if lines.is_empty() {
            return;
        }
        if phase.is_identity(source.extents) {
            let rows = lines.len() * self.extents[2];
            let offset = lines.start * self.extents[2] * source.channels + source.wanted.start;
            let seen = Matrix { data: source.data, offset, strides: (source.channels, 1) };
            let y = &mut y[self.columns.start..];
            multiply((rows, columns, depth), seen, kernel, y, self.width, false);
            return;
        }
        let most = block_rows(depth);
        let (block, products) = block.split_at_mut(most * depth);
        let mut cursor = Cursor::new(lines.clone());
        let mut done = 0;
        loop {
            let start = cursor;
            let rows = gather(source, phase, &mut cursor, self.extents, most, block);
            if rows == 0 {
                return;
            }
            let seen = Matrix { data: block, offset: 0, strides: (depth, 1) };
            let sizes = (rows, columns, depth);
            if phase.is_everything() {
                let y = &mut y[done * self.width + self.columns.start..];
                multiply(sizes, seen, kernel, y, self.width, false);
                done += rows;
            } else {
                let products = &mut products[..rows * columns];
                multiply(sizes, seen, kernel, products, columns, false);
                self.spread(phase, start, lines.start, products, y);
            }
        }
    }

    /// Writes rows of a phase, from `cursor` on, to where they belong.
    fn spread(
        &self,
        phase: &Phase,
        mut cursor: Cursor,
        first_line: usize,
        products: &[f32],
        y: &mut [f32],
    ) {
        let columns = self.columns.len();
        let mut rows = products.chunks_exact(columns.max(1));
        while let Some(run) = cursor.next(phase, self.extents, rows.len()) {
            let line = (run.line - first_line) * self.extents[2];
            for (m, row) in run.rows.zip(&mut rows) {
                let place = line + phase.first[2] + m * phase.apart[2];
                let start = place * self.width + self.columns.start;
                y[start..start + columns].copy_from_slice(row);
            }
        }
    }
}
