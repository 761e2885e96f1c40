//! Depthwise convolutions, followed by a product with a matrix at each place.

use super::arguments::{
    DEPTH_MULTIPLIER, DEPTHWISE_CONSTRAINT, DEPTHWISE_INITIALIZER, DEPTHWISE_REGULARIZER,
    DILATION_RATE, FILTERS, KERNEL_SIZE, PADDING, POINTWISE_CONSTRAINT, POINTWISE_INITIALIZER,
    POINTWISE_REGULARIZER, STRIDES,
};
use super::depthwise::depthwise;
use super::sliding::{Ending, Sliding, sliding_layer, sliding_settings};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::initializers::GlorotUniform;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::layers::arguments::{
    ACTIVATION, BIAS_INITIALIZER, DATA_FORMAT, INPUT_SHAPE, NAME, USE_BIAS, boxed,
};
use crate::layers::weight_options::{
    ACTIVITY_REGULARIZER, BIAS_CONSTRAINT, BIAS_REGULARIZER, WeightOptions, output_settings,
    weight_options, with_options,
};
use crate::layers::{DataFormat, Padding, PerAxis, at_least_one};
use crate::registry::Class;
use kerros_graph::NodeId;
use kerros_graph::op::Window;

/// The layers, which differ in the number of axes.
macro_rules! separable_layers {
    ($($(#[$doc:meta])* $layer:ident $rank:literal, $about:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $layer {
                settings: Settings,
                filters: usize,
                sliding: Sliding<$rank>,
                depth_multiplier: usize,
                ending: Ending,
                depthwise: WeightOptions,
                pointwise: WeightOptions,
            }

            layer_settings!($layer);
            sliding_settings!($layer, $rank);
            weight_options!($layer {
                depthwise: "the depthwise kernel", "glorot_uniform" =>
                    depthwise_initializer, depthwise_regularizer, depthwise_constraint;
                pointwise: "the pointwise kernel", "glorot_uniform" =>
                    pointwise_initializer, pointwise_regularizer, pointwise_constraint;
            });

            impl $layer {
                /// `filters` sums of depthwise filters that look at `kernel_size` elements at a time: a
                /// number for all axes, or one for each.
                pub fn new(filters: usize, kernel_size: impl Into<PerAxis<$rank>>) -> Self {
                    $layer {
                        settings: Settings::new(),
                        filters,
                        sliding: Sliding::new(kernel_size.into()),
                        depth_multiplier: 1,
                        ending: Ending::new(),
                        depthwise: WeightOptions::new(GlorotUniform),
                        pointwise: WeightOptions::new(GlorotUniform),
                    }
                }

                /// Depthwise filters for each channel; 1 if not set.
                #[must_use]
                pub fn depth_multiplier(mut self, depth_multiplier: usize) -> Self {
                    self.depth_multiplier = depth_multiplier;
                    self
                }

                pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
                    name: stringify!($layer),
                    names: &[],
                    doc: $about,
                    arguments: &[
                        FILTERS,
                        KERNEL_SIZE,
                        STRIDES,
                        PADDING,
                        DATA_FORMAT,
                        DILATION_RATE,
                        DEPTH_MULTIPLIER,
                        ACTIVATION,
                        USE_BIAS,
                        DEPTHWISE_INITIALIZER,
                        POINTWISE_INITIALIZER,
                        BIAS_INITIALIZER,
                        DEPTHWISE_REGULARIZER,
                        POINTWISE_REGULARIZER,
                        BIAS_REGULARIZER,
                        ACTIVITY_REGULARIZER,
                        DEPTHWISE_CONSTRAINT,
                        POINTWISE_CONSTRAINT,
                        BIAS_CONSTRAINT,
                        NAME,
                        INPUT_SHAPE,
                    ],
                    make: |a| {
                        let layer = $layer {
                            settings: output_settings(a)?,
                            filters: a.size("filters")?,
                            sliding: Sliding::of(a)?,
                            depth_multiplier: a.size("depth_multiplier")?,
                            ending: Ending::of(a)?,
                            depthwise: WeightOptions::configured(a, "depthwise")?,
                            pointwise: WeightOptions::configured(a, "pointwise")?,
                        };
                        boxed(layer.configured(a)?)
                    },
                };
            }

            impl Layer for $layer {
                sliding_layer!($layer);

                fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
                    let image = self.sliding.read(build, input)?;
                    let window = self.sliding.window(&image.sizes)?;
                    let shape = self.sliding.kernel_shape(image.channels, self.depth_multiplier);
                    let kernel =
                        build.weight_with(&self.depthwise.weight("depthwise_kernel", &shape))?;
                    let filtered = depthwise(build.graph, &image, kernel, window)?;

                    let mut shape = vec![1; $rank];
                    shape.extend([image.channels * self.depth_multiplier, self.filters]);
                    let kernel =
                        build.weight_with(&self.pointwise.weight("pointwise_kernel", &shape))?;
                    let place = Window::valid(&[1; $rank], &[1; $rank]);
                    let sums = build.graph.conv(filtered, kernel, place)?;
                    self.ending.call(build, sums, self.sliding.data_format)
                }

                fn config(&self) -> Config {
                    let config = self
                        .sliding
                        .begin(Config::new().with("filters", self.filters))
                        .with("data_format", self.sliding.data_format)
                        .with("dilation_rate", self.sliding.dilation_rate)
                        .with("depth_multiplier", self.depth_multiplier);
                    let weights = [
                        ("depthwise", &self.depthwise),
                        ("pointwise", &self.pointwise),
                        ("bias", &self.ending.bias),
                    ];
                    with_options(self.ending.begin(config), weights, Some(&self.settings))
                }

                fn check(&self) -> Result<()> {
                    at_least_one("filters", self.filters)?;
                    self.sliding.check()?;
                    at_least_one("depth_multiplier", self.depth_multiplier)?;
                    self.sliding.padding.require_symmetric()
                }
            }
        )*
    };
}

