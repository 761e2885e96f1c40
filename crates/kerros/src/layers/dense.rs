//! The densely connected layer.

use super::arguments::{
    ACTIVATION, BIAS_INITIALIZER, INPUT_SHAPE, KERNEL_INITIALIZER, NAME, USE_BIAS, boxed,
};
use super::at_least_one;
use super::weight_options::{
    ACTIVITY_REGULARIZER, BIAS_CONSTRAINT, BIAS_REGULARIZER, KERNEL_CONSTRAINT, KERNEL_REGULARIZER,
    WeightOptions, activity_regularizer, output_settings, weight_options, with_options,
};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::initializers::{GlorotUniform, Zeros};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class};
use kerros_graph::NodeId;

/// A densely connected layer: `activation(x . kernel + bias)`.
///
/// Works along the last axis, whatever the axes before it: `(batch, ..., features)` becomes
/// `(batch, ..., units)`. Weights: `kernel (features, units)`, `bias (units)`. In Keras: "Dense
/// layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `units` | must be given | how many numbers come out, at least 1 |
/// | `activation` | linear | see [`Activation`] |
/// | `use_bias` | true | |
/// | `kernel_initializer` | glorot_uniform | see [`initializers`](crate::initializers) |
/// | `bias_initializer` | zeros | |
/// | `kernel_regularizer`, `bias_regularizer` | none | see [`regularizers`](crate::regularizers) |
/// | `activity_regularizer` | none | of the output, divided by the number of rows |
/// | `kernel_constraint`, `bias_constraint` | none | see [`constraints`](crate::constraints) |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(10).activation("relu").input_shape(4))?;
/// model.add(Dense::new(3).activation(Activation::Softmax))?;
/// assert_eq!(model.count_params()?, (4 * 10 + 10) + (10 * 3 + 3));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses 0 units, unknown names of activations and
/// others, arguments of an initializer, regularizer or constraint outside their range, and samples that are single
/// numbers without an axis of features. Where the shape of the input is not known yet, the last two
/// are refused by the first call that brings data.
#[derive(Clone, Debug)]
pub struct Dense {
    settings: Settings,
    units: usize,
    activation: Activation,
    use_bias: bool,
    kernel: WeightOptions,
    bias: WeightOptions,
}

layer_settings!(Dense);
weight_options!(Dense {
    kernel: "the kernel", "glorot_uniform" =>
        kernel_initializer, kernel_regularizer, kernel_constraint;
    bias: "the bias", "zeros" => bias_initializer, bias_regularizer, bias_constraint;
});
activity_regularizer!(Dense);

impl Dense {
    /// A layer of `units` numbers, linear, with a bias.
    pub fn new(units: usize) -> Self {
        Dense {
            settings: Settings::new(),
            units,
            activation: Activation::Linear,
            use_bias: true,
            kernel: WeightOptions::new(GlorotUniform),
            bias: WeightOptions::new(Zeros),
        }
    }

    /// The activation function, or its name; linear if not set.
    #[must_use]
    pub fn activation<A>(mut self, activation: A) -> Self
    where
        A: TryInto<Activation>,
        A::Error: Into<Error>,
    {
        self.activation = self.settings.accept(activation).unwrap_or_default();
        self
    }

    /// Whether a bias is added; `true` if not set.
    #[must_use]
    pub fn use_bias(mut self, use_bias: bool) -> Self {
        self.use_bias = use_bias;
        self
    }
}

impl Layer for Dense {
    fn class_name(&self) -> &'static str {
        "Dense"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let Some(&features) = build.inner_sizes(input).last() else {
            return Err(Error::invalid(
                "input",
                "at least one axis of features for each sample",
                "single numbers",
                "Give the data an axis of features: (rows, 1).",
            ));
        };
        let kernel = build.weight_with(&self.kernel.weight("kernel", &[features, self.units]))?;
        let mut output = build.graph.matmul(input, kernel)?;
        if self.use_bias {
            let bias = build.weight_with(&self.bias.weight("bias", &[self.units]))?;
            output = build.graph.add(output, bias)?;
        }
        self.activation.call(build.graph, output)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        let config = Config::new()
            .with("units", self.units)
            .with("activation", self.activation)
            .with("use_bias", self.use_bias);
        let weights = [("kernel", &self.kernel), ("bias", &self.bias)];
        with_options(config, weights, Some(&self.settings))
    }

    fn check(&self) -> Result<()> {
        at_least_one("units", self.units)
    }

    fn output_activation(&self) -> Option<Activation> {
        Some(self.activation)
    }
}

impl Dense {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Dense",
        names: &[],
        doc: "a densely connected layer: activation(x . kernel + bias)",
        arguments: &[
            Argument::required("units", "how many numbers come out, at least 1"),
            ACTIVATION,
            USE_BIAS,
            KERNEL_INITIALIZER,
            BIAS_INITIALIZER,
            KERNEL_REGULARIZER,
            BIAS_REGULARIZER,
            ACTIVITY_REGULARIZER,
            KERNEL_CONSTRAINT,
            BIAS_CONSTRAINT,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer = Dense {
                settings: output_settings(a)?,
                units: a.size("units")?,
                activation: a.activation("activation")?,
                use_bias: a.bool("use_bias")?,
                kernel: WeightOptions::configured(a, "kernel")?,
                bias: WeightOptions::configured(a, "bias")?,
            };
            boxed(layer.configured(a)?)
        },
    };
}
