//! Configurations in JSON against those that Keras 3 writes: `golden/data/configurations.json`.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;

use kerros::constraints::SharedConstraint;
use kerros::initializers::SharedInitializer;
use kerros::layer::{Config, SharedLayer};
use kerros::metrics::Metric;
use kerros::prelude::*;
use kerros::registry::{CONSTRAINTS, Class, INITIALIZERS, LAYERS, METRICS, REGULARIZERS, find};
use kerros::regularizers::SharedRegularizer;
use kerros::serialization::Configurable;

use numbers::{document, list, text};
use serde_json::Value;
use support::describe::config_of;

/// What Keras writes and Kerros does not: where the numbers of a weight come from, and arguments that
/// the layer does not have here.
const WRITTEN_BY_KERAS_ALONE: [&str; 11] = [
    "seed",
    "input_axes",
    "output_axes",
    "groups",
    "data_format",
    "quantization_config",
    "renorm",
    "renorm_clipping",
    "renorm_momentum",
    "unroll",
    "autocast",
];

/// Layers of the registry without golden cases.
const WITHOUT_CASES: [(&str, &str); 1] =
    [("InputLayer", "computes nothing; the models have it, where Keras writes it")];

/// Whether our configuration says what Keras's says: it has the same members, but for those that only
/// Keras writes, with the same values, as `f32`.
fn assert_same(what: &str, ours: &Value, keras: &Value) {
    match (ours, keras) {
        (Value::Object(ours), Value::Object(keras)) => {
            // Dense of Keras has a regularizer of its output in its configuration only where there is one, and
            // SimpleRNN forgets its seed.
            let left_out = |key: &str, value: &Value| {
                let may_be = key == "activity_regularizer" || key == "seed";
                may_be && value.is_null() && !keras.contains_key(key)
            };
            for (key, value) in ours.iter().filter(|(key, value)| !left_out(key, value)) {
                let expected = keras.get(key).unwrap_or_else(|| panic!("{what}: {key} is ours"));
                assert_same(&format!("{what}.{key}"), value, expected);
            }
            let missing: Vec<&String> = keras
                .iter()
                .map(|(key, _)| key)
                .filter(|key| {
                    !ours.contains_key(*key) && !WRITTEN_BY_KERAS_ALONE.contains(&key.as_str())
                })
                .collect();
            assert!(missing.is_empty(), "{what}: {missing:?} are missing");
        }
        (Value::Array(ours), Value::Array(keras)) => {
            assert_eq!(ours.len(), keras.len(), "{what}");
            for (index, (ours, keras)) in ours.iter().zip(keras).enumerate() {
                assert_same(&format!("{what}[{index}]"), ours, keras);
            }
        }
        (Value::Number(ours), Value::Number(keras)) => {
            let single = |number: &serde_json::Number| number.as_f64().unwrap() as f32;
            assert_eq!(single(ours), single(keras), "{what}");
        }
        _ => assert_eq!(ours, keras, "{what}"),
    }
}

