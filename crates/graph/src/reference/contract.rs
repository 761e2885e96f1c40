//! The matrix product over any axes.

use super::{Data, Number, Tensor, for_each_index, offset};
use crate::op::DotAxes;

pub(super) fn dot<T: Number>(
    a: &Tensor<T>,
    b: &Tensor<T>,
    axes: &DotAxes,
    shape: &[usize],
) -> Data<T> {
    let free = |rank: usize, side: fn(&(usize, usize)) -> usize| -> Vec<usize> {
        let paired: Vec<usize> = axes.batch.iter().chain(&axes.contract).map(side).collect();
        (0..rank).filter(|axis| !paired.contains(axis)).collect()
    };
    let free_a = free(a.shape.len(), |p| p.0);
    let free_b = free(b.shape.len(), |p| p.1);
    let contracted: Vec<usize> = axes.contract.iter().map(|p| a.shape[p.0]).collect();
    let (left, right) = (a.floats(), b.floats());

    let mut product = Vec::with_capacity(shape.iter().product());
    for_each_index(shape, |index| {
        let mut at_a = vec![0; a.shape.len()];
        let mut at_b = vec![0; b.shape.len()];
        for (&(i, j), &place) in axes.batch.iter().zip(index) {
            at_a[i] = place;
            at_b[j] = place;
        }
        for (&axis, &place) in free_a.iter().zip(&index[axes.batch.len()..]) {
            at_a[axis] = place;
        }
        for (&axis, &place) in free_b.iter().zip(&index[axes.batch.len() + free_a.len()..]) {
            at_b[axis] = place;
        }
        let mut sum = T::from_f64(0.0);
        for_each_index(&contracted, |element| {
            for (&(i, j), &place) in axes.contract.iter().zip(element) {
                at_a[i] = place;
                at_b[j] = place;
            }
            sum = sum.plus(left[offset(&a.shape, &at_a)].times(right[offset(&b.shape, &at_b)]));
        });
        product.push(sum);
    });
    Data::Float(product)
}
