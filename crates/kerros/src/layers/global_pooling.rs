//! Pooling over everything in space: each channel becomes one number.

use super::arguments::{DATA_FORMAT, INPUT_SHAPE, NAME, boxed};
use super::data_format::{DataFormat, data_format_setting};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::types::Dim;
use kerros_graph::{NodeId, Shape};

/// The largest number over these axes.
fn largest(build: &mut Build<'_>, x: NodeId, axes: &[usize]) -> Result<NodeId> {
    Ok(build.graph.reduce_max(x, axes)?)
}

/// The mean over these axes; of the steps that count, where there is a mask of steps.
fn average(build: &mut Build<'_>, x: NodeId, axes: &[usize]) -> Result<NodeId> {
    let (&[steps], Some(mask)) = (axes, build.mask()) else {
        return Ok(build.graph.mean(x, axes)?);
    };
    let shape = build.shape(x).clone();
    let given = build.shape(mask);
    let of_steps = [shape.dims()[0], shape.dims()[steps]];
    if given.dims() != of_steps {
        return Err(Error::invalid(
            "mask",
            format!("one number for each step of {shape}, {}", Shape::from_iter(of_steps)),
            given.to_string(),
            "Mask the steps of the sequence that the layer gets, or take the mask away before.",
        ));
    }
    // From (batch, steps) to where the steps are.
    let mask = build.graph.expand(mask, 3 - steps)?;
    let mask = build.graph.broadcast(mask, shape)?;
    let none = build.graph.full_like(mask, 0.0)?;
    let counted = build.graph.greater(mask, none)?;
    let kept = build.graph.select(counted, x, none)?;
    let (sum, count) = (build.graph.sum(kept, axes)?, build.graph.sum(mask, axes)?);
    Ok(build.graph.div(sum, count)?)
}

/// The layers, which differ in the number of axes and in what they take of each channel.
macro_rules! global_pooling_layers {
    ($($(#[$doc:meta])* $layer:ident $rank:literal = $reduce:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, Default)]
            pub struct $layer {
                settings: Settings,
                data_format: DataFormat,
                keepdims: bool,
            }

            layer_settings!($layer);
            data_format_setting!($layer);

            impl $layer {
                /// The layer.
                pub fn new() -> Self {
                    $layer::default()
                }

                /// Whether the axes in space stay, with size 1; `false` if not set.
                #[must_use]
                pub fn keepdims(mut self, keepdims: bool) -> Self {
                    self.keepdims = keepdims;
                    self
                }
            }

            impl Layer for $layer {
                fn class_name(&self) -> &'static str {
                    stringify!($layer)
                }

                fn settings(&self) -> &Settings {
                    &self.settings
                }

                fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
                    self.data_format.spatial_sizes(build, input, $rank)?;
                    let axes = self.data_format.spatial_axes($rank);
                    let pooled = $reduce(build, input, &axes)?;
                    if !self.keepdims {
                        return Ok(pooled);
                    }
                    let mut shape = build.shape(input).clone();
                    for axis in axes {
                        shape.0[axis] = Dim::Const(1);
                    }
                    Ok(build.graph.reshape(pooled, shape)?)
                }

                fn config(&self) -> Config {
                    Config::new()
                        .with("data_format", self.data_format)
                        .with("keepdims", self.keepdims)
                }

                fn is_built_without_input(&self) -> bool {
                    true
                }

                fn output_activation(&self) -> Option<Activation> {
                    None
                }
            }
        )*
    };
}

