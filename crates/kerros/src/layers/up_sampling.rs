//! More elements along the axes in space, made of those that are there.

use super::arguments::{DATA_FORMAT, INPUT_SHAPE, NAME, boxed};
use super::at_least_one;
use super::data_format::{DataFormat, data_format_setting};
use super::per_axis::PerAxis;
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, Value, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::op::Binary;
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId, Shape, Type};

/// How [`UpSampling2D`] fills the places between. A name does as well: `.interpolation("bilinear")`.
///
/// ```
/// use kerros::prelude::*;
///
/// for (interpolation, expected) in [
///     (Interpolation::Nearest, [0.0, 0.0, 4.0, 4.0]),
///     (Interpolation::Bilinear, [0.0, 1.0, 3.0, 4.0]),
/// ] {
///     let mut model = Sequential::new();
///     let layer = UpSampling2D::new([1, 2]).interpolation(interpolation);
///     model.add(layer.input_shape([1, 2, 1]))?;
///     let y = model.predict(([0.0f32, 4.0].as_slice(), [1, 1, 2, 1]))?;
///     assert_eq!(y.as_slice(), Some(&expected[..]), "{}", interpolation.name());
/// }
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Another name is refused by [`Sequential::add`](crate::Sequential::add); of those of Keras,
/// `bicubic`, `lanczos3` and `lanczos5` are not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interpolation {
    /// Each element again and again.
    #[default]
    Nearest,
    /// Straight lines between the middles of the elements, along one axis after the other; beyond the
    /// outermost middles their values stay.
    Bilinear,
}

impl Interpolation {
    /// The name in Keras.
    pub fn name(self) -> &'static str {
        match self {
            Interpolation::Nearest => "nearest",
            Interpolation::Bilinear => "bilinear",
        }
    }
}

impl TryFrom<&str> for Interpolation {
    type Error = Error;

    fn try_from(name: &str) -> Result<Self> {
        match name.to_lowercase().as_str() {
            "nearest" => Ok(Interpolation::Nearest),
            "bilinear" => Ok(Interpolation::Bilinear),
            _ => Err(Error::invalid(
                "interpolation",
                "\"nearest\" or \"bilinear\"",
                format!("{name:?}"),
                "Choose one of these; the other interpolations of Keras are not there.",
            )),
        }
    }
}

impl From<Interpolation> for Value {
    fn from(interpolation: Interpolation) -> Self {
        interpolation.name().into()
    }
}

/// Each element of `axis` `factor` times.
fn repeat(graph: &mut Graph, x: NodeId, axis: usize, factor: usize) -> Result<NodeId> {
    if factor == 1 {
        return Ok(x);
    }
    let between = graph.expand(x, axis + 1)?;
    let mut repeated = graph.ty(between).shape.clone();
    repeated.0[axis + 1] = Dim::Const(factor);
    let repeated = graph.broadcast(between, repeated)?;
    joined(graph, repeated, axis)
}

/// `axis` and the one after it as one axis.
fn joined(graph: &mut Graph, x: NodeId, axis: usize) -> Result<NodeId> {
    let mut shape = graph.ty(x).shape.clone();
    let size = |dim: Dim| dim.known().unwrap_or(1);
    // A size beyond all memory, which the graph refuses.
    shape.0[axis] = Dim::Const(size(shape.0[axis]).saturating_mul(size(shape.0[axis + 1])));
    shape.0.remove(axis + 1);
    Ok(graph.reshape(x, shape)?)
}

