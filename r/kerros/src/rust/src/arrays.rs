//! Arrays between R, whose first axis is the fastest, and Kerros, whose last one is.

use crate::bridge::{Arg, MISSING, Numbers, Value};
use crate::failure::{Failure, Result, wrong};
use ndarray::ArrayD;

/// Rows that are turned at a time: what is read of each column is two cache lines, and what is written
/// of a walking window stays in the second-level cache.
const ROWS: usize = 16;

/// An argument as an array in single precision, which holds finite numbers alone. What is missing, or
/// too large, is refused by row and column.
pub(crate) fn array(arg: &Arg, what: &str) -> Result<ArrayD<f32>> {
    let array = any_array(arg, what)?;
    let is_finite = |values: &[f32]| values.iter().fold(true, |all, value| all & value.is_finite());
    let finite = match array.as_slice() {
        // Without an early exit the loop becomes vector instructions.
        Some(values) => values.chunks(4096).all(is_finite),
        None => false,
    };
    if finite { Ok(array) } else { Err(not_finite(arg, what)) }
}

/// A list of arrays, or none; each as [`array`] takes it. Messages name them `what`, or `what[[1]]` and so on
/// where there are several.
pub(crate) fn arrays(arg: &Arg, what: &str) -> Result<Vec<ArrayD<f32>>> {
    if arg.is_null() {
        return Ok(Vec::new());
    }
    let items = arg.items().ok_or_else(|| wrong("a list of arrays"))?;
    let several = items.len() > 1;
    let named = items.into_iter().enumerate().map(|(index, (_, item))| match several {
        true => array(item, &format!("{what}[[{}]]", index + 1)),
        false => array(item, what),
    });
    named.collect()
}

/// Names the first number of an argument, in R's order, that is not finite in single precision.
fn not_finite(arg: &Arg, what: &str) -> Failure {
    let found = match arg.numbers() {
        Some(Numbers::Doubles(x)) => {
            let place = x.iter().position(|&x| !(x as f32).is_finite()).unwrap_or(0);
            (place, x.get(place).map_or("NA".to_owned(), |&x| number_text(x)))
        }
        Some(Numbers::Integers(x)) => {
            (x.iter().position(|&x| x == MISSING).unwrap_or(0), "NA".to_owned())
        }
        None => (0, "none".to_owned()),
    };
    let (place, received) = found;
    Failure::invalid(format!(
        "{what}: expected finite numbers, received {received} in {}. Replace missing values, for \
         example by 0 after scaling, or leave their rows out.",
        position(place, &arg.shape())
    ))
}

/// A number as R writes it, if it is not finite in single precision.
fn number_text(number: f64) -> String {
    // R's NA is a NaN with the year of birth of one of its authors in it.
    let is_missing = number.is_nan() && number.to_bits() & 0xffff_ffff == 1954;
    match number {
        _ if is_missing => "NA".to_owned(),
        _ if number.is_nan() => "NaN".to_owned(),
        _ if number == f64::INFINITY => "Inf".to_owned(),
        _ if number == f64::NEG_INFINITY => "-Inf".to_owned(),
        _ => format!("{number:e}, which is too large"),
    }
}

/// Where the element number `place`, in R's order and from 0, is: all counted from 1, as in R.
fn position(place: usize, shape: &[usize]) -> String {
    let mut rest = place;
    let mut axes = shape.iter().map(|&size| {
        let index = rest % size.max(1);
        rest /= size.max(1);
        index + 1
    });
    let row = format!("row {}", axes.next().unwrap_or(1));
    let others: Vec<String> = axes.map(|index| index.to_string()).collect();
    match others.as_slice() {
        [] => row,
        [column] => format!("{row}, column {column}"),
        others => format!("{row}, position [{}]", others.join(", ")),
    }
}

/// An argument as an array in single precision; missing values become NaN.
pub(crate) fn any_array(arg: &Arg, what: &str) -> Result<ArrayD<f32>> {
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
    fn positions_count_from_one() {
        assert_eq!(position(0, &[5]), "row 1");
        assert_eq!(position(7, &[5, 4]), "row 3, column 2");
        assert_eq!(position(7 + 2 * 20, &[5, 4, 3]), "row 3, position [2, 3]");
    }

    #[test]
    fn numbers_are_written_as_r_writes_them() {
        assert_eq!(number_text(f64::from_bits(0x7ff0_0000_0000_07a2)), "NA");
        assert_eq!(number_text(f64::from_bits(0x7ff8_0000_0000_07a2)), "NA");
        assert_eq!(number_text(f64::NAN), "NaN");
        assert_eq!(number_text(f64::NEG_INFINITY), "-Inf");
        assert_eq!(number_text(1e300), "1e300, which is too large");
    }

    #[test]
    fn no_rows_are_no_numbers() {
        assert_eq!(turned(&[] as &[f64], &[0, 3], |x| x as f32), Vec::<f32>::new());
        turn_back(&[], &[0, 3], &mut []);
    }
}
