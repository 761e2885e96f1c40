//! Bad input of layers that normalize and of layers along named axes: whole messages, and what stays.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::layer::{Build, Declarations};
use kerros::prelude::*;
use kerros_graph::{Graph, InputId, Shape, Type};

/// Adds the layer to a model for samples of `shape`, which must fail with `expected` and leave the model
/// as it was.
#[track_caller]
fn refused(shape: &[usize], layer: impl Layer + 'static, expected: &str) {
    let mut model = Sequential::new();
    model.add(Input::new(shape)).unwrap();
    let error = model.add(layer).unwrap_err();
    assert_eq!(error.to_string(), format!("sequential/{expected}"));
    assert_eq!(model.output_shape(), Some(shape.to_vec()), "the model has changed");
}

#[test]
fn axes_of_normalizations() {
    let shape = [3, 4];
    let none = "axis: expected at least one axis, received none. Name an axis; -1 is the last.";
    let other = "axis: expected an axis of (batch, 3, 4), from -3 to 2, received 3. \
                 Axis 0 is the batch, and -1 the last one.";
    let twice = "axis: expected different axes, received [2, -1]. Name each axis once.";
    let batch = "axis: expected axes without the batch, received 0. \
                 Weights do not depend on the number of rows; name other axes.";
    let layer = LayerNormalization::new;
    refused(&shape, layer().axes([]), &format!("layer_normalization: {none}"));
    refused(&shape, layer().axis(3), &format!("layer_normalization: {other}"));
    refused(&shape, layer().axes([2, -1]), &format!("layer_normalization: {twice}"));
    refused(&shape, layer().axes([0, 1]), &format!("layer_normalization: {batch}"));
    let layer = RMSNormalization::new;
    refused(&shape, layer().axes([]), &format!("rms_normalization: {none}"));
    refused(&shape, layer().axis(3), &format!("rms_normalization: {other}"));
    refused(&shape, layer().axes([2, -1]), &format!("rms_normalization: {twice}"));
    refused(&shape, layer().axis(0), &format!("rms_normalization: {batch}"));
    refused(
        &shape,
        layer().axes([1, -1]),
        "rms_normalization: axis: expected axes that all count from the first or all from the last, as in Keras, \
         received [1, -1]. Name them all by numbers from 1 on, or all by negative ones.",
    );
    let layer = UnitNormalization::new;
    refused(&shape, layer().axes([]), &format!("unit_normalization: {none}"));
    refused(&shape, layer().axis(3), &format!("unit_normalization: {other}"));
    refused(&shape, layer().axes([2, -1]), &format!("unit_normalization: {twice}"));
    let layer = BatchNormalization::new;
    refused(&shape, layer().axis(3), &format!("batch_normalization: {other}"));
    refused(&shape, layer().axis(0), &format!("batch_normalization: {batch}"));
    let layer = || GroupNormalization::new().groups(2);
    refused(&shape, layer().axis(3), &format!("group_normalization: {other}"));
    refused(&shape, layer().axis(-3), &format!("group_normalization: {batch}"));
}

#[test]
fn numbers_of_normalizations() {
    for (bad, received) in [(-0.5, "-0.5"), (f64::NAN, "NaN"), (1e300, &format!("{}", 1e300))] {
        let expected = format!(
            "epsilon: expected a finite number from 0 on, received {received}. \
             Give epsilon another value, or leave it out."
        );
        let layer = LayerNormalization::new().epsilon(bad);
        refused(&[4], layer, &format!("layer_normalization: {expected}"));
        let layer = GroupNormalization::new().groups(2).epsilon(bad);
        refused(&[4], layer, &format!("group_normalization: {expected}"));
        let layer = RMSNormalization::new().epsilon(bad);
        refused(&[4], layer, &format!("rms_normalization: {expected}"));
        let layer = BatchNormalization::new().epsilon(bad);
        refused(&[4], layer, &format!("batch_normalization: {expected}"));
    }
    refused(
        &[4],
        BatchNormalization::new().momentum(f64::INFINITY),
        "batch_normalization: momentum: expected a finite number, received inf. \
         Give a number between 0 and 1.",
    );
    for groups in [0, -2] {
        refused(
            &[4],
            GroupNormalization::new().groups(groups),
            &format!(
                "group_normalization: groups: expected at least 1, or -1 for one group for each \
                 channel, received {groups}. Choose a number of groups that divides the channels."
            ),
        );
    }
    for groups in [3, 8] {
        refused(
            &[5, 4],
            GroupNormalization::new().groups(groups),
            &format!(
                "group_normalization: groups: expected a divisor of the 4 channels along axis 2, or -1, \
                 received {groups}. Choose a number of groups that divides the channels."
            ),
        );
    }
}