global_pooling_layers! {
    /// The largest number of each channel over all steps of a sequence. Several largest ones share the
    /// gradient.
    ///
    /// `(batch, steps, channels)` becomes `(batch, channels)`, or `(batch, 1, channels)` with
    /// `keepdims`. No weights. In Keras: "GlobalMaxPooling1D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `data_format` | channels_last | where the channels are |
    /// | `keepdims` | `false` | whether the axes in space stay, with size 1 |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(GlobalMaxPooling1D::new().input_shape([20, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses samples that are not `(steps, channels)`.
    /// Where the shape of the input is not known yet, they are refused by the first call that brings
    /// data.
    GlobalMaxPooling1D 1 = largest;
    /// The mean of each channel over all steps of a sequence; over those that count, where the input has a
    /// mask. NaN where none counts, as in Keras.
    ///
    /// `(batch, steps, channels)` becomes `(batch, channels)`, or `(batch, 1, channels)` with
    /// `keepdims`. No weights. In Keras: "GlobalAveragePooling1D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `data_format` | channels_last | where the channels are |
    /// | `keepdims` | `false` | whether the axes in space stay, with size 1 |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(GlobalAveragePooling1D::new().input_shape([20, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses samples that are not `(steps, channels)`.
    /// Where the shape of the input is not known yet, they are refused by the first call that brings
    /// data.
    GlobalAveragePooling1D 1 = average;
    /// The largest number of each channel over all places of an image. Several largest ones share the
    /// gradient.
    ///
    /// `(batch, rows, columns, channels)` becomes `(batch, channels)`, or `(batch, 1, 1, channels)`
    /// with `keepdims`. No weights. In Keras: "GlobalMaxPooling2D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `data_format` | channels_last | where the channels are |
    /// | `keepdims` | `false` | whether the axes in space stay, with size 1 |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(GlobalMaxPooling2D::new().input_shape([28, 28, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses samples that are not `(rows, columns,
    /// channels)`. Where the shape of the input is not known yet, they are refused by the first call
    /// that brings data.
    GlobalMaxPooling2D 2 = largest;
    /// The mean of each channel over all places of an image.
    ///
    /// `(batch, rows, columns, channels)` becomes `(batch, channels)`, or `(batch, 1, 1, channels)`
    /// with `keepdims`. No weights. In Keras: "GlobalAveragePooling2D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `data_format` | channels_last | where the channels are |
    /// | `keepdims` | `false` | whether the axes in space stay, with size 1 |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(GlobalAveragePooling2D::new().input_shape([28, 28, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses samples that are not `(rows, columns,
    /// channels)`. Where the shape of the input is not known yet, they are refused by the first call
    /// that brings data.
    GlobalAveragePooling2D 2 = average;
    /// The largest number of each channel over all places of a volume. Several largest ones share the
    /// gradient.
    ///
    /// `(batch, depth, rows, columns, channels)` becomes `(batch, channels)`, or `(batch, 1, 1, 1,
    /// channels)` with `keepdims`. No weights. In Keras: "GlobalMaxPooling3D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `data_format` | channels_last | where the channels are |
    /// | `keepdims` | `false` | whether the axes in space stay, with size 1 |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(GlobalMaxPooling3D::new().input_shape([4, 28, 28, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses samples that are not `(depth, rows,
    /// columns, channels)`. Where the shape of the input is not known yet, they are refused by the
    /// first call that brings data.
    GlobalMaxPooling3D 3 = largest;
    /// The mean of each channel over all places of a volume.
    ///
    /// `(batch, depth, rows, columns, channels)` becomes `(batch, channels)`, or `(batch, 1, 1, 1,
    /// channels)` with `keepdims`. No weights. In Keras: "GlobalAveragePooling3D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `data_format` | channels_last | where the channels are |
    /// | `keepdims` | `false` | whether the axes in space stay, with size 1 |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(GlobalAveragePooling3D::new().input_shape([4, 28, 28, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses samples that are not `(depth, rows,
    /// columns, channels)`. Where the shape of the input is not known yet, they are refused by the
    /// first call that brings data.
    GlobalAveragePooling3D 3 = average;
}

/// A pooling over everything in space.
macro_rules! global_pooling_class {
    ($layer:ident, $doc:literal) => {
        impl $layer {
            pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
                name: stringify!($layer),
                names: &[],
                doc: $doc,
                arguments: &[
                    DATA_FORMAT,
                    Argument::with_default(
                        "keepdims",
                        Literal::Bool(false),
                        "whether the axes in space stay, with size 1",
                    ),
                    NAME,
                    INPUT_SHAPE,
                ],
                make: |a| {
                    let layer = $layer::new()
                        .data_format(a.data_format("data_format")?)
                        .keepdims(a.bool("keepdims")?);
                    boxed(layer.configured(a)?)
                },
            };
        }
    };
}

global_pooling_class!(GlobalMaxPooling1D, "the largest number of each channel over all steps");

global_pooling_class!(GlobalAveragePooling1D, "the mean of each channel over all steps");

global_pooling_class!(GlobalMaxPooling2D, "the largest number of each channel of an image");

global_pooling_class!(GlobalAveragePooling2D, "the mean of each channel of an image");

global_pooling_class!(GlobalMaxPooling3D, "the largest number of each channel of a volume");

global_pooling_class!(GlobalAveragePooling3D, "the mean of each channel of a volume");
