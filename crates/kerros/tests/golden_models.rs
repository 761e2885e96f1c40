//! Models read from Keras's JSON, and what they are then, against Keras: `golden/data/models.json`.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;

use kerros::model::{IntoTensor, Tensor};
use kerros::prelude::*;
use kerros::serialization::FromJson;
use kerros::summary::SummaryStyle;
use numbers::{Array, document, list, text};
use serde_json::Value;
use support::describe::{arrays, sizes};

/// As for whole models elsewhere (`golden_functional.rs`): rounding in another order than XLA's moves a number by up
/// to this, relative to the largest of its array.
const OF_LARGEST: f32 = 1e-5;

fn cases() -> Vec<Value> {
    let golden = document("models");
    let cases = list(&golden, "cases").to_vec();
    assert_eq!(cases.len(), 22);
    cases
}

/// Holds a model against the one that Keras makes of its JSON.
fn check(what: &str, model: &mut Model, case: &Value) {
    assert_eq!(model.class_name(), text(case, "class_name"), "{what}");
    check_table(what, model, list(case, "rows"));
    let golden = list(case, "weights");
    assert_eq!(model.weights().len(), golden.len(), "{what}");
    for (weight, keras) in model.weights().iter().zip(golden) {
        // Keras's paths tell some of the models inside a model, ours all.
        let (ours, path) = (weight.path(), text(keras, "path"));
        assert!(ours == path || ours.ends_with(&format!("/{path}")), "{what}: {ours} {path}");
        assert_eq!(weight.shape(), sizes(keras, "shape"), "{what}: {ours}");
    }
    let trainable = list(case, "trainable").iter().map(|one| one.as_bool().unwrap());
    assert_eq!(model.trainable_weights(), trainable.collect::<Vec<_>>(), "{what}");

    let weights = arrays(case, "initial_weights");
    model.set_weights(weights.iter().map(|w| (&w.data[..], &w.shape[..]))).unwrap();
    let (x, expected) = (arrays(case, "x"), arrays(case, "outputs"));
    let outputs = model.predict_outputs(tensors(&x), Predict::new()).unwrap();
    assert_eq!(outputs.len(), expected.len(), "{what}");
    for (ours, keras) in outputs.iter().zip(&expected) {
        assert_eq!(ours.shape(), keras.shape, "{what}");
        let largest = keras.data.iter().fold(0.0f32, |largest, number| largest.max(number.abs()));
        for (ours, keras) in ours.iter().zip(&keras.data) {
            let difference = (ours - keras).abs();
            assert!(difference <= OF_LARGEST * largest, "{what}: {ours} here, {keras} in Keras");
        }
    }
}

fn check_table(what: &str, model: &Model, golden: &[Value]) {
    let summary = model.summary().unwrap();
    assert_eq!(summary.rows.len(), golden.len(), "{what}");
    for (row, keras) in summary.rows.iter().zip(golden) {
        assert_eq!(row.name, text(keras, "name"), "{what}");
        assert_eq!(row.class, text(keras, "class_name"), "{what}");
        if summary.branched {
            let connected = list(keras, "connected_to").iter().map(|one| one.as_str().unwrap());
            assert_eq!(row.connected_to, connected.collect::<Vec<_>>(), "{what}: {}", row.name);
        }
    }
}

fn tensors(arrays: &[Array]) -> Vec<Tensor<'_>> {
    arrays.iter().map(|array| (&array.data[..], &array.shape[..]).into_tensor().unwrap()).collect()
}

#[test]
fn models_of_keras_3_are_read() {
    for case in cases() {
        check(text(&case, "name"), &mut Model::from_json(text(&case, "json")).unwrap(), &case);
    }
}

#[test]
fn models_of_keras_2_are_read() {
    for case in cases() {
        let what = format!("{} in Keras 2", text(&case, "name"));
        let mut model = Model::from_json(text(&case, "keras2")).unwrap();
        // Keras 2 calls them "Model"; the table here says what they are.
        check(&what, &mut model, &case);
    }
}

#[test]
fn what_is_written_is_the_same_model_again() {
    for case in cases() {
        let what = format!("{} again", text(&case, "name"));
        let model = Model::from_json(text(&case, "json")).unwrap();
        let written = model.to_json().unwrap();
        let mut again = Model::from_json(&written).unwrap();
        check(&what, &mut again, &case);
        assert_eq!(again.name(), model.name());
        assert_eq!(again.input_names(), model.input_names(), "{what}");
        assert_eq!(again.output_names(), model.output_names(), "{what}");
        assert_eq!(again.to_json().unwrap(), written, "{what}");
        let table = |model: &Model| model.summary().unwrap().to_text(SummaryStyle::Keras3);
        assert_eq!(table(&again), table(&model), "{what}");
    }
}

