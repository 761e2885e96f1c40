//! Pooling along the axes in space: each window of elements becomes one.

use super::arguments::{DATA_FORMAT, INPUT_SHAPE, NAME, boxed};
use super::at_least_one;
use super::data_format::{DataFormat, data_format_setting};
use super::padding::{Padding, require_fit_over};
use super::per_axis::PerAxis;
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::NodeId;
use kerros_graph::op::Pooling;

/// The layers, which differ in the number of axes and in what they take of each window.
macro_rules! pooling_layers {
    ($($(#[$doc:meta])* $layer:ident $rank:literal = $kind:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $layer {
                settings: Settings,
                pool_size: PerAxis<$rank>,
                strides: Option<PerAxis<$rank>>,
                padding: Padding,
                data_format: DataFormat,
            }

            layer_settings!($layer);
            data_format_setting!($layer);

            impl $layer {
                /// Windows of `pool_size` elements, one after the other: a number for all axes, or
                /// one for each.
                pub fn new(pool_size: impl Into<PerAxis<$rank>>) -> Self {
                    $layer {
                        settings: Settings::new(),
                        pool_size: pool_size.into(),
                        strides: None,
                        padding: Padding::Valid,
                        data_format: DataFormat::default(),
                    }
                }

                /// How many elements the window moves at a time; `pool_size` if not set.
                #[must_use]
                pub fn strides(mut self, strides: impl Into<PerAxis<$rank>>) -> Self {
                    self.strides = Some(strides.into());
                    self
                }

                /// What happens at the ends: a [`Padding`] (not causal), or its name; `valid` if
                /// not set.
                #[must_use]
                pub fn padding<P>(mut self, padding: P) -> Self
                where
                    P: TryInto<Padding>,
                    P::Error: Into<Error>,
                {
                    self.padding = self.settings.accept(padding).unwrap_or_default();
                    self
                }
            }

            impl Default for $layer {
                fn default() -> Self {
                    $layer::new(2)
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
                    let sizes = self.data_format.spatial_sizes(build, input, $rank)?;
                    let strides = self.strides.unwrap_or(self.pool_size);
                    let window = self.padding.window_over(
                        &sizes,
                        &self.pool_size.0,
                        &strides.0,
                        &[1; $rank],
                    );
                    require_fit_over("pool_size", &window, &sizes)?;
                    let input = self.data_format.channels_to_last(build.graph, input)?;
                    let pooled = build.graph.pool(Pooling::$kind, input, window)?;
                    self.data_format.channels_from_last(build.graph, pooled)
                }

                fn config(&self) -> Config {
                    Config::new()
                        .with("pool_size", self.pool_size)
                        .with("strides", self.strides.unwrap_or(self.pool_size))
                        .with("padding", self.padding)
                        .with("data_format", self.data_format)
                }

                fn check(&self) -> Result<()> {
                    let strides = self.strides.unwrap_or(self.pool_size);
                    for (what, sizes) in [("pool_size", self.pool_size), ("strides", strides)] {
                        sizes.0.iter().try_for_each(|&size| at_least_one(what, size))?;
                    }
                    self.padding.require_symmetric()
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

pooling_layers! {
    /// The largest number of each window of `pool_size` steps, for each channel. The first of several
    /// largest ones gets the gradient.
    ///
    /// `(batch, steps, channels)` becomes `(batch, positions, channels)`, where `y[p, c] = maximum of
    /// x[p * strides + k, c] over 0 <= k < pool_size`. Without padding `positions = (steps -
    /// pool_size) / strides + 1`, rounded down: what is left at the end is not looked at. With padding
    /// `same` there are `steps / strides` positions, rounded up. No weights. In Keras: "MaxPooling1D
    /// layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `pool_size` | 2 (by `default()`) | in steps, at least 1 |
    /// | `strides` | `pool_size` | in steps, at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `data_format` | channels_last | where the channels are |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(MaxPooling1D::new(2).input_shape([5, 1]))?;
    /// let x = Array3::from_shape_fn((1, 5, 1), |(_, step, _)| step as f32);
    /// assert_eq!(model.predict(&x)?.as_slice(), Some(&[1.0, 3.0][..]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, causal padding, unknown names,
    /// samples that are not `(steps, channels)`, and a window larger than the input. Where the shape
    /// of the input is not known yet, the last two are refused by the first call that brings data.
    MaxPooling1D 1 = Max;
    /// The mean of each window of `pool_size` steps, for each channel. Padding does not count.
    ///
    /// `(batch, steps, channels)` becomes `(batch, positions, channels)`, where `y[p, c] = mean of x[p
    /// * strides + k, c] over 0 <= k < pool_size`. Without padding `positions = (steps - pool_size) /
    /// strides + 1`, rounded down: what is left at the end is not looked at. With padding `same` there
    /// are `steps / strides` positions, rounded up. No weights. In Keras: "AveragePooling1D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `pool_size` | 2 (by `default()`) | in steps, at least 1 |
    /// | `strides` | `pool_size` | in steps, at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `data_format` | channels_last | where the channels are |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(AveragePooling1D::new(2).input_shape([5, 1]))?;
    /// let x = Array3::from_shape_fn((1, 5, 1), |(_, step, _)| step as f32);
    /// assert_eq!(model.predict(&x)?.as_slice(), Some(&[0.5, 2.5][..]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, causal padding, unknown names,
    /// samples that are not `(steps, channels)`, and a window larger than the input. Where the shape
    /// of the input is not known yet, the last two are refused by the first call that brings data.
    AveragePooling1D 1 = Average;
    /// The largest number of each window of `pool_size` rows and columns, for each channel. The first
    /// of several largest ones gets the gradient.
    ///
    /// `(batch, rows, columns, channels)` becomes `(batch, p, q, channels)`, where `y[p, q, c] =
    /// maximum of x[p * strides[0] + i, q * strides[1] + j, c] over 0 <= i < pool_size[0], 0 <= j <
    /// pool_size[1]`. Along each axis there are `(size - pool_size) / strides + 1` positions without
    /// padding, rounded down, and `size / strides` with padding `same`, rounded up. No weights. In
    /// Keras: "MaxPooling2D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `pool_size` | 2 (by `default()`) | one number, or one for each axis; at least 1 |
    /// | `strides` | `pool_size` | one number, or one for each axis; at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `data_format` | channels_last | where the channels are |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(MaxPooling2D::new([2, 3]).input_shape([28, 28, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![14, 9, 3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, causal padding, unknown names,
    /// samples that are not `(rows, columns, channels)`, and a window larger than the input. Where the
    /// shape of the input is not known yet, the last two are refused by the first call that brings
    /// data.
    MaxPooling2D 2 = Max;
    /// The mean of each window of `pool_size` rows and columns, for each channel. Padding does not
    /// count.
    ///
    /// `(batch, rows, columns, channels)` becomes `(batch, p, q, channels)`, where `y[p, q, c] = mean
    /// of x[p * strides[0] + i, q * strides[1] + j, c] over 0 <= i < pool_size[0], 0 <= j <
    /// pool_size[1]`. Along each axis there are `(size - pool_size) / strides + 1` positions without
    /// padding, rounded down, and `size / strides` with padding `same`, rounded up. No weights. In
    /// Keras: "AveragePooling2D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `pool_size` | 2 (by `default()`) | one number, or one for each axis; at least 1 |
    /// | `strides` | `pool_size` | one number, or one for each axis; at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `data_format` | channels_last | where the channels are |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(AveragePooling2D::new([2, 3]).input_shape([28, 28, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![14, 9, 3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, causal padding, unknown names,
    /// samples that are not `(rows, columns, channels)`, and a window larger than the input. Where the
    /// shape of the input is not known yet, the last two are refused by the first call that brings
    /// data.
    AveragePooling2D 2 = Average;
    /// The largest number of each window of `pool_size` elements along each axis, for each channel.
    /// The first of several largest ones gets the gradient.
    ///
    /// `(batch, depth, rows, columns, channels)` becomes the same with as many positions of the window
    /// along each of the three axes: `(size - pool_size) / strides + 1` without padding, rounded down,
    /// and `size / strides` with padding `same`, rounded up. No weights. In Keras: "MaxPooling3D
    /// layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `pool_size` | 2 (by `default()`) | one number, or one for each axis; at least 1 |
    /// | `strides` | `pool_size` | one number, or one for each axis; at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `data_format` | channels_last | where the channels are |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(MaxPooling3D::new(2).padding("same").input_shape([7, 8, 8, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![4, 4, 4, 3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, causal padding, unknown names,
    /// samples that are not `(depth, rows, columns, channels)`, and a window larger than the input.
    /// Where the shape of the input is not known yet, the last two are refused by the first call that
    /// brings data.
    MaxPooling3D 3 = Max;
    /// The mean of each window of `pool_size` elements along each axis, for each channel. Padding does
    /// not count.
    ///
    /// `(batch, depth, rows, columns, channels)` becomes the same with as many positions of the window
    /// along each of the three axes: `(size - pool_size) / strides + 1` without padding, rounded down,
    /// and `size / strides` with padding `same`, rounded up. No weights. In Keras: "AveragePooling3D
    /// layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `pool_size` | 2 (by `default()`) | one number, or one for each axis; at least 1 |
    /// | `strides` | `pool_size` | one number, or one for each axis; at least 1 |
    /// | `padding` | valid | valid or same |
    /// | `data_format` | channels_last | where the channels are |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(AveragePooling3D::new(2).padding("same").input_shape([7, 8, 8, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![4, 4, 4, 3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, causal padding, unknown names,
    /// samples that are not `(depth, rows, columns, channels)`, and a window larger than the input.
    /// Where the shape of the input is not known yet, the last two are refused by the first call that
    /// brings data.
    AveragePooling3D 3 = Average;
}

const POOL_SIZE: Argument = Argument::with_default(
    "pool_size",
    Literal::Int(2),
    "the size of the window: one number, or one for each axis; at least 1",
);

const POOL_STRIDES: Argument = Argument::with_default(
    "strides",
    Literal::None,
    "how many elements the window moves at a time; pool_size if not given",
);

const POOL_PADDING: Argument = Argument::with_default(
    "padding",
    Literal::Text("valid"),
    "what happens at the ends: \"valid\" (nothing is added) or \"same\"",
);

/// A pooling.
macro_rules! pooling_class {
    ($layer:ident, $doc:literal) => {
        impl $layer {
            pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
                name: stringify!($layer),
                names: &[],
                doc: $doc,
                arguments: &[POOL_SIZE, POOL_STRIDES, POOL_PADDING, DATA_FORMAT, NAME, INPUT_SHAPE],
                make: |a| {
                    let mut layer = $layer::new(a.sizes("pool_size")?)
                        .padding(Padding::try_from(a.text("padding")?)?)
                        .data_format(a.data_format("data_format")?);
                    if let Some(strides) = a.optional_sizes("strides")? {
                        layer = layer.strides(strides);
                    }
                    boxed(layer.configured(a)?)
                },
            };
        }
    };
}

pooling_class!(MaxPooling1D, "the largest number of each window of steps");

pooling_class!(AveragePooling1D, "the mean of each window of steps");

pooling_class!(MaxPooling2D, "the largest number of each window of rows and columns");

pooling_class!(AveragePooling2D, "the mean of each window of rows and columns");

pooling_class!(MaxPooling3D, "the largest number of each window of a volume");

pooling_class!(AveragePooling3D, "the mean of each window of a volume");
