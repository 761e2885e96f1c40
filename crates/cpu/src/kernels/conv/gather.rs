//! What the rows of a result see, brought together from the source.

use super::Phase;
use crate::step::Conv;
use pulp::{Arch, Simd, WithSimd};
use std::ops::Range;

/// Walks through the rows of a phase in some lines of the result.
#[derive(Clone, Copy)]
pub(super) struct Cursor {
    /// The line of the result, counted through all samples.
    line: usize,
    end: usize,
    /// The row of the phase in that line.
    row: usize,
}

/// Neighbouring rows of a phase in one line of the result.
pub(super) struct Run {
    pub(super) line: usize,
    /// The sample, and the row of the phase along the first two axes.
    pub(super) sample: usize,
    pub(super) outer: [usize; 2],
    /// Along the last axis.
    pub(super) rows: Range<usize>,
}

impl Cursor {
    /// Through `lines` from the start.
    pub(super) fn new(lines: Range<usize>) -> Self {
        Cursor { line: lines.start, end: lines.end, row: 0 }
    }

    /// The next run of at most `most` rows, for a result of these `extents`.
    pub(super) fn next(&mut self, phase: &Phase, extents: [usize; 3], most: usize) -> Option<Run> {
        if most == 0 || phase.count[2] == 0 {
            return None;
        }
        while self.line < self.end {
            let places = [self.line / extents[1] % extents[0], self.line % extents[1]];
            let belongs = |axis: usize| places[axis] % phase.apart[axis] == phase.first[axis];
            if belongs(0) && belongs(1) {
                let start = self.row;
                let end = phase.count[2].min(start + most);
                let run = Run {
                    line: self.line,
                    sample: self.line / extents[1] / extents[0],
                    outer: [0, 1].map(|axis| places[axis] / phase.apart[axis]),
                    rows: start..end,
                };
                self.row = end;
                if end == phase.count[2] {
                    self.line += 1;
                    self.row = 0;
                }
                return Some(run);
            }
            self.line += 1;
        }
        None
    }
}

/// The numbers that a convolution reads: `(samples, extents..., channels)`, of which `wanted` channels.
#[derive(Clone)]
pub(super) struct Source<'a> {
    pub(super) data: &'a [f32],
    pub(super) extents: [usize; 3],
    pub(super) channels: usize,
    pub(super) wanted: Range<usize>,
}

impl<'a> Source<'a> {
    /// The input of a convolution, of which the channels of these groups.
    pub(super) fn input(conv: &Conv, data: &'a [f32], groups: Range<usize>) -> Self {
        let (extents, channels, each) = (conv.extents, conv.channels, conv.group_channels());
        Source { data, extents, channels, wanted: groups.start * each..groups.end * each }
    }

    /// The output of a convolution, of which the filters of these groups.
    pub(super) fn output(conv: &Conv, data: &'a [f32], groups: Range<usize>) -> Self {
        let (extents, channels, each) = (conv.positions, conv.filters, conv.group_filters());
        Source { data, extents, channels, wanted: groups.start * each..groups.end * each }
    }
}

impl Source<'_> {
    /// The place of the first number of a line; `None` outside of the sample.
    pub(super) fn line(&self, phase: &Phase, run: &Run, j: [usize; 2]) -> Option<usize> {
        let place = |axis: usize| {
            let rows = run.outer[axis] * phase.stride[axis] + j[axis] * phase.gap[axis];
            usize::try_from(phase.start[axis] + rows as isize)
                .ok()
                .filter(|&place| place < self.extents[axis])
        };
        let (outer, inner) = (place(0)?, place(1)?);
        let line = (run.sample * self.extents[0] + outer) * self.extents[1] + inner;
        Some(line * self.extents[2] * self.channels)
    }
}

/// Writes what the next rows of a result of these `extents` see, one after the other; how many these were:
/// `most` but at the end.
pub(super) fn gather(
    source: &Source<'_>,
    phase: &Phase,
    cursor: &mut Cursor,
    extents: [usize; 3],
    most: usize,
    block: &mut [f32],
) -> usize {
    Arch::new().dispatch(Gather { source, phase, cursor, extents, most, block })
}

struct Gather<'a> {
    source: &'a Source<'a>,
    phase: &'a Phase,
    cursor: &'a mut Cursor,
    extents: [usize; 3],
    most: usize,
    block: &'a mut [f32],
}

impl WithSimd for Gather<'_> {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        let Gather { source, phase, cursor, extents, most, block } = self;
        let depth = phase.tap_count() * source.wanted.len();
        let mut rows = 0;
        while let Some(run) = cursor.next(phase, extents, most - rows) {
            gather_run(source, phase, &run, &mut block[rows * depth..]);
            rows += run.rows.len();
        }
        rows
    }
}

