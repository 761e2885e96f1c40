//! Steps that do not count.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId};

/// Leaves steps out whose features all have one value, such as the zeros that fill a short sequence up.
///
/// `(batch, ..., steps, features)` keeps its shape; the features of steps that are left out are 0. Layers behind that
/// support masks see which steps count. No weights. In Keras: "Masking layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `mask_value` | 0 | the value of all features of a step that is left out |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Masking::new().mask_value(-1.0).input_shape([3, 2]))?;
/// let x = Array3::from_shape_vec((1, 3, 2), vec![5.0f32, -1.0, -1.0, -1.0, 0.0, 2.0]).unwrap();
/// assert_eq!(model.predict(&x)?.as_slice(), Some(&[5.0, -1.0, 0.0, 0.0, 0.0, 2.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses a value that is not finite, and samples that are single numbers
/// without an axis of features.
#[derive(Clone, Debug, Default)]
pub struct Masking {
    settings: Settings,
    mask_value: f64,
}

layer_settings!(Masking);

impl Masking {
    /// Leaves out steps of zeros.
    pub fn new() -> Self {
        Masking::default()
    }

    /// The value of steps that are left out; 0 if not set. It is compared in single precision, as the data are.
    #[must_use]
    pub fn mask_value(mut self, mask_value: f64) -> Self {
        self.mask_value = mask_value;
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Masking",
        names: &[],
        doc: "leaves steps out whose features all have one value",
        arguments: &[
            Argument::with_default(
                "mask_value",
                Literal::Float(0.0),
                "the value of all features of a step that is left out",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| boxed(Masking::new().mask_value(a.float("mask_value")?).configured(a)?),
    };
}

impl Layer for Masking {
    fn class_name(&self) -> &'static str {
        "Masking"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        if build.shape(input).rank() < 2 {
            return Err(Error::invalid(
                "input",
                "at least one axis of features for each sample",
                "single numbers",
                "Give the data an axis of features: (rows, steps, 1).",
            ));
        }
        let mask = counts(build.graph, input, self.mask_value)?;
        build.set_mask(Some(mask));
        let along = build.shape(mask).rank();
        let mask = build.graph.expand(mask, along)?;
        let zero = build.graph.literal(0.0)?;
        Ok(build.graph.select(mask, input, zero)?)
    }

    fn config(&self) -> Config {
        Config::new().with("mask_value", self.mask_value)
    }

    fn check(&self) -> Result<()> {
        if (self.mask_value as f32).is_finite() {
            return Ok(());
        }
        let (received, remedy) = (self.mask_value.to_string(), "Mark the steps by a number.");
        Err(Error::invalid("mask_value", "a finite number", received, remedy))
    }

    fn output_activation(&self) -> Option<Activation> {
        None
    }

    fn is_built_without_input(&self) -> bool {
        true
    }
}

/// 1 where a feature along the last axis is not `value`, else 0.
fn counts(graph: &mut Graph, x: NodeId, value: f64) -> Result<NodeId> {
    // As the data are, whatever the precision of the executor.
    let value = graph.literal(f64::from(value as f32))?;
    let same = graph.equal(x, value)?;
    let one = graph.literal(1.0)?;
    let differs = graph.sub(one, same)?;
    let last = graph.ty(x).shape.rank() - 1;
    Ok(graph.reduce_max(differs, &[last])?)
}
