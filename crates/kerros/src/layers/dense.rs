//! The densely connected layer.

use super::arguments::{
    ACTIVATION, BIAS_INITIALIZER, INPUT_SHAPE, KERNEL_INITIALIZER, NAME, USE_BIAS, boxed,
};
use super::at_least_one;
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::initializers::{GlorotUniform, SharedInitializer, Zeros};
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
/// initializers, arguments of an initializer outside their range, and samples that are single
/// numbers without an axis of features. Where the shape of the input is not known yet, the last two
/// are refused by the first call that brings data.
#[derive(Clone, Debug)]
pub struct Dense {
    settings: Settings,
    units: usize,
    activation: Activation,
    use_bias: bool,
    kernel_initializer: SharedInitializer,
    bias_initializer: SharedInitializer,
}

layer_settings!(Dense);

impl Dense {
    /// A layer of `units` numbers, linear, with a bias.
    pub fn new(units: usize) -> Self {
        Dense {
            settings: Settings::new(),
            units,
            activation: Activation::Linear,
            use_bias: true,
            kernel_initializer: GlorotUniform.into(),
            bias_initializer: Zeros.into(),
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

    /// What the kernel starts with: an initializer, or its name; `glorot_uniform` if not set.
    #[must_use]
    pub fn kernel_initializer<I>(mut self, initializer: I) -> Self
    where
        I: TryInto<SharedInitializer>,
        I::Error: Into<Error>,
    {
        if let Some(initializer) = self.settings.accept(initializer) {
            self.kernel_initializer = initializer;
        }
        self
    }

    /// What the bias starts with: an initializer, or its name; `zeros` if not set.
    #[must_use]
    pub fn bias_initializer<I>(mut self, initializer: I) -> Self
    where
        I: TryInto<SharedInitializer>,
        I::Error: Into<Error>,
    {
        if let Some(initializer) = self.settings.accept(initializer) {
            self.bias_initializer = initializer;
        }
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
        let kernel = build.weight("kernel", &[features, self.units], &self.kernel_initializer)?;
        let mut output = build.graph.matmul(input, kernel)?;
        if self.use_bias {
            let bias = build.weight("bias", &[self.units], &self.bias_initializer)?;
            output = build.graph.add(output, bias)?;
        }
        self.activation.call(build.graph, output)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        Config::new()
            .with("units", self.units)
            .with("activation", self.activation)
            .with("use_bias", self.use_bias)
            .with("kernel_initializer", &self.kernel_initializer)
            .with("bias_initializer", &self.bias_initializer)
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
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer = Dense::new(a.size("units")?)
                .activation(a.activation("activation")?)
                .use_bias(a.bool("use_bias")?)
                .kernel_initializer(a.initializer("kernel_initializer")?)
                .bias_initializer(a.initializer("bias_initializer")?);
            boxed(layer.configured(a)?)
        },
    };
}
