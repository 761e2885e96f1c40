//! Layers from configurations.

use super::json::{Members, index, list, members, shown, wrong};
use super::kind::Kind;
use super::read::{arguments, class_name, config_of};
use crate::error::{Error, Result};
use crate::layer::{Layer, SharedLayer};
use crate::registry::{LAYERS, find};
use serde_json::Value as Json;

/// The layer of an object, frozen if it was.
pub(super) fn layer(json: &Json) -> Result<SharedLayer> {
    let object = members(json, "layer")?;
    let class_name = class_name(object)?;
    let config = config_of(object)?;
    let name = config.get("name").and_then(Json::as_str).unwrap_or(class_name);
    let read = || {
        check_module(object, class_name)?;
        let layer = SharedLayer::from(make(class_name, config)?);
        layer.set_trainable(config.get("trainable") != Some(&Json::Bool(false)));
        Ok(layer)
    };
    read().map_err(|error: Error| error.at(name))
}

fn make(class_name: &str, config: &Members) -> Result<Box<dyn Layer>> {
    let mut arguments = arguments(Kind::Layer, class_name, config)?;
    let shape = ["batch_shape", "batch_input_shape"].into_iter().find_map(|key| config.get(key));
    let wanted = if class_name == "InputLayer" { "shape" } else { "input_shape" };
    if let (Some(shape), None) = (shape.filter(|shape| !shape.is_null()), arguments.get(wanted)) {
        arguments = arguments.with(wanted, sample_shape(shape)?);
    }
    let class = find("layer", LAYERS, class_name)?;
    class.from_config(&arguments)
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
pub(super) fn check_module(object: &Members, class_name: &str) -> Result<()> {
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
        "Kerros reads layers that Keras itself has: build the model of those.",
    ))
}
