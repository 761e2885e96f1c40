//! Rows that indices name.

use super::{Data, Number, Tensor};
use crate::error::{Error, Result};

/// The rows of a table of `extent` rows that `indices` name.
///
/// # Errors
///
/// For the first index that names none.
pub(super) fn rows<T: Number>(
    op: &'static str,
    scope: &str,
    indices: &Tensor<T>,
    extent: usize,
) -> Result<Vec<usize>> {
    let refuse = |received: String, place: usize| {
        Error::index(op, scope, extent, received, (place, &indices.shape))
    };
    match &indices.data {
        Data::Index(values) => values
            .iter()
            .enumerate()
            .map(|(place, &index)| {
                let row = usize::try_from(index).ok().filter(|&row| row < extent);
                row.ok_or_else(|| refuse(index.to_string(), place))
            })
            .collect(),
        Data::Float(values) => values
            .iter()
            .enumerate()
            .map(|(place, index)| {
                let index = index.to_f64();
                let whole = index >= 0.0 && index < extent as f64 && index.fract() == 0.0;
                if whole { Ok(index as usize) } else { Err(refuse(index.to_string(), place)) }
            })
            .collect(),
    }
}

pub(super) fn gather<T: Number>(table: &Tensor<T>, rows: &[usize]) -> Data<T> {
    let each: usize = table.shape[1..].iter().product();
    let places = rows.iter().flat_map(|row| row * each..(row + 1) * each);
    match &table.data {
        Data::Float(values) => Data::Float(places.map(|place| values[place]).collect()),
        Data::Index(values) => Data::Index(places.map(|place| values[place]).collect()),
    }
}

/// `elements` numbers: a table to whose rows those of `values` are added, in order.
pub(super) fn scatter_add<T: Number>(values: &[T], rows: &[usize], elements: usize) -> Data<T> {
    let mut table = vec![T::from_f64(0.0); elements];
    let each = values.len().checked_div(rows.len()).unwrap_or(0);
    for (from, &row) in rows.iter().enumerate() {
        for element in 0..each {
            let target = &mut table[row * each + element];
            *target = target.plus(values[from * each + element]);
        }
    }
    Data::Float(table)
}
