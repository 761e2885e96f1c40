//! Stacks of layers from configurations.

use super::from_json::FromJson;
use super::json::{Members, list, member, members, parse};
use super::layer::batch_size;
use super::read::class_name;
use super::reader::Reader;
use crate::Sequential;
use crate::error::{Error, Result};
use crate::layer::SharedLayer;
use crate::layers::Input;
use serde_json::Value as Json;

impl Sequential {
    /// The model of a configuration that Keras 3, Keras 2 or [`to_json`](crate::Model::to_json) wrote, with new
    /// weights; compiled if it was. In Keras: `model_from_json`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// // In the manner of Keras 2.2.
    /// let json = r#"{"class_name": "Sequential", "config": [{"class_name": "Dense", "config":
    ///     {"name": "dense_1", "batch_input_shape": [null, 4], "units": 3, "activation": "softmax"}}]}"#;
    /// let model = Sequential::from_json(json)?;
    /// assert_eq!(model.output_shape(), Some(vec![3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the text is no JSON or no configuration of a stack of layers, a layer or another class is not
    /// known, or an argument does not fit.
    pub fn from_json(json: &str) -> Result<Sequential> {
        Sequential::from_json_with(json, &FromJson::new())
    }

    /// [`from_json`](Self::from_json), with classes of one's own, or with other random numbers; [`FromJson`] has an
    /// example.
    ///
    /// # Errors
    ///
    /// Those of `from_json`.
    pub fn from_json_with(json: &str, options: &FromJson) -> Result<Sequential> {
        let json = parse(json)?;
        let object = members(&json, "model")?;
        match class_name(object)? {
            "Sequential" => {
                let reader = Reader::new(options);
                let mut model = reader.sequential(object)?;
                reader.finish(&mut model, object)?;
                Ok(model)
            }
            other => {
                let remedy = "Read a functional model with Model::from_json.";
                Err(Error::invalid("class_name", "Sequential", other, remedy))
            }
        }
    }
}

impl Reader<'_> {
    /// The stack of an object.
    pub(super) fn sequential(&self, object: &Members) -> Result<Sequential> {
        let config = member(object, "config")?;
        let named = config.get("name").and_then(Json::as_str);
        let mut model = Sequential::with_seed(self.seed());
        if let Some(name) = named {
            model.set_name(name);
        }
        let place = model.name().to_owned();
        for (index, json) in layers_of(config).map_err(|error| error.at(&place))?.iter().enumerate()
        {
            let layer = self.layer(json).map_err(|error| error.at(&place))?;
            if index == 0 {
                add_batch_size(&mut model, &layer, &json["config"])?;
            }
            model.add(layer)?;
        }
        Ok(model)
    }
}

/// Says how many rows every batch has, which Keras 2 wrote with the first layer: `batch_input_shape`.
fn add_batch_size(model: &mut Sequential, layer: &SharedLayer, config: &Json) -> Result<()> {
    let rows = config.as_object().map(batch_size).transpose()?.flatten();
    match (rows, layer.settings().input_shape(), layer.class_name()) {
        (Some(rows), Some(shape), class) if class != "InputLayer" => {
            model.add(Input::new(shape).batch_size(rows)).map(|_| ())
        }
        _ => Ok(()),
    }
}

/// The layers in a configuration: a list in Keras 2.2, an object that has one since.
fn layers_of(config: &Json) -> Result<&[Json]> {
    match config {
        Json::Array(layers) => Ok(layers),
        config => list(member(members(config, "config")?, "layers")?, "layers"),
    }
}
