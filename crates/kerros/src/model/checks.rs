//! Checks of data before anything is computed from them.

use super::network::Network;
use super::outline::Outline;
use super::tensor::Tensor;
use crate::error::{Error, Result};
use std::borrow::Cow;

/// The outline of the model for the rows of `x`: the one that is there, or a new one.
///
/// # Errors
///
/// When there are more or fewer tensors than the model has inputs, or the rows of one do not have the
/// shape of its input.
pub(super) fn outline_for<'o>(
    known: Option<&'o Outline>,
    network: &Network,
    x: &[Tensor<'_>],
) -> Result<Cow<'o, Outline>> {
    // A functional model may hand on its inputs.
    if network.layers.is_empty() && network.shown.is_empty() {
        let remedy = "Add at least one: model.add(Dense::new(1)).";
        return Err(Error::order("the model has no layers", remedy));
    }
    if x.len() != network.inputs.len() {
        let names: Vec<&str> = network.inputs.iter().map(|input| input.name.as_str()).collect();
        return Err(Error::invalid(
            "x",
            format!("data for each of the model's inputs: {}", names.join(", ")),
            format!("{} of them", x.len()),
            "Give them as an array or a vector, in the order of the inputs.",
        ));
    }
    let Some(outline) = known else {
        check_x(network, x)?;
        for (index, x) in x.iter().enumerate() {
            check_columns(&network.input_name(index), x)?;
        }
        let shapes = x.iter().map(|x| x.row_shape().to_vec()).collect();
        return Outline::of(network, shapes).map(Cow::Owned);
    };
    for (index, (x, shape)) in x.iter().zip(&outline.inputs).enumerate() {
        // A plain row of numbers is a column, as in Keras.
        let is_column = x.shape().len() == 1 && *shape == [1];
        if x.row_shape() != shape && !is_column {
            return Err(Error::invalid(
                network.input_name(index),
                format!("the shape {}", with_rows(shape)),
                format!("{:?}", x.shape()),
                "Give samples of that shape, or change the input_shape of the first layer.",
            ));
        }
    }
    Ok(Cow::Borrowed(outline))
}

/// Checks that there are rows, in all inputs as many, of finite numbers.
pub(super) fn check_x(network: &Network, x: &[Tensor<'_>]) -> Result<()> {
    let rows = x.first().map_or(0, Tensor::rows);
    for (index, x) in x.iter().enumerate() {
        let name = network.input_name(index);
        check_rows(&name, x)?;
        if x.rows() != rows {
            return Err(Error::invalid(
                name,
                format!("{rows} rows, as the first input has"),
                x.rows().to_string(),
                "Give each row of one input its row of the others.",
            ));
        }
        check_finite(&name, x)?;
    }
    Ok(())
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
fn check_columns(what: &str, x: &Tensor<'_>) -> Result<()> {
    if x.row_len() > 0 {
        return Ok(());
    }
    Err(Error::invalid(
        what,
        "at least one number in each row",
        format!("the shape {:?}", x.shape()),
        "Check which columns were selected.",
    ))
}

/// Checks that `other` has as many rows as `x`.
pub(super) fn check_same_rows(rows: usize, what: &str, other: &Tensor<'_>) -> Result<()> {
    if rows == other.rows() {
        return Ok(());
    }
    Err(Error::invalid(
        what,
        format!("{rows} rows, as x has"),
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

/// Checks that `rows` rows, taken `batch_size` at a time, are batches of the size that layers with a state for each row
/// ask for.
pub(super) fn check_batches(
    network: &Network,
    outline: &Outline,
    rows: usize,
    batch_size: usize,
) -> Result<()> {
    let Some(fixed) = network.batch_size().filter(|_| !outline.carried.is_empty()) else {
        return Ok(());
    };
    let (what, received, remedy) = if batch_size.min(rows) != fixed {
        ("batch_size", batch_size.min(rows), "Take as many rows at a time.")
    } else if !rows.is_multiple_of(fixed) {
        ("rows", rows, "Leave the last rows out, or fill them up to a whole batch.")
    } else {
        return Ok(());
    };
    let multiple = if what == "rows" { "a multiple of " } else { "" };
    Err(Error::invalid(
        what,
        format!(
            "{multiple}{fixed}, the batch size of the input: layers that are stateful keep as many states"
        ),
        received.to_string(),
        remedy,
    ))
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
