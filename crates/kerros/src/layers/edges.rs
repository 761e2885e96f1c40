//! Fewer or more elements at the ends of the axes in space.

use super::arguments::{DATA_FORMAT, INPUT_SHAPE, NAME, boxed};
use super::data_format::{DataFormat, data_format_setting};
use super::per_axis::BothEnds;
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId};

/// Leaves `ends` away, for each of the axes from `first` on.
fn crop(
    graph: &mut Graph,
    mut x: NodeId,
    first: usize,
    sizes: &[usize],
    ends: &[(usize, usize)],
) -> Result<NodeId> {
    for (index, (&size, &(before, after))) in sizes.iter().zip(ends).enumerate() {
        let left = size.checked_sub(before).and_then(|rest| rest.checked_sub(after));
        let Some(left) = left.filter(|&left| left > 0) else {
            return Err(Error::invalid(
                "cropping",
                format!("less than {size} elements together, the size of axis {}", first + index),
                format!("{before} and {after}"),
                "Leave at least one element.",
            ));
        };
        if left < size {
            x = graph.slice(x, first + index, before, 1, left)?;
        }
    }
    Ok(x)
}

/// Puts `ends` zeros around, for each of the axes from `first` on.
fn pad(
    graph: &mut Graph,
    mut x: NodeId,
    first: usize,
    sizes: &[usize],
    ends: &[(usize, usize)],
) -> Result<NodeId> {
    for (index, (&size, &(before, after))) in sizes.iter().zip(ends).enumerate() {
        if before > 0 || after > 0 {
            let extent = size.saturating_add(before).saturating_add(after);
            x = graph.pad(x, first + index, before, 1, extent)?;
        }
    }
    Ok(x)
}

