//! Panels of the right operand, packed so that their rows are neighbours.

use super::Matrix;
use core::mem::MaybeUninit;

/// Rows of `b` that are multiplied at a time: with [`WIDTH`] columns they stay in the first-level
/// cache while all of `a` passes.
pub(super) const DEPTH_BLOCK: usize = 128;

/// Columns of the widest panel; six vectors of eight lanes.
pub(super) const WIDTH: usize = 48;

/// Rows and columns of the blocks that are turned in registers.
const BLOCK: usize = 4;

/// Room for one packed panel.
#[repr(align(64))]
pub(super) struct Panel([MaybeUninit<f32>; DEPTH_BLOCK * WIDTH]);

/// Whether packing a block of `b` costs less than reading it where it lies, for this many rows of `a`.
///
/// Columns that are no neighbours must be packed. Rows that are far apart cost a page and a cache
/// line each; packing them once pays when enough rows of `a` pass.
pub(super) fn pays(rows: usize, depth: usize, b: &Matrix<'_>) -> bool {
    const ENOUGH_ROWS: usize = 32;
    const FAR_APART: usize = 8192;
    b.strides.1 != 1 || (rows >= ENOUGH_ROWS && depth * b.strides.0 > FAR_APART)
}

impl Panel {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Panel([MaybeUninit::uninit(); DEPTH_BLOCK * WIDTH])
    }

    /// Writes `depth` rows of `columns` columns of `b`, each row [`WIDTH`] apart and filled up with
    /// zeros to `filled` columns; where the first lies.
    #[inline(always)]
    pub(super) fn pack(
        &mut self,
        b: &Matrix<'_>,
        depth: usize,
        columns: usize,
        filled: usize,
    ) -> *const f32 {
        if b.strides.1 == 1 {
            for (row, to) in self.0.chunks_exact_mut(WIDTH).take(depth).enumerate() {
                for (to, &from) in to.iter_mut().zip(b.row(row, columns)) {
                    to.write(from);
                }
                to[columns..filled].fill(MaybeUninit::new(0.0));
            }
        } else {
            // Numbers that lie side by side in a column are taken in blocks; what no block holds, one by one.
            let (blocked_rows, blocked_columns) = match b.strides.0 {
                1 => (depth / BLOCK * BLOCK, columns / BLOCK * BLOCK),
                _ => (0, 0),
            };
            self.pack_blocks(b, blocked_rows, blocked_columns);
            for column in 0..columns {
                let done = if column < blocked_columns { blocked_rows } else { 0 };
                for (row, &from) in b.column(column, depth).enumerate().skip(done) {
                    self.0[row * WIDTH + column].write(from);
                }
            }
            for row in self.0.chunks_exact_mut(WIDTH).take(depth) {
                row[columns..filled].fill(MaybeUninit::new(0.0));
            }
        }
        self.0.as_ptr().cast()
    }

    /// Writes the first `rows` rows and `columns` columns of `b`, whole blocks of both, where each column's
    /// numbers lie side by side.
    #[inline(always)]
    fn pack_blocks(&mut self, b: &Matrix<'_>, rows: usize, columns: usize) {
        let turned = b.transposed();
        for column in (0..columns).step_by(BLOCK) {
            for row in (0..rows).step_by(BLOCK) {
                let block: [&[f32]; BLOCK] =
                    core::array::from_fn(|across| turned.from(column + across, row).row(0, BLOCK));
                for down in 0..BLOCK {
                    let to = (row + down) * WIDTH + column;
                    for (to, from) in self.0[to..to + BLOCK].iter_mut().zip(block) {
                        to.write(from[down]);
                    }
                }
            }
        }
    }
}
