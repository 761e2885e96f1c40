//! Functional models that were drawn from seeds, against Keras: the order of what they hold, and training with
//! several outputs (`golden/data/functional.json`).

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[path = "golden_functional/models.rs"]
mod models;
#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;

use kerros::losses::IntoLoss;
use kerros::model::{IntoTensor, Tensor};
use kerros::prelude::*;
use models::{Made, cases, make};
use numbers::{Array, list, text};
use serde_json::Value;
use support::describe::{arrays, sizes};
use support::{EXECUTORS, MakeExecutor};

/// As for ten steps of whole models (`golden_training.rs`): rounding in another order than XLA's moves a
/// number by up to this, relative to the largest of its array. Outputs of one pass move by less.
const OF_LARGEST: f32 = 1e-5;

/// Paths of weights, their order and shapes. Keras's paths tell some of the models inside a model, ours all.
fn check_weights_are(model: &Model, golden: &[Value], what: &str) {
    assert_eq!(model.weights().len(), golden.len(), "{what}");
    for (weight, keras) in model.weights().iter().zip(golden) {
        let (ours, path) = (weight.path(), text(keras, "path"));
        assert!(ours == path || ours.ends_with(&format!("/{path}")), "{what}: {ours} {path}");
        assert_eq!(weight.shape(), sizes(keras, "shape"), "{what}: {ours}");
    }
}

