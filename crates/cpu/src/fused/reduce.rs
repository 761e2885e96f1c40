//! Reductions at the end of a program.
//!
//! The order of every sum is a function of the element's position in its piece: accumulators are
//! [`LANES`] apart (for sums over rows: [`fold_width`] apart) and are folded when the piece, or the
//! row, is complete. Tiles only decide when the work is done.

use super::builder::ReduceAxes;
use super::math::maximum;
use super::program::{LANES, accumulator_len, fold_width};
use super::run::Frame;
use kerros_graph::op::Reduction;

/// Combines two numbers.
trait Combine {
    /// The number that changes nothing.
    const IDENTITY: f32;
    fn combine(a: f32, b: f32) -> f32;
}

struct Sum;
struct Max;

impl Combine for Sum {
    const IDENTITY: f32 = 0.0;
    #[inline(always)]
    fn combine(a: f32, b: f32) -> f32 {
        a + b
    }
}

impl Combine for Max {
    const IDENTITY: f32 = f32::NEG_INFINITY;
    #[inline(always)]
    fn combine(a: f32, b: f32) -> f32 {
        maximum(a, b)
    }
}

/// The accumulators of reduction `index` for the piece that starts at `piece`.
///
/// # Safety
///
/// The scratch memory and the reductions of the frame must be valid for the program and the piece,
/// and nothing else may refer to these accumulators.
#[inline(always)]
unsafe fn accumulators<'a>(frame: &Frame<'a>, index: usize, piece: usize) -> &'a mut [f32] {
    let program = frame.program;
    let len = accumulator_len(program.axes);
    match program.axes {
        Some(ReduceAxes::Outer(n)) if len == 0 => {
            let row = piece / program.pieces().size;
            // SAFETY: there is a row of `n` partial results for each piece.
            unsafe {
                std::slice::from_raw_parts_mut(frame.bindings.reductions[index].add(row * n), n)
            }
        }
        _ => {
            let at = program.layout.accumulators + index * len.next_multiple_of(LANES);
            // SAFETY: the layout has room for the accumulators of each reduction.
            unsafe { std::slice::from_raw_parts_mut(frame.scratch.add(at), len) }
        }
    }
}

/// Makes the accumulators ready for the piece that starts at `piece`.
///
/// # Safety
///
/// The frame's memory must be valid for the program and the piece.
pub(super) unsafe fn begin(frame: &Frame<'_>, piece: usize) {
    for (index, sink) in frame.program.sinks.iter().enumerate() {
        // SAFETY: passed on; each reduction has its own accumulators.
        unsafe { accumulators(frame, index, piece) }.fill(match sink.reduction {
            Reduction::Sum => Sum::IDENTITY,
            Reduction::Max => Max::IDENTITY,
        });
    }
}

/// Takes in the tile that the frame is at.
///
/// # Safety
///
/// The frame's memory must be valid for the program and the piece, and the body must have run.
#[inline(always)]
pub(super) unsafe fn accumulate(frame: &Frame<'_>, piece: usize) {
    for (index, sink) in frame.program.sinks.iter().enumerate() {
        let from = frame.source(sink.from).at;
        // SAFETY: a sink is a register or a contiguous input, which have the tile's valid elements.
        let tile = unsafe { std::slice::from_raw_parts(from, frame.valid) };
        // SAFETY: passed on.
        unsafe {
            match sink.reduction {
                Reduction::Sum => accumulate_tile::<Sum>(frame, index, piece, tile),
                Reduction::Max => accumulate_tile::<Max>(frame, index, piece, tile),
            }
        }
    }
}

/// # Safety
///
/// As for [`accumulate`].
#[inline(always)]
unsafe fn accumulate_tile<C: Combine>(frame: &Frame<'_>, index: usize, piece: usize, tile: &[f32]) {
    // SAFETY: passed on.
    let sums = unsafe { accumulators(frame, index, piece) };
    match frame.program.axes {
        None => {}
        // Tiles start at multiples of the lanes.
        Some(ReduceAxes::All) => into_lanes::<C>(sums, tile),
        Some(ReduceAxes::Inner(n)) => {
            let mut row = frame.first / n;
            let mut position = frame.first % n;
            let mut rest = tile;
            let results = frame.bindings.reductions[index];
            while !rest.is_empty() {
                if position == 0 && rest.len() >= n {
                    // SAFETY: there is one result for each row.
                    unsafe { *results.add(row) = whole_row::<C>(rest, n) };
                    rest = &rest[n..];
                    row += 1;
                    continue;
                }
                let (elements, behind) = rest.split_at((n - position).min(rest.len()));
                into_lanes_from::<C>(sums, position, elements);
                position += elements.len();
                rest = behind;
                if position == n {
                    // SAFETY: there is one result for each row.
                    unsafe { *results.add(row) = fold::<C>(sums) };
                    sums.fill(C::IDENTITY);
                    position = 0;
                    row += 1;
                }
            }
        }
        Some(ReduceAxes::Outer(_)) => {
            let mut position = (frame.first - piece) % sums.len();
            let mut rest = tile;
            while !rest.is_empty() {
                let (elements, behind) = rest.split_at((sums.len() - position).min(rest.len()));
                for (sum, &x) in sums[position..].iter_mut().zip(elements) {
                    *sum = C::combine(*sum, x);
                }
                rest = behind;
                position = 0;
            }
        }
    }
}

