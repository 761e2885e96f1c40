//! Values one after the other.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use super::merge::{shapes, spread};
use crate::activations::axis_of;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId};

/// Its inputs one after the other along an axis.
///
/// Along all other axes their sizes must be equal. No weights. In Keras: "Concatenate layer".
///
/// The masks of the inputs are put together likewise, with 1 for an input that has none; a step counts where one of its
/// features does. Along the features, that is where it counts in one of the inputs; along the steps, the masks stand
/// one after the other.
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | -1 | the axis; negative ones count from the last, and 0 is the batch, which cannot be it |
///
/// ```
/// use kerros::prelude::*;
///
/// let (text, numbers) = (Input::new(16).symbol()?, Input::new(3).symbol()?);
/// let all = Concatenate::new().apply([&text, &numbers])?;
/// assert_eq!(Model::new([&text, &numbers], &all)?.output_shape(), Some(vec![19]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `apply` refuses an axis that the inputs do not have, the batch, and inputs whose sizes differ along another axis.
#[derive(Clone, Debug)]
pub struct Concatenate {
    settings: Settings,
    axis: i64,
}

layer_settings!(Concatenate);

impl Concatenate {
    /// Along the last axis.
    pub fn new() -> Self {
        Concatenate { settings: Settings::new(), axis: -1 }
    }

    /// The axis; the last one if not set.
    #[must_use]
    pub fn axis(mut self, axis: i64) -> Self {
        self.axis = axis;
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Concatenate",
        names: &[],
        doc: "its inputs one after the other along an axis",
        arguments: &[
            Argument::with_default(
                "axis",
                Literal::Int(-1),
                "the axis; negative ones count from the last",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| boxed(Concatenate::new().axis(a.integer("axis")?).configured(a)?),
    };
}

impl Default for Concatenate {
    fn default() -> Self {
        Concatenate::new()
    }
}

impl Layer for Concatenate {
    fn class_name(&self) -> &'static str {
        "Concatenate"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        self.write(build, &[input])
    }

    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> Result<Vec<NodeId>> {
        Ok(vec![self.write(build, inputs)?])
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        Config::new().with("axis", self.axis)
    }

    fn check(&self) -> Result<()> {
        if self.axis != 0 {
            return Ok(());
        }
        let remedy = "Rows of a batch stay what they are; name another axis.";
        Err(Error::invalid("axis", "an axis of a sample", "0, which is the batch", remedy))
    }
}

impl Concatenate {
    fn write(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> Result<NodeId> {
        let Some(&first) = inputs.first() else {
            let remedy = "Name what is to be put together.";
            return Err(Error::invalid("inputs", "at least one", "none", remedy));
        };
        let axis = axis_of(build.graph, first, self.axis)?;
        if axis == 0 {
            // A negative axis that reaches the batch.
            let remedy = "Rows of a batch stay what they are; name another axis.";
            let received = format!("{}, which is the batch", self.axis);
            return Err(Error::invalid("axis", "an axis of a sample", received, remedy));
        }
        self.check_sizes(build, inputs, axis)?;
        let mask = masks(build, inputs, axis)?;
        build.set_mask(mask);
        joined(build.graph, inputs, axis)
    }

    fn check_sizes(&self, build: &Build<'_>, inputs: &[NodeId], axis: usize) -> Result<()> {
        let others = |x: NodeId| {
            let dims = build.shape(x).dims().iter().enumerate();
            dims.filter(|(place, _)| *place != axis).map(|(_, &dim)| dim).collect::<Vec<_>>()
        };
        if inputs.iter().all(|&x| others(x) == others(inputs[0])) {
            return Ok(());
        }
        Err(Error::invalid(
            "inputs",
            format!("shapes that are equal but for axis {}", self.axis),
            shapes(build.graph, inputs),
            "Bring them to the same sizes first, or choose another axis.",
        ))
    }
}

/// The mask of values that are put together along `axis`; none where no input has one.
fn masks(build: &mut Build<'_>, inputs: &[NodeId], axis: usize) -> Result<Option<NodeId>> {
    let given: Vec<Option<NodeId>> =
        (0..inputs.len()).map(|place| build.masks().get(place).copied().flatten()).collect();
    if given.iter().all(Option::is_none) {
        return Ok(None);
    }
    let mut masks = Vec::with_capacity(inputs.len());
    for (&x, mask) in inputs.iter().zip(given) {
        masks.push(match mask {
            Some(mask) => spread(build, mask, x)?,
            None => build.graph.full_like(x, 1.0)?,
        });
    }
    let joined = joined(build.graph, &masks, axis)?;
    let last = build.shape(joined).rank() - 1;
    Ok(Some(build.graph.reduce_max(joined, &[last])?))
}

/// Values whose sizes are equal but for `axis`, one after the other.
pub(super) fn joined(graph: &mut Graph, inputs: &[NodeId], axis: usize) -> Result<NodeId> {
    Ok(graph.concat(inputs, axis)?)
}
