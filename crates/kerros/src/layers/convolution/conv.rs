//! Convolutions whose filters see all channels, or those of their group.

use super::arguments::{
    DILATION_RATE, FILTERS, GROUPS, KERNEL_SIZE, PADDING, PADDING_OR_CAUSAL, STRIDES,
};
use super::sliding::{Ending, Sliding, sliding_layer, sliding_settings};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::initializers::GlorotUniform;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::layers::arguments::{
    ACTIVATION, BIAS_INITIALIZER, DATA_FORMAT, INPUT_SHAPE, KERNEL_INITIALIZER, NAME, USE_BIAS,
    boxed,
};
use crate::layers::weight_options::{
    ACTIVITY_REGULARIZER, BIAS_CONSTRAINT, BIAS_REGULARIZER, KERNEL_CONSTRAINT, KERNEL_REGULARIZER,
    WeightOptions, output_settings, weight_options, with_options,
};
use crate::layers::{DataFormat, Padding, PerAxis, at_least_one};
use crate::registry::Class;
use kerros_graph::NodeId;
use kerros_graph::op::Convolution;

/// The layers, which differ in the number of axes and in whether there is an order along them.
macro_rules! conv_layers {
    ($($(#[$doc:meta])* $layer:ident $rank:literal, $padding:ident, $about:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $layer {
                settings: Settings,
                filters: usize,
                sliding: Sliding<$rank>,
                groups: usize,
                ending: Ending,
                kernel: WeightOptions,
            }

            layer_settings!($layer);
            sliding_settings!($layer, $rank);
            weight_options!($layer {
                kernel: "the kernel", "glorot_uniform" =>
                    kernel_initializer, kernel_regularizer, kernel_constraint;
            });

            impl $layer {
                /// `filters` filters that look at `kernel_size` elements at a time: a number for all
                /// axes, or one for each.
                pub fn new(filters: usize, kernel_size: impl Into<PerAxis<$rank>>) -> Self {
                    $layer {
                        settings: Settings::new(),
                        filters,
                        sliding: Sliding::new(kernel_size.into()),
                        groups: 1,
                        ending: Ending::new(),
                        kernel: WeightOptions::new(GlorotUniform),
                    }
                }

                /// Into how many groups channels and filters are cut; 1 if not set. Each filter sees
                /// the channels of its group only.
                #[must_use]
                pub fn groups(mut self, groups: usize) -> Self {
                    self.groups = groups;
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
                        $padding,
                        DATA_FORMAT,
                        DILATION_RATE,
                        GROUPS,
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
                        let layer = $layer {
                            settings: output_settings(a)?,
                            filters: a.size("filters")?,
                            sliding: Sliding::of(a)?,
                            groups: a.size("groups")?,
                            ending: Ending::of(a)?,
                            kernel: WeightOptions::configured(a, "kernel")?,
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
                    require_groups("channels of the input", image.channels, self.groups)?;
                    let shape = self.sliding.kernel_shape(image.channels / self.groups, self.filters);
                    let kernel = build.weight_with(&self.kernel.weight("kernel", &shape))?;
                    let conv = Convolution { window, groups: self.groups };
                    let sums = build.graph.conv(image.node, kernel, conv)?;
                    self.ending.call(build, sums, self.sliding.data_format)
                }

                fn config(&self) -> Config {
                    let config = self.sliding.begin(Config::new().with("filters", self.filters));
                    let config = config
                        .with("data_format", self.sliding.data_format)
                        .with("dilation_rate", self.sliding.dilation_rate)
                        .with("groups", self.groups);
                    let weights = [("kernel", &self.kernel), ("bias", &self.ending.bias)];
                    with_options(self.ending.begin(config), weights, Some(&self.settings))
                }

                fn check(&self) -> Result<()> {
                    at_least_one("filters", self.filters)?;
                    self.sliding.check()?;
                    at_least_one("groups", self.groups)?;
                    require_groups("filters", self.filters, self.groups)?;
                    self.sliding.require_dense_or_slow()?;
                    if $rank > 1 { self.sliding.padding.require_symmetric() } else { Ok(()) }
                }
            }
        )*
    };
}

/// Checks that groups share out `count` channels or filters evenly.
fn require_groups(what: &str, count: usize, groups: usize) -> Result<()> {
    if count.is_multiple_of(groups) {
        return Ok(());
    }
    Err(Error::invalid(
        "groups",
        format!("a number that divides the {count} {what}"),
        groups.to_string(),
        "Each group has as many channels and as many filters as every other: choose a divisor of both.",
    ))
}

conv_layers! {
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
    /// cross-correlation, as in all such layers. With `groups`, the filters of a group sum over the
    /// `channels / groups` channels of the same group. Weights: `kernel (kernel_size, channels / groups,
    /// filters)`, `bias (filters)`. In Keras: "Conv1D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `filters` | must be given | channels of the output, at least 1 |
    /// | `kernel_size` | must be given | in steps, at least 1 |
    /// | `strides` | 1 | in steps, at least 1 |
    /// | `padding` | valid | see [`Padding`] |
    /// | `data_format` | channels_last | where the channels are |
    /// | `dilation_rate` | 1 | in steps, at least 1 |
    /// | `groups` | 1 | divides channels and filters |
    /// | `activation` | linear | see [`Activation`] |
    /// | `use_bias` | true | |
    /// | `kernel_initializer` | glorot_uniform | see [`initializers`](crate::initializers) |
    /// | `bias_initializer` | zeros | |
    /// | `kernel_regularizer`, `bias_regularizer` | none | see [`regularizers`](crate::regularizers) |
    /// | `activity_regularizer` | none | of the output, divided by the number of rows |
    /// | `kernel_constraint`, `bias_constraint` | none | see [`constraints`](crate::constraints) |
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
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, strides and dilation that are both
    /// above 1, groups that do not divide filters or channels, unknown names, arguments of an initializer,
    /// regularizer or constraint outside their range, samples that are not `(steps, channels)`, and a kernel
    /// longer than the input. Where the shape of the input is not known yet, what depends on it is refused by
    /// the first call that brings data.
    Conv1D 1, PADDING_OR_CAUSAL, "a convolution along the steps of a sequence";
    /// A convolution over rows and columns: each filter slides over the image and looks at
    /// `kernel_size` rows and columns at a time.
    ///
    /// `(batch, rows, columns, channels)` becomes `(batch, positions down, positions right, filters)`,
    /// where
    ///
    /// ```text
    /// y[p, q, f] = activation(bias[f] + sum over i, j, c of
    ///     x[p * strides[0] + i * dilation_rate[0], q * strides[1] + j * dilation_rate[1], c] * kernel[i, j, c, f])
    /// ```
    ///
    /// Along each axis there are as many positions as [`Conv1D`] has. The kernel is not reversed. With
    /// `groups`, the filters of a group sum over the `channels / groups` channels of the same group.
    /// Weights: `kernel (kernel_size[0], kernel_size[1], channels / groups, filters)`, `bias (filters)`.
    /// In Keras: "Conv2D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `filters` | must be given | channels of the output, at least 1 |
    /// | `kernel_size` | must be given | one number, or one for each axis; at least 1 |
    /// | `strides` | 1 | one number, or one for each axis; at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `data_format` | channels_last | where the channels are |
    /// | `dilation_rate` | 1 | one number, or one for each axis; at least 1 |
    /// | `groups` | 1 | divides channels and filters |
    /// | `activation` | linear | see [`Activation`] |
    /// | `use_bias` | true | |
    /// | `kernel_initializer` | glorot_uniform | see [`initializers`](crate::initializers) |
    /// | `bias_initializer` | zeros | |
    /// | `kernel_regularizer`, `bias_regularizer` | none | see [`regularizers`](crate::regularizers) |
    /// | `activity_regularizer` | none | of the output, divided by the number of rows |
    /// | `kernel_constraint`, `bias_constraint` | none | see [`constraints`](crate::constraints) |
    ///
    /// Sources: those of [`Conv1D`]; groups: Krizhevsky, Sutskever and Hinton, "ImageNet classification
    /// with deep convolutional neural networks", NIPS 2012.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Conv2D::new(32, 3).activation("relu").input_shape([28, 28, 1]))?;
    /// model.add(Conv2D::new(64, [3, 5]).strides(2).padding("same").groups(2))?;
    /// assert_eq!(model.output_shape(), Some(vec![13, 13, 64]));
    /// assert_eq!(model.count_params()?, 320 + 3 * 5 * 16 * 64 + 64);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, strides and dilation that are both
    /// above 1, groups that do not divide filters or channels, causal padding, unknown names, arguments of an
    /// initializer, regularizer or constraint outside their range, samples that are not `(rows, columns,
    /// channels)`, and a kernel larger than the input. Where the shape of the input is not known yet, what
    /// depends on it is refused by the first call that brings data.
    Conv2D 2, PADDING, "a convolution over the rows and columns of images";
    /// A convolution over the three axes of volumes, or over time, rows and columns of films.
    ///
    /// `(batch, depth, rows, columns, channels)` becomes the same with the positions of the kernel along
    /// each axis, as many as [`Conv1D`] has, and the filters for channels; each number is a sum as that of
    /// [`Conv2D`], over three axes. Weights: `kernel (kernel_size[0], kernel_size[1], kernel_size[2],
    /// channels / groups, filters)`, `bias (filters)`. In Keras: "Conv3D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `filters` | must be given | channels of the output, at least 1 |
    /// | `kernel_size` | must be given | one number, or one for each axis; at least 1 |
    /// | `strides` | 1 | one number, or one for each axis; at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `data_format` | channels_last | where the channels are |
    /// | `dilation_rate` | 1 | one number, or one for each axis; at least 1 |
    /// | `groups` | 1 | divides channels and filters |
    /// | `activation` | linear | see [`Activation`] |
    /// | `use_bias` | true | |
    /// | `kernel_initializer` | glorot_uniform | see [`initializers`](crate::initializers) |
    /// | `bias_initializer` | zeros | |
    /// | `kernel_regularizer`, `bias_regularizer` | none | see [`regularizers`](crate::regularizers) |
    /// | `activity_regularizer` | none | of the output, divided by the number of rows |
    /// | `kernel_constraint`, `bias_constraint` | none | see [`constraints`](crate::constraints) |
    ///
    /// Source: Ji, Xu, Yang and Yu, "3D convolutional neural networks for human action recognition",
    /// IEEE Transactions on Pattern Analysis and Machine Intelligence 2013.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Conv3D::new(8, 3).input_shape([10, 16, 16, 1]))?;
    /// assert_eq!(model.output_shape(), Some(vec![8, 14, 14, 8]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, strides and dilation that are both
    /// above 1, groups that do not divide filters or channels, causal padding, unknown names, arguments of an
    /// initializer, regularizer or constraint outside their range, samples that are not `(depth, rows,
    /// columns, channels)`, and a kernel larger than the input. Where the shape of the input is not known
    /// yet, what depends on it is refused by the first call that brings data.
    Conv3D 3, PADDING, "a convolution over the three axes of volumes";
}
