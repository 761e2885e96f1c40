//! Models of either kind, to and from configurations.

use super::from_json::FromJson;
use super::json::{Members, members, parse, text};
use super::layer::is_model;
use super::read::class_name;
use super::reader::Reader;
use super::write_model;
use crate::Model;
use crate::error::{Error, Result};
use serde_json::Value as Json;

impl Model {
    /// The model's configuration, without its weights, as Keras 3 writes it. In Keras: `to_json` of a model.
    ///
    /// What the model is compiled with is part of it, with the learning rate it has come to; what the optimizer remembers
    /// is not. Layers that are called several times, and models inside that are, stay so. As in Keras, two models inside that
    /// have a layer in common have one each when they are read.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let (left, right) = (Input::new(4).symbol()?, Input::new(4).symbol()?);
    /// let encoder = SharedLayer::from(Dense::new(3).activation("tanh"));
    /// let distance = Subtract::new().apply([encoder.apply(&left)?, encoder.apply(&right)?])?;
    /// let model = Model::new([&left, &right], &distance)?;
    ///
    /// let again = Model::from_json(&model.to_json()?)?;
    /// assert_eq!(again.count_params()?, 4 * 3 + 3);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When an argument has a value that Keras's files do not have.
    pub fn to_json(&self) -> Result<String> {
        let written = write_model::top(self).map_err(|error| error.at(self.name()));
        written.map(|json| text(&json))
    }

    /// The model of a configuration that Keras 3, Keras 2 or [`to_json`](Self::to_json) wrote, with new weights; compiled
    /// if it was. In Keras: `model_from_json`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// // In the manner of Keras 2.
    /// let json = r#"{"class_name": "Model", "config": {"name": "double", "layers": [
    ///     {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
    ///      "config": {"name": "x", "batch_input_shape": [null, 4]}},
    ///     {"class_name": "Add", "name": "sum", "config": {"name": "sum"},
    ///      "inbound_nodes": [[["x", 0, 0, {}], ["x", 0, 0, {}]]]}],
    ///     "input_layers": [["x", 0, 0]], "output_layers": [["sum", 0, 0]]}}"#;
    /// let mut model = Model::from_json(json)?;
    /// let x = Array2::from_elem((1, 4), 1.5f32);
    /// assert_eq!(model.predict(&x)?.as_slice(), Some(&[3.0; 4][..]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the text is no JSON or no configuration of a model, a layer or another class is not known, an argument
    /// does not fit, or a layer takes what nothing makes.
    pub fn from_json(json: &str) -> Result<Model> {
        Model::from_json_with(json, &FromJson::new())
    }

    /// [`from_json`](Self::from_json), with classes of one's own, or with other random numbers; [`FromJson`] has an
    /// example.
    ///
    /// # Errors
    ///
    /// Those of `from_json`.
    pub fn from_json_with(json: &str, options: &FromJson) -> Result<Model> {
        Reader::new(options).top(&parse(json)?)
    }
}

impl Reader<'_> {
    /// A model by itself: frozen if it was, and compiled.
    fn top(&self, json: &Json) -> Result<Model> {
        let mut model = self.model(json)?;
        self.finish(&mut model, members(json, "model")?)?;
        Ok(model)
    }

    /// Freezes a model that was frozen as a whole, and compiles one that was compiled.
    pub(super) fn finish(&self, model: &mut Model, object: &Members) -> Result<()> {
        let config = object.get("config");
        if config.and_then(|config| config.get("trainable")) == Some(&Json::Bool(false)) {
            model.freeze_weights(..)?;
        }
        self.compile(model, object)
    }

    /// The model of an object, of either kind.
    pub(super) fn model(&self, json: &Json) -> Result<Model> {
        let object = members(json, "model")?;
        match class_name(object)? {
            "Sequential" => self.sequential(object).map(Model::from),
            name if is_model(name, object) => self.functional(object),
            other => Err(Error::invalid(
                "class_name",
                "Sequential, Functional or Model",
                other,
                "A layer is read with SharedLayer::from_json.",
            )),
        }
    }
}