/// Straight lines between the middles of the elements of `axis`, each cut into `factor`.
///
/// Place `r` of the `factor` places of an element lies `t = (r + 1/2) / factor - 1/2` elements beyond
/// its middle, and so between this element and the one before (`t < 0`) or the next one.
fn interpolate(graph: &mut Graph, x: NodeId, axis: usize, factor: usize) -> Result<NodeId> {
    let size = graph.ty(x).shape.0[axis].known().unwrap_or(1);
    if factor == 1 || size == 1 {
        return repeat(graph, x, axis, factor);
    }
    // The neighbours of each element; the outermost are their own.
    let first = graph.slice(x, axis, 0, 1, 1)?;
    let but_last = graph.slice(x, axis, 0, 1, size - 1)?;
    let before = graph.concat(&[first, but_last], axis)?;
    let but_first = graph.slice(x, axis, 1, 1, size - 1)?;
    let last = graph.slice(x, axis, size - 1, 1, 1)?;
    let after = graph.concat(&[but_first, last], axis)?;

    let rank = graph.ty(x).shape.rank();
    let mut places: Shape = std::iter::repeat_n(Dim::Const(1), rank + 1).collect();
    places.0[axis + 1] = Dim::Const(factor);
    let place = graph.iota(Type::f32(places), axis + 1)?;
    let place = graph.offset(place, 0.5)?;
    let place = graph.scale(place, 1.0 / factor as f64)?;
    let beyond = graph.offset(place, -0.5)?;
    let zero = graph.literal(0.0)?;
    let one = graph.literal(1.0)?;
    let to_after = graph.maximum(beyond, zero)?;
    let to_before = graph.sub(to_after, beyond)?;
    let both = graph.add(to_after, to_before)?;
    let own = graph.sub(one, both)?;

    let mut sum = None;
    for (neighbour, weight) in [(x, own), (before, to_before), (after, to_after)] {
        let neighbour = graph.expand(neighbour, axis + 1)?;
        let product = graph.binary(Binary::Mul, neighbour, weight)?;
        sum = Some(match sum {
            None => product,
            Some(sum) => graph.add(sum, product)?,
        });
    }
    joined(graph, sum.unwrap_or(x), axis)
}

/// The layers, which differ in the number of axes.
macro_rules! up_sampling_layers {
    ($($(#[$doc:meta])* $layer:ident $rank:literal $(, $argument:ident)*;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $layer {
                settings: Settings,
                size: PerAxis<$rank>,
                data_format: DataFormat,
                interpolation: Interpolation,
            }

            layer_settings!($layer);
            $(up_sampling_layers!(@ $argument $layer);)*

            impl $layer {
                /// So many elements for each: a number for all axes, or one for each.
                pub fn new(size: impl Into<PerAxis<$rank>>) -> Self {
                    $layer {
                        settings: Settings::new(),
                        size: size.into(),
                        data_format: DataFormat::default(),
                        interpolation: Interpolation::default(),
                    }
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
                    self.data_format.spatial_sizes(build, input, $rank)?;
                    let axes = self.data_format.spatial_axes($rank);
                    let fill = match self.interpolation {
                        Interpolation::Nearest => repeat,
                        Interpolation::Bilinear => interpolate,
                    };
                    let mut factors = axes.into_iter().zip(self.size.0);
                    factors.try_fold(input, |x, (axis, size)| fill(build.graph, x, axis, size))
                }

                fn config(&self) -> Config {
                    // Keras takes and writes one number for one axis.
                    let size = match self.size.0[..] {
                        [size] => size.into(),
                        _ => Value::from(self.size),
                    };
                    let config = Config::new().with("size", size);
                    $(let config = config.with(stringify!($argument), self.$argument);)*
                    config
                }

                fn check(&self) -> Result<()> {
                    self.size.0.iter().try_for_each(|&size| at_least_one("size", size))
                }

                fn output_activation(&self) -> Option<Activation> {
                    None
                }
            }
        )*
    };
    (@ data_format $layer:ident) => { data_format_setting!($layer); };
    (@ interpolation $layer:ident) => {
        impl $layer {
            /// How the places between are filled: an [`Interpolation`], or its name; nearest if not
            /// set.
            #[must_use]
            pub fn interpolation<I>(mut self, interpolation: I) -> Self
            where
                I: TryInto<Interpolation>,
                I::Error: Into<Error>,
            {
                self.interpolation = self.settings.accept(interpolation).unwrap_or_default();
                self
            }
        }
    };
}

