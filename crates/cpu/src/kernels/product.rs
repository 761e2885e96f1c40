//! Matrix products, on one thread: small and thin ones by kernels of our own, large ones by the crate
//! `gemm`.

use crate::gemm::{self, Matrix, Sizes};
use crate::run::Cut;
use crate::step::Product;
use std::ops::Range;

/// Up to this many multiply-adds our own kernels are faster than those of the crate, which packs both
/// operands (`cargo bench -p kerros-cpu --bench products`).
const SMALL: usize = 1 << 20;

/// `c (+)= a b` for `a (rows, depth)`, `b (depth, columns)` and `c (rows, columns)`, whose rows are
/// `c_stride` apart.
pub(crate) fn multiply(
    sizes: Sizes,
    a: Matrix<'_>,
    b: Matrix<'_>,
    c: &mut [f32],
    c_stride: usize,
    accumulate: bool,
) {
    let (rows, columns, depth) = sizes;
    if rows * columns * depth <= SMALL {
        return gemm::multiply(sizes, a, b, c, c_stride, accumulate);
    }
    assert!(a.holds(rows, depth) && b.holds(depth, columns), "operands within their slices");
    assert!(columns <= c_stride || rows == 1, "rows of the result apart");
    assert!((rows - 1) * c_stride + columns <= c.len(), "result within its slice");
    // SAFETY: the assertions above keep every element that the strides reach within its slice; `c` is
    // borrowed exclusively and its rows do not overlap.
    unsafe {
        ::gemm::gemm(
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
            ::gemm::Parallelism::None,
        );
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
            rows in 1usize..150, columns in 1usize..150, depth in 1usize..150,
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