/// The layers, nodes and ends that Keras writes, where no values are under names: those we write as lists.
#[test]
fn what_is_written_is_what_keras_writes() {
    let mut compared = 0;
    for case in cases() {
        let keras: Value = serde_json::from_str(text(&case, "json")).unwrap();
        if !has_names(&keras) {
            let model = Model::from_json(text(&case, "json")).unwrap();
            let ours: Value = serde_json::from_str(&model.to_json().unwrap()).unwrap();
            assert_eq!(outline(&ours), outline(&keras), "{}", text(&case, "name"));
            compared += 1;
        }
    }
    assert!(compared >= 8, "{compared}");
}

/// Losses, metrics and optimizer as they were, told by name or as objects.
#[test]
fn compiled_models_train_as_in_keras() {
    let golden = document("models");
    assert_eq!(list(&golden, "compiled").len(), 8);
    for case in list(&golden, "compiled") {
        let name = text(case, "name");
        let mut model = Model::from_json(text(case, "json")).unwrap();
        check_training(name, &mut model, case);
        let rate = model.learning_rate().unwrap();
        let keras = case["learning_rate"].as_f64().unwrap();
        assert!((rate - keras).abs() <= 1e-7 * keras, "{name}: {rate}");

        let mut again = Model::from_json(&model.to_json().unwrap()).unwrap();
        check_training(&format!("{name} again"), &mut again, case);
        let plain = FromJson::new().compile(false);
        let mut plain = Model::from_json_with(text(case, "json"), &plain).unwrap();
        assert!(plain.metric_names().is_err(), "{name}");
        assert!(!plain.to_json().unwrap().contains("compile_config"), "{name}");
        plain.compile(Compile::new().loss("mse")).unwrap();
    }
}

fn check_training(what: &str, model: &mut Model, case: &Value) {
    let weights = arrays(case, "initial_weights");
    model.set_weights(weights.iter().map(|w| (&w.data[..], &w.shape[..]))).unwrap();
    let (x, y) = ([Array::of(&case["x"])], arrays(case, "y"));
    for step in list(case, "logs") {
        let scores = model.train_on_batch(tensors(&x), tensors(&y)).unwrap();
        let golden = step.as_object().unwrap();
        assert_eq!(model.metric_names().unwrap().len(), golden.len(), "{what}");
        for (key, keras) in golden {
            let (ours, keras) = (scores.get(key), keras.as_f64().unwrap());
            let ours = ours.unwrap_or_else(|| panic!("{what}: no {key}"));
            // As scores elsewhere: float32 beside float32.
            assert!(
                (ours - keras).abs() <= 1e-5 * keras.abs().max(0.1),
                "{what}, {key}: {ours}, {keras}"
            );
        }
    }
    if !case["predicted"].is_null() {
        let keras = Array::of(&case["predicted"]);
        let ours = model.predict_outputs(tensors(&x), Predict::new()).unwrap().remove(0);
        let largest = keras.data.iter().fold(0.0f32, |largest, number| largest.max(number.abs()));
        for (ours, keras) in ours.iter().zip(&keras.data) {
            let difference = (ours - keras).abs();
            assert!(difference <= OF_LARGEST * largest, "{what}, at rest: {ours}, {keras}");
        }
    }
}