#[test]
fn a_mask_that_does_not_fit_a_batch_normalization() {
    let mut graph = Graph::new();
    let images = graph.input(InputId(0), Type::f32(Shape::batch(&[3, 2, 2]))).unwrap();
    let mask = graph.input(InputId(1), Type::f32(Shape::batch(&[3]))).unwrap();
    let mut declared = Declarations::new();
    let build = Build::new(&mut graph, true, "images", &mut declared);
    let error = BatchNormalization::new()
        .call(&mut build.with_masks(vec![Some(mask)]), images)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "mask: expected the axes of the input (batch, 3, 2, 2) without the last, received (batch, 3). \
         Put the layer where samples are (steps, channels), or take the mask away before."
    );
}

#[test]
fn equations_of_einsum_dense() {
    let form = "equation: expected \"[x],[kernel]->[result]\", where input and result may both begin or \
                both end with ..., received ";
    let named = "Name the axes of one input and of the kernel.";
    for equation in ["ab->ab", "ab,bc,cd->ad", "ab,...bc->ac", "...ab,bc->ac...", "a...b,bc->a...c"]
    {
        let expected = match equation {
            "ab,...bc->ac" => format!(
                "einsum_dense/equation: einsum: expected ... in the result where an operand has it, \
                 received {equation:?}. Name each axis of an operand by one letter; letters that the \
                 result has not are summed over."
            ),
            _ => format!("einsum_dense: {form}{equation:?}. {named}"),
        };
        refused(&[3], EinsumDense::new(equation, 4), &expected);
    }
    refused(
        &[3],
        EinsumDense::new("ab,bc", 4),
        "einsum_dense/equation: einsum: expected an equation such as \"ab,bc->ac\" or \
         \"...a,ab->...b\", received \"ab,bc\", which has no ->. Name each axis of an operand by one \
         letter; letters that the result has not are summed over.",
    );
    for equation in ["ab,bc->ca", "ab,abc->ac"] {
        refused(
            &[3],
            EinsumDense::new(equation, 4),
            &format!(
                "einsum_dense: equation: expected the batch as the first axis of input and result, and \
                 not in the kernel, received {equation:?}. Begin input and result with the same letter, or \
                 with ...."
            ),
        );
    }
    refused(
        &[3],
        EinsumDense::new("ab,bcd->ac", 4),
        "einsum_dense: equation: expected letters of the kernel that the input or the result has, \
         received 'd' in \"ab,bcd->ac\". An axis of the kernel alone would only be summed over; leave it \
         out.",
    );
    refused(
        &[3],
        EinsumDense::new("...ab,abc->...c", 4),
        "einsum_dense: input: expected 3 or more axes with the batch, as \"...ab,abc->...c\" says, \
         received the shape (batch, 3). Change the equation, or reshape the input before.",
    );
    refused(
        &[3, 4],
        EinsumDense::new("ab,bc->ac", 4),
        "einsum_dense: input: expected 2 axes with the batch, as \"ab,bc->ac\" says, received the shape \
         (batch, 3, 4). Change the equation, or reshape the input before.",
    );
}

#[test]
fn sizes_of_einsum_dense() {
    refused(
        &[3, 5],
        EinsumDense::new("abc,cd->abd", 4),
        "einsum_dense: output_shape: expected 2 sizes, one for each letter of the result without the \
         batch, received 1. Give each its size, or none for that of the input.",
    );
    refused(
        &[3, 5],
        EinsumDense::new("abc,cd->abd", [3, 0]),
        "einsum_dense: output_shape: expected sizes of at least 1, received 0. Give each axis at least \
         one element.",
    );
    refused(
        &[3, 5],
        EinsumDense::new("abc,cd->abd", [4, 4]),
        "einsum_dense: output_shape: expected the input's size 3 for 'b', received 4. Give the same \
         size, or none.",
    );
    refused(
        &[3, 5],
        EinsumDense::new("abc,cd->abd", [Some(3), None]),
        "einsum_dense: output_shape: expected a size for 'd', which the input does not have, received \
         none. Give the size.",
    );
    for letters in ["", "c", "a", "dd"] {
        refused(
            &[3, 5],
            EinsumDense::new("abc,cd->abd", [3, 4]).bias_axes(letters),
            &format!(
                "einsum_dense: bias_axes: expected letters of the result without the batch, \"bd\", each at \
                 most once, received {letters:?}. Name the axes along which the bias differs, or leave \
                 bias_axes out."
            ),
        );
    }
}
