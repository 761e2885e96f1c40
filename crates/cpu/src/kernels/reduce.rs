//! Reductions over axes in the middle, and sums of partial results.

use crate::vectorized::vectorized;
use kerros_graph::op::Reduction;
use std::ops::Range;

/// Combines the middle axis of `(outer, reduced, inner)` into `(outer, inner)`, in order.
pub(crate) fn middle(kind: Reduction, x: &[f32], reduced: usize, inner: usize, y: &mut [f32]) {
    let start = match kind {
        Reduction::Sum => 0.0,
        Reduction::Max => f32::NEG_INFINITY,
    };
    y.fill(start);
    if reduced == 0 || inner == 0 {
        return;
    }
    vectorized(
        y,
        #[inline(always)]
        |y: &mut [f32]| {
            for (x, y) in x.chunks_exact(reduced * inner).zip(y.chunks_exact_mut(inner)) {
                for x in x.chunks_exact(inner) {
                    match kind {
                        Reduction::Sum => y.iter_mut().zip(x).for_each(|(y, x)| *y += x),
                        Reduction::Max => y.iter_mut().zip(x).for_each(|(y, &x)| {
                            *y = if x > *y || x.is_nan() { x } else { *y };
                        }),
                    }
                }
            }
        },
    );
}

/// Adds up elements `range` of `count` partial results of `each` elements, in order.
pub(crate) fn sum_partials(
    partials: &[f32],
    each: usize,
    count: usize,
    range: Range<usize>,
    sum: &mut [f32],
) {
    vectorized(
        sum,
        #[inline(always)]
        |sum: &mut [f32]| {
            sum.copy_from_slice(&partials[range.clone()]);
            for partial in 1..count {
                let start = partial * each;
                let part = &partials[start + range.start..start + range.end];
                sum.iter_mut().zip(part).for_each(|(sum, x)| *sum += x);
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_axis_disappears() {
        let x: Vec<f32> = (0..12).map(|i| i as f32).collect();
        let mut y = [0.0; 4];
        middle(Reduction::Sum, &x, 3, 2, &mut y);
        assert_eq!(y, [6.0, 9.0, 24.0, 27.0]);
        middle(Reduction::Max, &x, 3, 2, &mut y);
        assert_eq!(y, [4.0, 5.0, 10.0, 11.0]);
    }

    #[test]
    fn partial_results_add_up() {
        let partials = [1.0, 2.0, 3.0, 10.0, 20.0, 30.0, 100.0, 200.0, 300.0];
        let mut sum = [0.0; 2];
        sum_partials(&partials, 3, 3, 1..3, &mut sum);
        assert_eq!(sum, [222.0, 333.0]);
    }
}