/// A call that predicts while the model trains, as Keras 2 had it and Keras 3 documents it ("Transfer learning &
/// fine-tuning"). No golden data: Keras 3.15 trains such a call all the same, as the training of the outer model goes
/// before the argument.
#[test]
fn calls_for_inference_stay_so() {
    let x = Input::new(50).symbol().unwrap();
    let mut inner = Sequential::new();
    inner.add(Dropout::new(0.5).input_shape(50)).unwrap();
    let y = inner.as_layer().unwrap().apply_for_inference(&x).unwrap();
    let model = Model::new(&x, y).unwrap();
    let json = model.to_json().unwrap();
    assert!(json.contains(r#""kwargs":{"training":false}"#), "{json}");
    let mut again = Model::from_json(&json).unwrap();
    assert_eq!(again.to_json().unwrap(), json);
    again.compile(Compile::new().loss("mae")).unwrap();
    let ones = Array2::<f32>::ones((4, 50));
    assert_eq!(again.train_on_batch(&ones, &ones).unwrap().loss(), 0.0);

    // Of such a layer itself, Keras 3 writes the same for a plain call: refused, not lost.
    let y = SharedLayer::from(Dropout::new(0.5)).apply_for_inference(&x).unwrap();
    let error = Model::new(&x, y).unwrap().to_json().unwrap_err().to_string();
    assert!(
        error.contains("dropout: training: expected a call that Keras's files can describe"),
        "{error}"
    );

    let trained = json.replace(r#"{"training":false}"#, "{}");
    let mut trained = Model::from_json(&trained).unwrap();
    trained.compile(Compile::new().loss("mae")).unwrap();
    assert!(trained.train_on_batch(&ones, &ones).unwrap().loss() > 0.5);
}

/// What Keras 3.15 writes of `Dropout(0.5)(x)`: the default of the call, which does not keep the layer from dropping while
/// the model trains. In the form of Keras 2 it was only written where somebody had asked for it.
#[test]
fn the_default_of_calls_in_files_of_keras_3_says_nothing() {
    let keras3 = r#"{"class_name": "Functional", "config": {"name": "model", "layers": [
        {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
         "config": {"name": "x", "batch_shape": [null, 50]}},
        {"class_name": "Dropout", "name": "drop", "config": {"name": "drop", "rate": 0.5},
         "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__",
            "config": {"shape": [null, 50], "dtype": "float32", "keras_history": ["x", 0, 0]}}],
            "kwargs": {"training": false}}]}],
        "input_layers": [["x", 0, 0]], "output_layers": [["drop", 0, 0]]}}"#;
    let keras2 = r#"{"class_name": "Model", "config": {"name": "model", "layers": [
        {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
         "config": {"name": "x", "batch_input_shape": [null, 50]}},
        {"class_name": "Dropout", "name": "drop", "config": {"name": "drop", "rate": 0.5},
         "inbound_nodes": [[["x", 0, 0, {"training": false}]]]}],
        "input_layers": [["x", 0, 0]], "output_layers": [["drop", 0, 0]]}}"#;
    let loss = |json: &str| {
        let mut model = Model::from_json(json).unwrap();
        model.compile(Compile::new().loss("mae")).unwrap();
        let ones = Array2::<f32>::ones((4, 50));
        model.train_on_batch(&ones, &ones).unwrap().loss()
    };
    assert!(loss(keras3) > 0.5, "{}", loss(keras3));
    assert_eq!(loss(keras2), 0.0);
}

/// Whether values of the model, or of one inside, are under names.
fn has_names(model: &Value) -> bool {
    let config = &model["config"];
    let layers = config["layers"].as_array().unwrap();
    config["input_layers"].is_object()
        || config["output_layers"].is_object()
        || layers.iter().any(|layer| layer["config"]["layers"].is_array() && has_names(layer))
}

/// Names, classes and how they are connected.
fn outline(model: &Value) -> Value {
    let config = &model["config"];
    let one_or_all = |ends: &Value| match ends.as_array().map(Vec::as_slice) {
        Some([end @ Value::Array(_)]) => end.clone(),
        _ => ends.clone(),
    };
    let layer = |layer: &Value| {
        let nodes = layer["inbound_nodes"].as_array().into_iter().flatten();
        let nodes: Vec<Value> = nodes.map(|node| one_or_all(&node["args"])).collect();
        let inner = &layer["config"]["layers"];
        serde_json::json!({
            "name": layer["name"],
            "class": layer["class_name"],
            "module": layer["module"],
            "nodes": nodes,
            "inside": if inner.is_array() { outline(layer) } else { Value::Null },
        })
    };
    // Keras writes operations that compute masks, which Kerros's layers do by themselves.
    let is_operation = |layer: &&Value| {
        layer["module"].as_str().is_some_and(|module| module.starts_with("keras.src.ops"))
    };
    let layers = config["layers"].as_array().unwrap().iter().filter(|l| !is_operation(l));
    serde_json::json!({
        "name": config["name"],
        "class": model["class_name"],
        "module": model["module"],
        "registered_name": model["registered_name"],
        "build_config": model["build_config"],
        "layers": layers.map(layer).collect::<Vec<_>>(),
        "inputs": one_or_all(&config["input_layers"]),
        "outputs": one_or_all(&config["output_layers"]),
    })
}