/// The layers, which differ in the number of axes and in what they do at the ends.
macro_rules! edge_layers {
    ($(
        $(#[$doc:meta])*
        $layer:ident $rank:literal: $argument:ident = $default:expr, $write:ident
        $(, $data_format:ident)?;
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $layer {
                settings: Settings,
                $argument: BothEnds<$rank>,
                data_format: DataFormat,
            }

            layer_settings!($layer);
            $(edge_layers!(@ $data_format $layer);)?

            impl $layer {
                /// So many elements at the ends: a number for all, one for each axis, or a pair for
                /// each axis.
                pub fn new($argument: impl Into<BothEnds<$rank>>) -> Self {
                    $layer {
                        settings: Settings::new(),
                        $argument: $argument.into(),
                        data_format: DataFormat::ChannelsLast,
                    }
                }
            }

            impl Default for $layer {
                fn default() -> Self {
                    $layer::new($default)
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
                    let first = self.data_format.first_spatial_axis();
                    $write(build.graph, input, first, &sizes, &self.$argument.0)
                }

                fn config(&self) -> Config {
                    let config = Config::new().with(stringify!($argument), self.$argument);
                    $(let config = config.with(stringify!($data_format), self.$data_format);)?
                    config
                }

                fn output_activation(&self) -> Option<Activation> {
                    None
                }
            }
        )*
    };
    (@ data_format $layer:ident) => { data_format_setting!($layer); };
}

edge_layers! {
    /// Leaves steps away at both ends of a sequence.
    ///
    /// `(batch, steps, channels)` becomes `(batch, steps - before - after, channels)`. No weights. In
    /// Keras: "Cropping1D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `cropping` | 1 (by `default()`) | steps at both ends, or `(before, after)` |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Cropping1D::new((1, 2)).input_shape([5, 1]))?;
    /// let x = Array3::from_shape_fn((1, 5, 1), |(_, step, _)| step as f32);
    /// assert_eq!(model.predict(&x)?.as_slice(), Some(&[1.0, 2.0][..]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses samples that are not `(steps, channels)`,
    /// and a cropping that leaves nothing. Where the shape of the input is not known yet, both are
    /// refused by the first call that brings data.
    Cropping1D 1: cropping = 1, crop;
    /// Leaves rows and columns away at all sides of an image.
    ///
    /// `(batch, rows, columns, channels)` becomes `(batch, rows - top - bottom, columns - left - right,
    /// channels)`. No weights. In Keras: "Cropping2D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `cropping` | 0 (by `default()`) | one number, one for each axis, or `[(top, bottom), (left, right)]` |
    /// | `data_format` | channels_last | where the channels are |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Cropping2D::new([(2, 2), (4, 3)]).input_shape([28, 28, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![24, 21, 3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses samples that are not
    /// `(rows, columns, channels)`, and a cropping that leaves nothing. Where the shape of the input is
    /// not known yet, both are refused by the first call that brings data.
    Cropping2D 2: cropping = 0, crop, data_format;
    /// Leaves planes away at all sides of a volume.
    ///
    /// `(batch, depth, rows, columns, channels)` becomes the same with each of the three sizes less by
    /// what is cropped at its ends. No weights. In Keras: "Cropping3D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `cropping` | 1 (by `default()`) | one number, one for each axis, or a pair for each axis |
    /// | `data_format` | channels_last | where the channels are |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Cropping3D::new([2, 2, 4]).input_shape([28, 28, 10, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![24, 24, 2, 3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses samples that are not
    /// `(depth, rows, columns, channels)`, and a cropping that leaves nothing. Where the shape of the
    /// input is not known yet, both are refused by the first call that brings data.
    Cropping3D 3: cropping = 1, crop, data_format;
    /// Puts steps of zeros at both ends of a sequence.
    ///
    /// `(batch, steps, channels)` becomes `(batch, before + steps + after, channels)`. No weights. In
    /// Keras: "ZeroPadding1D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `padding` | 1 (by `default()`) | steps at both ends, or `(before, after)` |
    /// | `data_format` | channels_last | where the channels are |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(ZeroPadding1D::new((1, 0)).input_shape([2, 1]))?;
    /// let x = Array3::<f32>::ones((1, 2, 1));
    /// assert_eq!(model.predict(&x)?.as_slice(), Some(&[0.0, 1.0, 1.0][..]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses samples that are not `(steps, channels)`.
    /// Where the shape of the input is not known yet, they are refused by the first call that brings
    /// data.
    ZeroPadding1D 1: padding = 1, pad, data_format;
    /// Puts rows and columns of zeros at all sides of an image.
    ///
    /// `(batch, rows, columns, channels)` becomes `(batch, top + rows + bottom, left + columns + right,
    /// channels)`. No weights. In Keras: "ZeroPadding2D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `padding` | 1 (by `default()`) | one number, one for each axis, or `[(top, bottom), (left, right)]` |
    /// | `data_format` | channels_last | where the channels are |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(ZeroPadding2D::new([1, 2]).input_shape([28, 28, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![30, 32, 3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses samples that are not
    /// `(rows, columns, channels)`. Where the shape of the input is not known yet, they are refused by
    /// the first call that brings data.
    ZeroPadding2D 2: padding = 1, pad, data_format;
    /// Puts planes of zeros at all sides of a volume.
    ///
    /// `(batch, depth, rows, columns, channels)` becomes the same with each of the three sizes more by
    /// what is put at its ends. No weights. In Keras: "ZeroPadding3D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `padding` | 1 (by `default()`) | one number, one for each axis, or a pair for each axis |
    /// | `data_format` | channels_last | where the channels are |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(ZeroPadding3D::new(2).input_shape([10, 12, 12, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![14, 16, 16, 3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses samples that are not
    /// `(depth, rows, columns, channels)`. Where the shape of the input is not known yet, they are
    /// refused by the first call that brings data.
    ZeroPadding3D 3: padding = 1, pad, data_format;
}

const ONE: Literal = Literal::Int(1);

const NONE_AT_BOTH: Literal = Literal::List(&[Literal::Int(0), Literal::Int(0)]);

const ONE_AT_BOTH: Literal = Literal::List(&[ONE, ONE]);

/// Cropping or padding along the axes in space.
macro_rules! edges_class {
    ($layer:ident, $argument:literal = $default:expr, $doc:literal $(, $data_format:ident)?) => {
        impl $layer {
            pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
                name: stringify!($layer),
                names: &[],
                doc: $doc,
                arguments: &[
                    Argument::with_default(
                        $argument,
                        $default,
                        "elements at both ends: one number for all axes, one for each, or a pair for each",
                    ),
                    $($data_format,)?
                    NAME,
                    INPUT_SHAPE,
                ],
                make: |a| {
                    let layer = $layer::new(a.both_ends($argument)?);
                    $(let layer = layer.data_format(a.data_format($data_format.name)?);)?
                    boxed(layer.configured(a)?)
                },
            };
        }
    };
}

edges_class!(Cropping1D, "cropping" = ONE_AT_BOTH, "leaves steps of a sequence away at its ends");

edges_class!(
    Cropping2D,
    "cropping" = Literal::List(&[NONE_AT_BOTH, NONE_AT_BOTH]),
    "leaves rows and columns of an image away at its sides",
    DATA_FORMAT
);

edges_class!(
    Cropping3D,
    "cropping" = Literal::List(&[ONE_AT_BOTH, ONE_AT_BOTH, ONE_AT_BOTH]),
    "leaves planes of a volume away at its sides",
    DATA_FORMAT
);

edges_class!(
    ZeroPadding1D,
    "padding" = ONE,
    "puts steps of zeros at the ends of a sequence",
    DATA_FORMAT
);

edges_class!(
    ZeroPadding2D,
    "padding" = ONE_AT_BOTH,
    "puts rows and columns of zeros at the sides of an image",
    DATA_FORMAT
);

edges_class!(
    ZeroPadding3D,
    "padding" = Literal::List(&[ONE_AT_BOTH, ONE_AT_BOTH, ONE_AT_BOTH]),
    "puts planes of zeros at the sides of a volume",
    DATA_FORMAT
);
