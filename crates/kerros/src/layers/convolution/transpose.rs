//! Transposed convolutions.

use super::arguments::{DILATION_RATE, FILTERS, KERNEL_SIZE, OUTPUT_PADDING, PADDING, STRIDES};
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
use kerros_graph::op::Window;

/// The layers, which differ in the number of axes.
macro_rules! transposed_layers {
    ($($(#[$doc:meta])* $layer:ident $rank:literal, $about:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $layer {
                settings: Settings,
                filters: usize,
                sliding: Sliding<$rank>,
                output_padding: Option<PerAxis<$rank>>,
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
                /// `filters` filters of `kernel_size` elements: a number for all axes, or one for each.
                pub fn new(filters: usize, kernel_size: impl Into<PerAxis<$rank>>) -> Self {
                    $layer {
                        settings: Settings::new(),
                        filters,
                        sliding: Sliding::new(kernel_size.into()),
                        output_padding: None,
                        ending: Ending::new(),
                        kernel: WeightOptions::new(GlorotUniform),
                    }
                }

                /// How much longer the output is than the shortest that fits: a number for all axes,
                /// or one for each, below the strides; chosen by padding and strides if not set.
                #[must_use]
                pub fn output_padding(mut self, output_padding: impl Into<PerAxis<$rank>>) -> Self {
                    self.output_padding = Some(output_padding.into());
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
                        OUTPUT_PADDING,
                        DATA_FORMAT,
                        DILATION_RATE,
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
                            output_padding: a.optional_sizes("output_padding")?.map(PerAxis),
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
                    let (window, extents) =
                        transposed(&self.sliding, self.output_padding, &image.sizes)?;
                    let shape = self.sliding.kernel_shape(self.filters, image.channels);
                    let kernel = build.weight_with(&self.kernel.weight("kernel", &shape))?;
                    let sums = build.graph.conv_transpose(image.node, kernel, window, &extents)?;
                    self.ending.call(build, sums, self.sliding.data_format)
                }

                fn config(&self) -> Config {
                    let config = self.sliding.begin(Config::new().with("filters", self.filters));
                    let config = config
                        .with("output_padding", self.output_padding)
                        .with("data_format", self.sliding.data_format)
                        .with("dilation_rate", self.sliding.dilation_rate);
                    let weights = [("kernel", &self.kernel), ("bias", &self.ending.bias)];
                    with_options(self.ending.begin(config), weights, Some(&self.settings))
                }

                fn check(&self) -> Result<()> {
                    at_least_one("filters", self.filters)?;
                    self.sliding.check()?;
                    self.sliding.require_dense_or_slow()?;
                    self.sliding.padding.require_symmetric()?;
                    require_below_strides(self.output_padding, self.sliding.strides)
                }
            }
        )*
    };
}

/// Checks that what is added to the output is less than the kernel moves.
fn require_below_strides<const RANK: usize>(
    output_padding: Option<PerAxis<RANK>>,
    strides: PerAxis<RANK>,
) -> Result<()> {
    let Some(added) = output_padding else { return Ok(()) };
    if added.0.iter().zip(&strides.0).all(|(added, stride)| added < stride) {
        return Ok(());
    }
    Err(Error::invalid(
        "output_padding",
        format!("numbers below the strides, {strides}"),
        added.to_string(),
        "With as much as a stride there would be room for one more element of the input.",
    ))
}

/// The convolution that makes `sizes` of the output, and the output's sizes.
fn transposed<const RANK: usize>(
    sliding: &Sliding<RANK>,
    output_padding: Option<PerAxis<RANK>>,
    sizes: &[usize],
) -> Result<(Window, Vec<usize>)> {
    let mut window = Window::valid(&sliding.kernel_size.0, &sliding.strides.0);
    window.dilation = sliding.dilation_rate.0.as_slice().into();
    let mut extents = Vec::with_capacity(RANK);
    for (axis, &size) in sizes.iter().enumerate() {
        let stride = sliding.strides.0[axis];
        let added = output_padding.map(|added| added.0[axis] as i128);
        let (before, after) =
            cut_off(sliding.padding, window.span(axis) as i128, stride as i128, added);
        let all = size.saturating_sub(1) as i128 * stride as i128 + window.span(axis) as i128;
        // Sizes beyond all memory are refused where the node is written.
        let limited = |size: i128| usize::try_from(size.max(0)).unwrap_or(usize::MAX);
        let extent = limited(all - before - after);
        window.padding[axis] = (limited(before), limited(after));
        extents.push(extent);
    }
    if extents.contains(&0) {
        return Err(Error::invalid(
            "output_padding",
            "at least one element in the output along each axis",
            format!("{extents:?}"),
            "Use a larger output_padding, an odd kernel_size, or larger inputs.",
        ));
    }
    Ok((window, extents))
}

