//! Checks of targets on the host, before training.

use super::rank::{self, without_trailing_one};
use crate::error::{Error, Result};
use kerros_graph::Shape;
use kerros_graph::types::Dim;
use ndarray::{ArrayViewD, Axis, Dimension, IxDyn};

/// How far the sum of a one-hot row may be from 1: rounding of a few hundred probabilities.
const SUM_TOLERANCE: f32 = 1e-3;

/// The smallest and the largest number that a target may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub(super) low: f32,
    pub(super) high: f32,
}

impl Range {
    /// From 0 to 1.
    pub(super) const UNIT: Range = Range { low: 0.0, high: 1.0 };
}

/// Checks that targets have the `expected` shape (whatever the number of rows, and but for a last
/// axis of size 1) and hold neither NaN nor infinity. `loss` is named in the error.
///
/// ```
/// use kerros::losses::check_dense_target;
/// use kerros::prelude::*;
/// use kerros_graph::Shape;
///
/// let target = Array1::from_vec(vec![1.0f32, f32::NAN]).into_dyn();
/// let error = check_dense_target("quartic", &target.view(), &Shape::batch(&[1])).unwrap_err();
/// assert!(error.to_string().starts_with("quartic: y at row 1"));
/// ```
///
/// # Errors
///
/// Otherwise; a number is named by row and column, counted from 0.
pub fn check_dense_target(
    loss: &'static str,
    target: &ArrayViewD<'_, f32>,
    expected: &Shape,
) -> Result<()> {
    let rows = target.shape().first().copied().unwrap_or(0);
    let received: Shape = std::iter::once(Dim::Batch)
        .chain(target.shape().iter().skip(1).copied().map(Dim::Const))
        .collect();
    if target.ndim() == 0 || without_trailing_one(&received) != without_trailing_one(expected) {
        return Err(Error::invalid(
            "y",
            format!("the shape {expected}"),
            format!("{received} with {rows} rows"),
            "Pass targets of that shape, or change the units of the last layer.",
        )
        .at(loss));
    }
    reject(loss, target, |value| !value.is_finite(), "a finite number", "Replace missing values.")
}

/// Checks that every target lies in `range`.
pub(super) fn check_range(
    loss: &'static str,
    target: &ArrayViewD<'_, f32>,
    range: Range,
    remedy: &str,
) -> Result<()> {
    let expected = format!("a number from {} to {}", range.low, range.high);
    reject(loss, target, |value| !(range.low..=range.high).contains(&value), &expected, remedy)
}

/// Checks that every target is a whole number.
pub(super) fn check_whole(loss: &'static str, target: &ArrayViewD<'_, f32>) -> Result<()> {
    let remedy = "Number the classes 0, 1, 2, and so on.";
    reject(loss, target, |value| value.fract() != 0.0, "a class number", remedy)
}

/// Reports the first number that is `wrong`, by row and column.
fn reject(
    loss: &'static str,
    target: &ArrayViewD<'_, f32>,
    wrong: impl Fn(f32) -> bool,
    expected: &str,
    remedy: &str,
) -> Result<()> {
    match target.indexed_iter().find(|(_, value)| wrong(**value)) {
        None => Ok(()),
        Some((index, value)) => {
            let what = format!("y at {}", position(&index));
            Err(Error::invalid(what, expected, value.to_string(), remedy).at(loss))
        }
    }
}

/// `row 3, column 2 (counted from 0)`
fn position(index: &IxDyn) -> String {
    let axes = index.as_array_view();
    let place = match axes.as_slice().unwrap_or_default() {
        [] => "its only number".to_owned(),
        [row] => format!("row {row}"),
        [row, column] => format!("row {row}, column {column}"),
        [row, between @ .., column] => format!("row {row}, position {between:?}, column {column}"),
    };
    format!("{place} (counted from 0)")
}

/// Checks the one-hot rows, along `axis`, of a loss for several classes. The loss `sparse` takes class numbers. A
/// warning when rows do not sum to 1.
pub(super) fn check_one_hot(
    loss: &'static str,
    sparse: &str,
    target: &ArrayViewD<'_, f32>,
    prediction: &Shape,
    axis: usize,
) -> Result<Option<String>> {
    let classes = rank::classes(prediction, axis)?;
    if classes > 1 && rank::are_class_numbers(target.shape(), prediction, axis) {
        return Err(Error::invalid(
            "y",
            format!("one-hot rows of width {classes}"),
            format!("one number a row (shape {:?})", target.shape()),
            format!("Encode the classes one-hot, or use the loss {sparse}."),
        )
        .at(loss));
    }
    check_dense_target(loss, target, prediction)?;
    let remedy = "Encode the classes one-hot: 1 for the class of the row, 0 for the others.";
    check_range(loss, target, Range::UNIT, remedy)?;
    Ok(rows_that_do_not_sum_to_one(loss, target, axis))
}

