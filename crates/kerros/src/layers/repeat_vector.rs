//! A row, again and again.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use super::at_least_one;
use super::rows_of;
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class};
use kerros_graph::NodeId;

/// Each sample `n` times, as the steps of a sequence.
///
/// `(batch, features)` becomes `(batch, n, features)`, and `y[step, feature] = x[feature]`. No weights.
/// In Keras: "RepeatVector layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `n` | must be given | at least 1 |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(RepeatVector::new(3).input_shape(32))?;
/// assert_eq!(model.output_shape(), Some(vec![3, 32]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses 0, and samples that have not one axis. Where the
/// shape of the input is not known yet, the latter are refused by the first call that brings data.
#[derive(Clone, Debug)]
pub struct RepeatVector {
    settings: Settings,
    n: usize,
}

layer_settings!(RepeatVector);

impl RepeatVector {
    /// Repeats each sample `n` times.
    pub fn new(n: usize) -> Self {
        RepeatVector { settings: Settings::new(), n }
    }
}

impl Layer for RepeatVector {
    fn class_name(&self) -> &'static str {
        "RepeatVector"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let sizes = build.inner_sizes(input);
        let [features] = sizes[..] else {
            return Err(Error::invalid(
                "input",
                "(features) for each sample",
                format!("{sizes:?}"),
                "Give each sample one axis, for example with a Flatten layer before.",
            ));
        };
        let row = build.graph.expand(input, 1)?;
        Ok(build.graph.broadcast(row, rows_of(build.shape(input), &[self.n, features]))?)
    }

    fn config(&self) -> Config {
        Config::new().with("n", self.n)
    }

    fn check(&self) -> Result<()> {
        at_least_one("n", self.n)
    }

    fn output_activation(&self) -> Option<Activation> {
        None
    }
}

impl RepeatVector {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "RepeatVector",
        names: &[],
        doc: "each sample several times, as the steps of a sequence",
        arguments: &[Argument::required("n", "how often, at least 1"), NAME, INPUT_SHAPE],
        make: |a| boxed(RepeatVector::new(a.size("n")?).configured(a)?),
    };
}