/// Writes the results of the piece.
///
/// # Safety
///
/// The frame's memory must be valid for the program and the piece.
pub(super) unsafe fn end(frame: &Frame<'_>, piece: usize) {
    let row = piece / frame.program.pieces().size;
    for (index, sink) in frame.program.sinks.iter().enumerate() {
        // SAFETY: passed on; each reduction has its own accumulators.
        let sums = unsafe { accumulators(frame, index, piece) };
        let results = frame.bindings.reductions[index];
        match frame.program.axes {
            Some(ReduceAxes::All) => {
                let result = match sink.reduction {
                    Reduction::Sum => fold::<Sum>(sums),
                    Reduction::Max => fold::<Max>(sums),
                };
                // SAFETY: there is one partial result for each piece.
                unsafe { *results.add(row) = result };
            }
            Some(ReduceAxes::Outer(n)) if n < fold_width(n) => {
                // SAFETY: there is a row of `n` partial results for each piece.
                let result = unsafe { std::slice::from_raw_parts_mut(results.add(row * n), n) };
                match sink.reduction {
                    Reduction::Sum => fold_rows::<Sum>(sums, result),
                    Reduction::Max => fold_rows::<Max>(sums, result),
                }
            }
            // Complete as they are.
            None | Some(ReduceAxes::Inner(_) | ReduceAxes::Outer(_)) => {}
        }
    }
}

/// Combines the first `n` elements: the bits are those of [`into_lanes_from`] and [`fold`].
#[inline(always)]
fn whole_row<C: Combine>(elements: &[f32], n: usize) -> f32 {
    let mut lanes = [C::IDENTITY; LANES];
    let mut rest = elements;
    let mut left = n;
    while left >= LANES
        && let Some((group, behind)) = rest.split_first_chunk::<LANES>()
    {
        for lane in 0..LANES {
            lanes[lane] = C::combine(lanes[lane], group[lane]);
        }
        rest = behind;
        left -= LANES;
    }
    if let Some(group) = rest.first_chunk::<LANES>() {
        // There is memory for a whole group: the lanes behind the row take the identity.
        for lane in 0..LANES {
            let x = if lane < left { group[lane] } else { C::IDENTITY };
            lanes[lane] = C::combine(lanes[lane], x);
        }
    } else {
        for (lane, &x) in lanes.iter_mut().zip(&rest[..left]) {
            *lane = C::combine(*lane, x);
        }
    }
    fold::<C>(&lanes)
}

/// Combines each lane with every [`LANES`]-th element.
#[inline(always)]
fn into_lanes<C: Combine>(lanes: &mut [f32], elements: &[f32]) {
    let Some(sums) = lanes.first_chunk_mut::<LANES>() else { return };
    let mut local = *sums;
    let (groups, rest) = elements.as_chunks::<LANES>();
    for group in groups {
        for lane in 0..LANES {
            local[lane] = C::combine(local[lane], group[lane]);
        }
    }
    for (lane, &x) in local.iter_mut().zip(rest) {
        *lane = C::combine(*lane, x);
    }
    *sums = local;
}

/// The same for elements that start `position` behind the beginning.
#[inline(always)]
fn into_lanes_from<C: Combine>(lanes: &mut [f32], position: usize, elements: &[f32]) {
    let lane = position % LANES;
    let (head, rest) = elements.split_at((LANES - lane).min(elements.len()));
    for (sum, &x) in lanes[lane..].iter_mut().zip(head) {
        *sum = C::combine(*sum, x);
    }
    into_lanes::<C>(lanes, rest);
}

/// Combines the lanes: halves with each other.
#[inline(always)]
fn fold<C: Combine>(lanes: &[f32]) -> f32 {
    let Some(&(mut lanes)) = lanes.first_chunk::<LANES>() else { return C::IDENTITY };
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            lanes[lane] = C::combine(lanes[lane], lanes[lane + width]);
        }
        width /= 2;
    }
    lanes[0]
}

/// Combines the rows of `sums`, in order.
fn fold_rows<C: Combine>(sums: &[f32], result: &mut [f32]) {
    let mut rows = sums.chunks_exact(result.len());
    if let Some(first) = rows.next() {
        result.copy_from_slice(first);
    }
    for row in rows {
        result.iter_mut().zip(row).for_each(|(sum, &x)| *sum = C::combine(*sum, x));
    }
}
