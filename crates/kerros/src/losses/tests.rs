//! What losses say of targets and activations.

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
