//! Arrays between R, whose first axis is the fastest, and Kerros, whose last one is.

use crate::bridge::{Arg, MISSING, Numbers, Value};
use crate::failure::{Failure, Result};
use ndarray::ArrayD;

/// Rows that are turned at a time: what is read of each column is two cache lines, and what is written
/// of a walking window stays in the second-level cache.
const ROWS: usize = 16;

/// An argument as an array in single precision. Missing values become NaN, which the model refuses by
/// row and column.
pub(crate) fn array(arg: &Arg, what: &str) -> Result<ArrayD<f32>> {
    let shape = arg.shape();
    let values = match arg.numbers() {
        Some(Numbers::Doubles(x)) => turned(x, &shape, |x| x as f32),
        Some(Numbers::Integers(x)) => {
            turned(x, &shape, |x| if x == MISSING { f32::NAN } else { x as f32 })
        }
        None => {
            return Err(Failure::invalid(format!("{what}: expected numbers. Convert it first.")));
        }
    };
    ArrayD::from_shape_vec(shape, values)
        .map_err(|_| Failure::internal(format!("{what} does not have its length")))
}

/// An array as R's numbers.
pub(crate) fn value(array: ArrayD<f32>) -> Value {
    let shape = array.shape().to_vec();
    // R refuses arrays without an axis; single numbers do not come from models.
    let dims = if shape.is_empty() { vec![1] } else { shape.clone() };
    let values = array.into_iter().collect::<Vec<f32>>();
    Value::Array(dims, Box::new(move |to| turn_back(&values, &shape, to)))
}

/// R's order to Kerros's.
fn turned<T: Copy + Sync>(x: &[T], shape: &[usize], convert: impl Fn(T) -> f32 + Sync) -> Vec<f32> {
    let rows = shape.first().copied().unwrap_or(1);
    let places = places(shape);
    let width = places.len();
    if width <= 1 || rows == 0 {
        return x.iter().map(|&x| convert(x)).collect();
    }
    let mut to = vec![0.0; x.len()];
    for (block, to) in to.chunks_mut(ROWS * width).enumerate() {
        let first = block * ROWS;
        let count = to.len() / width;
        for (column, &place) in places.iter().enumerate() {
            let from = &x[column * rows + first..][..count];
            for (row, &from) in from.iter().enumerate() {
                to[row * width + place] = convert(from);
            }
        }
    }
    to
}

/// Kerros's order to R's.
fn turn_back(values: &[f32], shape: &[usize], to: &mut [f64]) {
    let rows = shape.first().copied().unwrap_or(1);
    let places = places(shape);
    let width = places.len();
    for first in (0..rows).step_by(ROWS) {
        let count = ROWS.min(rows - first);
        for (column, &place) in places.iter().enumerate() {
            let to = &mut to[column * rows + first..][..count];
            for (row, to) in to.iter_mut().enumerate() {
                *to = f64::from(values[(first + row) * width + place]);
            }
        }
    }
}

/// For each element of a row as R counts them (first axis fastest), its place as Kerros does.
fn places(shape: &[usize]) -> Vec<usize> {
    let axes = shape.get(1..).unwrap_or_default();
    let width: usize = axes.iter().product();
    let mut places = Vec::with_capacity(width);
    let mut index = vec![0; axes.len()];
    for _ in 0..width {
        places.push(index.iter().zip(axes).fold(0, |place, (&i, &size)| place * size + i));
        for (i, &size) in index.iter_mut().zip(axes) {
            *i += 1;
            if *i < size {
                break;
            }
            *i = 0;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn turning_is_a_change_of_order(shape in prop::collection::vec(1usize..20, 1..5)) {
            prop_assume!(shape.iter().product::<usize>() < 20_000);
            // Each element is its own index in R's order.
            let count: usize = shape.iter().product();
            let x: Vec<f64> = (0..count).map(|i| i as f64).collect();
            let array = ArrayD::from_shape_vec(shape.clone(), turned(&x, &shape, |x| x as f32));
            for (index, value) in array.unwrap().indexed_iter() {
                let axes = shape.iter().enumerate().rev();
                let place = axes.fold(0, |place, (axis, &size)| place * size + index[axis]);
                prop_assert_eq!(*value, place as f32);
            }
            let there = turned(&x, &shape, |x| x as f32);
            let mut back = vec![0.0; count];
            turn_back(&there, &shape, &mut back);
            prop_assert_eq!(back, x);
        }
    }

    #[test]
    fn no_rows_are_no_numbers() {
        assert_eq!(turned(&[] as &[f64], &[0, 3], |x| x as f32), Vec::<f32>::new());
        turn_back(&[], &[0, 3], &mut []);
    }
}
