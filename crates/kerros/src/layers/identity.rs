//! Nothing at all.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::{Build, Layer, Settings, layer_settings};
use crate::registry::Class;
use kerros_graph::NodeId;

/// Hands on its input: a place to put something else later.
///
/// Takes any shape, and the shape stays. No arguments, no weights. In Keras: "Identity layer".
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Identity::new().input_shape(4))?;
/// let x = Array2::<f32>::ones((2, 4));
/// assert_eq!(model.predict(&x)?, x.into_dyn());
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Identity {
    settings: Settings,
}

layer_settings!(Identity);

impl Identity {
    /// The layer; it has no arguments.
    pub fn new() -> Self {
        Identity::default()
    }
}

impl Layer for Identity {
    fn class_name(&self) -> &'static str {
        "Identity"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, _build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        Ok(input)
    }

    fn is_built_without_input(&self) -> bool {
        true
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn output_activation(&self) -> Option<Activation> {
        None
    }
}

impl Identity {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Identity",
        names: &[],
        doc: "hands on its input",
        arguments: &[NAME, INPUT_SHAPE],
        make: |a| boxed(Identity::new().configured(a)?),
    };
}
