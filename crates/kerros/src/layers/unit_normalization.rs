//! Normalization to length 1.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use super::axes::{AXES, axes_setting, axes_value, check_axes, in_order, positions};
use super::moments::kept;
use crate::error::Result;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::Class;
use kerros_graph::NodeId;

/// The smallest length that is divided by, as in Keras.
const SHORTEST: f64 = 1e-12;

/// Divides each sample by its length: `x / max(sqrt(sum(x^2)), 1e-12)`.
///
/// The sum is that of the squares along `axis`, for each sample and each place on the other axes by
/// itself. Any shape, which stays. No weights. In Keras: "UnitNormalization layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | -1 | one axis, or several; negative ones count from the last |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(UnitNormalization::new().input_shape(2))?;
/// let x = ArrayD::from_shape_vec(vec![2, 2], vec![3.0f32, -4.0, 0.0, 0.0]).unwrap();
/// let y = model.predict(&x)?;
/// assert!(y.iter().zip([0.6f32, -0.8, 0.0, 0.0]).all(|(y, expected)| (y - expected).abs() < 1e-6));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses no axis at all, axes that the input does not have, and
/// one that is named twice. Where the shape of the input is not known yet, the axes are refused by
/// the first call that brings data.
#[derive(Clone, Debug)]
pub struct UnitNormalization {
    settings: Settings,
    axes: Vec<i64>,
}

layer_settings!(UnitNormalization);
axes_setting!(UnitNormalization, "along which the length is taken");

impl UnitNormalization {
    /// Along the last axis.
    pub fn new() -> Self {
        UnitNormalization { settings: Settings::new(), axes: vec![-1] }
    }
}

impl Default for UnitNormalization {
    fn default() -> Self {
        UnitNormalization::new()
    }
}

impl Layer for UnitNormalization {
    fn class_name(&self) -> &'static str {
        "UnitNormalization"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let graph = &mut *build.graph;
        let axes = in_order(positions(graph, input, &self.axes)?);
        let squares = graph.square(input)?;
        let sum = graph.sum(squares, &axes)?;
        let sum = kept(graph, sum, input, &axes)?;
        // The bound under the root: the gradient of a root at 0 is infinite.
        let shortest = graph.literal(SHORTEST * SHORTEST)?;
        let bounded = graph.maximum(sum, shortest)?;
        let length = graph.sqrt(bounded)?;
        let one = graph.literal(1.0)?;
        let inverse = graph.div(one, length)?;
        Ok(graph.mul(input, inverse)?)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        Config::new().with("axis", axes_value(&self.axes))
    }

    fn check(&self) -> Result<()> {
        check_axes(&self.axes)
    }

    fn is_built_without_input(&self) -> bool {
        true
    }
}

impl UnitNormalization {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "UnitNormalization",
        names: &[],
        doc: "divides each sample by its length along an axis",
        arguments: &[AXES, NAME, INPUT_SHAPE],
        make: |a| boxed(UnitNormalization::new().axes(a.integers("axis")?).configured(a)?),
    };
}
