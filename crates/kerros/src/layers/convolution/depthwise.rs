//! Convolutions whose filters see one channel each.

use super::arguments::{
    DEPTH_MULTIPLIER, DEPTHWISE_CONSTRAINT, DEPTHWISE_INITIALIZER, DEPTHWISE_REGULARIZER,
    DILATION_RATE, KERNEL_SIZE, PADDING, STRIDES,
};
use super::sliding::{Ending, Image, Sliding, sliding_layer, sliding_settings};
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
use kerros_graph::op::{Convolution, Window};
use kerros_graph::{Graph, NodeId, Shape};

/// The depthwise convolution of an image with `kernel (size..., channels, multiplier)`: filter
/// `channel * multiplier + i` sees `channel`.
pub(super) fn depthwise(
    graph: &mut Graph,
    image: &Image,
    kernel: NodeId,
    window: Window,
) -> Result<NodeId> {
    let sizes: Vec<usize> = graph.ty(kernel).shape.dims().iter().map(|dim| dim.at(0)).collect();
    let (size, last) = sizes.split_at(sizes.len() - 2);
    let shape = Shape::of(&[size, &[1, last.iter().product()]].concat());
    let kernel = graph.reshape(kernel, shape)?;
    Ok(graph.conv(image.node, kernel, Convolution { window, groups: image.channels })?)
}

/// The layers, which differ in the number of axes.
macro_rules! depthwise_layers {
    ($($(#[$doc:meta])* $layer:ident $rank:literal, $about:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $layer {
                settings: Settings,
                sliding: Sliding<$rank>,
                depth_multiplier: usize,
                ending: Ending,
                depthwise: WeightOptions,
            }

            layer_settings!($layer);
            sliding_settings!($layer, $rank);
            weight_options!($layer {
                depthwise: "the kernel", "glorot_uniform" =>
                    depthwise_initializer, depthwise_regularizer, depthwise_constraint;
            });

            impl $layer {
                /// Filters that look at `kernel_size` elements of one channel at a time: a number for
                /// all axes, or one for each.
                pub fn new(kernel_size: impl Into<PerAxis<$rank>>) -> Self {
                    $layer {
                        settings: Settings::new(),
                        sliding: Sliding::new(kernel_size.into()),
                        depth_multiplier: 1,
                        ending: Ending::new(),
                        depthwise: WeightOptions::new(GlorotUniform),
                    }
                }

                /// Filters for each channel; 1 if not set.
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
                        KERNEL_SIZE,
                        STRIDES,
                        PADDING,
                        DEPTH_MULTIPLIER,
                        DATA_FORMAT,
                        DILATION_RATE,
                        ACTIVATION,
                        USE_BIAS,
                        DEPTHWISE_INITIALIZER,
                        BIAS_INITIALIZER,
                        DEPTHWISE_REGULARIZER,
                        BIAS_REGULARIZER,
                        ACTIVITY_REGULARIZER,
                        DEPTHWISE_CONSTRAINT,
                        BIAS_CONSTRAINT,
                        NAME,
                        INPUT_SHAPE,
                    ],
                    make: |a| {
                        let layer = $layer {
                            settings: output_settings(a)?,
                            sliding: Sliding::of(a)?,
                            depth_multiplier: a.size("depth_multiplier")?,
                            ending: Ending::of(a)?,
                            depthwise: WeightOptions::configured(a, "depthwise")?,
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
                    let kernel = build.weight_with(&self.depthwise.weight("kernel", &shape))?;
                    let sums = depthwise(build.graph, &image, kernel, window)?;
                    self.ending.call(build, sums, self.sliding.data_format)
                }

                fn config(&self) -> Config {
                    let config = self
                        .sliding
                        .begin(Config::new())
                        .with("depth_multiplier", self.depth_multiplier)
                        .with("data_format", self.sliding.data_format)
                        .with("dilation_rate", self.sliding.dilation_rate);
                    let weights = [("depthwise", &self.depthwise), ("bias", &self.ending.bias)];
                    with_options(self.ending.begin(config), weights, Some(&self.settings))
                }

                fn check(&self) -> Result<()> {
                    self.sliding.check()?;
                    at_least_one("depth_multiplier", self.depth_multiplier)?;
                    self.sliding.padding.require_symmetric()
                }
            }
        )*
    };
}