/// Writes what the rows of `run` see, one after the other, `(taps, wanted channels)` each; zeros where
/// there is nothing.
#[inline(always)]
fn gather_run(source: &Source<'_>, phase: &Phase, run: &Run, block: &mut [f32]) {
    let [outer, inner, last] = phase.taps;
    let width = last * source.wanted.len();
    let depth = outer * inner * width;
    if depth == 0 {
        return;
    }
    let whole = phase.whole_rows(&run.rows, source.extents[2]);
    let (before, behind) = (run.rows.start..whole.start, whole.end..run.rows.end);
    for j0 in 0..outer {
        for j1 in 0..inner {
            let place = (j0 * inner + j1) * width;
            let block = &mut block[place..];
            let rows =
                |m: usize| (m - run.rows.start) * depth..(m - run.rows.start) * depth + width;
            match source.line(phase, run, [j0, j1]) {
                None => run.rows.clone().for_each(|m| block[rows(m)].fill(0.0)),
                Some(line) => {
                    for m in before.clone().chain(behind.clone()) {
                        gather_line(source, phase, line, m, &mut block[rows(m)]);
                    }
                    if !whole.is_empty() {
                        let block = &mut block[rows(whole.start).start..];
                        gather_whole(source, phase, line, whole.clone(), depth, block);
                    }
                }
            }
        }
    }
}

/// The taps along the last axis for rows all of whose taps lie on the line of the source that starts at
/// `line`. The rows are `depth` apart in `block`.
#[inline(always)]
fn gather_whole(
    source: &Source<'_>,
    phase: &Phase,
    line: usize,
    rows: Range<usize>,
    depth: usize,
    block: &mut [f32],
) {
    let (wanted, taps) = (source.wanted.len(), phase.taps[2]);
    let first = (phase.start[2] + (rows.start * phase.stride[2]) as isize) as usize;
    let from = &source.data[line + first * source.channels + source.wanted.start..];
    let apart = phase.stride[2] * source.channels;
    // Neighbouring taps that lie side by side are one.
    let (taps, wanted) = match phase.gap[2] == 1 && wanted == source.channels {
        true => (1, taps * wanted),
        false => (taps, wanted),
    };
    let gap = phase.gap[2] * source.channels;
    let rows = Rows { count: rows.len(), apart, depth, taps, gap, wanted };
    match wanted {
        0..4 => rows.copy(from, block, copy_one_by_one),
        4..8 => rows.copy(from, block, copy_by::<4>),
        8..128 => rows.copy(from, block, copy_by::<8>),
        _ => rows.copy(from, block, |from, to| to.copy_from_slice(from)),
    }
}

/// Rows of `taps` runs of `wanted` numbers: `apart` from row to row in the source and `depth` in the block,
/// `gap` from run to run in the source.
#[derive(Clone, Copy)]
struct Rows {
    count: usize,
    apart: usize,
    depth: usize,
    taps: usize,
    gap: usize,
    wanted: usize,
}

impl Rows {
    #[inline(always)]
    fn copy(self, from: &[f32], block: &mut [f32], by: impl Fn(&[f32], &mut [f32])) {
        let Rows { count, apart, depth, taps, gap, wanted } = self;
        for (row, to) in (0..count).zip(block.chunks_mut(depth)) {
            for tap in 0..taps {
                let from = &from[row * apart + tap * gap..][..wanted];
                by(from, &mut to[tap * wanted..][..wanted]);
            }
        }
    }
}

/// The taps along the last axis for row `m`, from the line of the source that starts at `line`.
#[inline(always)]
fn gather_line(source: &Source<'_>, phase: &Phase, line: usize, m: usize, row: &mut [f32]) {
    let wanted = source.wanted.len();
    let on = phase.on_source(2, m, source.extents[2]);
    row[..on.start * wanted].fill(0.0);
    row[on.end * wanted..].fill(0.0);
    if on.is_empty() {
        return;
    }
    let base = phase.start[2] + (m * phase.stride[2] + on.start * phase.gap[2]) as isize;
    let from = line + base as usize * source.channels + source.wanted.start;
    let row = &mut row[on.start * wanted..on.end * wanted];
    if phase.gap[2] == 1 && wanted == source.channels {
        copy(&source.data[from..from + row.len()], row);
        return;
    }
    let apart = phase.gap[2] * source.channels;
    for (j, to) in row.chunks_exact_mut(wanted).enumerate() {
        copy(&source.data[from + j * apart..][..wanted], to);
    }
}

/// Copies a few numbers without a call: the last eight, or four, may be copied twice.
#[inline(always)]
fn copy(from: &[f32], to: &mut [f32]) {
    match from.len() {
        0..4 => copy_one_by_one(from, to),
        4..8 => copy_by::<4>(from, to),
        8..128 => copy_by::<8>(from, to),
        _ => to.copy_from_slice(from),
    }
}

#[inline(always)]
fn copy_one_by_one(from: &[f32], to: &mut [f32]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
}

#[inline(always)]
fn copy_by<const WIDTH: usize>(from: &[f32], to: &mut [f32]) {
    let length = from.len();
    for (from, to) in from.chunks_exact(WIDTH).zip(to.chunks_exact_mut(WIDTH)) {
        to.copy_from_slice(from);
    }
    to[length - WIDTH..].copy_from_slice(&from[length - WIDTH..]);
}
