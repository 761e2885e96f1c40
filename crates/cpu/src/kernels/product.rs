//! Stacks of matrix products.

use crate::gemm::{Matrix, multiply, multiply_packed};
use crate::run::Cut;
use crate::step::Product;
use std::ops::Range;

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

/// Rows `rows` of the one product `c = a b`, for a matrix `b` that lies packed.
pub(crate) fn run_packed(p: &Product, rows: Range<usize>, a: &[f32], b: &[f32], c: &mut [f32]) {
    let left = Matrix { data: a, offset: rows.start * p.a[1], strides: (p.a[1], p.a[2]) };
    multiply_packed((rows.len(), p.columns, p.depth), left, b, c, p.columns);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows are cut anywhere, also within a matrix of the stack.
    #[test]
    fn any_rows_of_a_stack_are_those_of_the_whole() {
        let (stack, rows, columns, depth) = (3, 5, 4, 6);
        let numbers = |n: usize| (0..n).map(|i| (i * 7 % 11) as f32 - 5.0).collect::<Vec<_>>();
        let (a, b) = (numbers(stack * rows * depth), numbers(stack * depth * columns));
        let p = Product {
            stack,
            rows,
            columns,
            depth,
            a: [rows * depth, depth, 1],
            // The matrices on the right lie transposed.
            b: [depth * columns, 1, depth],
        };
        let mut expected = vec![0.0; stack * rows * columns];
        for (place, sum) in expected.iter_mut().enumerate() {
            let (s, i, j) = (place / columns / rows, place / columns % rows, place % columns);
            *sum = (0..depth)
                .map(|k| a[(s * rows + i) * depth + k] * b[(s * columns + j) * depth + k])
                .sum();
        }
        for start in 0..stack * rows {
            for end in start..=stack * rows {
                let mut c = vec![f32::NAN; (end - start) * columns];
                run(&p, start..end, &a, &b, &mut c);
                assert_eq!(c, expected[start * columns..end * columns], "{start}..{end}");
            }
        }
    }
}