fn tree(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

#[test]
fn layers_are_read_and_written_as_keras_does() {
    let golden = document("configurations");
    for class in LAYERS.iter().filter(|class| WITHOUT_CASES.iter().all(|(n, _)| *n != class.name)) {
        let mut cases = list(&golden, "layers").iter();
        assert!(
            cases.any(|case| text(case, "class_name") == class.name),
            "{} has no case: make golden/data/configurations.json again",
            class.name
        );
    }
    for case in list(&golden, "layers") {
        let (class_name, json) = (text(case, "class_name"), text(case, "json"));
        let what = format!("{class_name} {}", case["config"]);
        // Keras leaves two arguments out of what it writes of SimpleRNN, so that there is nothing to compare with.
        let forgotten = ["activity_regularizer", "seed"].into_iter();
        let mut forgotten = forgotten.filter(|key| !case["config"][key].is_null());
        if class_name == "SimpleRNN"
            && let Some(key) = forgotten.next()
        {
            assert!(tree(json)["config"][key].is_null(), "Keras writes it by now");
            continue;
        }
        let class = find("layer", LAYERS, class_name).unwrap();
        let given = class.from_config(&config_of(&case["config"])).unwrap();
        let read: SharedLayer = Configurable::from_json(json).unwrap();
        assert_eq!(read.class_name(), class_name);
        assert_eq!(singles(&read.config()), singles(&given.config()), "{what}");
        assert_eq!(read.settings().name(), tree(json)["config"]["name"].as_str(), "{what}");
        let written = read.to_json().unwrap();
        assert_same(&what, &tree(&written), &tree(json));
        let again: SharedLayer = Configurable::from_json(&written).unwrap();
        assert_eq!(again.config(), read.config(), "{what}");
    }
}

/// A configuration as text with numbers in single precision: Keras keeps some in that.
fn singles(config: &Config) -> String {
    let mut words = Vec::new();
    for word in config.to_string().split_inclusive([' ', ',', '=', '(', ')', '[', ']']) {
        let (number, end) = word.split_at(word.len().saturating_sub(1));
        match number.parse::<f64>() {
            Ok(number) => words.push(format!("{}{end}", number as f32)),
            Err(_) => words.push(word.to_owned()),
        }
    }
    words.concat()
}

fn check_held<T: Configurable>(
    module: &str,
    classes: &'static [Class<T>],
    config: impl Fn(&T) -> Config,
) {
    let golden = document("configurations");
    for class in classes.iter().filter(|class| class.name != "Identity") {
        let cases = list(&golden, module).iter();
        let compared = cases.filter(|case| text(case, "class_name") == class.name).count();
        assert!(compared > 0, "no case of {}", class.name);
    }
    for case in list(&golden, module) {
        let (class_name, json) = (text(case, "class_name"), text(case, "json"));
        let mut arguments = case["config"].clone();
        arguments.as_object_mut().unwrap().remove("seed");
        let class = find("class", classes, class_name).unwrap();
        let given = class.from_config(&config_of(&arguments)).unwrap();
        let read = T::from_json(json).unwrap();
        assert_eq!(singles(&config(&read)), singles(&config(&given)), "{json}");
        let written = read.to_json().unwrap();
        assert_same(class_name, &tree(&written), &tree(json));
        assert_eq!(config(&T::from_json(&written).unwrap()), config(&read), "{json}");
    }
}

#[test]
fn what_layers_hold_is_read_and_written_as_keras_does() {
    check_held::<SharedInitializer>("initializers", INITIALIZERS, |held| held.config());
    check_held::<SharedRegularizer>("regularizers", REGULARIZERS, |held| held.config());
    check_held::<SharedConstraint>("constraints", CONSTRAINTS, |held| held.config());
}

#[test]
fn metrics_are_read_and_written_as_keras_does() {
    let golden = document("metric_configurations");
    for case in list(&golden, "metrics") {
        let (class_name, json) = (text(case, "class_name"), text(case, "json"));
        let what = format!("{class_name} {}", case["config"]);
        let class = find("metric", METRICS, class_name).unwrap();
        let given = class.from_config(&config_of(&case["config"])).unwrap();
        let read: Box<dyn Metric> = Configurable::from_json(json).unwrap();
        assert_eq!(read.class_name(), given.class_name(), "{what}");
        let forgotten = class_name == "CosineSimilarity";
        if !forgotten {
            assert_eq!(singles(&read.config()), singles(&given.config()), "{what}");
        }
        let written = given.to_json().unwrap();
        let again: Box<dyn Metric> = Configurable::from_json(&written).unwrap();
        assert_eq!(again.config(), given.config(), "{what}");
        // What a name stands for is written as its class.
        if class_name == "MeanMetricWrapper" {
            continue;
        }
        let (ours, mut keras) = (tree(&written), tree(json));
        assert_eq!(ours["class_name"], keras["class_name"], "{what}");
        for (key, value) in ours["config"].as_object().unwrap() {
            let expected = keras["config"][key].take();
            match (key.as_str(), value, &expected) {
                // Left out where it has its default, or the type of numbers that stands for it.
                ("thresholds" | "from_sorted_ids" | "axis" | "dtype", _, Value::Null) => {}
                ("dtype", Value::Null, _) => assert_eq!(expected, "int32", "{what}"),
                ("label_weights", Value::Array(_), _) => {
                    assert_same(&what, value, &expected["config"]["value"]);
                }
                // Of a function Keras writes what it was given.
                (_, _, Value::Null) if ours["class_name"] == "MeanMetricWrapper" => {}
                // Keras keeps integers as they were given.
                _ => assert_same(&format!("{what}.{key}"), value, &expected),
            }
        }
    }
    for class in METRICS.iter().filter(|class| class.name != "AutoAccuracy") {
        let mut cases = list(&golden, "metrics").iter();
        assert!(cases.any(|case| text(case, "class_name") == class.name), "{}", class.name);
    }
}

#[test]
fn models_are_read_and_written_as_keras_does() {
    for case in list(&document("configurations"), "models") {
        let (name, json) = (text(case, "name"), text(case, "json"));
        let model = Sequential::from_json(json).unwrap();
        let layers: Vec<&str> = model.layers().map(|layer| layer.name).collect();
        let expected: Vec<&str> =
            list(case, "layers").iter().map(|name| name.as_str().unwrap()).collect();
        assert_eq!(layers, expected, "{name}");
        if let Some(parameters) = case["parameters"].as_u64() {
            assert_eq!(model.count_params().unwrap() as u64, parameters, "{name}");
            let shapes: Vec<Vec<usize>> = vec![model.output_shape().unwrap()];
            let keras = list(case, "output_shapes").iter().map(numbers_of);
            assert_eq!(shapes, keras.collect::<Vec<_>>(), "{name}");
        }
        let written = tree(&model.to_json().unwrap());
        let mut keras = tree(json);
        // What the model was compiled with is no part of what it is.
        keras.as_object_mut().unwrap().shift_remove("compile_config");
        without_builds(&mut keras["config"]);
        assert_same(name, &written, &keras);
        assert_eq!(
            tree(&Sequential::from_json(&written.to_string()).unwrap().to_json().unwrap()),
            written
        );
    }
}

/// Takes the shapes away with which Keras builds layers one by one: it builds the whole model.
fn without_builds(config: &mut Value) {
    for layer in config["layers"].as_array_mut().unwrap() {
        layer.as_object_mut().unwrap().shift_remove("build_config");
    }
}

fn numbers_of(list: &Value) -> Vec<usize> {
    list.as_array().unwrap().iter().map(|size| size.as_u64().unwrap() as usize).collect()
}
