//! The input gradient of few channels, by adding up what each position gives to the input.
//!
//! A product with as few columns as an image has colours would leave most lanes of a vector empty. Here the
//! columns are all numbers that a position reaches, `taps * channels`, and what overlaps is added up
//! afterwards. Positions that follow each other write to the same places, so whole samples are the units of
//! work.

use super::Phase;
use super::gather::{Cursor, Run, Source};
use crate::gemm::{Matrix, multiply};
use crate::run::Cut;
use crate::step::Conv;
use std::ops::Range;

/// With as many channels a vector is filled well enough to do without the additions.
pub(crate) const ENOUGH_CHANNELS: usize = 8;

/// Positions that are multiplied at a time.
const ROWS: usize = 128;

/// Whether the input gradient of this convolution is made so.
pub(crate) fn suits(conv: &Conv) -> bool {
    conv.group_channels() < ENOUGH_CHANNELS && conv.taps() > 1
}

/// How the samples are cut.
pub(crate) fn cut(conv: &Conv) -> Cut {
    Cut::heavy(conv.samples, conv.multiplications() / conv.samples.max(1), 1)
}

/// Numbers of scratch memory that a piece needs.
pub(crate) fn room(conv: &Conv) -> usize {
    ROWS * conv.taps() * conv.group_channels()
}

/// The gradient with respect to the input, for some samples; `dx` holds just those.
pub(crate) fn input_gradient(
    conv: &Conv,
    samples: Range<usize>,
    dy: &[f32],
    kernel: &[f32],
    block: &mut [f32],
    dx: &mut [f32],
) {
    dx.fill(0.0);
    let phase = Phase::forward(conv);
    let lines = conv.positions[0] * conv.positions[1];
    let (channels, filters) = (conv.group_channels(), conv.group_filters());
    let width = conv.taps() * channels;
    for group in 0..conv.groups {
        // Only its places are asked for.
        let input = Source::input(conv, &[], group..group + 1);
        let kernel = Matrix { data: kernel, offset: group * filters, strides: (1, conv.filters) };
        let mut cursor = Cursor::new(samples.start * lines..samples.end * lines);
        let mut done = samples.start * lines * conv.positions[2];
        loop {
            let start = cursor;
            let mut rows = 0;
            while let Some(run) = cursor.next(&phase, conv.positions, ROWS - rows) {
                rows += run.rows.len();
            }
            if rows == 0 {
                break;
            }
            let offset = done * conv.filters + group * filters;
            let seen = Matrix { data: dy, offset, strides: (conv.filters, 1) };
            let products = &mut block[..rows * width];
            multiply((rows, width, filters), seen, kernel, products, width, false);
            done += rows;
            let mut cursor = start;
            let mut rest = &*products;
            while let Some(run) = cursor.next(&phase, conv.positions, rest.len() / width.max(1)) {
                let (now, later) = rest.split_at(run.rows.len() * width);
                add_run(&input, &phase, &run, samples.start, now, dx);
                rest = later;
            }
        }
    }
}

/// Adds what the positions of `run` give to the input; `dx` starts at sample `first`.
fn add_run(
    input: &Source<'_>,
    phase: &Phase,
    run: &Run,
    first: usize,
    products: &[f32],
    dx: &mut [f32],
) {
    let [outer, inner, last] = phase.taps;
    let wanted = input.wanted.len();
    let skipped = first * input.extents.iter().product::<usize>() * input.channels;
    let whole = phase.whole_rows(&run.rows, input.extents[2]);
    for j0 in 0..outer {
        for j1 in 0..inner {
            let Some(line) = input.line(phase, run, [j0, j1]) else { continue };
            let line = line - skipped + input.wanted.start;
            let place = (j0 * inner + j1) * last * wanted;
            for (m, products) in
                run.rows.clone().zip(products.chunks_exact(outer * inner * last * wanted))
            {
                let on = match whole.contains(&m) {
                    true => 0..last,
                    false => phase.on_source(2, m, input.extents[2]),
                };
                if on.is_empty() {
                    continue;
                }
                let along =
                    phase.start[2] + (m * phase.stride[2] + on.start * phase.gap[2]) as isize;
                let to = line + along as usize * input.channels;
                let parts = &products[place + on.start * wanted..place + on.end * wanted];
                if phase.gap[2] == 1 && wanted == input.channels {
                    let to = &mut dx[to..to + parts.len()];
                    to.iter_mut().zip(parts).for_each(|(to, part)| *to += part);
                    continue;
                }
                let apart = phase.gap[2] * input.channels;
                for (j, parts) in parts.chunks_exact(wanted).enumerate() {
                    let to = &mut dx[to + j * apart..][..wanted];
                    to.iter_mut().zip(parts).for_each(|(to, part)| *to += part);
                }
            }
        }
    }
}
