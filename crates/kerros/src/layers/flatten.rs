//! All numbers of a sample in one row.

use super::arguments::{DATA_FORMAT, INPUT_SHAPE, NAME, boxed};
use super::data_format::{DataFormat, data_format_setting};
use super::rows_of;
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::Class;
use kerros_graph::NodeId;

/// Puts all numbers of a sample into one row, the last axis fastest.
///
/// `(batch, a, b, ...)` becomes `(batch, a * b * ...)`, and `(batch)` becomes `(batch, 1)`. No weights,
/// and no input that it refuses. In Keras: "Flatten layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `data_format` | channels_last | with the channels first, they are put last before: the row has the order of the other format |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Flatten::new().input_shape([24, 40]))?;
/// assert_eq!(model.output_shape(), Some(vec![960]));
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Flatten {
    settings: Settings,
    data_format: DataFormat,
}

layer_settings!(Flatten);
data_format_setting!(Flatten);

impl Flatten {
    /// The layer.
    pub fn new() -> Self {
        Flatten::default()
    }
}

impl Layer for Flatten {
    fn class_name(&self) -> &'static str {
        "Flatten"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let size = build.inner_sizes(input).iter().product();
        let input = self.data_format.channels_to_last(build.graph, input)?;
        Ok(build.graph.reshape(input, rows_of(build.shape(input), &[size]))?)
    }

    fn config(&self) -> Config {
        Config::new().with("data_format", self.data_format)
    }

    fn output_activation(&self) -> Option<Activation> {
        None
    }
}

impl Flatten {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Flatten",
        names: &[],
        doc: "puts all numbers of a sample into one row",
        arguments: &[DATA_FORMAT, NAME, INPUT_SHAPE],
        make: |a| {
            let layer = Flatten::new().data_format(a.data_format("data_format")?);
            boxed(layer.configured(a)?)
        },
    };
}