up_sampling_layers! {
    /// Each step of a sequence `size` times.
    ///
    /// `(batch, steps, channels)` becomes `(batch, steps * size, channels)`, and
    /// `y[step, c] = x[step / size, c]`, rounded down. No weights. In Keras: "UpSampling1D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `size` | 2 (by `default()`) | at least 1 |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(UpSampling1D::new(2).input_shape([3, 1]))?;
    /// let x = Array3::from_shape_fn((1, 3, 1), |(_, step, _)| step as f32);
    /// assert_eq!(model.predict(&x)?.as_slice(), Some(&[0.0, 0.0, 1.0, 1.0, 2.0, 2.0][..]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses a size of 0, and samples that are not
    /// `(steps, channels)`. Where the shape of the input is not known yet, the latter are refused by
    /// the first call that brings data.
    UpSampling1D 1;
    /// The rows of an image `size[0]` times and its columns `size[1]` times, or lines between them.
    ///
    /// `(batch, rows, columns, channels)` becomes `(batch, rows * size[0], columns * size[1],
    /// channels)`. No weights. In Keras: "UpSampling2D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `size` | 2 (by `default()`) | one number, or one for each axis; at least 1 |
    /// | `data_format` | channels_last | where the channels are |
    /// | `interpolation` | nearest | nearest or bilinear ([`Interpolation`]) |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(UpSampling2D::new([1, 2]).interpolation("bilinear").input_shape([2, 2, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![2, 4, 3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses a size of 0, unknown names, and samples that
    /// are not `(rows, columns, channels)`. Where the shape of the input is not known yet, the last are
    /// refused by the first call that brings data.
    UpSampling2D 2, data_format, interpolation;
    /// Each element of a volume `size` times along each axis.
    ///
    /// `(batch, depth, rows, columns, channels)` becomes the same with the three sizes times those of
    /// `size`. No weights. In Keras: "UpSampling3D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `size` | 2 (by `default()`) | one number, or one for each axis; at least 1 |
    /// | `data_format` | channels_last | where the channels are |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(UpSampling3D::new([1, 2, 3]).input_shape([2, 2, 2, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![2, 4, 6, 3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses a size of 0, and samples that are not
    /// `(depth, rows, columns, channels)`. Where the shape of the input is not known yet, the latter
    /// are refused by the first call that brings data.
    UpSampling3D 3, data_format;
}

const TWO: Literal = Literal::Int(2);

const UP_SAMPLING_DOC: &str = "how often each element is repeated, at least 1";

impl UpSampling1D {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "UpSampling1D",
        names: &[],
        doc: "each step of a sequence several times",
        arguments: &[Argument::with_default("size", TWO, UP_SAMPLING_DOC), NAME, INPUT_SHAPE],
        make: |a| boxed(UpSampling1D::new(a.sizes("size")?).configured(a)?),
    };
}

impl UpSampling2D {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "UpSampling2D",
        names: &[],
        doc: "the rows and columns of an image several times, or lines between them",
        arguments: &[
            Argument::with_default("size", Literal::List(&[TWO, TWO]), UP_SAMPLING_DOC),
            DATA_FORMAT,
            Argument::with_default(
                "interpolation",
                Literal::Text("nearest"),
                "how the places between are filled: \"nearest\" or \"bilinear\"",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer = UpSampling2D::new(a.sizes("size")?)
                .data_format(a.data_format("data_format")?)
                .interpolation(Interpolation::try_from(a.text("interpolation")?)?);
            boxed(layer.configured(a)?)
        },
    };
}

impl UpSampling3D {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "UpSampling3D",
        names: &[],
        doc: "each element of a volume several times along each axis",
        arguments: &[
            Argument::with_default("size", Literal::List(&[TWO, TWO, TWO]), UP_SAMPLING_DOC),
            DATA_FORMAT,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer =
                UpSampling3D::new(a.sizes("size")?).data_format(a.data_format("data_format")?);
            boxed(layer.configured(a)?)
        },
    };
}
