//! Layers, losses, optimizers and models from the descriptions in the golden files.

use super::{MakeExecutor, model_on};
use crate::numbers::{Array, config, list, text};
use kerros::Layer;
use kerros::layer::{Config, Value as Argument};
use kerros::losses::Loss;
use kerros::optimizers::Optimizer;
use kerros::prelude::*;
use kerros::registry::{LAYERS, LOSSES, find};
use serde_json::Value;

/// The layer of a description; what Keras is told at the call, in `call`, is told to the layer.
pub(crate) fn layer(description: &Value) -> Box<dyn Layer> {
    let class = find("layer", LAYERS, text(description, "class_name")).unwrap();
    let call = description["call"].as_object().into_iter().flatten();
    let config = call.fold(config_of(&description["config"]), |config, (key, value)| {
        config.with(key.clone(), argument(value))
    });
    class.from_config(&config).unwrap()
}

/// The arguments of a description as a configuration.
pub(crate) fn config_of(config: &Value) -> Config {
    let arguments = config.as_object().unwrap().iter();
    arguments.fold(Config::new(), |config, (key, value)| config.with(key.clone(), argument(value)))
}

/// A value of JSON as that of an argument.
pub(crate) fn argument(value: &Value) -> Argument {
    match value {
        Value::Null => Argument::None,
        Value::Bool(flag) => Argument::Bool(*flag),
        Value::String(text) => Argument::Text(text.clone()),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Argument::Int(integer),
            None => Argument::Float(number.as_f64().unwrap()),
        },
        Value::Array(values) => Argument::List(values.iter().map(argument).collect()),
        Value::Object(members) if !members.contains_key("class_name") => {
            Argument::dict(config_of(value))
        }
        Value::Object(_) => Argument::Object {
            class_name: text(value, "class_name").to_owned(),
            config: config_of(&value["config"]),
        },
    }
}

/// The model of a golden document, compiled, with its initial weights.
pub(crate) fn model(document: &Value, make: MakeExecutor) -> Sequential {
    let mut model = model_on(make);
    model.add(Input::new(sizes(document, "input_shape"))).unwrap();
    for description in list(document, "layers") {
        model.add(layer(description)).unwrap();
    }
    let names = |key: &str| match document[key].as_array() {
        Some(names) => names.iter().map(|name| name.as_str().unwrap().to_owned()).collect(),
        None => Vec::new(),
    };
    let (metrics, weighted) = (names("metrics"), names("weighted_metrics"));
    model
        .compile(
            Compile::new()
                .optimizer(optimizer(&document["optimizer"]))
                .loss(loss(&document["loss"]))
                .metrics(metrics.iter().map(String::as_str))
                .weighted_metrics(weighted.iter().map(String::as_str)),
        )
        .unwrap();
    if document["initial_weights"][0].get("data").is_some() {
        set_weights(&mut model, &arrays(document, "initial_weights"));
    }
    model
}

/// Sets the weights of a model.
pub(crate) fn set_weights(model: &mut Sequential, weights: &[Array]) {
    model.set_weights(weights.iter().map(|w| (&w.data[..], &w.shape[..]))).unwrap();
}

/// A list of arrays.
pub(crate) fn arrays(document: &Value, key: &str) -> Vec<Array> {
    list(document, key).iter().map(Array::of).collect()
}

/// A list of sizes.
pub(crate) fn sizes(document: &Value, key: &str) -> Vec<usize> {
    list(document, key).iter().map(|size| size.as_u64().unwrap() as usize).collect()
}

/// The weights of classes, in a document that has some.
pub(crate) fn class_weight(document: &Value) -> Option<Vec<(usize, f64)>> {
    let weights = document["class_weight"].as_object()?.iter();
    Some(weights.map(|(class, w)| (class.parse().unwrap(), w.as_f64().unwrap())).collect())
}

fn loss(description: &Value) -> Box<dyn Loss> {
    let class = find("loss", LOSSES, text(description, "class_name")).unwrap();
    class.from_config(&config_of(&description["config"])).unwrap()
}

fn optimizer(description: &Value) -> Box<dyn Optimizer> {
    let (mut sgd, mut rmsprop, mut adam) = (SGD::new(), RMSprop::new(), Adam::new());
    let class = text(description, "class_name");
    for (key, value) in config(description) {
        let number = || value.as_f64().unwrap();
        match (class, key.as_str()) {
            ("SGD", "learning_rate") => sgd = sgd.learning_rate(number()),
            ("SGD", "momentum") => sgd = sgd.momentum(number()),
            ("SGD", "nesterov") => sgd = sgd.nesterov(value.as_bool().unwrap()),
            ("RMSprop", "learning_rate") => rmsprop = rmsprop.learning_rate(number()),
            ("RMSprop", "momentum") => rmsprop = rmsprop.momentum(number()),
            ("RMSprop", "epsilon") => rmsprop = rmsprop.epsilon(number()),
            ("RMSprop", "centered") => rmsprop = rmsprop.centered(value.as_bool().unwrap()),
            ("Adam", "learning_rate") => adam = adam.learning_rate(number()),
            other => panic!("unknown argument {other:?}"),
        }
    }
    match class {
        "SGD" => Box::new(sgd),
        "RMSprop" => Box::new(rmsprop),
        "Adam" => Box::new(adam),
        other => panic!("unknown optimizer {other}"),
    }
}
