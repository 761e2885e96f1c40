//! The axes of a sample in another order.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class};
use kerros_graph::NodeId;

/// The axes of each sample in another order.
///
/// Axis `i` of the output is axis `dims[i]` of the input. Axes of a sample count from 1, as the batch
/// is axis 0 and stays where it is: with `dims` of `[2, 1]`, `(batch, a, b)` becomes `(batch, b, a)`.
/// No weights. In Keras: "Permute layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `dims` | must be given | each of 1, 2, ... up to the number of axes once |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Permute::new([2, 1]).input_shape([10, 64]))?;
/// assert_eq!(model.output_shape(), Some(vec![64, 10]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses `dims` that are not an order of 1, 2, ..., and
/// samples with another number of axes. Where the shape of the input is not known yet, the latter is
/// refused by the first call that brings data.
#[derive(Clone, Debug)]
pub struct Permute {
    settings: Settings,
    dims: Vec<usize>,
}

layer_settings!(Permute);

impl Permute {
    /// Takes the axes in the order `dims`, which counts from 1.
    pub fn new(dims: impl Into<Vec<usize>>) -> Self {
        Permute { settings: Settings::new(), dims: dims.into() }
    }
}

impl Layer for Permute {
    fn class_name(&self) -> &'static str {
        "Permute"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let sizes = build.inner_sizes(input);
        if sizes.len() != self.dims.len() {
            return Err(Error::invalid(
                "dims",
                format!("an order of the {} axes of samples of shape {sizes:?}", sizes.len()),
                format!("{:?}", self.dims),
                "Name each axis of a sample once; the first is 1.",
            ));
        }
        let axes: Vec<usize> = [0].iter().chain(&self.dims).copied().collect();
        Ok(build.graph.transpose(input, &axes)?)
    }

    fn config(&self) -> Config {
        Config::new().with("dims", self.dims.clone())
    }

    fn check(&self) -> Result<()> {
        let mut sorted = self.dims.clone();
        sorted.sort_unstable();
        if sorted.iter().copied().eq(1..=self.dims.len()) {
            return Ok(());
        }
        Err(Error::invalid(
            "dims",
            "each of 1, 2, ... up to the number of axes once",
            format!("{:?}", self.dims),
            "Leave the batch out; the first axis of a sample is 1.",
        ))
    }

    fn output_activation(&self) -> Option<Activation> {
        None
    }
}

impl Permute {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Permute",
        names: &[],
        doc: "the axes of each sample in another order",
        arguments: &[
            Argument::required(
                "dims",
                "the order: each of 1, 2, ... up to the number of axes of a sample once",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let dims = a.optional_shape("dims")?.unwrap_or_default();
            boxed(Permute::new(dims).configured(a)?)
        },
    };
}
