//! Matrix products, on one thread, by the crate `gemm`.

use crate::run::Cut;
use crate::step::Product;
use std::ops::Range;

/// A matrix in a slice: element `(i, j)` is at `offset + i * strides.0 + j * strides.1`. Rows may
/// overlap: a convolution reads its input so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matrix<'a> {
    pub(crate) data: &'a [f32],
    pub(crate) offset: usize,
    pub(crate) strides: (usize, usize),
}

impl Matrix<'_> {
    /// Whether all of `rows x columns` lies in the slice.
    fn holds(&self, rows: usize, columns: usize) -> bool {
        if rows == 0 || columns == 0 {
            return true;
        }
        let last = self.offset + (rows - 1) * self.strides.0 + (columns - 1) * self.strides.1;
        last < self.data.len()
    }
}

/// `c (+)= a b` for `a (rows, depth)`, `b (depth, columns)` and `c (rows, columns)`, whose rows are
/// `c_stride` apart.
pub(crate) fn multiply(
    (rows, columns, depth): (usize, usize, usize),
    a: Matrix<'_>,
    b: Matrix<'_>,
    c: &mut [f32],
    c_stride: usize,
    accumulate: bool,
) {
    if rows == 0 || columns == 0 {
        return;
    }
    assert!(a.holds(rows, depth) && b.holds(depth, columns), "operands within their slices");
    assert!(columns <= c_stride || rows == 1, "rows of the result apart");
    assert!((rows - 1) * c_stride + columns <= c.len(), "result within its slice");
    if depth == 0 {
        if !accumulate {
            c.chunks_mut(c_stride.max(1)).take(rows).for_each(|row| row[..columns].fill(0.0));
        }
        return;
    }
    if rows * columns * depth <= DIRECT {
        return multiply_directly((rows, columns, depth), a, b, c, c_stride, accumulate);
    }
    // SAFETY: the assertions above keep every element that the strides reach within its slice; `c` is
    // borrowed exclusively and its rows do not overlap.
    unsafe {
        gemm::gemm(
            rows,
            columns,
            depth,
            c.as_mut_ptr(),
            1,
            c_stride as isize,
            accumulate,
            a.data.as_ptr().add(a.offset),
            a.strides.1 as isize,
            a.strides.0 as isize,
            b.data.as_ptr().add(b.offset),
            b.strides.1 as isize,
            b.strides.0 as isize,
            1.0,
            1.0,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

/// Up to this many multiply-adds the loop below is faster than packing for the crate's kernels.
const DIRECT: usize = 2048;

fn multiply_directly(
    (rows, columns, depth): (usize, usize, usize),
    a: Matrix<'_>,
    b: Matrix<'_>,
    c: &mut [f32],
    c_stride: usize,
    accumulate: bool,
) {
    for (i, row) in c.chunks_mut(c_stride.max(1)).take(rows).enumerate() {
        let row = &mut row[..columns];
        if !accumulate {
            row.fill(0.0);
        }
        for k in 0..depth {
            let factor = a.data[a.offset + i * a.strides.0 + k * a.strides.1];
            let start = b.offset + k * b.strides.0;
            if b.strides.1 == 1 {
                let b_row = &b.data[start..start + columns];
                row.iter_mut().zip(b_row).for_each(|(c, b)| *c += factor * b);
            } else {
                for (j, c) in row.iter_mut().enumerate() {
                    *c += factor * b.data[start + j * b.strides.1];
                }
            }
        }
    }
}

/// How the rows of all products of a stack are cut. Fewer rows than a vector register block would
/// leave the kernels idle.
pub(crate) fn cut(p: &Product) -> Cut {
    Cut::heavy(p.stack * p.rows, p.columns * p.depth, 32)
}

/// Rows `rows` of the stacked products `c = a b`; `c` holds just those rows.
pub(crate) fn run(p: &Product, rows: Range<usize>, a: &[f32], b: &[f32], c: &mut [f32]) {
    let mut row = rows.start;
    let mut c = c;
    while row < rows.end {
        let (matrix, first) = (row / p.rows, row % p.rows);
        let count = (p.rows - first).min(rows.end - row);
        let (now, later) = std::mem::take(&mut c).split_at_mut(count * p.columns);
        let left =
            Matrix { data: a, offset: matrix * p.a[0] + first * p.a[1], strides: (p.a[1], p.a[2]) };
        let right = Matrix { data: b, offset: matrix * p.b[0], strides: (p.b[1], p.b[2]) };
        multiply((count, p.columns, p.depth), left, right, now, p.columns, false);
        c = later;
        row += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn products_equal_their_definition(
            rows in 1usize..20, columns in 1usize..20, depth in 1usize..40,
            a_across in any::<bool>(), b_across in any::<bool>(), accumulate in any::<bool>(),
        ) {
            // Small integers, so that every order of summation gives the same bits.
            let numbers = |n: usize| (0..n).map(|i| (i * 7 % 11) as f32 - 5.0).collect::<Vec<_>>();
            let (a, b) = (numbers(rows * depth), numbers(depth * columns));
            let strides = |across, r, c| if across { (1, r) } else { (c, 1) };
            let a = Matrix { data: &a, offset: 0, strides: strides(a_across, rows, depth) };
            let b = Matrix { data: &b, offset: 0, strides: strides(b_across, depth, columns) };
            let mut c = vec![2.0; rows * columns];
            multiply((rows, columns, depth), a, b, &mut c, columns, accumulate);
            for i in 0..rows {
                for j in 0..columns {
                    let mut sum = if accumulate { 2.0 } else { 0.0 };
                    for k in 0..depth {
                        sum += a.data[i * a.strides.0 + k * a.strides.1]
                            * b.data[k * b.strides.0 + j * b.strides.1];
                    }
                    prop_assert_eq!(c[i * columns + j], sum);
                }
            }
        }
    }
}
