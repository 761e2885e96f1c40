//! Models as a stack of layers.

use super::Model;
use super::outline::{NamedLayer, Outline};
use super::structure::snake_case;
use crate::error::{Error, Result};
use crate::layer::Layer;
use std::ops::{Deref, DerefMut};

/// A stack of layers: each one's output is the next one's input.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::with_seed(42);
/// model.add(Dense::new(10).activation("relu").input_shape(4))?;
/// model.add(Dense::new(3).activation("softmax"))?;
/// model.compile(
///     Compile::new().optimizer("rmsprop").loss("categorical_crossentropy").metrics(["accuracy"]),
/// )?;
/// assert_eq!(model.count_params()?, 83);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Shapes
///
/// The model is built, and its shapes are known, as soon as the input's shape is: from
/// [`Input`](crate::layers::Input), from `input_shape` on the first layer, or from the first data.
///
/// # Random numbers
///
/// One seed decides everything: initial weights, the order of the rows, what dropout drops. Two
/// models with the same layers, seed and data have the same bits, whatever the number of threads.
///
/// # Errors
///
/// Data and arguments are checked before anything is computed; whoever gets an error finds the model
/// as it was. In Keras: "The Sequential class".
///
/// A stack is a [`Model`], which has the methods that train and use it.
#[derive(Debug)]
pub struct Sequential {
    model: Model,
}

impl Sequential {
    /// A model without layers, with seed 0.
    pub fn new() -> Self {
        Sequential::with_seed(0)
    }

    /// A model without layers, whose random numbers all come from `seed`.
    pub fn with_seed(seed: u64) -> Self {
        Sequential { model: Model::with_seed(seed) }
    }

    /// Puts a layer on top. In Keras: "The Sequential class", `add`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(10).input_shape(4))?.add(Dense::new(3))?;
    /// assert_eq!(model.output_shape(), Some(vec![3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the model is compiled, an argument of the layer makes no sense, the layer does not fit
    /// the one below it, or the model has a layer of that name. The model is then as it was.
    pub fn add(&mut self, layer: impl Layer + 'static) -> Result<&mut Self> {
        match self.try_add(Box::new(layer)) {
            Ok(()) => Ok(self),
            Err(error) => Err(self.locate(error)),
        }
    }

    /// Takes the top layer away again; `None` when there is none. In Keras: "The Sequential class",
    /// `pop`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(10).input_shape(4))?.add(Dense::new(3))?;
    /// model.pop()?;
    /// assert_eq!(model.output_shape(), Some(vec![10]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the model is compiled.
    pub fn pop(&mut self) -> Result<Option<Box<dyn Layer>>> {
        self.try_pop().map_err(|error| self.locate(error))
    }

    fn try_add(&mut self, layer: Box<dyn Layer>) -> Result<()> {
        self.require_open("add")?;
        let name = self.name_for(&*layer)?;
        layer.settings().check().map_err(|error| error.at(&name))?;
        layer.check().map_err(|error| error.at(&name))?;
        if layer.class_name() == "InputLayer" {
            return self.set_input(&*layer).map_err(|error| error.at(&name));
        }
        self.check_input_shape(&*layer).map_err(|error| error.at(&name))?;

        let input = self.input_shape().or_else(|| match self.layers.is_empty() {
            true => layer.settings().input_shape().map(<[usize]>::to_vec),
            false => None,
        });
        self.layers.push(NamedLayer { name, layer });
        let prepared = match &input {
            Some(input) => Outline::of(&self.layers, input).map(Some),
            None => Ok(None),
        };
        let settled = prepared.and_then(|outline| self.retire_engine().map(|()| outline));
        match settled {
            Ok(outline) => {
                self.outline = outline;
                Ok(())
            }
            Err(error) => {
                self.layers.pop();
                Err(error)
            }
        }
    }

    fn try_pop(&mut self) -> Result<Option<Box<dyn Layer>>> {
        self.require_open("pop")?;
        self.retire_engine()?;
        let Some(named) = self.layers.pop() else { return Ok(None) };
        if let Some(outline) = self.outline.take() {
            let given = self.input.is_some() || !self.layers.is_empty();
            self.outline = match given {
                true => Some(Outline::of(&self.layers, &outline.input)?),
                false => None,
            };
            let weights = self.weights().len();
            self.kept.truncate(weights);
        }
        Ok(Some(named.layer))
    }

    /// Checks that layers may still change.
    fn require_open(&self, what: &str) -> Result<()> {
        if self.objective.is_none() {
            return Ok(());
        }
        Err(Error::order(
            format!("{what} was called after compile"),
            "Make a new model with all its layers, and compile that.",
        ))
    }

    /// The name that the layer was given, or the next free one of its class.
    fn name_for(&self, layer: &dyn Layer) -> Result<String> {
        let taken = |name: &str| self.layers.iter().any(|known| known.name == name);
        if let Some(name) = layer.settings().name() {
            if taken(name) {
                return Err(Error::invalid(
                    "name",
                    "a name that no other layer of the model has",
                    format!("{name:?} again"),
                    "Choose another name, or leave it out.",
                ));
            }
            return Ok(name.to_owned());
        }
        let class = snake_case(layer.class_name());
        let numbered = (1..).map(|number| format!("{class}_{number}"));
        let mut names = std::iter::once(class.clone()).chain(numbered);
        Ok(names.find(|name| !taken(name)).unwrap_or(class))
    }

    fn set_input(&mut self, layer: &dyn Layer) -> Result<()> {
        if !self.layers.is_empty() || self.input.is_some() {
            return Err(Error::order(
                "the input was added after another layer",
                "Add it first, and once.",
            ));
        }
        let shape = layer.settings().input_shape().unwrap_or_default();
        self.outline = Some(Outline::of(&[], shape)?);
        self.input = Some(shape.to_vec());
        Ok(())
    }

    /// Checks an `input_shape` that was given to a layer above the first.
    fn check_input_shape(&self, layer: &dyn Layer) -> Result<()> {
        let (Some(given), Some(below)) = (layer.settings().input_shape(), self.output_shape())
        else {
            return Ok(());
        };
        if given == below {
            return Ok(());
        }
        Err(Error::invalid(
            "input_shape",
            format!("{below:?}, the output of the layer below"),
            format!("{given:?}"),
            "Leave input_shape out; it is needed at the first layer only.",
        ))
    }
}

impl Deref for Sequential {
    type Target = Model;

    fn deref(&self) -> &Model {
        &self.model
    }
}

impl DerefMut for Sequential {
    fn deref_mut(&mut self) -> &mut Model {
        &mut self.model
    }
}

impl Default for Sequential {
    fn default() -> Self {
        Sequential::new()
    }
}
