//! Arguments that several layers have, for their entries in the registry.

use super::weight_options::{constraint, regularizer};
use crate::error::Result;
use crate::layer::Layer;
use crate::registry::{Argument, Literal};

/// What every layer takes besides its own arguments.
pub(super) const NAME: Argument =
    Argument::with_default("name", Literal::None, "the layer's name; otherwise the model names it");

pub(super) const INPUT_SHAPE: Argument = Argument::with_default(
    "input_shape",
    Literal::None,
    "the sizes of one sample, for the first layer of a model",
);

pub(super) const ACTIVATION: Argument =
    Argument::with_default("activation", Literal::Text("linear"), "an activation function");

pub(super) const USE_BIAS: Argument =
    Argument::with_default("use_bias", Literal::Bool(true), "whether a bias is added");

pub(super) const KERNEL_INITIALIZER: Argument = Argument::with_default(
    "kernel_initializer",
    Literal::Text("glorot_uniform"),
    "what the kernel starts with",
);

pub(super) const BIAS_INITIALIZER: Argument =
    Argument::with_default("bias_initializer", Literal::Text("zeros"), "what the bias starts with");

pub(super) const DATA_FORMAT: Argument = Argument::with_default(
    "data_format",
    Literal::None,
    "where the channels are: \"channels_last\" or \"channels_first\"; last if not given",
);

pub(super) const SEED: Argument = Argument::with_default(
    "seed",
    Literal::None,
    "kept in the configuration only: the seed of the model decides",
);

pub(super) const RATE: Argument =
    Argument::required("rate", "the share of numbers to drop, from 0 to 1");

pub(super) const RATE_BELOW_1: Argument =
    Argument::required("rate", "the share of numbers to drop, from 0 to below 1");

pub(super) const NOISE_SHAPE: Argument = Argument::with_default(
    "noise_shape",
    Literal::None,
    "the shape in which is drawn, with the batch: 1 to draw once for the whole of an axis, nothing \
     for its own size",
);

/// The layer, once its arguments are found to make sense.
pub(super) fn boxed(layer: impl Layer + 'static) -> Result<Box<dyn Layer>> {
    layer.settings().check()?;
    layer.check()?;
    Ok(Box::new(layer))
}

/// A layer with the seed of its configuration.
macro_rules! seeded {
    ($arguments:ident, $layer:expr) => {
        match $arguments.optional_integer("seed")? {
            Some(seed) => $layer.seed(seed),
            None => $layer,
        }
    };
}

pub(super) use seeded;

pub(super) const EPSILON: Argument = Argument::with_default(
    "epsilon",
    Literal::Float(1e-3),
    "added to the variance, so that nothing is divided by 0; at least 0",
);

pub(super) const CENTER: Argument =
    Argument::with_default("center", Literal::Bool(true), "whether beta is added");

pub(super) const SCALE: Argument =
    Argument::with_default("scale", Literal::Bool(true), "whether gamma multiplies");

pub(super) const BETA_INITIALIZER: Argument =
    Argument::with_default("beta_initializer", Literal::Text("zeros"), "what beta starts with");

pub(super) const GAMMA_INITIALIZER: Argument =
    Argument::with_default("gamma_initializer", Literal::Text("ones"), "what gamma starts with");

pub(super) const BETA_REGULARIZER: Argument =
    regularizer("beta_regularizer", "what beta adds to the loss");

pub(super) const GAMMA_REGULARIZER: Argument =
    regularizer("gamma_regularizer", "what gamma adds to the loss");

pub(super) const BETA_CONSTRAINT: Argument =
    constraint("beta_constraint", "what beta becomes after each step");

pub(super) const GAMMA_CONSTRAINT: Argument =
    constraint("gamma_constraint", "what gamma becomes after each step");

/// The builder methods of layers that normalize, and their values from a configuration.
macro_rules! normalization_arguments {
    ($layer:ty) => {
        $crate::layers::weight_options::weight_options!($layer {
            beta: "`beta`", "zeros" => beta_initializer, beta_regularizer, beta_constraint;
            gamma: "`gamma`", "ones" => gamma_initializer, gamma_regularizer, gamma_constraint;
        });

        impl $layer {
            /// What is added to the variance; 0.001 if not set.
            #[must_use]
            pub fn epsilon(mut self, epsilon: f64) -> Self {
                self.epsilon = epsilon;
                self
            }

            /// Whether `beta` is added; `true` if not set.
            #[must_use]
            pub fn center(mut self, center: bool) -> Self {
                self.center = center;
                self
            }

            /// Whether `gamma` multiplies; `true` if not set.
            #[must_use]
            pub fn scale(mut self, scale: bool) -> Self {
                self.scale = scale;
                self
            }

            /// The arguments above, of a configuration.
            fn normalized_by(
                self,
                arguments: &$crate::registry::Arguments<'_>,
            ) -> $crate::Result<Self> {
                Ok(Self {
                    epsilon: arguments.float("epsilon")?,
                    center: arguments.bool("center")?,
                    scale: arguments.bool("scale")?,
                    beta: $crate::layers::weight_options::WeightOptions::configured(arguments, "beta")?,
                    gamma: $crate::layers::weight_options::WeightOptions::configured(arguments, "gamma")?,
                    ..self
                })
            }
        }
    };
}

pub(super) use normalization_arguments;
