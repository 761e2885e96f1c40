//! Layers from configurations.

use super::json::{Members, index, list, members, shown, wrong};
use super::kind::Kind;
use super::read::{class_name, config_of};
use super::reader::{Reader, names_of};
use super::unsupported;
use crate::error::{Error, Result};
use crate::layer::{Config, Layer, SharedLayer};
use crate::registry::{LAYERS, find};
use serde_json::Value as Json;

impl Reader<'_> {
    /// The layer of an object, which may be a model; frozen if it was.
    pub(super) fn layer(&self, json: &Json) -> Result<SharedLayer> {
        let object = members(json, "layer")?;
        let class_name = class_name(object)?;
        if is_model(class_name, object) {
            return self.model_layer(json);
        }
        let config = config_of(object)?;
        let name = config.get("name").and_then(Json::as_str).unwrap_or(class_name);
        let read = || {
            let layer =
                SharedLayer::from(match self.options.layer_maker(&names_of(object, class_name)) {
                    Some(make) => make(&self.own_arguments(config)?)
                        .and_then(|layer| is_named(layer, config))?,
                    None => self.make(object, class_name, config)?,
                });
            layer.set_trainable(config.get("trainable") != Some(&Json::Bool(false)));
            Ok(layer)
        };
        read().map_err(|error: Error| error.at(name))
    }

    fn make(&self, object: &Members, class_name: &str, config: &Members) -> Result<Box<dyn Layer>> {
        check_module(object, class_name)?;
        let class = find("layer", LAYERS, class_name).map_err(or_ones_own)?;
        let arguments = self.arguments(Kind::Layer, class_name, config)?;
        let wanted = if class_name == "InputLayer" { "shape" } else { "input_shape" };
        let mut arguments = with_shape(arguments, wanted, config)?;
        if let (Some(rows), "InputLayer") = (batch_size(config)?, class_name) {
            arguments = arguments.with("batch_size", rows);
        }
        class.from_config(&arguments)
    }

    /// The arguments of a class that is somebody's own: all that are there, but for the type it computes with.
    pub(super) fn own_arguments(&self, config: &Members) -> Result<Config> {
        let mut arguments = Config::new();
        for (key, json) in config {
            match key.as_str() {
                "dtype" => unsupported::check(Kind::Layer, "", key, json)?,
                "autocast" | "batch_shape" | "batch_input_shape" => {}
                _ => {
                    let value = self.value(Kind::of_argument(key), key, json);
                    arguments = arguments.with(key.clone(), value.map_err(|error| error.at(key))?);
                }
            }
        }
        with_shape(arguments, "input_shape", config)
    }

    /// A model as a layer of another. What it was compiled with is no part of that.
    fn model_layer(&self, json: &Json) -> Result<SharedLayer> {
        let mut model = self.model(json)?;
        let layer = model.as_layer()?;
        layer.set_trainable(json["config"]["trainable"] != Json::Bool(false));
        Ok(layer)
    }
}

/// Says of a class that is not known that it may be one's own.
fn or_ones_own(mut error: Error) -> Error {
    if let Error::UnknownName { suggestion, .. } = &mut error {
        suggestion.push_str(" A class of your own is made known with from_json_with.");
    }
    error
}

/// Whether the object is a model: a stack, or a functional one under the names that Keras had for it.
pub(super) fn is_model(class_name: &str, object: &Members) -> bool {
    let has_ends =
        || object.get("config").is_some_and(|config| config.get("output_layers").is_some());
    match class_name {
        "Sequential" | "Functional" => true,
        // "Model" in Keras 2.
        _ => has_ends(),
    }
}

/// The arguments with the shape that the configuration has, if it has one.
fn with_shape(arguments: Config, wanted: &'static str, config: &Members) -> Result<Config> {
    let shape = ["batch_shape", "batch_input_shape"].into_iter().find_map(|key| config.get(key));
    match (shape.filter(|shape| !shape.is_null()), arguments.get(wanted)) {
        (Some(shape), None) => Ok(arguments.with(wanted, sample_shape(shape)?)),
        _ => Ok(arguments),
    }
}

/// How many rows every batch has, if the shape of a configuration says it.
pub(super) fn batch_size(config: &Members) -> Result<Option<usize>> {
    let shapes = ["batch_shape", "batch_input_shape"].into_iter();
    let rows =
        shapes.filter_map(|key| config.get(key)?.as_array()?.first()).find(|rows| !rows.is_null());
    rows.map(|rows| index(rows, "batch_shape")).transpose()
}

/// The layer, which must have taken over the name in its configuration: others refer to it by that.
fn is_named(layer: Box<dyn Layer>, config: &Members) -> Result<Box<dyn Layer>> {
    let expected = config.get("name").and_then(Json::as_str);
    if expected.is_none() || layer.settings().name() == expected {
        return Ok(layer);
    }
    Err(Error::invalid(
        "name",
        format!("{:?}, the name in the configuration", expected.unwrap_or_default()),
        match layer.settings().name() {
            Some(name) => format!("{name:?}"),
            None => "none".to_owned(),
        },
        "Make the settings of a layer of your own with Settings::of(config).",
    ))
}

/// The sizes of one sample: a shape without its number of rows.
pub(super) fn sample_shape(json: &Json) -> Result<Vec<usize>> {
    let sizes = list(json, "batch_shape")?;
    let Some((_rows, sizes)) = sizes.split_first() else {
        return Err(wrong("batch_shape", "the number of rows and the sizes of a sample", json));
    };
    let known = |size: &Json| match size {
        Json::Null => Err(Error::invalid(
            "batch_shape",
            "known sizes behind the number of rows",
            shown(json),
            "Kerros has no sizes that differ from batch to batch: give the input a fixed shape.",
        )),
        size => index(size, "batch_shape"),
    };
    sizes.iter().map(known).collect()
}

/// Checks that the class is one of Keras's layers: others may have the same name.
fn check_module(object: &Members, class_name: &str) -> Result<()> {
    const LAYERS_OF_KERAS: [&str; 6] = [
        "keras.layers",
        "keras.src.layers",
        "keras.src.engine",
        "keras.engine",
        "keras.models",
        "keras.src.models",
    ];
    let module = object.get("module").and_then(Json::as_str);
    let of_keras = module.is_none_or(|module| {
        module == "keras" || LAYERS_OF_KERAS.iter().any(|known| module.starts_with(known))
    });
    let registered = object.get("registered_name").and_then(Json::as_str);
    let by_user = registered.filter(|name| name.contains('>'));
    if let (true, None) = (of_keras, by_user) {
        return Ok(());
    }
    Err(Error::invalid(
        "class_name",
        "a layer of Keras",
        format!("{class_name} of {}", by_user.or(module).unwrap_or_default()),
        "Kerros reads layers that Keras itself has: build the model of those, or say with from_json_with what \
         yours is.",
    ))
}