/// Checks the class numbers of a loss whose predictions have their classes along `axis`; `ignored` is a number besides.
pub(super) fn check_class_numbers(
    loss: &'static str,
    target: &ArrayViewD<'_, f32>,
    prediction: &Shape,
    axis: usize,
    ignored: Option<i64>,
) -> Result<()> {
    let classes = rank::classes(prediction, axis)?;
    let is_row = target.ndim() == prediction.rank() && classes > 1;
    if is_row && target.shape().get(axis) == Some(&classes) {
        return Err(Error::invalid(
            "y",
            "one class number a row",
            format!("rows of {classes} numbers"),
            "Pass class numbers, or use the loss categorical_crossentropy for one-hot rows.",
        )
        .at(loss));
    }
    // A column along the axis of the classes is as good as none.
    let is_column = target.ndim() == prediction.rank() && target.shape().get(axis) == Some(&1);
    let column = is_column.then(|| target.index_axis(Axis(axis), 0));
    let expected = rank::without_axis(prediction, axis);
    check_dense_target(loss, column.as_ref().unwrap_or(target), &expected)?;
    check_whole(loss, target)?;
    let high = classes.saturating_sub(1) as f32;
    let is_wrong = |value: f32| {
        !(0.0..=high).contains(&value) && ignored.is_none_or(|ignored| value != ignored as f32)
    };
    let expected = match ignored {
        Some(ignored) => format!("a number from 0 to {high}, or {ignored}, which is ignored"),
        None => format!("a number from 0 to {high}"),
    };
    let remedy = "Number the classes from 0, and give the last layer one unit for each.";
    reject(loss, target, is_wrong, &expected, remedy)
}

/// Checks rows of labels for predictions of `steps` steps: none is longer, each is filled up with 0 behind, and labels
/// are whole numbers. A warning when a row needs more steps: one for each label, and one between two that are the same.
pub(super) fn check_labels(
    loss: &'static str,
    target: &ArrayViewD<'_, f32>,
    steps: usize,
) -> Result<Option<String>> {
    let width = match *target.shape() {
        [_, width] if (1..=steps).contains(&width) => width,
        _ => {
            return Err(Error::invalid(
                "y",
                format!("labels of the shape (rows, longest), at most {steps} a row, as the prediction has steps"),
                format!("the shape {:?}", target.shape()),
                "Give each row its labels, filled up with 0, or let the model keep more steps.",
            )
            .at(loss));
        }
    };
    check_dense_target(loss, target, &Shape::batch(&[width]))?;
    check_whole(loss, target)?;
    let mut warning = None;
    for (row, labels) in target.rows().into_iter().enumerate() {
        let count = labels.iter().filter(|label| **label != 0.0).count();
        if let Some(column) = labels.iter().take(count).position(|label| *label == 0.0) {
            return Err(Error::invalid(
                format!("y at row {row}, column {column} (counted from 0)"),
                "a label: 0 only fills up rows behind their labels",
                "0",
                "Number the labels from 1, and move them to the front.",
            )
            .at(loss));
        }
        let repeated = (1..count).filter(|&place| labels[place] == labels[place - 1]).count();
        if warning.is_none() && count + repeated > steps {
            warning = Some(format!(
                "{loss} needs {} steps for the labels of y at row {row} (counted from 0), and the prediction has \
                 {steps}: they can never be given. Let the model keep more steps.",
                count + repeated
            ));
        }
    }
    Ok(warning)
}

/// Checks labels of a hinge loss: -1 and 1, or 0 and 1. A warning when there are both -1 and 0.
pub(super) fn check_labels_of_sides(
    loss: &'static str,
    target: &ArrayViewD<'_, f32>,
) -> Result<Option<String>> {
    let is_wrong = |value: f32| ![-1.0, 0.0, 1.0].contains(&value);
    let remedy = "Number the two classes -1 and 1, or 0 and 1.";
    reject(loss, target, is_wrong, "-1, 0 or 1", remedy)?;
    let is_signed = target.iter().any(|value| *value == -1.0);
    Ok(doubt(
        target,
        |value| is_signed && value == 0.0,
        |place| {
            format!(
                "{loss} takes targets of -1 and 1, or of 0 and 1: y has -1, and 0 at {place}, which then is no class. \
             Number the two classes -1 and 1."
            )
        },
    ))
}

/// A warning about the first target that is doubtful, by row and column.
pub(super) fn doubt(
    target: &ArrayViewD<'_, f32>,
    is_doubtful: impl Fn(f32) -> bool,
    warning: impl Fn(&str) -> String,
) -> Option<String> {
    let (index, _) = target.indexed_iter().find(|(_, value)| is_doubtful(**value))?;
    Some(warning(&position(&index)))
}

/// Checks targets of a loss of areas: from 0 to 1, in the shape of the prediction.
pub(super) fn check_shares(
    loss: &'static str,
    target: &ArrayViewD<'_, f32>,
    prediction: &Shape,
) -> Result<Option<String>> {
    check_dense_target(loss, target, prediction)?;
    check_range(loss, target, Range::UNIT, "Mark what belongs to the area with 1.")?;
    Ok(None)
}

/// A warning when rows along `axis` are no distributions.
pub(super) fn rows_that_do_not_sum_to_one(
    loss: &'static str,
    target: &ArrayViewD<'_, f32>,
    axis: usize,
) -> Option<String> {
    // Plain numbers, one a row, are no rows.
    if axis == 0 || axis >= target.ndim() {
        return None;
    }
    let sums = target.sum_axis(Axis(axis));
    let (index, sum) = sums.indexed_iter().find(|(_, sum)| (*sum - 1.0).abs() > SUM_TOLERANCE)?;
    let place = position(&index);
    Some(format!(
        "{loss} expects one-hot rows that sum to 1, and y at {place} sums to {sum}. If a row can \
         have several labels, use a sigmoid activation and the loss binary_crossentropy."
    ))
}
