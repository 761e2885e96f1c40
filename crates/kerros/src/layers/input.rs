//! The input of a model.

use super::arguments::{NAME, boxed};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, InnerShape, Layer, Settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::NodeId;

/// Says what one sample looks like; the first "layer" of a model.
///
/// It computes nothing, has no weights, and the model's table leaves it out. `input_shape` on the
/// first layer says the same. In Keras: "Input object".
///
/// | argument | default | |
/// |---|---|---|
/// | `shape` | must be given | the sizes of one sample, without the number of rows |
/// | `batch_size` | any | how many rows every batch has; layers that are stateful ask for it |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Input::new([260, 3]))?;
/// model.add(Flatten::new())?;
/// assert_eq!(model.output_shape(), Some(vec![780]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses a size of 0, and an input after another
/// layer or a second one.
#[derive(Clone, Debug)]
pub struct Input {
    settings: Settings,
}

impl Input {
    /// Samples of this shape: `[260, 3]`, or `4` for four numbers.
    pub fn new(shape: impl Into<InnerShape>) -> Self {
        let mut settings = Settings::new();
        settings.set_input_shape(shape);
        Input { settings }
    }

    /// Names the input, for errors; `input_layer` if not set.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.settings.set_name(name);
        self
    }

    /// How many rows every batch has, for layers that keep a state for each row from batch to batch; any number if not set.
    #[must_use]
    pub fn batch_size(mut self, batch_size: usize) -> Self {
        self.settings.set_batch_size(batch_size);
        self
    }
}

impl Layer for Input {
    fn class_name(&self) -> &'static str {
        "InputLayer"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let (expected, received) = (self.settings.input_shape(), build.inner_sizes(input));
        if expected == Some(received.as_slice()) {
            return Ok(input);
        }
        Err(Error::invalid(
            "input",
            format!("samples of shape {:?}", expected.unwrap_or_default()),
            format!("{received:?}"),
            "Put the input before all other layers, with the shape of the data.",
        ))
    }

    fn config(&self) -> Config {
        Config::new().with("batch_shape", self.settings.input_shape().map(<[usize]>::to_vec))
    }

    fn output_activation(&self) -> Option<Activation> {
        None
    }
}

impl Input {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "InputLayer",
        names: &[],
        doc: "says what the model's input looks like",
        arguments: &[
            Argument::required("shape", "the sizes of one sample, without the number of rows"),
            Argument::with_default(
                "batch_size",
                Literal::None,
                "how many rows every batch has; any number if not given",
            ),
            NAME,
        ],
        make: |a| {
            let mut layer = Input::new(a.optional_shape("shape")?.unwrap_or_default());
            if let Some(name) = a.optional_text("name")? {
                layer = layer.name(name);
            }
            if let Some(&[batch_size]) = a.optional_sizes::<1>("batch_size")?.as_ref() {
                layer = layer.batch_size(batch_size);
            }
            boxed(layer)
        },
    };
}
