//! Configurations as Keras 3 writes them.

use super::calls;
use super::kind::Kind;
use super::write_model;
use crate::error::{Error, Result};
use crate::layer::{Config, SharedLayer, Value};
use serde_json::{Map, Number, Value as Json, json};

/// An object in Keras 3's grammar.
pub(super) fn object(module: &str, class_name: &str, config: Json) -> Json {
    json!({
        "module": module,
        "class_name": class_name,
        "config": config,
        "registered_name": null,
    })
}

/// An object of a class that is somebody's own, as Keras writes those: without a module.
pub(super) fn own(class_name: &str, config: Json) -> Json {
    json!({
        "module": null,
        "class_name": class_name,
        "config": config,
        "registered_name": class_name,
    })
}

/// An object of a class of this kind.
pub(super) fn of_class(kind: Kind, class_name: &str, config: &Config) -> Result<Json> {
    Ok(object(kind.module(), class_name, members(config)?.into()))
}

/// The type of numbers that all layers compute with.
pub(super) fn dtype() -> Json {
    object("keras", "DTypePolicy", json!({"name": "float32"}))
}

/// A layer under the name it has in its model, which may be a model itself; `inputs` are the shapes of one sample of
/// what it is called on, where they are known.
pub(super) fn layer(
    layer: &SharedLayer,
    name: &str,
    inputs: Option<&[Vec<usize>]>,
) -> Result<Json> {
    let trainable = layer.is_trainable();
    let written = match (layer.network(), layer.class_name()) {
        (Some(network), class_name) => {
            let own = layer.settings().input_shape().map(|shape| vec![shape.to_vec()]);
            let inputs = own.or_else(|| inputs.map(<[_]>::to_vec));
            write_model::inner(class_name, name, network, inputs, trainable)
        }
        (None, "InputLayer") => {
            let settings = layer.settings();
            Ok(input(settings.input_shape().unwrap_or_default(), settings.batch_size(), name))
        }
        (None, class_name) => members(&layer.config()).map(|mut arguments| {
            let mut config = common(class_name, name, trainable);
            config.append(&mut arguments);
            match Kind::Layer.arguments(class_name) {
                Some(_) => {
                    let exported = Kind::Layer.exported(class_name);
                    object(Kind::Layer.module(), exported, config.into())
                }
                None => own(class_name, config.into()),
            }
        }),
    };
    written.map_err(|error| error.at(name))
}

/// What every layer has.
fn common(class_name: &str, name: &str, trainable: bool) -> Map<String, Json> {
    let mut config = Map::new();
    config.insert("name".to_owned(), name.into());
    // The one family that Keras does not make of a configuration with these.
    if class_name.starts_with("SpatialDropout") {
        config.insert("dtype".to_owned(), "float32".into());
        return config;
    }
    config.insert("trainable".to_owned(), trainable.into());
    config.insert("dtype".to_owned(), dtype());
    config
}

/// The input of a model, for samples of this shape and perhaps batches of one size.
pub(super) fn input(shape: &[usize], batch_size: Option<usize>, name: &str) -> Json {
    let config = json!({
        "batch_shape": with_batch(shape, batch_size),
        "dtype": "float32",
        "sparse": false,
        "ragged": false,
        "name": name,
        "optional": false,
    });
    object(Kind::Layer.module(), "InputLayer", config)
}

/// A shape with the number of rows before it, if it is known.
pub(super) fn with_batch(shape: &[usize], batch_size: Option<usize>) -> Json {
    let sizes = shape.iter().map(|&size| Json::from(size));
    std::iter::once(batch_size.map_or(Json::Null, Json::from)).chain(sizes).collect()
}

/// Arguments, in order.
pub(super) fn members(config: &Config) -> Result<Map<String, Json>> {
    let mut members = Map::new();
    for (key, value) in config.iter() {
        let json = argument(Kind::of_argument(key), value).map_err(|error| error.at(key))?;
        members.insert(key.to_owned(), json);
    }
    Ok(members)
}

/// The value of an argument; if it is an object, then one of this kind.
fn argument(kind: Kind, value: &Value) -> Result<Json> {
    Ok(match value {
        Value::None => Json::Null,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => number(*value)?,
        Value::Text(value) => value.as_str().into(),
        Value::List(values) => {
            let listed: Result<Vec<Json>> =
                values.iter().map(|value| argument(kind, value)).collect();
            listed?.into()
        }
        Value::Object { config, .. } if value.as_dict().is_some() => members(config)?.into(),
        Value::Object { class_name, config } if kind == Kind::Activation => {
            activation(class_name, config)?
        }
        Value::Object { class_name, config } => of_class(kind, class_name, config)?,
        Value::Layer(inner) => {
            calls::check_none(inner).map_err(|error| error.at(&inner.label()))?;
            layer(inner, &inner.label(), None)?
        }
    })
}

fn number(value: f64) -> Result<Json> {
    Number::from_f64(value).map(Json::Number).ok_or_else(|| {
        let remedy = "JSON has no infinite numbers: choose another value.";
        Error::invalid("number", "a finite number", value.to_string(), remedy)
    })
}

/// An activation with arguments. Keras writes a name only; where it has a layer that does the same, that
/// layer may stand in its place.
fn activation(name: &str, config: &Config) -> Result<Json> {
    let layer = match name {
        "relu" => "ReLU",
        "leaky_relu" => "LeakyReLU",
        "elu" => "ELU",
        "softmax" => "Softmax",
        _ => {
            return Err(Error::invalid(
                "activation",
                "an activation that Keras can write: its arguments have their defaults",
                format!("{name}({config})"),
                "Leave the arguments out, or keep this model out of Keras's files.",
            ));
        }
    };
    of_class(Kind::Layer, layer, config)
}
