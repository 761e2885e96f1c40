//! What the rows of a result see, brought together from the source.

use super::Phase;
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

/// Writes what the rows of `run` see, one after the other, `(taps, wanted channels)` each; zeros where
/// there is nothing.
pub(super) fn gather(source: &Source<'_>, phase: &Phase, run: &Run, block: &mut [f32]) {
    let [outer, inner, last] = phase.taps;
    let wanted = source.wanted.len();
    let depth = phase.tap_count() * wanted;
    if depth == 0 {
        return;
    }
    for j0 in 0..outer {
        for j1 in 0..inner {
            let place = (j0 * inner + j1) * last * wanted;
            let line = source.line(phase, run, [j0, j1]);
            for (m, row) in run.rows.clone().zip(block.chunks_exact_mut(depth)) {
                let row = &mut row[place..place + last * wanted];
                match line {
                    Some(line) => gather_line(source, phase, line, m, row),
                    None => row.fill(0.0),
                }
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
        0..4 => to.iter_mut().zip(from).for_each(|(to, from)| *to = *from),
        4..8 => copy_by::<4>(from, to),
        8..128 => copy_by::<8>(from, to),
        _ => to.copy_from_slice(from),
    }
}

#[inline(always)]
fn copy_by<const WIDTH: usize>(from: &[f32], to: &mut [f32]) {
    let length = from.len();
    for (from, to) in from.chunks_exact(WIDTH).zip(to.chunks_exact_mut(WIDTH)) {
        to.copy_from_slice(from);
    }
    to[length - WIDTH..].copy_from_slice(&from[length - WIDTH..]);
}
