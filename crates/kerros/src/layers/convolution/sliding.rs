//! What all convolutions have.

use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::initializers::Zeros;
use crate::layer::{Build, Config};
use crate::layers::padding::require_fit_over;
use crate::layers::weight_options::WeightOptions;
use crate::layers::{DataFormat, Padding, PerAxis, at_least_one};
use crate::registry::Arguments;
use kerros_graph::NodeId;
use kerros_graph::op::Window;

/// How a kernel slides along `RANK` axes.
#[derive(Clone, Debug)]
pub(in crate::layers) struct Sliding<const RANK: usize> {
    pub(in crate::layers) kernel_size: PerAxis<RANK>,
    pub(in crate::layers) strides: PerAxis<RANK>,
    pub(in crate::layers) padding: Padding,
    pub(in crate::layers) data_format: DataFormat,
    pub(in crate::layers) dilation_rate: PerAxis<RANK>,
}

impl<const RANK: usize> Sliding<RANK> {
    pub(in crate::layers) fn new(kernel_size: PerAxis<RANK>) -> Self {
        Sliding {
            kernel_size,
            strides: 1.into(),
            padding: Padding::Valid,
            data_format: DataFormat::ChannelsLast,
            dilation_rate: 1.into(),
        }
    }

    /// The arguments of a configuration.
    pub(in crate::layers) fn of(arguments: &Arguments<'_>) -> Result<Self> {
        Ok(Sliding {
            kernel_size: PerAxis(arguments.sizes("kernel_size")?),
            strides: PerAxis(arguments.sizes("strides")?),
            padding: Padding::try_from(arguments.text("padding")?)?,
            data_format: arguments.data_format("data_format")?,
            dilation_rate: PerAxis(arguments.sizes("dilation_rate")?),
        })
    }

    /// Checks that no size is 0.
    pub(in crate::layers) fn check(&self) -> Result<()> {
        let sizes = [
            ("kernel_size", self.kernel_size),
            ("strides", self.strides),
            ("dilation_rate", self.dilation_rate),
        ];
        let mut all = sizes.iter().flat_map(|(what, sizes)| sizes.0.map(|size| (*what, size)));
        all.try_for_each(|(what, size)| at_least_one(what, size))
    }

    /// Checks that the kernel moves by one element or is dense, which Keras asks for.
    pub(in crate::layers) fn require_dense_or_slow(&self) -> Result<()> {
        let above_one = |sizes: PerAxis<RANK>| sizes.0.iter().any(|&size| size > 1);
        if !(above_one(self.strides) && above_one(self.dilation_rate)) {
            return Ok(());
        }
        Err(Error::invalid(
            "strides and dilation_rate",
            "one of them to be 1",
            format!("{} and {}", self.strides, self.dilation_rate),
            "Drop one of the two.",
        ))
    }

    /// The input with its channels last.
    pub(super) fn read(&self, build: &mut Build<'_>, input: NodeId) -> Result<Image> {
        let sizes = self.data_format.spatial_sizes(build, input, RANK)?;
        let node = self.data_format.channels_to_last(build.graph, input)?;
        let channels = build.inner_sizes(node).last().copied().unwrap_or(0);
        Ok(Image { node, sizes, channels })
    }

    /// The window over an input of these sizes.
    pub(in crate::layers) fn window(&self, sizes: &[usize]) -> Result<Window> {
        let window = self.padding.window_over(
            sizes,
            &self.kernel_size.0,
            &self.strides.0,
            &self.dilation_rate.0,
        );
        require_fit_over("kernel_size", &window, sizes)?;
        Ok(window)
    }

    /// The shape of a kernel.
    pub(in crate::layers) fn kernel_shape(&self, channels: usize, filters: usize) -> Vec<usize> {
        [self.kernel_size.0.as_slice(), &[channels, filters]].concat()
    }

    /// `config` with the arguments that all convolutions begin with.
    pub(in crate::layers) fn begin(&self, config: Config) -> Config {
        config
            .with("kernel_size", self.kernel_size)
            .with("strides", self.strides)
            .with("padding", self.padding)
    }
}

/// An input with its channels last.
pub(super) struct Image {
    pub(super) node: NodeId,
    /// Of the axes in space.
    pub(super) sizes: Vec<usize>,
    pub(super) channels: usize,
}