separable_layers! {
    /// A convolution along the steps of a sequence in two parts: one for each channel by itself, and one
    /// that mixes the channels of each step.
    ///
    /// `(batch, steps, channels)` becomes `(batch, positions, filters)`: a
    /// [`DepthwiseConv1D`](crate::layers::DepthwiseConv1D) without bias, whose
    /// `channels * depth_multiplier` results at each position are multiplied with a matrix; then bias and
    /// activation. Weights: `depthwise_kernel (kernel_size, channels, depth_multiplier)`,
    /// `pointwise_kernel (1, channels * depth_multiplier, filters)`, `bias (filters)`. In Keras:
    /// "SeparableConv1D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `filters` | must be given | channels of the output, at least 1 |
    /// | `kernel_size` | must be given | in steps, at least 1 |
    /// | `strides` | 1 | in steps, at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `data_format` | channels_last | where the channels are |
    /// | `dilation_rate` | 1 | in steps, at least 1 |
    /// | `depth_multiplier` | 1 | depthwise filters for each channel, at least 1 |
    /// | `activation` | linear | see [`Activation`] |
    /// | `use_bias` | true | |
    /// | `depthwise_initializer` | glorot_uniform | see [`initializers`](crate::initializers) |
    /// | `pointwise_initializer` | glorot_uniform | |
    /// | `bias_initializer` | zeros | |
    /// | `depthwise_regularizer`, `pointwise_regularizer` | none | see [`regularizers`](crate::regularizers) |
    /// | `bias_regularizer` | none | |
    /// | `activity_regularizer` | none | of the output, divided by the number of rows |
    /// | `depthwise_constraint`, `pointwise_constraint` | none | see [`constraints`](crate::constraints) |
    /// | `bias_constraint` | none | |
    ///
    /// Source: Chollet, "Xception: deep learning with depthwise separable convolutions", CVPR 2017.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(SeparableConv1D::new(8, 3).padding("same").input_shape([10, 4]))?;
    /// assert_eq!(model.output_shape(), Some(vec![10, 8]));
    /// assert_eq!(model.count_params()?, 3 * 4 + 4 * 8 + 8);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, causal padding, unknown names,
    /// arguments of an initializer, regularizer or constraint outside their range, samples that are not
    /// `(steps, channels)`, and a kernel longer than the input. Where the shape of the input is not known
    /// yet, what depends on it is refused by the first call that brings data.
    SeparableConv1D 1, "a convolution along steps for each channel by itself, then a mix of the channels";
    /// A convolution over rows and columns in two parts: one for each channel by itself, and one that
    /// mixes the channels of each place.
    ///
    /// `(batch, rows, columns, channels)` becomes `(batch, positions down, positions right, filters)`: a
    /// [`DepthwiseConv2D`](crate::layers::DepthwiseConv2D) without bias, whose
    /// `channels * depth_multiplier` results at each place are multiplied with a matrix; then bias and
    /// activation. Weights: `depthwise_kernel (kernel_size[0], kernel_size[1], channels,
    /// depth_multiplier)`, `pointwise_kernel (1, 1, channels * depth_multiplier, filters)`,
    /// `bias (filters)`. In Keras: "SeparableConv2D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `filters` | must be given | channels of the output, at least 1 |
    /// | `kernel_size` | must be given | one number, or one for each axis; at least 1 |
    /// | `strides` | 1 | one number, or one for each axis; at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `data_format` | channels_last | where the channels are |
    /// | `dilation_rate` | 1 | one number, or one for each axis; at least 1 |
    /// | `depth_multiplier` | 1 | depthwise filters for each channel, at least 1 |
    /// | `activation` | linear | see [`Activation`] |
    /// | `use_bias` | true | |
    /// | `depthwise_initializer` | glorot_uniform | see [`initializers`](crate::initializers) |
    /// | `pointwise_initializer` | glorot_uniform | |
    /// | `bias_initializer` | zeros | |
    /// | `depthwise_regularizer`, `pointwise_regularizer` | none | see [`regularizers`](crate::regularizers) |
    /// | `bias_regularizer` | none | |
    /// | `activity_regularizer` | none | of the output, divided by the number of rows |
    /// | `depthwise_constraint`, `pointwise_constraint` | none | see [`constraints`](crate::constraints) |
    /// | `bias_constraint` | none | |
    ///
    /// Source: that of [`SeparableConv1D`].
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(SeparableConv2D::new(32, 3).activation("relu").input_shape([28, 28, 16]))?;
    /// assert_eq!(model.output_shape(), Some(vec![26, 26, 32]));
    /// assert_eq!(model.count_params()?, 3 * 3 * 16 + 16 * 32 + 32);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, causal padding, unknown names,
    /// arguments of an initializer, regularizer or constraint outside their range, samples that are not
    /// `(rows, columns, channels)`, and a kernel larger than the input. Where the shape of the input is not
    /// known yet, what depends on it is refused by the first call that brings data.
    SeparableConv2D 2, "a convolution over rows and columns for each channel by itself, then a mix of the channels";
}
