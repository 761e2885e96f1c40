//! Checks of data before anything is computed from them.

use super::outline::{NamedLayer, Outline};
use super::tensor::Tensor;
use crate::error::{Error, Result};
use std::borrow::Cow;

/// The outline of the model for the rows of `x`: the one that is there, or a new one.
///
/// # Errors
///
/// When the rows do not have the shape of the model's input.
pub(super) fn outline_for<'o>(
    known: Option<&'o Outline>,
    layers: &[NamedLayer],
    x: &Tensor<'_>,
) -> Result<Cow<'o, Outline>> {
    if layers.is_empty() {
        let remedy = "Add at least one: model.add(Dense::new(1)).";
        return Err(Error::order("the model has no layers", remedy));
    }
    let Some(outline) = known else {
        check_rows("x", x)?;
        check_columns(x)?;
        return Outline::of(layers, x.row_shape()).map(Cow::Owned);
    };
    // A plain row of numbers is a column, as in Keras.
    let is_column = x.shape().len() == 1 && outline.input == [1];
    if x.row_shape() != outline.input && !is_column {
        return Err(Error::invalid(
            "x",
            format!("the shape {}", with_rows(&outline.input)),
            format!("{:?}", x.shape()),
            "Give samples of that shape, or change the input_shape of the first layer.",
        ));
    }
    Ok(Cow::Borrowed(outline))
}

/// `(rows, 260, 3)`
fn with_rows(sizes: &[usize]) -> String {
    let sizes: String = sizes.iter().map(|size| format!(", {size}")).collect();
    format!("(rows{sizes})")
}

/// Checks that there are rows.
pub(super) fn check_rows(what: &str, data: &Tensor<'_>) -> Result<()> {
    if data.rows() > 0 {
        return Ok(());
    }
    Err(Error::invalid(
        what,
        "at least one row",
        format!("the shape {:?}, which has none", data.shape()),
        "Check how the data were read or filtered.",
    ))
}

/// Checks that rows hold numbers, where they decide what the model looks like.
fn check_columns(x: &Tensor<'_>) -> Result<()> {
    if x.row_len() > 0 {
        return Ok(());
    }
    Err(Error::invalid(
        "x",
        "at least one number in each row",
        format!("the shape {:?}", x.shape()),
        "Check which columns were selected.",
    ))
}

/// Checks that `other` has as many rows as `x`.
pub(super) fn check_same_rows(x: &Tensor<'_>, what: &str, other: &Tensor<'_>) -> Result<()> {
    if x.rows() == other.rows() {
        return Ok(());
    }
    Err(Error::invalid(
        what,
        format!("{} rows, as x has", x.rows()),
        other.rows().to_string(),
        format!("Give each row of x its row of {what}."),
    ))
}

/// How many numbers are looked at before it is decided to go on.
const CHUNK: usize = 4096;

/// Checks that all numbers are finite; the first that is not is named by row and column.
pub(super) fn check_finite(what: &str, data: &Tensor<'_>) -> Result<()> {
    // Without an early exit the loop becomes vector instructions.
    let finite = |values: &[f32]| values.iter().fold(true, |all, value| all & value.is_finite());
    let Some(chunk) = data.values().chunks(CHUNK).position(|values| !finite(values)) else {
        return Ok(());
    };
    let within = data.values()[chunk * CHUNK..].iter().position(|value| !value.is_finite());
    let index = chunk * CHUNK + within.unwrap_or(0);
    Err(Error::invalid(
        format!("{what} at {}", position(index, data.row_shape())),
        "a finite number",
        data.values()[index].to_string(),
        "Replace missing values, for example by 0 after scaling.",
    ))
}

/// Where number `index` is: `row 3, column 2 (counted from 0)`.
fn position(index: usize, row_shape: &[usize]) -> String {
    let mut rest = index;
    let mut places: Vec<usize> = row_shape
        .iter()
        .rev()
        .map(|&size| {
            let place = rest % size.max(1);
            rest /= size.max(1);
            place
        })
        .collect();
    places.reverse();
    let place = match places.as_slice() {
        [] => format!("row {rest}"),
        [column] => format!("row {rest}, column {column}"),
        [between @ .., column] => format!("row {rest}, position {between:?}, column {column}"),
    };
    format!("{place} (counted from 0)")
}

/// Checks the number of rows in a batch.
pub(super) fn check_batch_size(batch_size: usize) -> Result<()> {
    if batch_size > 0 {
        return Ok(());
    }
    Err(Error::invalid("batch_size", "at least 1", "0", "32 is usual."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::IntoTensor;

    #[test]
    fn names_the_first_number_that_is_not_finite() {
        let mut numbers = vec![0.0f32; 5000 * 6];
        numbers[4999 * 6 + 5] = f32::INFINITY;
        numbers[4999 * 6 + 2] = f32::NAN;
        for (shape, place) in [
            (&[5000, 6][..], "x at row 4999, column 2 "),
            (&[5000, 3, 2], "x at row 4999, position [1], column 0 "),
            (&[5000, 1, 3, 2], "x at row 4999, position [0, 1], column 0 "),
            (&[30000], "x at row 29996 "),
        ] {
            let data = (&numbers[..], shape).into_tensor().unwrap();
            let error = check_finite("x", &data).unwrap_err().to_string();
            assert!(error.starts_with(place), "{error}");
            assert!(error.contains("received NaN"), "{error}");
        }
    }
}
