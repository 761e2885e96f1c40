//! The same numbers under another shape.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use super::rows_of;
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class};
use kerros_graph::NodeId;

/// The numbers of each sample, in the same order, under another shape.
///
/// `(batch, ...)` becomes `(batch, target_shape...)`, the last axis fastest. No weights. In Keras:
/// "Reshape layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `target_shape` | must be given | sizes of one sample; one may be -1: whatever the others leave |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Reshape::new([-1, 2]).input_shape(12))?;
/// assert_eq!(model.output_shape(), Some(vec![6, 2]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, below -1 or of -1 twice, and a
/// shape that does not hold as many numbers as a sample does. Where the shape of the input is not
/// known yet, the latter is refused by the first call that brings data.
#[derive(Clone, Debug)]
pub struct Reshape {
    settings: Settings,
    target_shape: Vec<i64>,
}

layer_settings!(Reshape);

impl Reshape {
    /// Samples of shape `target_shape`; one size may be -1.
    pub fn new(target_shape: impl Into<Vec<i64>>) -> Self {
        Reshape { settings: Settings::new(), target_shape: target_shape.into() }
    }

    /// The sizes for samples of `sizes`: -1 replaced by what is left.
    fn resolve(&self, sizes: &[usize]) -> Result<Vec<usize>> {
        let elements: usize = sizes.iter().product();
        let sizes_given = self.target_shape.iter().filter_map(|&size| usize::try_from(size).ok());
        // More than any sample has is as good as too many.
        let known = sizes_given.fold(1usize, usize::saturating_mul);
        let unknown = self.target_shape.contains(&-1);
        let fits = if unknown { elements.is_multiple_of(known.max(1)) } else { elements == known };
        if !fits {
            return Err(Error::invalid(
                "target_shape",
                format!("a shape of {elements} numbers, as samples of shape {sizes:?} have"),
                format!("{:?}, {known} numbers", self.target_shape),
                "Give sizes whose product is that number; one of them may be -1.",
            ));
        }
        let rest = elements / known.max(1);
        Ok(self.target_shape.iter().map(|&size| usize::try_from(size).unwrap_or(rest)).collect())
    }
}

impl Layer for Reshape {
    fn class_name(&self) -> &'static str {
        "Reshape"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let sizes = self.resolve(&build.inner_sizes(input))?;
        Ok(build.graph.reshape(input, rows_of(build.shape(input), &sizes))?)
    }

    fn config(&self) -> Config {
        Config::new().with("target_shape", self.target_shape.clone())
    }

    fn check(&self) -> Result<()> {
        let unknown = self.target_shape.iter().filter(|&&size| size == -1).count();
        if unknown <= 1 && self.target_shape.iter().all(|&size| size == -1 || size > 0) {
            return Ok(());
        }
        Err(Error::invalid(
            "target_shape",
            "sizes of at least 1, and -1 at most once",
            format!("{:?}", self.target_shape),
            "Leave the batch out, and write -1 for the size that follows from the others.",
        ))
    }

    fn is_built_without_input(&self) -> bool {
        true
    }

    fn output_activation(&self) -> Option<Activation> {
        None
    }
}

impl Reshape {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Reshape",
        names: &[],
        doc: "the numbers of each sample under another shape",
        arguments: &[
            Argument::required(
                "target_shape",
                "sizes of one sample; one may be -1: whatever the others leave",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| boxed(Reshape::new(a.integers("target_shape")?).configured(a)?),
    };
}
