//! Layers that keep a state for each row from batch to batch, against the numbers of Keras 3 in
//! `golden/data/stateful.json`, and what such models ask of batches.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;

use kerros::prelude::*;
use numbers::{Array, assert_close, document, list, text};
use support::describe::{arrays, layer, set_weights};
use support::{EXECUTORS, model_on};

#[test]
fn the_state_goes_on_from_batch_to_batch() {
    for case in list(&document("stateful"), "cases") {
        let batches = arrays(case, "batches");
        let weights = arrays(case, "weights");
        for (executor, make) in EXECUTORS {
            let mut model = model_on(make);
            let rows = batches[0].shape[0];
            model.add(Input::new(&batches[0].shape[1..]).batch_size(rows)).unwrap();
            model.add(layer(case)).unwrap();
            set_weights(&mut model, &weights);
            assert_eq!(model.get_weights().unwrap().len(), weights.len(), "states are no weights");
            for (index, (x, golden)) in batches.iter().zip(list(case, "outputs")).enumerate() {
                if index == 2 {
                    model.reset_states().unwrap();
                }
                let output = model.predict((&x.data[..], &x.shape[..])).unwrap();
                let what = format!("{}, {executor}, batch {index}", text(case, "name"));
                assert_close(output.as_slice().unwrap(), &Array::of(golden).data, &what);
            }
        }
    }
}

fn stateful(rows: usize) -> Sequential {
    let mut model = Sequential::new();
    model.add(Input::new([4, 2]).batch_size(rows)).unwrap();
    model.add(LSTM::new(3).stateful(true)).unwrap();
    model.add(Dense::new(1)).unwrap();
    model
}

/// Two batches one after the other are what one batch of all steps is.
#[test]
fn a_sequence_may_be_cut() {
    let whole = Array3::from_shape_fn((2, 8, 2), |(i, j, k)| (i * 3 + j * 2 + k) as f32 / 10.0);
    let mut model = stateful(2);
    let mut at_once = Sequential::new();
    at_once.add(LSTM::new(3).input_shape([8, 2])).unwrap();
    at_once.add(Dense::new(1)).unwrap();
    at_once.set_weights(&model.get_weights().unwrap()).unwrap();
    let expected = at_once.predict(&whole).unwrap();
    let half = |from: usize| whole.slice(ndarray::s![.., from..from + 4, ..]).to_owned();
    model.predict(&half(0)).unwrap();
    assert_eq!(model.predict(&half(4)).unwrap(), expected);
}

#[test]
fn training_carries_states_and_moves_weights() {
    let mut model = stateful(2);
    model.compile(Compile::new().loss("mse")).unwrap();
    let (x, y) = (Array3::<f32>::ones((4, 4, 2)), Array2::<f32>::zeros((4, 1)));
    let quiet = || Fit::new().batch_size(2).epochs(2).shuffle(false).verbose(Verbose::Silent);
    let history = model.fit(&x, &y, quiet()).unwrap();
    assert!(history.get("loss").unwrap().iter().all(|loss| loss.is_finite()));
    let scores = || Evaluate::new().batch_size(2).verbose(Verbose::Silent);
    let later = model.evaluate(&x, &y, scores()).unwrap().loss();
    model.reset_states().unwrap();
    assert_ne!(model.evaluate(&x, &y, scores()).unwrap().loss(), later);
}

#[test]
fn batches_of_another_size_are_refused() {
    let mut model = stateful(2);
    let x = Array3::<f32>::ones((3, 4, 2));
    let error = model.predict(&x).unwrap_err().to_string();
    assert!(error.contains("batch_size: expected 2, the batch size of the input"), "{error}");
    let error = model.predict_with(&x, Predict::new().batch_size(2)).unwrap_err().to_string();
    assert!(error.contains("rows: expected a multiple of 2"), "{error}");
    model.compile(Compile::new().loss("mse")).unwrap();
    let y = Array2::<f32>::zeros((3, 1));
    assert!(model.fit(&x, &y, Fit::new().verbose(Verbose::Silent)).is_err());
    assert!(model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent)).is_err());
    assert!(model.train_on_batch(&x, &y).is_err());
}

#[test]
fn a_stateful_layer_asks_for_a_batch_size() {
    let mut model = Sequential::new();
    model.add(Input::new([4, 2])).unwrap();
    let error = model.add(LSTM::new(3).stateful(true)).unwrap_err().to_string();
    assert!(error.contains("Input::new(shape).batch_size(rows)"), "{error}");
    let x = Input::new([4, 2]).symbol().unwrap();
    let y = GRU::new(3).stateful(true).apply(&x).unwrap();
    assert!(Model::new(&x, &y).is_err());
    let error = Input::new(3).batch_size(0).symbol().unwrap_err().to_string();
    assert!(error.contains("batch_size: expected at least 1"), "{error}");
}

/// The states of a layer in a functional model, and of one inside another layer.
#[test]
fn functional_models_carry_states() {
    let x = Input::new([4, 2]).batch_size(3).symbol().unwrap();
    let y = Bidirectional::new(GRU::new(2).stateful(true)).unwrap().apply(&x).unwrap();
    let mut model = Model::new(&x, Dense::new(1).apply(&y).unwrap()).unwrap();
    let x = Array3::<f32>::ones((3, 4, 2));
    let first = model.predict(&x).unwrap();
    assert_ne!(model.predict(&x).unwrap(), first);
    model.reset_states().unwrap();
    assert_eq!(model.predict(&x).unwrap(), first);
}

/// What is carried and what layers keep of their own are told apart, in whatever order they are declared.
#[test]
fn states_stand_beside_moving_means() {
    let mut model = Sequential::new();
    model.add(Input::new([4, 2]).batch_size(2)).unwrap();
    model.add(GRU::new(3).stateful(true)).unwrap();
    model.add(BatchNormalization::new().center(false).scale(false)).unwrap();
    model.add(Dense::new(1)).unwrap();
    model.compile(Compile::new().loss("mse")).unwrap();
    let x = Array3::from_shape_fn((2, 4, 2), |(i, j, k)| (i * 5 + j * 2 + k) as f32 / 10.0);
    let y = Array2::<f32>::ones((2, 1));
    let before = model.get_weights().unwrap();
    model.train_on_batch(&x, &y).unwrap();
    let after = model.get_weights().unwrap();
    for (weight, (before, after)) in model.weights().iter().zip(before.iter().zip(&after)) {
        assert_ne!(before, after, "{}", weight.path());
    }
}

/// A batch size is part of a configuration, in the manner of Keras 3, and with the first layer in that of Keras 2.
#[test]
fn configurations_have_the_batch_size() {
    let x = Array3::<f32>::ones((2, 4, 2));
    let check = |json: &str| {
        let mut model = Model::from_json(json).unwrap();
        let first = model.predict(&x).unwrap();
        assert_ne!(model.predict(&x).unwrap(), first);
        assert!(model.predict(&Array3::<f32>::ones((3, 4, 2))).is_err());
    };
    let json = stateful(2).to_json().unwrap();
    assert!(json.contains("\"batch_shape\":[2,4,2]"), "{json}");
    check(&json);
    let x = Input::new([4, 2]).batch_size(2).symbol().unwrap();
    let y = GRU::new(3).stateful(true).apply(&x).unwrap();
    check(&Model::new(&x, &y).unwrap().to_json().unwrap());
    check(
        r#"{"class_name": "Sequential", "config": [{"class_name": "LSTM", "config":
            {"name": "lstm_1", "batch_input_shape": [2, 4, 2], "units": 3, "stateful": true}}]}"#,
    );
}