/// What is cut off at both ends of all the elements that the kernel reaches, of which there are
/// `(size - 1) * stride + span`. Less than nothing at the end means as many zeros.
///
/// - valid: nothing; without `added`, zeros until the output has `size * stride` elements at least.
/// - same: without `added`, as much as makes the output `size * stride` long; with it, as much as
///   leaves `(size - 1) * stride + span % 2 + added`. One more is cut off at the end than before the first
///   element if it is odd; no more than `span - 1` are kept beyond the elements of the input.
fn cut_off(padding: Padding, span: i128, stride: i128, added: Option<i128>) -> (i128, i128) {
    // Elements around the input, spread out by the stride, that a window may start at.
    let (left, right) = match (padding, added) {
        (Padding::Same, added) => {
            let around = match added {
                None => stride + span - 2,
                Some(added) => span + span % 2 + added - 2,
            };
            let left = (around / 2 + around % 2).min(span - 1);
            (left, around - left)
        }
        (Padding::Valid | Padding::Causal, added) => {
            (span - 1, span - 1 + added.unwrap_or((stride - span).max(0)))
        }
    };
    (span - 1 - left, span - 1 - right)
}

transposed_layers! {
    /// A transposed convolution along the steps of a sequence, which makes it longer: each step of the
    /// input adds a kernel, times its number, to the output.
    ///
    /// `(batch, steps, channels)` becomes `(batch, positions, filters)`. It is the convolution with the same
    /// arguments backwards: what that one's gradient with respect to its input is.
    ///
    /// ```text
    /// y[t, f] = activation(bias[f] + sum over s, k, c of x[s, c] * kernel[k, f, c]),
    ///     for all s, k with s * strides + k * dilation_rate = t + what is cut off before the first step
    /// ```
    ///
    /// With `span = (kernel_size - 1) * dilation_rate + 1`, the output has
    ///
    /// | `padding` | without `output_padding` | with it |
    /// |---|---|---|
    /// | valid | `(steps - 1) * strides + max(span, strides)` | `(steps - 1) * strides + span + output_padding` |
    /// | same | `steps * strides` | `(steps - 1) * strides + span % 2 + output_padding` |
    ///
    /// positions. Weights: `kernel (kernel_size, filters, channels)`, `bias (filters)`. In Keras:
    /// "Conv1DTranspose layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `filters` | must be given | channels of the output, at least 1 |
    /// | `kernel_size` | must be given | in steps, at least 1 |
    /// | `strides` | 1 | in steps, at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `output_padding` | none | see above; below `strides` |
    /// | `data_format` | channels_last | where the channels are |
    /// | `dilation_rate` | 1 | in steps, at least 1 |
    /// | `activation` | linear | see [`Activation`] |
    /// | `use_bias` | true | |
    /// | `kernel_initializer` | glorot_uniform | see [`initializers`](crate::initializers) |
    /// | `bias_initializer` | zeros | |
    /// | `kernel_regularizer`, `bias_regularizer` | none | see [`regularizers`](crate::regularizers) |
    /// | `activity_regularizer` | none | of the output, divided by the number of rows |
    /// | `kernel_constraint`, `bias_constraint` | none | see [`constraints`](crate::constraints) |
    ///
    /// Source: Zeiler, Krishnan, Taylor and Fergus, "Deconvolutional networks", CVPR 2010.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Conv1DTranspose::new(8, 3).strides(2).padding("same").input_shape([10, 4]))?;
    /// assert_eq!(model.output_shape(), Some(vec![20, 8]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, strides and dilation that are both
    /// above 1, an `output_padding` that is not below the strides, causal padding, unknown names, arguments
    /// of an initializer, regularizer or constraint outside their range, samples that are not `(steps,
    /// channels)`, and an output without elements. Where the shape of the input is not known yet, what
    /// depends on it is refused by the first call that brings data.
    Conv1DTranspose 1, "a transposed convolution along the steps of a sequence";
    /// A transposed convolution over rows and columns, which makes images larger: each element of the
    /// input adds a kernel, times its number, to the output.
    ///
    /// `(batch, rows, columns, channels)` becomes `(batch, positions down, positions right, filters)`;
    /// along each axis it is what [`Conv1DTranspose`] is, with as many positions. Weights: `kernel
    /// (kernel_size[0], kernel_size[1], filters, channels)`, `bias (filters)`. In Keras:
    /// "Conv2DTranspose layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `filters` | must be given | channels of the output, at least 1 |
    /// | `kernel_size` | must be given | one number, or one for each axis; at least 1 |
    /// | `strides` | 1 | one number, or one for each axis; at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `output_padding` | none | one number, or one for each axis, below the strides |
    /// | `data_format` | channels_last | where the channels are |
    /// | `dilation_rate` | 1 | one number, or one for each axis; at least 1 |
    /// | `activation` | linear | see [`Activation`] |
    /// | `use_bias` | true | |
    /// | `kernel_initializer` | glorot_uniform | see [`initializers`](crate::initializers) |
    /// | `bias_initializer` | zeros | |
    /// | `kernel_regularizer`, `bias_regularizer` | none | see [`regularizers`](crate::regularizers) |
    /// | `activity_regularizer` | none | of the output, divided by the number of rows |
    /// | `kernel_constraint`, `bias_constraint` | none | see [`constraints`](crate::constraints) |
    ///
    /// Source: that of [`Conv1DTranspose`].
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Conv2DTranspose::new(3, 4).strides(2).padding("same").input_shape([7, 7, 16]))?;
    /// assert_eq!(model.output_shape(), Some(vec![14, 14, 3]));
    /// assert_eq!(model.count_params()?, 4 * 4 * 3 * 16 + 3);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, strides and dilation that are both
    /// above 1, an `output_padding` that is not below the strides, causal padding, unknown names, arguments
    /// of an initializer, regularizer or constraint outside their range, samples that are not `(rows,
    /// columns, channels)`, and an output without elements. Where the shape of the input is not known yet,
    /// what depends on it is refused by the first call that brings data.
    Conv2DTranspose 2, "a transposed convolution over the rows and columns of images";
    /// A transposed convolution over the three axes of volumes, which makes them larger.
    ///
    /// `(batch, depth, rows, columns, channels)` becomes the same with more positions along each axis, as
    /// many as [`Conv1DTranspose`] has, and the filters for channels. Weights: `kernel (kernel_size[0],
    /// kernel_size[1], kernel_size[2], filters, channels)`, `bias (filters)`. In Keras: "Conv3DTranspose
    /// layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `filters` | must be given | channels of the output, at least 1 |
    /// | `kernel_size` | must be given | one number, or one for each axis; at least 1 |
    /// | `strides` | 1 | one number, or one for each axis; at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `output_padding` | none | one number, or one for each axis, below the strides |
    /// | `data_format` | channels_last | where the channels are |
    /// | `dilation_rate` | 1 | one number, or one for each axis; at least 1 |
    /// | `activation` | linear | see [`Activation`] |
    /// | `use_bias` | true | |
    /// | `kernel_initializer` | glorot_uniform | see [`initializers`](crate::initializers) |
    /// | `bias_initializer` | zeros | |
    /// | `kernel_regularizer`, `bias_regularizer` | none | see [`regularizers`](crate::regularizers) |
    /// | `activity_regularizer` | none | of the output, divided by the number of rows |
    /// | `kernel_constraint`, `bias_constraint` | none | see [`constraints`](crate::constraints) |
    ///
    /// Source: that of [`Conv1DTranspose`].
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Conv3DTranspose::new(2, 3).strides(2).input_shape([3, 4, 5, 1]))?;
    /// assert_eq!(model.output_shape(), Some(vec![7, 9, 11, 2]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, strides and dilation that are both
    /// above 1, an `output_padding` that is not below the strides, causal padding, unknown names, arguments
    /// of an initializer, regularizer or constraint outside their range, samples that are not `(depth, rows,
    /// columns, channels)`, and an output without elements. Where the shape of the input is not known yet,
    /// what depends on it is refused by the first call that brings data.
    Conv3DTranspose 3, "a transposed convolution over the three axes of volumes";
}