/// What follows the sums: bias and activation.
#[derive(Clone, Debug)]
pub(super) struct Ending {
    pub(super) activation: Activation,
    pub(super) use_bias: bool,
    pub(super) bias: WeightOptions,
}

impl Ending {
    pub(super) fn new() -> Self {
        Ending { activation: Activation::Linear, use_bias: true, bias: WeightOptions::new(Zeros) }
    }

    /// The arguments of a configuration.
    pub(super) fn of(arguments: &Arguments<'_>) -> Result<Self> {
        Ok(Ending {
            activation: arguments.activation("activation")?,
            use_bias: arguments.bool("use_bias")?,
            bias: WeightOptions::configured(arguments, "bias")?,
        })
    }

    /// The layer's output of `sums`, whose channels are last. An activation sees the channels where
    /// they belong: one along the last axis, such as softmax, depends on it.
    pub(super) fn call(
        &self,
        build: &mut Build<'_>,
        mut sums: NodeId,
        data_format: DataFormat,
    ) -> Result<NodeId> {
        if self.use_bias {
            let filters = build.inner_sizes(sums).last().copied().unwrap_or(0);
            let bias = build.weight_with(&self.bias.weight("bias", &[filters]))?;
            sums = build.graph.add(sums, bias)?;
        }
        let sums = data_format.channels_from_last(build.graph, sums)?;
        self.activation.call(build.graph, sums)
    }

    /// `config` with activation and whether there is a bias.
    pub(super) fn begin(&self, config: Config) -> Config {
        config.with("activation", self.activation).with("use_bias", self.use_bias)
    }
}

/// The methods that set what all convolutions have, for a layer with the fields `settings`, `sliding` and
/// `ending`.
macro_rules! sliding_settings {
    ($layer:ident, $rank:literal) => {
        impl $layer {
            /// How many elements the kernel moves at a time: a number for all axes, or one for each;
            /// 1 if not set.
            #[must_use]
            pub fn strides(mut self, strides: impl Into<PerAxis<$rank>>) -> Self {
                self.sliding.strides = strides.into();
                self
            }

            /// What happens at the ends: a [`Padding`], or its name; `valid` if not set.
            #[must_use]
            pub fn padding<P>(mut self, padding: P) -> Self
            where
                P: TryInto<Padding>,
                P::Error: Into<Error>,
            {
                self.sliding.padding = self.settings.accept(padding).unwrap_or_default();
                self
            }

            /// Where the channels are: a [`DataFormat`], or its name; last if not set.
            #[must_use]
            pub fn data_format<F>(mut self, data_format: F) -> Self
            where
                F: TryInto<DataFormat>,
                F::Error: Into<Error>,
            {
                self.sliding.data_format = self.settings.accept(data_format).unwrap_or_default();
                self
            }

            /// The distance between the elements that the kernel looks at: a number for all axes, or
            /// one for each; 1 if not set.
            #[must_use]
            pub fn dilation_rate(mut self, dilation_rate: impl Into<PerAxis<$rank>>) -> Self {
                self.sliding.dilation_rate = dilation_rate.into();
                self
            }

            /// The activation function, or its name; linear if not set.
            #[must_use]
            pub fn activation<A>(mut self, activation: A) -> Self
            where
                A: TryInto<Activation>,
                A::Error: Into<Error>,
            {
                self.ending.activation = self.settings.accept(activation).unwrap_or_default();
                self
            }

            /// Whether a bias is added; `true` if not set.
            #[must_use]
            pub fn use_bias(mut self, use_bias: bool) -> Self {
                self.ending.use_bias = use_bias;
                self
            }
        }

        $crate::layers::weight_options::weight_options!($layer {
            ending.bias: "the bias", "zeros" =>
                bias_initializer, bias_regularizer, bias_constraint;
        });
        $crate::layers::weight_options::activity_regularizer!($layer);
    };
}

/// What the trait asks of such a layer, and all answer in the same way.
macro_rules! sliding_layer {
    ($layer:ident) => {
        fn class_name(&self) -> &'static str {
            stringify!($layer)
        }

        fn settings(&self) -> &Settings {
            &self.settings
        }

        fn output_activation(&self) -> Option<Activation> {
            Some(self.ending.activation)
        }
    };
}

pub(super) use {sliding_layer, sliding_settings};
