//! Rows of a table that indices name.

use crate::vectorized::vectorized;
use std::ops::Range;

/// How an index is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IndexKind {
    /// The bits of an `i32`.
    Integer,
    /// A number, which must be whole.
    Number,
}

/// A table, and how the indices of its rows are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// How many rows.
    pub(crate) extent: usize,
    /// Elements in each.
    pub(crate) inner: usize,
    /// How an index is kept.
    pub(crate) kind: IndexKind,
}

impl Table {
    /// The row that an index names; `None` when there is no such row.
    #[inline(always)]
    fn row(self, index: f32) -> Option<usize> {
        let row = match self.kind {
            IndexKind::Integer => usize::try_from(index.to_bits() as i32).ok()?,
            // What the conversion changes is no row: fractions, NaN, what is below 0.
            IndexKind::Number => Some(index as usize).filter(|&row| row as f32 == index)?,
        };
        (row < self.extent).then_some(row)
    }

    /// An index as people write it.
    pub(crate) fn text(self, index: f32) -> String {
        match self.kind {
            IndexKind::Integer => (index.to_bits() as i32).to_string(),
            IndexKind::Number => index.to_string(),
        }
    }
}

/// Copies the rows that `indices` name to `chosen`, one after the other. Where the first index is that
/// names none, if there is one; the rows from there on are not copied.
pub(crate) fn gather(
    table: Table,
    rows: &[f32],
    indices: &[f32],
    chosen: &mut [f32],
) -> Option<usize> {
    let inner = table.inner;
    let mut bad = None;
    vectorized(
        (chosen, &mut bad),
        #[inline(always)]
        |(chosen, bad): (&mut [f32], &mut Option<usize>)| {
            for (place, &index) in indices.iter().enumerate() {
                let Some(row) = table.row(index) else {
                    *bad = Some(place);
                    return;
                };
                // Single numbers without the call that copies a row.
                if inner == 1 {
                    chosen[place] = rows[row];
                } else {
                    let row = &rows[row * inner..(row + 1) * inner];
                    chosen[place * inner..(place + 1) * inner].copy_from_slice(row);
                }
            }
        },
    );
    bad
}

/// The rows `range` of the sums of `values` by their indices, in the order of the indices. Where the first
/// index is that names no row of the whole table, if there is one.
pub(crate) fn scatter_add(
    table: Table,
    values: &[f32],
    indices: &[f32],
    range: Range<usize>,
    sums: &mut [f32],
) -> Option<usize> {
    let inner = table.inner;
    let mut bad = None;
    vectorized(
        (sums, &mut bad),
        #[inline(always)]
        |(sums, bad): (&mut [f32], &mut Option<usize>)| {
            sums.fill(0.0);
            for (place, &index) in indices.iter().enumerate() {
                let Some(row) = table.row(index) else {
                    *bad = Some(place);
                    return;
                };
                if !range.contains(&row) {
                    continue;
                }
                let row = row - range.start;
                let values = &values[place * inner..(place + 1) * inner];
                let sums = &mut sums[row * inner..(row + 1) * inner];
                sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            }
        },
    );
    bad
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTEGERS: Table = Table { extent: 3, inner: 2, kind: IndexKind::Integer };
    const NUMBERS: Table = Table { kind: IndexKind::Number, ..INTEGERS };
    const ROWS: [f32; 6] = [0.0, 1.0, 10.0, 11.0, 20.0, 21.0];

    fn bits(indices: &[i32]) -> Vec<f32> {
        indices.iter().map(|&index| f32::from_bits(index as u32)).collect()
    }

    #[test]
    fn rows_are_copied_and_added_back() {
        let mut chosen = [9.0; 6];
        assert_eq!(gather(INTEGERS, &ROWS, &bits(&[2, 0, 2]), &mut chosen), None);
        assert_eq!(chosen, [20.0, 21.0, 0.0, 1.0, 20.0, 21.0]);
        let mut sums = [9.0; 4];
        assert_eq!(scatter_add(NUMBERS, &chosen, &[2.0, -0.0, 2.0], 1..3, &mut sums), None);
        assert_eq!(sums, [0.0, 0.0, 40.0, 42.0]);
        let single = Table { inner: 1, ..INTEGERS };
        assert_eq!(gather(single, &ROWS, &bits(&[1, 2]), &mut chosen[..2]), None);
        assert_eq!(chosen[..2], [1.0, 10.0]);
    }

    #[test]
    fn the_first_index_without_a_row_is_named() {
        let mut room = [0.0; 4];
        for bad in [-1, 3, i32::MIN, i32::MAX] {
            assert_eq!(gather(INTEGERS, &ROWS, &bits(&[0, bad]), &mut room), Some(1));
            let values = [0.0; 4];
            let found = scatter_add(INTEGERS, &values, &bits(&[0, bad]), 0..2, &mut room);
            assert_eq!(found, Some(1));
            assert_eq!(INTEGERS.text(bits(&[bad])[0]), bad.to_string());
        }
        let infinite = [f32::INFINITY, f32::NEG_INFINITY, f32::MAX, u64::MAX as f32];
        for bad in [0.5, 2.5, -1.0, 3.0, f32::NAN].into_iter().chain(infinite) {
            assert_eq!(gather(NUMBERS, &ROWS, &[0.0, bad], &mut room), Some(1), "{bad}");
        }
    }

    #[test]
    fn rows_of_nothing_are_checked_too() {
        let nothing = Table { inner: 0, ..NUMBERS };
        assert_eq!(gather(nothing, &[], &[0.0, 7.0], &mut []), Some(1));
        assert_eq!(scatter_add(nothing, &[], &[0.0, 7.0], 0..3, &mut []), Some(1));
    }
}
