//! The micro-kernel: one register tile of a matrix product.

use pulp::Simd;

/// Where the operands of one column panel lie. The vectors of each row of `b` are neighbours, as are
/// the columns of `c`; `a` may have any strides. Strides count elements.
#[derive(Clone, Copy)]
pub(super) struct Operands {
    pub(super) a: *const f32,
    /// Of rows and of columns.
    pub(super) a_strides: (usize, usize),
    pub(super) b: *const f32,
    pub(super) b_row: usize,
    pub(super) c: *mut f32,
    pub(super) c_row: usize,
    /// The length of the sums.
    pub(super) depth: usize,
    /// Whether the products are added to `c` or replace what is there.
    pub(super) accumulate: bool,
    /// How many lanes of the last vector are columns, unless all are.
    pub(super) tail: Option<usize>,
    /// Whether the last vector of each row of `b` is whole nevertheless.
    pub(super) padded: bool,
}

/// Vectors of columns in the widest panel: no more than [`WIDTH`](super::panel::WIDTH) columns.
pub(super) const fn most_vectors<S: Simd>() -> usize {
    let fitting = super::panel::WIDTH / S::F32_LANES;
    if fitting < 6 { fitting } else { 6 }
}

/// Rows in the tallest tile over `vectors` vectors of columns: as many sums as leave registers for
/// what is multiplied, and at least the eight that hide the latency of a multiply-add.
const fn tallest<S: Simd>(vectors: usize) -> usize {
    if S::REGISTER_COUNT >= 32 {
        [12, 8, 8, 6, 4, 4][vectors - 1]
    } else {
        [8, 6, 4, 3, 2, 2][vectors - 1]
    }
}