depthwise_layers! {
    /// A convolution along the steps of a sequence, for each channel by itself.
    ///
    /// `(batch, steps, channels)` becomes `(batch, positions, channels * depth_multiplier)`, where
    ///
    /// ```text
    /// y[p, c * depth_multiplier + m] = activation(bias[c * depth_multiplier + m]
    ///     + sum over k of x[p * strides + k * dilation_rate, c] * kernel[k, c, m])
    /// ```
    ///
    /// and there are as many positions as [`Conv1D`](crate::layers::Conv1D) has. Strides and dilation may both
    /// be above 1. Weights: `kernel (kernel_size, channels, depth_multiplier)`,
    /// `bias (channels * depth_multiplier)`. In Keras: "DepthwiseConv1D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `kernel_size` | must be given | in steps, at least 1 |
    /// | `strides` | 1 | in steps, at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `depth_multiplier` | 1 | filters for each channel, at least 1 |
    /// | `data_format` | channels_last | where the channels are |
    /// | `dilation_rate` | 1 | in steps, at least 1 |
    /// | `activation` | linear | see [`Activation`] |
    /// | `use_bias` | true | |
    /// | `depthwise_initializer` | glorot_uniform | see [`initializers`](crate::initializers) |
    /// | `bias_initializer` | zeros | |
    /// | `depthwise_regularizer`, `bias_regularizer` | none | see [`regularizers`](crate::regularizers) |
    /// | `activity_regularizer` | none | of the output, divided by the number of rows |
    /// | `depthwise_constraint`, `bias_constraint` | none | see [`constraints`](crate::constraints) |
    ///
    /// Source: Sifre, "Rigid-motion scattering for image classification", thesis, École Polytechnique
    /// 2014.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(DepthwiseConv1D::new(3).depth_multiplier(2).input_shape([10, 4]))?;
    /// assert_eq!(model.output_shape(), Some(vec![8, 8]));
    /// assert_eq!(model.count_params()?, 3 * 4 * 2 + 8);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, causal padding, unknown names,
    /// arguments of an initializer, regularizer or constraint outside their range, samples that are not
    /// `(steps, channels)`, and a kernel longer than the input. Where the shape of the input is not known
    /// yet, what depends on it is refused by the first call that brings data.
    DepthwiseConv1D 1, "a convolution along the steps of a sequence for each channel by itself";
    /// A convolution over rows and columns, for each channel by itself.
    ///
    /// `(batch, rows, columns, channels)` becomes `(batch, positions down, positions right, channels *
    /// depth_multiplier)`; each number is a sum as that of [`DepthwiseConv1D`], over two axes. Weights:
    /// `kernel (kernel_size[0], kernel_size[1], channels, depth_multiplier)`,
    /// `bias (channels * depth_multiplier)`. In Keras: "DepthwiseConv2D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `kernel_size` | must be given | one number, or one for each axis; at least 1 |
    /// | `strides` | 1 | one number, or one for each axis; at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `depth_multiplier` | 1 | filters for each channel, at least 1 |
    /// | `data_format` | channels_last | where the channels are |
    /// | `dilation_rate` | 1 | one number, or one for each axis; at least 1 |
    /// | `activation` | linear | see [`Activation`] |
    /// | `use_bias` | true | |
    /// | `depthwise_initializer` | glorot_uniform | see [`initializers`](crate::initializers) |
    /// | `bias_initializer` | zeros | |
    /// | `depthwise_regularizer`, `bias_regularizer` | none | see [`regularizers`](crate::regularizers) |
    /// | `activity_regularizer` | none | of the output, divided by the number of rows |
    /// | `depthwise_constraint`, `bias_constraint` | none | see [`constraints`](crate::constraints) |
    ///
    /// Source: that of [`DepthwiseConv1D`].
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(DepthwiseConv2D::new(3).padding("same").input_shape([8, 8, 16]))?;
    /// assert_eq!(model.output_shape(), Some(vec![8, 8, 16]));
    /// assert_eq!(model.count_params()?, 3 * 3 * 16 + 16);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, causal padding, unknown names,
    /// arguments of an initializer, regularizer or constraint outside their range, samples that are not
    /// `(rows, columns, channels)`, and a kernel larger than the input. Where the shape of the input is not
    /// known yet, what depends on it is refused by the first call that brings data.
    DepthwiseConv2D 2, "a convolution over rows and columns for each channel by itself";
}
