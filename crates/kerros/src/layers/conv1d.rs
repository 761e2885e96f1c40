//! The convolution along one axis.

use super::arguments::{
    ACTIVATION, BIAS_INITIALIZER, INPUT_SHAPE, KERNEL_INITIALIZER, NAME, USE_BIAS, boxed,
};
use super::at_least_one;
use super::padding::{Padding, require_fit, require_sequence};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::initializers::{GlorotUniform, SharedInitializer, Zeros};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::NodeId;

/// A convolution along the steps of a sequence: each filter slides over it and looks at
/// `kernel_size` steps at a time.
///
/// `(batch, steps, channels)` becomes `(batch, positions, filters)`, where
///
/// ```text
/// y[p, f] = activation(bias[f] + sum over k, c of x[p * strides + k * dilation_rate, c] * kernel[k, c, f])
/// ```
///
/// and without padding `positions = (steps - (kernel_size - 1) * dilation_rate - 1) / strides + 1`,
/// rounded down; [`Padding`] says how many there are with it. The kernel is not reversed: this is a
/// cross-correlation, as in all such layers. Weights: `kernel (kernel_size, channels, filters)`,
/// `bias (filters)`. In Keras: "Conv1D layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `filters` | must be given | channels of the output, at least 1 |
/// | `kernel_size` | must be given | in steps, at least 1 |
/// | `strides` | 1 | in steps, at least 1 |
/// | `padding` | valid | see [`Padding`] |
/// | `dilation_rate` | 1 | in steps, at least 1 |
/// | `activation` | linear | see [`Activation`] |
/// | `use_bias` | true | |
/// | `kernel_initializer` | glorot_uniform | see [`initializers`](crate::initializers) |
/// | `bias_initializer` | zeros | |
///
/// Sources: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document
/// recognition", Proceedings of the IEEE 1998; dilation: Yu and Koltun, "Multi-scale context
/// aggregation by dilated convolutions", ICLR 2016.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Conv1D::new(40, 30).strides(2).activation("relu").input_shape([260, 3]))?;
/// assert_eq!(model.output_shape(), Some(vec![116, 40]));
/// assert_eq!(model.count_params()?, 3_640);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, strides and dilation that are
/// both above 1, unknown names, arguments of an initializer outside their range, samples that are
/// not `(steps, channels)`, and a kernel longer than the input. Where the shape of the input is not
/// known yet, the last three are refused by the first call that brings data.
#[derive(Clone, Debug)]
pub struct Conv1D {
    settings: Settings,
    filters: usize,
    kernel_size: usize,
    strides: usize,
    padding: Padding,
    dilation_rate: usize,
    activation: Activation,
    use_bias: bool,
    kernel_initializer: SharedInitializer,
    bias_initializer: SharedInitializer,
}

layer_settings!(Conv1D);

impl Conv1D {
    /// `filters` filters that look at `kernel_size` steps at a time.
    pub fn new(filters: usize, kernel_size: usize) -> Self {
        Conv1D {
            settings: Settings::new(),
            filters,
            kernel_size,
            strides: 1,
            padding: Padding::Valid,
            dilation_rate: 1,
            activation: Activation::Linear,
            use_bias: true,
            kernel_initializer: GlorotUniform.into(),
            bias_initializer: Zeros.into(),
        }
    }

    /// How many steps the kernel moves at a time; 1 if not set.
    #[must_use]
    pub fn strides(mut self, strides: usize) -> Self {
        self.strides = strides;
        self
    }

    /// What happens at the ends: a [`Padding`], or its name; `valid` if not set.
    #[must_use]
    pub fn padding<P>(mut self, padding: P) -> Self
    where
        P: TryInto<Padding>,
        P::Error: Into<Error>,
    {
        self.padding = self.settings.accept(padding).unwrap_or_default();
        self
    }

    /// The distance between the steps that the kernel looks at; 1 if not set. With more than 1,
    /// `strides` must be 1.
    #[must_use]
    pub fn dilation_rate(mut self, dilation_rate: usize) -> Self {
        self.dilation_rate = dilation_rate;
        self
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

impl Layer for Conv1D {
    fn class_name(&self) -> &'static str {
        "Conv1D"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let (steps, channels) = require_sequence(&build.inner_sizes(input))?;
        let window = self.padding.window(steps, self.kernel_size, self.strides, self.dilation_rate);
        require_fit("kernel_size", &window, steps)?;

        let kernel_shape = [self.kernel_size, channels, self.filters];
        let kernel = build.weight("kernel", &kernel_shape, &self.kernel_initializer)?;
        let mut output = build.graph.conv(input, kernel, window)?;
        if self.use_bias {
            let bias = build.weight("bias", &[self.filters], &self.bias_initializer)?;
            output = build.graph.add(output, bias)?;
        }
        self.activation.call(build.graph, output)
    }

    fn config(&self) -> Config {
        Config::new()
            .with("filters", self.filters)
            .with("kernel_size", vec![self.kernel_size])
            .with("strides", vec![self.strides])
            .with("padding", self.padding)
            .with("dilation_rate", vec![self.dilation_rate])
            .with("activation", self.activation)
            .with("use_bias", self.use_bias)
            .with("kernel_initializer", &self.kernel_initializer)
            .with("bias_initializer", &self.bias_initializer)
    }

    fn check(&self) -> Result<()> {
        at_least_one("filters", self.filters)?;
        at_least_one("kernel_size", self.kernel_size)?;
        at_least_one("strides", self.strides)?;
        at_least_one("dilation_rate", self.dilation_rate)?;
        if self.strides > 1 && self.dilation_rate > 1 {
            return Err(Error::invalid(
                "strides and dilation_rate",
                "one of them to be 1",
                format!("{} and {}", self.strides, self.dilation_rate),
                "Drop one of the two.",
            ));
        }
        Ok(())
    }

    fn output_activation(&self) -> Option<Activation> {
        Some(self.activation)
    }
}

impl Conv1D {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Conv1D",
        names: &[],
        doc: "a convolution along the steps of a sequence",
        arguments: &[
            Argument::required("filters", "channels of the output, at least 1"),
            Argument::required("kernel_size", "the length of the kernel in steps, at least 1"),
            Argument::with_default(
                "strides",
                Literal::Int(1),
                "how many steps the kernel moves at a time, at least 1",
            ),
            Argument::with_default(
                "padding",
                Literal::Text("valid"),
                "what happens at the ends: \"valid\" (nothing is added), \"same\" or \"causal\"",
            ),
            Argument::with_default(
                "dilation_rate",
                Literal::Int(1),
                "the distance between the steps that the kernel looks at, at least 1",
            ),
            ACTIVATION,
            USE_BIAS,
            KERNEL_INITIALIZER,
            BIAS_INITIALIZER,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let [kernel_size] = a.sizes("kernel_size")?;
            let [strides] = a.sizes("strides")?;
            let [dilation_rate] = a.sizes("dilation_rate")?;
            let layer = Conv1D::new(a.size("filters")?, kernel_size)
                .strides(strides)
                .padding(Padding::try_from(a.text("padding")?)?)
                .dilation_rate(dilation_rate)
                .activation(a.activation("activation")?)
                .use_bias(a.bool("use_bias")?)
                .kernel_initializer(a.initializer("kernel_initializer")?)
                .bias_initializer(a.initializer("bias_initializer")?);
            boxed(layer.configured(a)?)
        },
    };
}
