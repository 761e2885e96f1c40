//! Group normalization.

use super::arguments::{
    BETA_CONSTRAINT, BETA_INITIALIZER, BETA_REGULARIZER, CENTER, EPSILON, GAMMA_CONSTRAINT,
    GAMMA_INITIALIZER, GAMMA_REGULARIZER, INPUT_SHAPE, NAME, SCALE, boxed, normalization_arguments,
};
use super::moments::{Affine, AlongAxes, check_epsilon, inverse_deviation, moments};
use super::weight_options::{WeightOptions, with_options};
use crate::activations::axis_of;
use crate::error::{Error, Result};
use crate::initializers::{Ones, Zeros};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::NodeId;
use kerros_graph::types::Dim;

/// Normalizes groups of channels of each sample: `gamma * (x - mean) / sqrt(variance + epsilon) + beta`.
///
/// The channels lie along `axis`; each run of `channels / groups` of them is normalized together, over
/// all other axes but the batch. With one group this is a layer normalization of the whole sample,
/// with as many groups as channels an instance normalization. Any shape, which stays. Weights: `gamma`
/// and `beta`, one number for each channel. Source: Wu, He, "Group normalization" (2018); in Keras:
/// "GroupNormalization layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `groups` | 32 | divides the number of channels; -1 for as many as there are channels |
/// | `axis` | -1 | where the channels are; negative ones count from the last |
/// | `epsilon` | 0.001 | added to the variance |
/// | `center` | true | whether `beta` is added |
/// | `scale` | true | whether `gamma` multiplies |
/// | `beta_initializer` | zeros | see [`initializers`](crate::initializers) |
/// | `gamma_initializer` | ones | |
/// | `beta_regularizer`, `gamma_regularizer` | none | see [`regularizers`](crate::regularizers) |
/// | `beta_constraint`, `gamma_constraint` | none | see [`constraints`](crate::constraints) |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(GroupNormalization::new().groups(2).epsilon(0.0).input_shape(4))?;
/// let x = ArrayD::from_shape_vec(vec![1, 4], vec![1.0f32, 3.0, 10.0, 30.0]).unwrap();
/// assert_eq!(model.predict(&x)?.as_slice(), Some(&[-1.0, 1.0, -1.0, 1.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses 0 groups, a number of groups that does not divide the
/// channels, an epsilon below 0, an axis that the input does not have, and the batch. Where the
/// shape of the input is not known yet, what depends on it is refused by the first call that brings
/// data.
#[derive(Clone, Debug)]
pub struct GroupNormalization {
    settings: Settings,
    groups: i64,
    axis: i64,
    epsilon: f64,
    center: bool,
    scale: bool,
    beta: WeightOptions,
    gamma: WeightOptions,
}

layer_settings!(GroupNormalization);
normalization_arguments!(GroupNormalization);

impl GroupNormalization {
    /// 32 groups of channels along the last axis, with `gamma` and `beta`.
    pub fn new() -> Self {
        GroupNormalization {
            settings: Settings::new(),
            groups: 32,
            axis: -1,
            epsilon: 1e-3,
            center: true,
            scale: true,
            beta: WeightOptions::new(Zeros),
            gamma: WeightOptions::new(Ones),
        }
    }

    /// How many groups; 32 if not set, -1 for one group for each channel.
    #[must_use]
    pub fn groups(mut self, groups: i64) -> Self {
        self.groups = groups;
        self
    }

    /// Where the channels are; the last axis if not set.
    #[must_use]
    pub fn axis(mut self, axis: i64) -> Self {
        self.axis = axis;
        self
    }
}

impl Default for GroupNormalization {
    fn default() -> Self {
        GroupNormalization::new()
    }
}

impl Layer for GroupNormalization {
    fn class_name(&self) -> &'static str {
        "GroupNormalization"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let axis = axis_of(build.graph, input, self.axis)?;
        let along = AlongAxes::new(build, input, &[axis])?;
        let channels = along.sizes[0];
        let groups = match self.groups {
            -1 => channels,
            groups => usize::try_from(groups).unwrap_or(usize::MAX),
        };
        if !channels.is_multiple_of(groups) {
            return Err(Error::invalid(
                "groups",
                format!("a divisor of the {channels} channels along axis {axis}, or -1"),
                groups.to_string(),
                "Choose a number of groups that divides the channels.",
            ));
        }
        let gamma = self.scale.then_some(&self.gamma);
        let beta = self.center.then_some(&self.beta);
        let affine = Affine::along(&along, build, gamma, beta)?;
        let graph = &mut *build.graph;
        let shape = graph.ty(input).shape.clone();
        let mut grouped = shape.clone();
        grouped.0[axis] = Dim::Const(channels / groups);
        grouped.0.insert(axis, Dim::Const(groups));
        let over: Vec<usize> = (1..grouped.rank()).filter(|&place| place != axis).collect();
        let x = graph.reshape(input, grouped)?;
        let moments = moments(graph, x, &over)?;
        let inverse = inverse_deviation(graph, moments.variance, self.epsilon)?;
        let normalized = graph.mul(moments.centred, inverse)?;
        let output = graph.reshape(normalized, shape)?;
        affine.apply(graph, output)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        let config = Config::new()
            .with("groups", self.groups)
            .with("axis", self.axis)
            .with("epsilon", self.epsilon)
            .with("center", self.center)
            .with("scale", self.scale);
        with_options(config, [("beta", &self.beta), ("gamma", &self.gamma)], None)
    }

    fn check(&self) -> Result<()> {
        if self.groups < -1 || self.groups == 0 {
            return Err(Error::invalid(
                "groups",
                "at least 1, or -1 for one group for each channel",
                self.groups.to_string(),
                "Choose a number of groups that divides the channels.",
            ));
        }
        check_epsilon(self.epsilon)
    }
}

impl GroupNormalization {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "GroupNormalization",
        names: &[],
        doc: "normalizes groups of channels of each sample to mean 0 and variance 1",
        arguments: &[
            Argument::with_default(
                "groups",
                Literal::Int(32),
                "how many groups, which divide the channels; -1 for one for each channel",
            ),
            Argument::with_default(
                "axis",
                Literal::Int(-1),
                "where the channels are; negative axes count from the last",
            ),
            EPSILON,
            CENTER,
            SCALE,
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
            let layer =
                GroupNormalization::new().groups(a.integer("groups")?).axis(a.integer("axis")?);
            boxed(layer.normalized_by(a)?.configured(a)?)
        },
    };
}
