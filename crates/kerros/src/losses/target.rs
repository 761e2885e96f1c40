//! Checks of targets on the host, and of losses against activations, before training.

use super::rank::{self, without_trailing_one};
use crate::activations::Activation;
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

/// A warning that the last activation does not give what a loss expects.
pub(super) fn expects(
    loss: &'static str,
    expected: &str,
    last: Activation,
    remedy: &str,
) -> Option<String> {
    Some(format!("{loss} expects {expected}, and the last activation is {last}. {remedy}"))
}

/// A warning when a loss of scores sees probabilities, for which there is the loss `crossentropy`.
pub(super) fn scores_fit(
    loss: &'static str,
    crossentropy: &str,
    last: Activation,
) -> Option<String> {
    if !matches!(last, Activation::Sigmoid | Activation::Softmax) {
        return None;
    }
    let remedy = format!("Use a linear last layer or tanh, or the loss {crossentropy}.");
    expects(loss, "scores below and above 0", last, &remedy)
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

/// A warning when a loss of shares sees an activation that gives none.
pub(super) fn shares_fit(loss: &'static str, last: Activation) -> Option<String> {
    match last {
        Activation::Sigmoid | Activation::Softmax => None,
        other => expects(loss, "numbers from 0 to 1", other, "Use sigmoid or softmax."),
    }
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

/// A warning when a loss for several classes sees predictions of one.
pub(super) fn one_class(loss: &'static str, prediction: &Shape) -> Option<String> {
    (prediction.dims().last() == Some(&Dim::Const(1))).then(|| {
        format!(
            "{loss} tells several classes apart, and the last layer has one unit. For two classes, \
             use one unit with a sigmoid activation and the loss binary_crossentropy."
        )
    })
}

/// A warning when the last activation is not the one that a crossentropy is made for.
pub(super) fn activation_fits(
    loss: &'static str,
    from_logits: bool,
    probabilities: Activation,
    last: Activation,
) -> Option<String> {
    let expected = if from_logits { Activation::Linear } else { probabilities };
    if last == expected {
        return None;
    }
    let warning = if from_logits {
        format!(
            "{loss} with from_logits expects a linear last layer, and its activation is {last}. \
             Leave the activation out, or leave from_logits out."
        )
    } else if matches!(last, Activation::Sigmoid | Activation::Softmax) {
        let other = match last {
            Activation::Sigmoid => "binary_crossentropy",
            _ => "categorical_crossentropy",
        };
        format!(
            "{loss} expects {expected} as the last activation, and it is {last}. Use {expected}, \
             or the loss {other}."
        )
    } else {
        format!(
            "{loss} expects {expected} as the last activation, and it is {last}. Use {expected}, \
             or set from_logits if the last layer gives logits."
        )
    };
    Some(warning)
}

/// A warning when a regression loss sees the output of a classification.
pub(super) fn regression_fits(
    loss: &'static str,
    last: Activation,
    prediction: &Shape,
) -> Option<String> {
    if last != Activation::Softmax {
        return None;
    }
    Some(match prediction.dims().last() {
        Some(Dim::Const(1)) => format!(
            "{loss} sees a softmax over one unit, which is always 1. Use a linear last layer for a \
             regression."
        ),
        _ => format!(
            "{loss} is a loss for regression, and the last activation is softmax. To tell classes \
             apart, use the loss categorical_crossentropy."
        ),
    })
}

#[cfg(test)]
mod tests {
    use crate::Activation;
    use crate::losses::{
        BinaryCrossentropy, CategoricalCrossentropy, Loss, MeanSquaredError,
        SparseCategoricalCrossentropy,
    };
    use kerros_graph::Shape;
    use ndarray::ArrayD;

    fn array(shape: &[usize], values: &[f32]) -> ArrayD<f32> {
        ArrayD::from_shape_vec(shape, values.to_vec()).unwrap()
    }

    /// The error of checking these targets; panics when there is none.
    fn refused(loss: &dyn Loss, units: usize, shape: &[usize], values: &[f32]) -> String {
        let target = array(shape, values);
        loss.check_target(target.view(), &Shape::batch(&[units])).unwrap_err().to_string()
    }

    /// The warning of checking these targets; panics when they are refused.
    fn accepted(loss: &dyn Loss, units: usize, shape: &[usize], values: &[f32]) -> Option<String> {
        let target = array(shape, values);
        loss.check_target(target.view(), &Shape::batch(&[units])).unwrap()
    }

    #[test]
    fn a_label_out_of_range_is_named_by_its_row() {
        let loss = SparseCategoricalCrossentropy::new();
        assert_eq!(
            refused(&loss, 3, &[4], &[0.0, 2.0, 3.0, 7.0]),
            "sparse_categorical_crossentropy: y at row 2 (counted from 0): expected a number from \
             0 to 2, received 3. Number the classes from 0, and give the last layer one unit for \
             each."
        );
        assert!(refused(&loss, 3, &[2], &[0.0, -1.0]).contains("row 1"));
        assert!(refused(&loss, 3, &[2, 1], &[0.0, 1.5]).contains("row 1, column 0"));
        assert_eq!(accepted(&loss, 3, &[3], &[0.0, 1.0, 2.0]), None);
        assert_eq!(accepted(&loss, 3, &[3, 1], &[0.0, 1.0, 2.0]), None);
    }

    #[test]
    fn missing_and_infinite_targets_are_named_by_row_and_column() {
        let loss = MeanSquaredError::new();
        for wrong in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let message = refused(&loss, 2, &[2, 2], &[0.0, 1.0, 2.0, wrong]);
            assert!(message.contains("row 1, column 1"), "{message}");
        }
        assert!(refused(&BinaryCrossentropy::new(), 1, &[2], &[0.0, f32::NAN]).contains("row 1"));
        let loss = SparseCategoricalCrossentropy::new();
        assert!(refused(&loss, 3, &[1], &[f32::NAN]).contains("row 0"));
    }

    #[test]
    fn binary_targets_lie_between_0_and_1() {
        let loss = BinaryCrossentropy::new();
        assert!(refused(&loss, 1, &[3], &[0.0, 1.0, 2.0]).contains("row 2"));
        assert!(refused(&loss, 1, &[2], &[-1.0, 1.0]).contains("row 0"));
        assert_eq!(accepted(&loss, 1, &[3], &[0.0, 0.25, 1.0]), None);
    }

    #[test]
    fn one_hot_rows_have_the_width_of_the_prediction() {
        let loss = CategoricalCrossentropy::new();
        let message = refused(&loss, 3, &[1, 2], &[0.0, 1.0]);
        assert!(message.contains("(batch, 3)") && message.contains("(batch, 2)"), "{message}");
        assert!(refused(&loss, 2, &[1, 2], &[0.0, 2.0]).contains("row 0, column 1"));
        let warning = accepted(&loss, 3, &[2, 3], &[0.0, 1.0, 0.0, 1.0, 1.0, 0.0]).unwrap();
        assert!(warning.contains("row 1") && warning.contains("binary_crossentropy"), "{warning}");
        assert_eq!(accepted(&loss, 3, &[1, 3], &[0.2, 0.3, 0.5]), None);
    }

    #[test]
    fn class_numbers_and_one_hot_rows_are_not_mistaken_for_each_other() {
        let message = refused(&CategoricalCrossentropy::new(), 3, &[2], &[0.0, 1.0]);
        assert!(message.contains("sparse_categorical_crossentropy"), "{message}");
        let message = refused(&CategoricalCrossentropy::new(), 3, &[2, 1], &[0.0, 1.0]);
        assert!(message.contains("sparse_categorical_crossentropy"), "{message}");
        let one_hot = [0.0, 1.0, 0.0];
        let message = refused(&SparseCategoricalCrossentropy::new(), 3, &[1, 3], &one_hot);
        assert!(message.contains("loss categorical_crossentropy"), "{message}");
    }

    #[test]
    fn a_column_may_be_given_as_plain_numbers() {
        for loss in [&MeanSquaredError as &dyn Loss, &BinaryCrossentropy::new()] {
            assert_eq!(accepted(loss, 1, &[3], &[0.0, 1.0, 0.0]), None);
            assert_eq!(accepted(loss, 1, &[3, 1], &[0.0, 1.0, 0.0]), None);
            refused(loss, 1, &[1, 3], &[0.0, 1.0, 0.0]);
            refused(loss, 3, &[3, 1], &[0.0, 1.0, 0.0]);
            refused(loss, 1, &[], &[0.0]);
        }
    }

    #[test]
    fn the_last_activation_of_the_course_fits_and_others_are_warned_about() {
        let classes = Shape::batch(&[3]);
        let one = Shape::batch(&[1]);
        let categorical = CategoricalCrossentropy::new();
        let sparse = SparseCategoricalCrossentropy::new();
        let binary = BinaryCrossentropy::new();
        assert_eq!(categorical.fits(Activation::Softmax, &classes), None);
        assert_eq!(sparse.fits(Activation::Softmax, &classes), None);
        assert_eq!(binary.fits(Activation::Sigmoid, &one), None);
        assert_eq!(binary.fits(Activation::Sigmoid, &classes), None, "several labels");
        assert_eq!(MeanSquaredError.fits(Activation::Linear, &one), None);
        assert_eq!(binary.from_logits(true).fits(Activation::Linear, &one), None);

        let warning = categorical.fits(Activation::Sigmoid, &classes).unwrap();
        assert!(warning.contains("binary_crossentropy"), "{warning}");
        let warning = binary.fits(Activation::Softmax, &classes).unwrap();
        assert!(warning.contains("categorical_crossentropy"), "{warning}");
        let warning = binary.fits(Activation::Linear, &one).unwrap();
        assert!(warning.contains("from_logits"), "{warning}");
        let warning = sparse.fits(Activation::Softmax, &one).unwrap();
        assert!(warning.contains("one unit"), "{warning}");
        assert!(MeanSquaredError.fits(Activation::Softmax, &classes).is_some());
        assert!(binary.from_logits(true).fits(Activation::Sigmoid, &one).is_some());
    }

    #[test]
    fn label_smoothing_is_a_share() {
        for wrong in [-0.1, 1.1, f64::NAN] {
            assert!(BinaryCrossentropy::new().label_smoothing(wrong).check().is_err());
            assert!(CategoricalCrossentropy::new().label_smoothing(wrong).check().is_err());
        }
        assert!(BinaryCrossentropy::new().label_smoothing(1.0).check().is_ok());
    }
}
