//! The micro-kernel: one register tile of a matrix product.

use pulp::{MemMask, Simd};

/// Where the operands of one column panel lie. The vectors of each row of `b` are contiguous and
/// complete; the rows of `c` are contiguous; `a` may have any strides. Strides count elements.
#[derive(Clone, Copy)]
pub(super) struct Operands<S: Simd> {
    pub(super) a: *const f32,
    pub(super) a_row: usize,
    pub(super) a_column: usize,
    pub(super) b: *const f32,
    pub(super) b_row: usize,
    pub(super) c: *mut f32,
    pub(super) c_row: usize,
    /// The length of the sums.
    pub(super) depth: usize,
    /// Whether the products are added to `c` or replace what is there.
    pub(super) accumulate: bool,
    /// The lanes of the last vector that are columns of `c`, unless all are.
    pub(super) tail: Option<MemMask<S::m32s>>,
}

/// Vectors of columns in the widest tile.
pub(super) const fn widest<S: Simd>() -> usize {
    if S::REGISTER_COUNT >= 32 { 4 } else { 6 }
}

/// Rows in the tallest tile of `vectors` vectors of columns: as many as leave registers for `a` and `b`.
const fn tallest<S: Simd>(vectors: usize) -> usize {
    if S::REGISTER_COUNT >= 32 {
        [12, 12, 8, 6][vectors - 1]
    } else {
        [8, 6, 3, T4, 2, 2][vectors - 1]
    }
}
const T4: usize = 3;

/// `c (+)= a b` for `rows` rows and `VECTORS` vectors of columns.
///
/// The rows are shared out evenly among the fewest tiles, so that none is so low that the
/// latency of its few sums shows: 49 rows are 4 tiles of 6 and 5 of 5, not 8 of 6 and one of 1.
///
/// # Safety
///
/// `operands` must point to `rows` rows of `a` and `c`, to `depth` columns of `a` and rows of `b`,
/// the latter with `VECTORS` whole vectors; `c` has the columns of these vectors, in the last one
/// those of `tail`, and overlaps neither `a` nor `b`.
#[inline(always)]
pub(super) unsafe fn column_panel<S: Simd, const VECTORS: usize>(
    simd: S,
    operands: Operands<S>,
    rows: usize,
) {
    let tallest = tallest::<S>(VECTORS);
    let tiles = rows.div_ceil(tallest);
    if tiles == 0 {
        return;
    }
    let (low, higher) = (rows / tiles, rows % tiles);
    let mut row = 0;
    for index in 0..tiles {
        let height = if index < higher { low + 1 } else { low };
        // SAFETY: the heights add up to `rows`, so the tile's rows exist; the rest is the caller's
        // promise.
        unsafe {
            let mut operands = operands;
            operands.a = operands.a.add(row * operands.a_row);
            operands.c = operands.c.add(row * operands.c_row);
            match height {
                1 => tile::<S, 1, VECTORS>(simd, operands),
                2 => tile::<S, 2, VECTORS>(simd, operands),
                3 => tile::<S, 3, VECTORS>(simd, operands),
                4 => tile::<S, 4, VECTORS>(simd, operands),
                5 if tallest >= 5 => tile::<S, 5, VECTORS>(simd, operands),
                6 if tallest >= 6 => tile::<S, 6, VECTORS>(simd, operands),
                7 if tallest >= 7 => tile::<S, 7, VECTORS>(simd, operands),
                8 if tallest >= 8 => tile::<S, 8, VECTORS>(simd, operands),
                9 if tallest >= 9 => tile::<S, 9, VECTORS>(simd, operands),
                10 if tallest >= 10 => tile::<S, 10, VECTORS>(simd, operands),
                11 if tallest >= 11 => tile::<S, 11, VECTORS>(simd, operands),
                _ if tallest >= 12 => tile::<S, 12, VECTORS>(simd, operands),
                _ => {}
            }
        }
        row += height;
    }
}

/// One tile, held in registers while the sums run.
///
/// # Safety
///
/// As for [`column_panel`], with `rows = HEIGHT`.
#[inline(always)]
unsafe fn tile<S: Simd, const HEIGHT: usize, const VECTORS: usize>(
    simd: S,
    operands: Operands<S>,
) {
    let Operands { mut a, a_row, a_column, mut b, b_row, c, c_row, depth, accumulate, tail } =
        operands;
    let mut sums = [[simd.splat_f32s(0.0); VECTORS]; HEIGHT];
    for _ in 0..depth {
        // SAFETY: row `p` of `b` has `VECTORS` vectors, column `p` of `a` has `HEIGHT` rows, by the
        // caller's promise. Vectors are read without alignment.
        unsafe {
            let vectors = b.cast::<S::f32s>();
            if HEIGHT <= VECTORS {
                let factors: [S::f32s; HEIGHT] =
                    core::array::from_fn(|row| simd.splat_f32s(*a.add(row * a_row)));
                for vector in 0..VECTORS {
                    let value = vectors.add(vector).read_unaligned();
                    for row in 0..HEIGHT {
                        sums[row][vector] =
                            simd.mul_add_e_f32s(factors[row], value, sums[row][vector]);
                    }
                }
            } else {
                let values: [S::f32s; VECTORS] =
                    core::array::from_fn(|vector| vectors.add(vector).read_unaligned());
                for row in 0..HEIGHT {
                    let factor = simd.splat_f32s(*a.add(row * a_row));
                    for vector in 0..VECTORS {
                        sums[row][vector] =
                            simd.mul_add_e_f32s(factor, values[vector], sums[row][vector]);
                    }
                }
            }
        }
        // After the last column these point past the operands and are not read.
        a = a.wrapping_add(a_column);
        b = b.wrapping_add(b_row);
    }
    for (row, sums) in sums.iter().enumerate() {
        for (vector, &sum) in sums.iter().enumerate() {
            // SAFETY: `row < HEIGHT` rows of `c` exist with all columns of the vectors but the
            // last, of which those in `tail` exist: a masked access touches no others.
            unsafe {
                let address = c.add(row * c_row + vector * S::F32_LANES);
                match tail {
                    Some(mask) if vector + 1 == VECTORS => {
                        let mut value = sum;
                        if accumulate {
                            value = simd.add_f32s(simd.mask_load_ptr_f32s(mask, address), sum);
                        }
                        simd.mask_store_ptr_f32s(mask, address, value);
                    }
                    _ => {
                        let address = address.cast::<S::f32s>();
                        let mut value = sum;
                        if accumulate {
                            value = simd.add_f32s(address.read_unaligned(), sum);
                        }
                        address.write_unaligned(value);
                    }
                }
            }
        }
    }
}
