//! Normalization by the root of the mean square.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use super::axes::{AXES, axes_setting, axes_value, check_axes, positions};
use super::moments::{AlongAxes, check_epsilon, inverse_deviation, mean};
use super::weight_options::WeightOptions;
use crate::error::{Error, Result};
use crate::initializers::Ones;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::NodeId;

/// Divides each sample by its root mean square: `scale * x / sqrt(mean(x^2) + epsilon)`.
///
/// The mean is that of the squares along `axis`, for each sample and each place on the other axes by
/// itself. Any shape, which stays. Weight: `scale`, one number for each place along `axis`, which
/// starts with 1. Source: Zhang, Sennrich, "Root mean square layer normalization" (2019); in Keras:
/// "RMSNormalization layer", which takes the last axes only.
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | -1 | one axis, or several; negative ones count from the last |
/// | `epsilon` | 0.000001 | added to the mean square |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(RMSNormalization::new().epsilon(0.0).input_shape(2))?;
/// let x = ArrayD::from_shape_vec(vec![2, 2], vec![1.0f32, 7.0, -70.0, 10.0]).unwrap();
/// let y = model.predict(&x)?;
/// assert!(y.iter().zip([0.2f32, 1.4, -1.4, 0.2]).all(|(y, expected)| (y - expected).abs() < 1e-6));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses no axis at all, an epsilon below 0, axes that the
/// input does not have, one that is named twice, and the batch. Where the shape of the input is not
/// known yet, the axes are refused by the first call that brings data.
#[derive(Clone, Debug)]
pub struct RMSNormalization {
    settings: Settings,
    axes: Vec<i64>,
    epsilon: f64,
}

layer_settings!(RMSNormalization);
axes_setting!(RMSNormalization, "over which the mean is taken");

impl RMSNormalization {
    /// Along the last axis.
    pub fn new() -> Self {
        RMSNormalization { settings: Settings::new(), axes: vec![-1], epsilon: 1e-6 }
    }

    /// What is added to the mean square; 0.000001 if not set.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }
}

impl Default for RMSNormalization {
    fn default() -> Self {
        RMSNormalization::new()
    }
}

impl Layer for RMSNormalization {
    fn class_name(&self) -> &'static str {
        "RMSNormalization"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let axes = positions(build.graph, input, &self.axes)?;
        if !axes.is_sorted() {
            return Err(Error::invalid(
                "axis",
                "axes that all count from the first or all from the last, as in Keras",
                format!("{:?}", self.axes),
                "Name them all by numbers from 1 on, or all by negative ones.",
            ));
        }
        let along = AlongAxes::new(build, input, &axes)?;
        let scale = along.weight(build, "scale", &WeightOptions::new(Ones))?;
        let graph = &mut *build.graph;
        let squares = graph.square(input)?;
        let mean = mean(graph, squares, &axes)?;
        let inverse = inverse_deviation(graph, mean, self.epsilon)?;
        let normalized = graph.mul(input, inverse)?;
        Ok(graph.mul(normalized, scale)?)
    }

    fn config(&self) -> Config {
        Config::new().with("axis", axes_value(&self.axes)).with("epsilon", self.epsilon)
    }

    fn check(&self) -> Result<()> {
        check_axes(&self.axes)?;
        check_epsilon(self.epsilon)
    }
}

impl RMSNormalization {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "RMSNormalization",
        names: &[],
        doc: "divides each sample by its root mean square along an axis",
        arguments: &[
            AXES,
            Argument::with_default(
                "epsilon",
                Literal::Float(1e-6),
                "added to the mean square, so that nothing is divided by 0; at least 0",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer =
                RMSNormalization::new().axes(a.integers("axis")?).epsilon(a.float("epsilon")?);
            boxed(layer.configured(a)?)
        },
    };
}
