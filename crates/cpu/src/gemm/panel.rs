//! Panels of the right operand, packed so that their rows are neighbours.

use super::Matrix;
use core::mem::MaybeUninit;

/// Rows of `b` that are multiplied at a time: with [`WIDTH`] columns they stay in the first-level
/// cache while all of `a` passes.
pub(super) const DEPTH_BLOCK: usize = 128;

/// Columns of the widest panel; six vectors of eight lanes.
pub(super) const WIDTH: usize = 48;

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
            for column in 0..columns {
                for (row, &from) in b.column(column, depth).enumerate() {
                    self.0[row * WIDTH + column].write(from);
                }
            }
            for row in self.0.chunks_exact_mut(WIDTH).take(depth) {
                row[columns..filled].fill(MaybeUninit::new(0.0));
            }
        }
        self.0.as_ptr().cast()
    }
}