/// `c (+)= a b` for `rows` rows and `VECTORS` vectors of columns.
///
/// The rows are shared out evenly among the fewest tiles, so that none is so low that the latency of
/// its few sums shows: 49 rows are 4 tiles of 6 and 5 of 5, not 8 of 6 and one of 1.
///
/// # Safety
///
/// `operands` must point to `rows` rows of `a` and `c`, to `depth` columns of `a` and rows of `b`;
/// `b` and `c` have the columns of `VECTORS` vectors, in the last one those of `tail`, and `c`
/// overlaps neither `a` nor `b`.
#[inline(always)]
pub(super) unsafe fn column_panel<S: Simd, const VECTORS: usize>(
    simd: S,
    operands: Operands,
    rows: usize,
) {
    let tallest = tallest::<S>(VECTORS);
    for rows in super::shares(rows, tallest) {
        let mut operands = operands;
        operands.a = operands.a.wrapping_add(rows.start * operands.a_strides.0);
        operands.c = operands.c.wrapping_add(rows.start * operands.c_row);
        // SAFETY: the shares are within `rows`, so the tile's rows exist; the rest is the caller's
        // promise.
        unsafe {
            match rows.len() {
                1 => tile::<S, 1, VECTORS>(simd, operands),
                2 => tile::<S, 2, VECTORS>(simd, operands),
                3 if tallest >= 3 => tile::<S, 3, VECTORS>(simd, operands),
                4 if tallest >= 4 => tile::<S, 4, VECTORS>(simd, operands),
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
    }
}

/// One tile, held in registers while the sums run.
///
/// # Safety
///
/// As for [`column_panel`], with `rows = HEIGHT`.
#[inline(always)]
unsafe fn tile<S: Simd, const HEIGHT: usize, const VECTORS: usize>(simd: S, operands: Operands) {
    let mut sums = [[simd.splat_f32s(0.0); VECTORS]; HEIGHT];
    // SAFETY: the caller's promise, handed on; unmasked, the last vector is whole.
    unsafe {
        match operands.tail.filter(|_| !operands.padded) {
            None => add_products::<S, HEIGHT, VECTORS>(simd, &operands, &mut sums, |_, pointer| {
                pointer.cast::<S::f32s>().read_unaligned()
            }),
            Some(lanes) => {
                let mask = simd.mask_between_m32s(0, lanes as u32);
                add_products::<S, HEIGHT, VECTORS>(
                    simd,
                    &operands,
                    &mut sums,
                    |vector, pointer| match vector + 1 == VECTORS {
                        true => simd.mask_load_ptr_f32s(mask, pointer),
                        false => pointer.cast::<S::f32s>().read_unaligned(),
                    },
                );
            }
        }
        write_sums::<S, HEIGHT, VECTORS>(simd, &operands, &sums);
    }
}

/// Adds the products of all depths to the sums. `load(vector, pointer)` reads a vector of `b`.
///
/// # Safety
///
/// As for [`tile`].
#[inline(always)]
unsafe fn add_products<S: Simd, const HEIGHT: usize, const VECTORS: usize>(
    simd: S,
    operands: &Operands,
    sums: &mut [[S::f32s; VECTORS]; HEIGHT],
    load: impl Fn(usize, *const f32) -> S::f32s,
) {
    let Operands { mut a, a_strides: (a_row, a_column), mut b, b_row, depth, .. } = *operands;
    for _ in 0..depth {
        // SAFETY: column `p` of `a` has `HEIGHT` rows, by the caller's promise.
        let factor = |row: usize| simd.splat_f32s(unsafe { *a.add(row * a_row) });
        let value = |vector: usize| load(vector, b.wrapping_add(vector * S::F32_LANES));
        // Whichever side is the smaller one stays in registers.
        if HEIGHT <= VECTORS {
            let factors: [S::f32s; HEIGHT] = core::array::from_fn(factor);
            for vector in 0..VECTORS {
                let value = value(vector);
                for (sums, &factor) in sums.iter_mut().zip(&factors) {
                    sums[vector] = simd.mul_add_e_f32s(factor, value, sums[vector]);
                }
            }
        } else {
            let values: [S::f32s; VECTORS] = core::array::from_fn(value);
            for (row, sums) in sums.iter_mut().enumerate() {
                let factor = factor(row);
                for (sum, &value) in sums.iter_mut().zip(&values) {
                    *sum = simd.mul_add_e_f32s(factor, value, *sum);
                }
            }
        }
        // After the last column these point past the operands and are not read.
        a = a.wrapping_add(a_column);
        b = b.wrapping_add(b_row);
    }
}

/// Writes the sums to `c`, or adds them to what is there.
///
/// # Safety
///
/// As for [`tile`].
#[inline(always)]
unsafe fn write_sums<S: Simd, const HEIGHT: usize, const VECTORS: usize>(
    simd: S,
    operands: &Operands,
    sums: &[[S::f32s; VECTORS]; HEIGHT],
) {
    let accumulate = operands.accumulate;
    let whole = if operands.tail.is_some() { VECTORS - 1 } else { VECTORS };
    for (row, sums) in sums.iter().enumerate() {
        let c = operands.c.wrapping_add(row * operands.c_row);
        for (vector, &sum) in sums.iter().enumerate() {
            if vector < whole {
                let address = c.wrapping_add(vector * S::F32_LANES).cast::<S::f32s>();
                // SAFETY: `row < HEIGHT` rows of `c` exist with all columns of whole vectors, by the
                // caller's promise.
                unsafe {
                    let sum = match accumulate {
                        true => simd.add_f32s(address.read_unaligned(), sum),
                        false => sum,
                    };
                    address.write_unaligned(sum);
                }
            }
        }
    }
    if let Some(lanes) = operands.tail {
        // One by one: masked stores are slow on many CPUs.
        let last: [S::f32s; HEIGHT] = core::array::from_fn(|row| sums[row][VECTORS - 1]);
        let numbers: &[f32] = pulp::bytemuck::cast_slice(&last);
        for (row, numbers) in numbers.chunks_exact(S::F32_LANES).enumerate() {
            let c = operands.c.wrapping_add(row * operands.c_row + whole * S::F32_LANES);
            for (lane, &number) in numbers[..lanes].iter().enumerate() {
                // SAFETY: the columns of `tail` exist, by the caller's promise.
                unsafe {
                    let address = c.add(lane);
                    *address = if accumulate { *address + number } else { number };
                }
            }
        }
    }
}
