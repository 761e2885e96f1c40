//! Filling a register: inputs that are not contiguous, positions, random numbers.

use super::access::{Access, Dimension, MAX_DIMENSIONS};
use super::program::LANES;
use kerros_graph::random::{Stream, unit_f32};
use kerros_graph::types::DType;

/// Reads the elements of `input` for positions `first..` into `to`. Where the input does not repeat,
/// only `valid` positions are read; what is in `to` behind them stays.
///
/// # Safety
///
/// The elements of `input` that `access` meets at these positions must be readable.
pub(super) unsafe fn load(
    access: &Access,
    input: *const f32,
    first: usize,
    valid: usize,
    to: &mut [f32],
) {
    match access {
        // SAFETY: a scalar is the first element.
        Access::Scalar => to.fill(unsafe { input.read() }),
        Access::Contiguous => {
            // SAFETY: contiguous positions are contiguous elements.
            let from = unsafe { std::slice::from_raw_parts(input.add(first), valid) };
            to[..valid].copy_from_slice(from);
        }
        Access::Row { period } => {
            // SAFETY: the elements that repeat are the first `period`.
            let row = unsafe { std::slice::from_raw_parts(input, *period) };
            repeat_row(row, first % period, to);
        }
        Access::Column { run } => {
            let last = first + valid.max(1) - 1;
            // SAFETY: positions up to `last` meet elements up to `last / run`.
            let column = unsafe { std::slice::from_raw_parts(input, last / run + 1) };
            each_run(first, *run, &mut to[..valid], |index, lanes| lanes.fill(column[index]));
        }
        // SAFETY: passed on.
        Access::Strided(dimensions) => unsafe {
            strided(dimensions, input, first, &mut to[..valid])
        },
    }
}

/// Fills `to` with `row` over and over, from position `phase` of the row.
fn repeat_row(row: &[f32], phase: usize, to: &mut [f32]) {
    let head = (row.len() - phase).min(to.len());
    to[..head].copy_from_slice(&row[phase..phase + head]);
    let tail = phase.min(to.len() - head);
    to[head..head + tail].copy_from_slice(&row[..tail]);
    // One whole row is there; what follows is a copy of what is there.
    let mut filled = head + tail;
    while filled < to.len() {
        let count = filled.min(to.len() - filled);
        to.copy_within(..count, filled);
        filled += count;
    }
}

/// Calls `fill` for each stretch of positions with the same `position / run`.
fn each_run(first: usize, run: usize, to: &mut [f32], mut fill: impl FnMut(usize, &mut [f32])) {
    let mut index = first / run;
    let mut left = run - first % run;
    let mut rest = to;
    while !rest.is_empty() {
        let (lanes, behind) = rest.split_at_mut(left.min(rest.len()));
        fill(index, lanes);
        rest = behind;
        index += 1;
        left = run;
    }
}

/// Walks the dimensions like an odometer.
///
/// # Safety
///
/// As for [`load`].
unsafe fn strided(dimensions: &[Dimension], input: *const f32, first: usize, to: &mut [f32]) {
    let Some((inner, outer)) = dimensions.split_last() else { return };
    let mut position = first / inner.extent;
    let mut inner_position = first % inner.extent;
    let mut counters = [0; MAX_DIMENSIONS];
    let mut offset = 0;
    for (counter, dimension) in counters.iter_mut().zip(outer).rev() {
        *counter = position % dimension.extent;
        offset += *counter * dimension.stride;
        position /= dimension.extent;
    }
    let mut filled = 0;
    while filled < to.len() {
        let count = (inner.extent - inner_position).min(to.len() - filled);
        let start = offset + inner_position * inner.stride;
        for (step, lane) in to[filled..filled + count].iter_mut().enumerate() {
            // SAFETY: counters stay below their extents, so this is an element that `access` meets.
            *lane = unsafe { input.add(start + step * inner.stride).read() };
        }
        filled += count;
        inner_position = 0;
        for (counter, dimension) in counters.iter_mut().zip(outer).rev() {
            *counter += 1;
            offset += dimension.stride;
            if *counter < dimension.extent {
                break;
            }
            offset -= dimension.extent * dimension.stride;
            *counter = 0;
        }
    }
}

/// Writes `position / run % extent` for positions from `first`; integers as their bits.
pub(super) fn iota(run: usize, extent: usize, dtype: DType, first: usize, to: &mut [f32]) {
    each_run(first, run, to, |index, lanes| {
        let value = index % extent;
        lanes.fill(match dtype {
            DType::F32 => value as f32,
            DType::I32 => f32::from_bits(value as u32),
        });
    });
}

/// Writes numbers `first..` of the stream.
#[inline(always)]
pub(super) fn random(stream: Stream, first: usize, to: &mut [f32]) {
    let mut filled = 0;
    while filled < to.len() {
        let position = first + filled;
        let numbers = uniform_blocks(stream, (position / 4) as u32);
        let skip = position % 4;
        let count = (numbers.len() - skip).min(to.len() - filled);
        to[filled..filled + count].copy_from_slice(&numbers[skip..skip + count]);
        filled += count;
    }
}

/// The numbers of [`LANES`] blocks: blocks are independent, so a vector lane computes each.
#[inline(always)]
fn uniform_blocks(stream: Stream, first: u32) -> [f32; 4 * LANES] {
    let mut words = [[0u32; LANES]; 4];
    for lane in 0..LANES {
        let block = stream.block(first.wrapping_add(lane as u32));
        for (words, word) in words.iter_mut().zip(block) {
            words[lane] = word;
        }
    }
    let mut numbers = [0.0; 4 * LANES];
    for (lane, numbers) in numbers.chunks_exact_mut(4).enumerate() {
        for (number, words) in numbers.iter_mut().zip(&words) {
            *number = unit_f32(words[lane]);
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_are_those_of_the_graph_crate() {
        let stream = Stream { seed: 0x1234_5678_9ABC_DEF0, step: 1 << 33 | 5, stream: 77 };
        for (first, len) in [(0, 256), (16, 16), (3, 80), (5, 1), (1_000_001, 333), (1 << 35, 64)] {
            let mut numbers = vec![0.0; len];
            random(stream, first, &mut numbers);
            for (i, number) in numbers.iter().enumerate() {
                assert_eq!(number.to_bits(), stream.uniform(first + i).to_bits(), "{first} + {i}");
            }
        }
    }

    #[test]
    fn rows_repeat_from_any_phase() {
        let row = [1.0, 2.0, 3.0];
        for phase in 0..3 {
            for len in 1..20 {
                let mut to = vec![0.0; len];
                repeat_row(&row, phase, &mut to);
                assert!(to.iter().enumerate().all(|(i, &x)| x == row[(phase + i) % 3]));
            }
        }
    }
}
