//! Models as a stack of layers.

use super::Model;
use super::functional::next_free;
use super::network::{Call, NamedLayer, Network, NetworkInput};
use super::outline::Outline;
use crate::error::{Error, Result};
use crate::layer::SharedLayer;
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
        let input = NetworkInput { name: "input_layer".to_owned(), shape: None, batch_size: None };
        let network = Network { inputs: vec![input], outputs: vec![0], ..Network::default() };
        Sequential { model: Model::over(network, "Sequential", seed) }
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
    pub fn add(&mut self, layer: impl Into<SharedLayer>) -> Result<&mut Self> {
        match self.try_add(layer.into()) {
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
    pub fn pop(&mut self) -> Result<Option<SharedLayer>> {
        self.try_pop().map_err(|error| self.locate(error))
    }

    fn try_add(&mut self, layer: SharedLayer) -> Result<()> {
        self.require_open("add")?;
        let name = self.name_for(&layer)?;
        layer.settings().check().map_err(|error| error.at(&name))?;
        layer.check().map_err(|error| error.at(&name))?;
        if layer.class_name() == "InputLayer" {
            return self.set_input(&layer).map_err(|error| error.at(&name));
        }
        self.check_input_shape(&layer).map_err(|error| error.at(&name))?;

        let input = self.input_shape().or_else(|| match self.network.layers.is_empty() {
            true => layer.settings().input_shape().map(<[usize]>::to_vec),
            false => None,
        });
        self.push(NamedLayer { name, layer });
        let prepared = match input {
            Some(input) => Outline::of(&self.network, vec![input]).map(Some),
            None => Ok(None),
        };
        let settled = prepared.and_then(|outline| self.retire_engine().map(|()| outline));
        match settled {
            Ok(outline) => {
                self.outline = outline;
                Ok(())
            }
            Err(error) => {
                self.take_top();
                Err(error)
            }
        }
    }

    fn try_pop(&mut self) -> Result<Option<SharedLayer>> {
        self.require_open("pop")?;
        self.retire_engine()?;
        // Whoever puts the layer into another model finds its numbers.
        self.hand_out_weights()?;
        let Some(named) = self.take_top() else { return Ok(None) };
        if let Some(outline) = self.outline.take() {
            let given = self.network.inputs[0].shape.is_some() || !self.network.layers.is_empty();
            self.outline = match given {
                true => Some(Outline::of(&self.network, outline.inputs)?),
                false => None,
            };
            let weights = self.weights().len();
            self.kept.truncate(weights);
        }
        Ok(Some(named.layer))
    }

    /// Puts a layer on top: value 0 is the input, value `n` the output of the layer with number `n - 1`.
    fn push(&mut self, layer: NamedLayer) {
        let network = &mut self.network;
        let below = network.layers.len();
        let number = layer.layer.number_call();
        network.calls.push(Call {
            layer: below,
            inputs: vec![below],
            outputs: 1,
            number,
            inference: false,
        });
        network.layers.push(layer);
        network.outputs = vec![below + 1];
        self.forget_symbols();
    }

    fn take_top(&mut self) -> Option<NamedLayer> {
        let network = &mut self.network;
        network.calls.pop();
        let top = network.layers.pop();
        network.outputs = vec![network.layers.len()];
        self.forget_symbols();
        top
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
    fn name_for(&self, layer: &SharedLayer) -> Result<String> {
        let layers = &self.network.layers;
        let taken = |name: &str| layers.iter().any(|known| known.name == name);
        if let Some(known) = layers.iter().find(|known| known.layer.is(layer)) {
            return Err(Error::invalid(
                "layer",
                "a layer that the model does not have yet",
                format!("{:?} again", known.name),
                "Make a functional model to call a layer several times.",
            ));
        }
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
        Ok(next_free(&layer.label(), taken))
    }

    fn set_input(&mut self, layer: &SharedLayer) -> Result<()> {
        if !self.network.layers.is_empty() || self.network.inputs[0].shape.is_some() {
            return Err(Error::order(
                "the input was added after another layer",
                "Add it first, and once.",
            ));
        }
        let shape = layer.settings().input_shape().unwrap_or_default().to_vec();
        self.outline = Some(Outline::of(&self.network, vec![shape.clone()])?);
        self.network.inputs[0].shape = Some(shape);
        if let Some(name) = layer.settings().name() {
            name.clone_into(&mut self.network.inputs[0].name);
        }
        self.network.inputs[0].batch_size = layer.settings().batch_size();
        Ok(())
    }

    /// Checks an `input_shape` that was given to a layer above the first.
    fn check_input_shape(&self, layer: &SharedLayer) -> Result<()> {
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

impl From<Sequential> for Model {
    /// The stack as a model, to which no layer can be added any more.
    fn from(stack: Sequential) -> Self {
        stack.model
    }
}

impl Default for Sequential {
    fn default() -> Self {
        Sequential::new()
    }
}
