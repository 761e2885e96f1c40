//! Stacks of layers.

use super::json::{list, member, members, parse, text};
use super::read::class_name;
use super::{layer, write};
use crate::Sequential;
use crate::error::{Error, Result};
use crate::model::NamedLayer;
use serde_json::{Value as Json, json};

impl Sequential {
    /// The model's configuration, without its weights, as Keras 3 writes it. In Keras: `to_json` of a
    /// model.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(3).activation("softmax").input_shape(4))?;
    /// let again = Sequential::from_json(&model.to_json()?)?;
    /// assert_eq!(again.count_params()?, 15);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When an argument has a value that Keras's files do not have.
    pub fn to_json(&self) -> Result<String> {
        let written = self.written().map_err(|error| error.at(self.name()));
        written.map(|json| text(&json))
    }

    /// The model of a configuration that Keras 3, Keras 2 or [`to_json`](Self::to_json) wrote, with new
    /// weights. In Keras: `model_from_json`.
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
        read(&parse(json)?)
    }

    fn written(&self) -> Result<Json> {
        let mut layers = Vec::new();
        if let Some(shape) = self.input_shape() {
            layers.push(write::input(&shape, "input_layer"));
        }
        for NamedLayer { name, layer } in &self.network().layers {
            layers.push(write::layer(&**layer, name, layer.is_trainable())?);
        }
        let mut config = json!({
            "name": self.name(),
            "trainable": true,
            "dtype": write::dtype(),
            "layers": layers,
        });
        let is_empty = self.network().layers.is_empty();
        let shape = self.input_shape().filter(|_| !is_empty);
        let shape = shape.map(|shape| write::with_batch(&shape));
        if let Some(shape) = &shape {
            config["build_input_shape"] = shape.clone();
        }
        let mut object = write::object("keras", "Sequential", config);
        if let Some(shape) = shape {
            object["build_config"] = json!({"input_shape": shape});
        }
        Ok(object)
    }
}

/// The stack of an object.
pub(super) fn read(json: &Json) -> Result<Sequential> {
    let object = members(json, "model")?;
    match class_name(object)? {
        "Sequential" => {}
        other => {
            let remedy = "Read a functional model with Model::from_json.";
            return Err(Error::invalid("class_name", "Sequential", other, remedy));
        }
    }
    let config = member(object, "config")?;
    let named = config.get("name").and_then(Json::as_str);
    let mut model = Sequential::new();
    if let Some(name) = named {
        model.set_name(name);
    }
    add_layers(&mut model, config).map_err(|error| error.at(named.unwrap_or("sequential")))?;
    Ok(model)
}

/// Adds the layers of a configuration: a list in Keras 2.2, an object that has one since.
fn add_layers(model: &mut Sequential, config: &Json) -> Result<()> {
    let layers = match config {
        Json::Array(layers) => layers,
        config => list(member(members(config, "config")?, "layers")?, "layers")?,
    };
    for json in layers {
        model.add(layer::layer(json)?)?;
    }
    Ok(())
}
