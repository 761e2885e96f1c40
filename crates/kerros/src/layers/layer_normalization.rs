//! Layer normalization.

use super::arguments::{
    BETA_CONSTRAINT, BETA_INITIALIZER, BETA_REGULARIZER, CENTER, EPSILON, GAMMA_CONSTRAINT,
    GAMMA_INITIALIZER, GAMMA_REGULARIZER, INPUT_SHAPE, NAME, SCALE, boxed, normalization_arguments,
};
use super::axes::{AXES, axes_setting, axes_value, check_axes, in_order, positions};
use super::moments::{Affine, AlongAxes, check_epsilon, inverse_deviation, moments};
use super::weight_options::{WeightOptions, with_options};
use crate::error::Result;
use crate::initializers::{Ones, Zeros};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::NodeId;

/// Normalizes each sample: `gamma * (x - mean) / sqrt(variance + epsilon) + beta`.
///
/// Mean and variance are those of the numbers along `axis`, for each sample and each place on the
/// other axes by themselves. Any shape, which stays. Weights: `gamma` and `beta`, one number for each
/// place along `axis`. Source: Ba, Kiros, Hinton, "Layer normalization" (2016); in Keras:
/// "LayerNormalization layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | -1 | one axis, or several; negative ones count from the last |
/// | `epsilon` | 0.001 | added to the variance |
/// | `center` | true | whether `beta` is added |
/// | `scale` | true | whether `gamma` multiplies |
/// | `rms_scaling` | false | `gamma * x / sqrt(variance + epsilon)`, as early versions of Keras had it; no `beta` |
/// | `beta_initializer` | zeros | see [`initializers`](crate::initializers) |
/// | `gamma_initializer` | ones | |
/// | `beta_regularizer`, `gamma_regularizer` | none | see [`regularizers`](crate::regularizers) |
/// | `beta_constraint`, `gamma_constraint` | none | see [`constraints`](crate::constraints) |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(LayerNormalization::new().epsilon(0.0).input_shape(2))?;
/// let x = ArrayD::from_shape_vec(vec![2, 2], vec![1.0f32, 3.0, 10.0, 30.0]).unwrap();
/// assert_eq!(model.predict(&x)?.as_slice(), Some(&[-1.0, 1.0, -1.0, 1.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses no axis at all, an epsilon below 0, axes that the
/// input does not have, one that is named twice, and the batch. Where the shape of the input is not
/// known yet, the axes are refused by the first call that brings data.
#[derive(Clone, Debug)]
pub struct LayerNormalization {
    settings: Settings,
    axes: Vec<i64>,
    epsilon: f64,
    center: bool,
    scale: bool,
    rms_scaling: bool,
    beta: WeightOptions,
    gamma: WeightOptions,
}

layer_settings!(LayerNormalization);
axes_setting!(LayerNormalization, "over which mean and variance are taken");
normalization_arguments!(LayerNormalization);

impl LayerNormalization {
    /// Along the last axis, with `gamma` and `beta`.
    pub fn new() -> Self {
        LayerNormalization {
            settings: Settings::new(),
            axes: vec![-1],
            epsilon: 1e-3,
            center: true,
            scale: true,
            rms_scaling: false,
            beta: WeightOptions::new(Zeros),
            gamma: WeightOptions::new(Ones),
        }
    }

    /// Whether `x` itself is divided by the deviation, and nothing added; `false` if not set.
    /// [`RMSNormalization`](super::RMSNormalization) divides by the root of the mean square.
    #[must_use]
    pub fn rms_scaling(mut self, rms_scaling: bool) -> Self {
        self.rms_scaling = rms_scaling;
        self
    }
}

impl Default for LayerNormalization {
    fn default() -> Self {
        LayerNormalization::new()
    }
}

impl Layer for LayerNormalization {
    fn class_name(&self) -> &'static str {
        "LayerNormalization"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let axes = positions(build.graph, input, &self.axes)?;
        let along = AlongAxes::new(build, input, &axes)?;
        let gamma = (self.scale || self.rms_scaling).then_some(&self.gamma);
        let beta = (self.center && !self.rms_scaling).then_some(&self.beta);
        let affine = Affine::along(&along, build, gamma, beta)?;
        let graph = &mut *build.graph;
        let axes = in_order(axes);
        let moments = moments(graph, input, &axes)?;
        let inverse = inverse_deviation(graph, moments.variance, self.epsilon)?;
        let scaled = if self.rms_scaling { input } else { moments.centred };
        let output = graph.mul(scaled, inverse)?;
        affine.apply(graph, output)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        let config = Config::new()
            .with("axis", axes_value(&self.axes))
            .with("epsilon", self.epsilon)
            .with("center", self.center)
            .with("scale", self.scale)
            .with("rms_scaling", self.rms_scaling);
        with_options(config, [("beta", &self.beta), ("gamma", &self.gamma)], None)
    }

    fn check(&self) -> Result<()> {
        check_axes(&self.axes)?;
        check_epsilon(self.epsilon)
    }
}

impl LayerNormalization {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "LayerNormalization",
        names: &[],
        doc: "normalizes each sample to mean 0 and variance 1 along an axis",
        arguments: &[
            AXES,
            EPSILON,
            CENTER,
            SCALE,
            Argument::with_default(
                "rms_scaling",
                Literal::Bool(false),
                "whether the mean stays: x / sqrt(variance + epsilon), and beta is left out",
            ),
            BETA_INITIALIZER,
            GAMMA_INITIALIZER,
            BETA_REGULARIZER,
            GAMMA_REGULARIZER,
            BETA_CONSTRAINT,
            GAMMA_CONSTRAINT,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer = LayerNormalization::new()
                .axes(a.integers("axis")?)
                .rms_scaling(a.bool("rms_scaling")?);
            boxed(layer.normalized_by(a)?.configured(a)?)
        },
    };
}
