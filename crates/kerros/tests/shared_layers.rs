//! Layers that several models hold: their weights by themselves, their names and flags.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::prelude::*;

fn values(weights: &[ArrayD<f32>]) -> Vec<Vec<f32>> {
    weights.iter().map(|weight| weight.iter().copied().collect()).collect()
}

fn said<T: std::fmt::Debug>(result: kerros::Result<T>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_layer_has_its_weights_in_every_model() {
    let layer = SharedLayer::from(Dense::new(2));
    assert!(layer.get_weights().unwrap().is_empty());
    let x = Input::new(3).symbol().unwrap();
    let y = layer.apply(&x).unwrap();
    let mut first = Model::new(&x, &y).unwrap();
    let mut second = Model::with_seed(7, &x, Dense::new(1).apply(&y).unwrap()).unwrap();
    let weights = layer.get_weights().unwrap();
    assert_eq!(values(&weights), values(&first.get_weights().unwrap()));
    assert_eq!(values(&weights), values(&second.get_weights().unwrap()[..2]));

    // What a model learns, the layer has; what the layer is given, the models have.
    first.compile(Compile::new().optimizer("sgd").loss("mse")).unwrap();
    let (rows, targets) = (Array2::<f32>::ones((4, 3)), Array2::<f32>::ones((4, 2)));
    first.train_on_batch(&rows, &targets).unwrap();
    let learned = layer.get_weights().unwrap();
    assert_ne!(values(&learned), values(&weights));
    assert_eq!(values(&learned), values(&first.get_weights().unwrap()));

    let given = [ArrayD::from_elem(vec![3, 2], 2.0f32), ArrayD::from_elem(vec![2], 1.0f32)];
    layer.set_weights(&given).unwrap();
    assert_eq!(first.predict(&rows).unwrap()[[0, 0]], 7.0);
    assert_eq!(values(&second.get_weights().unwrap()[..2]), values(&given));
    second.predict(&rows).unwrap();
    assert_eq!(values(&layer.get_weights().unwrap()), values(&given));
}

#[test]
fn weights_that_do_not_fit_a_layer_change_nothing() {
    let layer = SharedLayer::from(Dense::new(2));
    let bias = ArrayD::from_elem(vec![2], 1.0f32);
    let message = said(layer.set_weights([&bias]));
    assert!(message.contains("the 0 weights of the layer, received 1"), "{message}");
    let x = Input::new(3).symbol().unwrap();
    let model = Model::new(&x, layer.apply(&x).unwrap()).unwrap();
    let before = model.get_weights().unwrap();
    let kernel = |rows, value: f32| ArrayD::from_elem(vec![rows, 2], value);
    for (weights, expected) in [
        (
            [kernel(4, 1.0), bias.clone()],
            "kernel: expected finite numbers in the shape [3, 2], received the shape [4, 2]",
        ),
        (
            [kernel(3, f32::NAN), bias.clone()],
            "kernel: expected finite numbers in the shape [3, 2], received one that is not finite",
        ),
        (
            [kernel(3, 1.0), kernel(3, 1.0)],
            "bias: expected finite numbers in the shape [2], received the shape [3, 2]",
        ),
    ] {
        let message = said(layer.set_weights(&weights));
        assert!(message.contains(expected), "{message}");
        assert_eq!(values(&model.get_weights().unwrap()), values(&before));
    }
}

#[test]
fn a_stack_hands_out_its_layers_with_their_weights() {
    let mut stack = Sequential::with_seed(3);
    stack.add(Dense::new(4).input_shape(3)).unwrap().add(Dense::new(2)).unwrap();
    let weights = stack.get_weights().unwrap();
    let layers = stack.shared_layers().unwrap();
    assert_eq!(layers.len(), 2);
    assert_eq!(values(&layers[1].get_weights().unwrap()), values(&weights[2..]));
    assert_eq!(stack.trainable_weights(), [true; 4]);
    layers[0].set_trainable(false);
    assert_eq!(stack.trainable_weights(), [false, false, true, true]);
    assert!(Sequential::new().trainable_weights().is_empty());
}

#[test]
fn a_stack_that_begins_with_a_model_knows_its_input() {
    let mut base = Sequential::new();
    base.add(Dense::new(4).input_shape(3)).unwrap();
    let mut stack = Sequential::new();
    stack.add(base.as_layer().unwrap()).unwrap().add(Dense::new(2)).unwrap();
    assert_eq!(stack.output_shape(), Some(vec![2]));
    assert_eq!(stack.count_params().unwrap(), (3 * 4 + 4) + (4 * 2 + 2));
}

#[test]
fn inputs_have_names() {
    let (left, right) =
        (Input::new(2).name("left").symbol().unwrap(), Input::new(2).symbol().unwrap());
    let dense = SharedLayer::from(Dense::new(1));
    let outputs = [dense.apply(&left).unwrap(), dense.apply(&right).unwrap()];
    let model = Model::new([&left, &right], outputs).unwrap();
    assert_eq!(model.input_names(), ["left", "input_layer"]);
    assert_eq!(Sequential::new().input_names(), ["input_layer"]);
}

#[test]
fn a_functional_model_may_hand_on_its_input() {
    let x = Input::new(2).symbol().unwrap();
    let mut model = Model::new(&x, &x).unwrap();
    let rows = Array2::from_shape_fn((3, 2), |(row, column)| (row * 2 + column) as f32);
    assert_eq!(model.predict(&rows).unwrap(), rows.clone().into_dyn());
    let y = Dense::new(1).apply(&x).unwrap();
    let mut both = Model::new(&x, [&x, &y]).unwrap();
    assert_eq!(
        both.predict_outputs(&rows, Predict::new().verbose(Verbose::Silent)).unwrap()[0],
        rows.into_dyn()
    );
    assert!(Sequential::new().predict(&Array2::<f32>::zeros((1, 2))).is_err());
}

/// The layers of a model inside have numbers of their own, which are older than those that are set.
#[test]
fn weights_that_are_set_count_also_for_models_inside() {
    let mut stack = Sequential::new();
    {
        let mut base = Sequential::new();
        base.add(Dense::new(1).use_bias(false).input_shape(2)).unwrap();
        stack.add(base.as_layer().unwrap()).unwrap();
    }
    let held = stack.get_layer_at(0).unwrap();
    stack.set_weights(&[Array2::from_elem((2, 1), 3.0f32)]).unwrap();
    assert_eq!(stack.get_weights().unwrap()[0][[0, 0]], 3.0);
    let rows = Array2::<f32>::ones((1, 2));
    assert_eq!(stack.predict(&rows).unwrap()[[0, 0]], 6.0);
    drop(held);
    stack.set_weights(&[Array2::from_elem((2, 1), 1.0f32)]).unwrap();
    assert_eq!(stack.predict(&rows).unwrap()[[0, 0]], 2.0);
}
