//! The gradient with respect to the kernel: sums over all positions.
//!
//! A large kernel is cut by its taps, each piece of which sums over all positions. A small one is cut by the lines
//! of the output; each piece leaves a sum of its own, and these are added up.

use super::dense::BLOCK;
use super::gather::{Cursor, Source, gather};
use super::{Phase, apart, lines};
use crate::gemm::{Matrix, multiply};
use crate::run::Cut;
use crate::step::Conv;
use std::ops::Range;

/// Rows of a block: enough that reading and writing all of the sums for each block costs little.
const ROWS: Range<usize> = 128..256;

/// Numbers of a kernel that is cut by its taps: writing several sums of so many would cost more than
/// gathering tap by tap.
const LARGE: usize = 1 << 17;

/// Rows of `depth` numbers in a block.
fn block_rows(depth: usize) -> usize {
    (4 * BLOCK / depth.max(1)).clamp(ROWS.start, ROWS.end)
}

/// Whether the taps are what is cut.
pub(crate) fn goes_by_taps(conv: &Conv) -> bool {
    conv.kernel() >= LARGE && conv.taps() >= 4
}

/// How the taps are cut.
pub(crate) fn cut_taps(conv: &Conv) -> Cut {
    Cut::heavy(conv.taps(), conv.multiplications() / conv.taps().max(1), 1)
}

/// How the lines of the output are cut: there must be much to add to each sum.
pub(crate) fn cut_lines(conv: &Conv) -> Cut {
    let work = conv.positions[2] * conv.kernel();
    let least = ROWS.end.div_ceil(conv.positions[2].max(1));
    Cut::heavy(lines(conv.samples, conv.positions), work, least)
}

/// Numbers of scratch memory that a piece needs.
pub(crate) fn room(conv: &Conv) -> usize {
    let taps = if goes_by_taps(conv) { 1 } else { conv.taps() };
    let depth = taps * conv.group_channels();
    block_rows(depth) * depth
}

/// The gradient for some taps, over all positions; `dkernel` holds just those.
pub(crate) fn of_taps(
    conv: &Conv,
    taps: Range<usize>,
    x: &[f32],
    dy: &[f32],
    block: &mut [f32],
    dkernel: &mut [f32],
) {
    let lines = 0..lines(conv.samples, conv.positions);
    let each = conv.group_channels() * conv.filters;
    for (tap, dkernel) in taps.zip(dkernel.chunks_exact_mut(each.max(1))) {
        let phase = Phase::of_tap(conv, apart(tap, conv.size));
        sum(conv, &phase, lines.clone(), x, dy, block, dkernel);
    }
}

/// The sum over some lines of the output.
pub(crate) fn of_lines(
    conv: &Conv,
    lines: Range<usize>,
    x: &[f32],
    dy: &[f32],
    block: &mut [f32],
    dkernel: &mut [f32],
) {
    sum(conv, &Phase::forward(conv), lines, x, dy, block, dkernel);
}

/// The sum over some lines of the output, for the taps of `phase`.
fn sum(
    conv: &Conv,
    phase: &Phase,
    lines: Range<usize>,
    x: &[f32],
    dy: &[f32],
    block: &mut [f32],
    dkernel: &mut [f32],
) {
    dkernel.fill(0.0);
    let (channels, filters) = (conv.group_channels(), conv.group_filters());
    let depth = phase.tap_count() * channels;
    let most = block_rows(depth);
    for group in 0..conv.groups {
        let source = Source::input(conv, x, group..group + 1);
        let mut done = lines.start * conv.positions[2];
        let mut add = |rows: usize, seen: Matrix<'_>| {
            let offset = done * conv.filters + group * filters;
            let dy = Matrix { data: dy, offset, strides: (conv.filters, 1) };
            let sums = &mut dkernel[group * filters..];
            multiply((depth, filters, rows), seen, dy, sums, conv.filters, true);
            done += rows;
        };
        if phase.is_identity(conv.extents) {
            let offset = lines.start * conv.positions[2] * conv.channels + source.wanted.start;
            let seen = Matrix { data: x, offset, strides: (1, conv.channels) };
            add(lines.len() * conv.positions[2], seen);
            continue;
        }
        let mut cursor = Cursor::new(lines.clone());
        loop {
            let rows = gather(&source, phase, &mut cursor, conv.positions, most, block);
            if rows == 0 {
                break;
            }
            add(rows, Matrix { data: block, offset: 0, strides: (1, depth) });
        }
    }
}