#[test]
fn layers_weights_outputs_and_connections_are_in_keras_order() {
    for case in cases() {
        let (name, Made { model, .. }) = (text(&case, "name"), make(&case["model"]));
        check_weights_are(&model, list(&case, "weights"), name);
        let texts = |value: &Value| -> Vec<String> {
            value.as_array().unwrap().iter().map(|t| t.as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(model.output_names(), texts(&case["output_names"]), "{name}");
        for (row, keras) in model.summary().unwrap().rows.iter().zip(list(&case, "rows")) {
            assert_eq!(row.name, text(keras, "name"), "{name}");
            assert_eq!(row.class, text(keras, "class_name"), "{name}");
            let connected = texts(&keras["connected_to"]);
            if model.summary().unwrap().branched {
                assert_eq!(row.connected_to, connected, "{name}: {}", row.name);
            }
        }
        assert_eq!(model.summary().unwrap().rows.len(), list(&case, "rows").len());
    }
}

#[test]
fn outputs_are_those_of_keras() {
    for case in cases() {
        for (executor, make_executor) in EXECUTORS {
            let name = format!("{} on {executor}", text(&case, "name"));
            let Made { mut model, values } = make(&case["model"]);
            model.set_executor(make_executor).unwrap();
            set_weights(&mut model, &arrays(&case, "initial_weights"));
            check_outputs(&mut model, &arrays(&case, "x"), &arrays(&case, "outputs"), &name);

            let part = &case["part"];
            if part.is_null() {
                continue;
            }
            let start = &values[case["model"]["from"].as_u64().unwrap() as usize];
            let outputs = sizes(part, "outputs");
            let outputs: Vec<_> = outputs.iter().map(|&value| values[value].clone()).collect();
            let mut inner = Model::new(start, outputs).unwrap();
            inner.set_executor(make_executor).unwrap();
            let layers: Vec<&str> = inner.layers().map(|layer| layer.name).collect();
            let expected = list(part, "layers").iter().map(|name| name.as_str().unwrap());
            assert_eq!(layers, expected.collect::<Vec<_>>(), "{name}");
            check_weights_are(&inner, list(part, "weights"), &name);
            check_outputs(
                &mut inner,
                &[Array::of(&part["x"])],
                &arrays(part, "values"),
                &format!("part of {name}"),
            );
        }
    }
}

fn set_weights(model: &mut Model, weights: &[Array]) {
    model.set_weights(weights.iter().map(|w| (&w.data[..], &w.shape[..]))).unwrap();
}

fn tensors(arrays: &[Array]) -> Vec<Tensor<'_>> {
    arrays.iter().map(|array| (&array.data[..], &array.shape[..]).into_tensor().unwrap()).collect()
}

fn check_outputs(model: &mut Model, x: &[Array], expected: &[Array], name: &str) {
    let outputs = model.predict_outputs(tensors(x), Predict::new()).unwrap();
    assert_eq!(outputs.len(), expected.len(), "{name}");
    for (index, (ours, keras)) in outputs.iter().zip(expected).enumerate() {
        assert_eq!(ours.shape(), keras.shape, "{name}");
        assert_near(ours.as_slice().unwrap(), &keras.data, &format!("{name}, output {index}"));
    }
}

#[track_caller]
fn assert_near(ours: &[f32], keras: &[f32], what: &str) {
    assert_eq!(ours.len(), keras.len(), "{what}");
    let largest = keras.iter().fold(0.0f32, |largest, number| largest.max(number.abs()));
    for (index, (ours, keras)) in ours.iter().zip(keras).enumerate() {
        let difference = (ours - keras).abs();
        assert!(
            difference <= OF_LARGEST * largest,
            "{what}, {index}: {ours} here, {keras} in Keras"
        );
    }
}

#[test]
fn trainings_are_those_of_keras() {
    for case in cases() {
        for (executor, make_executor) in EXECUTORS {
            check_training(&case, &format!("{} on {executor}", text(&case, "name")), make_executor);
        }
    }
}

fn check_training(case: &Value, name: &str, make_executor: MakeExecutor) {
    let mut model = make(&case["model"]).model;
    model.set_executor(make_executor).unwrap();
    set_weights(&mut model, &arrays(case, "initial_weights"));
    let training = &case["training"];
    model.compile(compile(training, &model.output_names())).unwrap();

    let (x, y) = (arrays(case, "x"), arrays(training, "y"));
    let weights = training["sample_weight"].as_array();
    let weights: Option<Vec<Array>> = weights.map(|all| all.iter().map(Array::of).collect());
    for (step, logs) in list(training, "logs").iter().enumerate() {
        let scores = match &weights {
            Some(weights) => {
                model.train_on_weighted_batch(tensors(&x), tensors(&y), tensors(weights))
            }
            None => model.train_on_batch(tensors(&x), tensors(&y)),
        };
        check_scores(&scores.unwrap(), logs, &format!("{name}, step {step}"));
    }
    let trained = model.get_weights().unwrap();
    for (index, keras) in arrays(training, "weights").iter().enumerate() {
        let ours = trained[index].as_slice().unwrap();
        assert_near(ours, &keras.data, &format!("{name}, weight {index}"));
    }

    let quiet = Evaluate::new().verbose(Verbose::Silent);
    let quiet = match &weights {
        Some(weights) => quiet.sample_weight(tensors(weights)),
        None => quiet,
    };
    let scores = model.evaluate(tensors(&x), tensors(&y), quiet).unwrap();
    check_scores(&scores, &training["evaluate"], &format!("{name}, evaluate"));

    let fit = Fit::new().verbose(Verbose::Silent).shuffle(false).batch_size(4).epochs(2);
    let fit = match &weights {
        Some(weights) => fit.sample_weight(tensors(weights)),
        None => fit,
    };
    let history = model.fit(tensors(&x), tensors(&y), fit).unwrap();
    let golden = training["history"].as_object().unwrap();
    // With masks there is none: `golden/cases/functional.py` says why.
    assert_eq!(golden.is_empty(), name.starts_with("masked"), "{name}");
    assert!(golden.is_empty() || history.names().count() == golden.len(), "{name}");
    for (key, values) in golden {
        let ours = history.get(key).unwrap_or_else(|| panic!("{name}: no {key}"));
        for (ours, keras) in ours.iter().zip(values.as_array().unwrap()) {
            assert_score(*ours, keras.as_f64().unwrap(), &format!("{name}, history of {key}"));
        }
    }
}

/// Losses, their weights and metrics of each output.
fn compile(training: &Value, outputs: &[String]) -> Compile {
    let names = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let losses = names(&training["losses"]);
    let losses = losses.iter().map(|loss| loss.as_str().into_loss().unwrap());
    let optimizer = SGD::new().learning_rate(0.01);
    let mut compile = Compile::new().optimizer(optimizer).losses(losses);
    if let Some(weights) = training["loss_weights"].as_array() {
        compile = compile.loss_weights(weights.iter().map(|weight| weight.as_f64().unwrap()));
    }
    for (index, output) in outputs.iter().enumerate() {
        let (metrics, weighted) =
            (names(&training["metrics"][index]), names(&training["weighted_metrics"][index]));
        compile = compile
            .metrics_of(output, metrics.iter().map(String::as_str))
            .weighted_metrics_of(output, weighted.iter().map(String::as_str));
    }
    compile
}

fn check_scores(scores: &Scores, golden: &Value, what: &str) {
    let golden = golden.as_object().unwrap();
    let mut names: Vec<&str> = scores.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(names, golden.keys().collect::<Vec<_>>(), "{what}");
    for (key, keras) in golden {
        let ours = scores.get(key).unwrap();
        assert_score(ours, keras.as_f64().unwrap(), &format!("{what}, {key}"));
    }
}

/// Scores are means of numbers that training has moved by up to `OF_LARGEST`.
#[track_caller]
fn assert_score(ours: f64, keras: f64, what: &str) {
    let allowed = f64::from(OF_LARGEST) * keras.abs().max(0.1);
    assert!((ours - keras).abs() <= allowed, "{what}: {ours} here, {keras} in Keras");
}
