//! Stacks of matrix products.

use crate::gemm::{Matrix, multiply, multiply_packed};
use crate::run::Cut;
use crate::step::Product;
use std::ops::Range;

/// How a stack of products is cut: by rows where they lie one after the other in the result. Fewer rows
/// than a vector register block would leave the kernels idle.
pub(crate) fn cut(p: &Product) -> Cut {
    let work = p.columns * p.depth;
    match p.is_dense() {
        true => Cut::heavy(p.stack() * p.rows, work, 32),
        false => Cut::heavy(p.levels[0].size, rows_of_unit(p) * work, 1),
    }
}

/// How many rows one unit of the cut has. The rows of a result that is not dense are cut by the slowest
/// axis of the stack, whose parts lie one after the other.
fn rows_of_unit(p: &Product) -> usize {
    if p.is_dense() { 1 } else { p.stack() / p.levels[0].size * p.rows }
}

/// How many numbers of the result one unit of the cut has.
pub(crate) fn elements_of_unit(p: &Product) -> usize {
    rows_of_unit(p) * p.columns
}

/// Units `units` of the stacked products `c = a b`; `c` holds just those.
pub(crate) fn run(p: &Product, units: Range<usize>, a: &[f32], b: &[f32], c: &mut [f32]) {
    let each = rows_of_unit(p);
    let start = units.start * elements_of_unit(p);
    let (mut row, end) = (units.start * each, units.end * each);
    while row < end {
        let (matrix, first) = (row / p.rows, row % p.rows);
        let count = (p.rows - first).min(end - row);
        let [in_a, in_b, in_c] = p.places(matrix);
        let left = Matrix { data: a, offset: in_a + first * p.a[0], strides: (p.a[0], p.a[1]) };
        let right = Matrix { data: b, offset: in_b, strides: (p.b[0], p.b[1]) };
        let now = &mut c[in_c + first * p.c - start..];
        multiply((count, p.columns, p.depth), left, right, now, p.c, false);
        row += count;
    }
}

/// Rows `rows` of the one product `c = a b`, for a matrix `b` that lies packed.
pub(crate) fn run_packed(p: &Product, rows: Range<usize>, a: &[f32], b: &[f32], c: &mut [f32]) {
    let left = Matrix { data: a, offset: rows.start * p.a[0], strides: (p.a[0], p.a[1]) };
    multiply_packed((rows.len(), p.columns, p.depth), left, b, c, p.columns);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::Level;
    use smallvec::smallvec;

    /// Rows are cut anywhere, also within a matrix of the stack.
    #[test]
    fn any_rows_of_a_stack_are_those_of_the_whole() {
        let (stack, rows, columns, depth) = (3, 5, 4, 6);
        let numbers = |n: usize| (0..n).map(|i| (i * 7 % 11) as f32 - 5.0).collect::<Vec<_>>();
        let (a, b) = (numbers(stack * rows * depth), numbers(stack * depth * columns));
        let p = Product {
            levels: smallvec![Level {
                size: stack,
                a: rows * depth,
                b: depth * columns,
                c: rows * columns
            }],
            rows,
            columns,
            depth,
            a: [depth, 1],
            // The matrices on the right lie transposed.
            b: [1, depth],
            c: columns,
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

    /// Heads of attention: `(batch, row, head, size)` from `(batch, head, row, depth)` and
    /// `(batch, depth, head, size)`, where the rows of a matrix of the result are apart.
    #[test]
    fn results_whose_rows_are_apart_are_cut_by_the_slowest_axis() {
        let (batch, heads, rows, columns, depth) = (3, 2, 4, 5, 6);
        let numbers = |n: usize| (0..n).map(|i| (i * 7 % 11) as f32 - 5.0).collect::<Vec<_>>();
        let a = numbers(batch * heads * rows * depth);
        let b = numbers(batch * depth * heads * columns);
        let p = Product {
            levels: smallvec![
                Level {
                    size: batch,
                    a: heads * rows * depth,
                    b: depth * heads * columns,
                    c: rows * heads * columns,
                },
                Level { size: heads, a: rows * depth, b: columns, c: columns },
            ],
            rows,
            columns,
            depth,
            a: [depth, 1],
            b: [heads * columns, 1],
            c: heads * columns,
        };
        assert!(!p.is_dense() && cut(&p).pieces() == 1);
        let mut expected = Vec::new();
        for (s, i, h, j) in (0..batch * rows * heads * columns).map(|place| {
            let (rest, j) = (place / columns, place % columns);
            (rest / heads / rows, rest / heads % rows, rest % heads, j)
        }) {
            let product = |k| {
                a[((s * heads + h) * rows + i) * depth + k]
                    * b[((s * depth + k) * heads + h) * columns + j]
            };
            expected.push((0..depth).map(product).sum::<f32>());
        }
        let each = elements_of_unit(&p);
        for start in 0..batch {
            for end in start..=batch {
                let mut c = vec![f32::NAN; (end - start) * each];
                run(&p, start..end, &a, &b, &mut c);
                assert_eq!(c, expected[start * each..end * each], "{start}..{end}");
            }
        }
    }
}
