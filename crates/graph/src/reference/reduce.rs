//! Reductions, element after element.

use super::elementwise::{is_nan, largest};
use super::{Data, Number, Tensor, for_each_index, offset};
use crate::op::Reduction;

pub(super) fn reduce<T: Number>(
    kind: Reduction,
    x: &Tensor<T>,
    axes: &[usize],
    shape: &[usize],
) -> Data<T> {
    let start = match kind {
        Reduction::Sum => 0.0,
        Reduction::Max => f64::NEG_INFINITY,
    };
    let mut reduced = vec![T::from_f64(start); shape.iter().product()];
    let values = x.floats();
    let mut place = 0;
    for_each_index(&x.shape, |index| {
        let kept: Vec<usize> =
            (0..index.len()).filter(|axis| !axes.contains(axis)).map(|axis| index[axis]).collect();
        let target = &mut reduced[offset(shape, &kept)];
        *target = match kind {
            Reduction::Sum => target.plus(values[place]),
            Reduction::Max => largest(*target, values[place]),
        };
        place += 1;
    });
    Data::Float(reduced)
}

pub(super) fn argmax<T: Number>(x: &Tensor<T>, axis: usize, shape: &[usize]) -> Data<T> {
    let values = x.floats();
    let mut places = Vec::with_capacity(shape.iter().product());
    for_each_index(shape, |index| {
        let mut at = index.to_vec();
        at.insert(axis, 0);
        let mut best = 0;
        let mut best_value = values[offset(&x.shape, &at)];
        for candidate in 1..x.shape[axis] {
            at[axis] = candidate;
            let value = values[offset(&x.shape, &at)];
            // NaN counts as the largest, so that it is seen.
            if !is_nan(best_value) && (is_nan(value) || value > best_value) {
                (best, best_value) = (candidate, value);
            }
        }
        places.push(best as i32);
    });
    Data::Index(places)
}
