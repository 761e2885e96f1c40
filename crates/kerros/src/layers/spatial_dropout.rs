//! Dropout of whole channels.

use super::arguments::{DATA_FORMAT, INPUT_SHAPE, NAME, RATE, SEED, boxed, seeded};
use super::data_format::{DataFormat, data_format_setting};
use super::random::{drawn_shape, dropped, require_share, seed_setting};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::Class;
use kerros_graph::NodeId;

/// The layers, which differ in the number of axes.
macro_rules! spatial_dropout_layers {
    ($($(#[$doc:meta])* $layer:ident $rank:literal $(, $data_format:ident)?;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $layer {
                settings: Settings,
                rate: f64,
                data_format: DataFormat,
                seed: Option<i64>,
            }

            layer_settings!($layer);
            seed_setting!($layer);
            $(spatial_dropout_layers!(@ $data_format $layer);)?

            impl $layer {
                /// Drops each channel with probability `rate`, from 0 to 1.
                pub fn new(rate: f64) -> Self {
                    $layer {
                        settings: Settings::new(),
                        rate,
                        data_format: DataFormat::ChannelsLast,
                        seed: None,
                    }
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
                    if !build.training() || self.rate == 0.0 {
                        return Ok(input);
                    }
                    let mut once = [None; $rank + 2];
                    for axis in self.data_format.spatial_axes($rank) {
                        once[axis] = Some(1);
                    }
                    let shape = drawn_shape(build, input, Some(&once))?;
                    dropped(build.graph, input, shape, self.rate)
                }

                fn supports_masking(&self) -> bool {
                    true
                }

                fn config(&self) -> Config {
                    let config = Config::new().with("rate", self.rate);
                    $(let config = config.with(stringify!($data_format), self.$data_format);)?
                    config.with("seed", self.seed)
                }

                fn check(&self) -> Result<()> {
                    require_share("rate", self.rate, true, "Give the fraction of channels to drop.")
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
    (@ data_format $layer:ident) => { data_format_setting!($layer); };
}

spatial_dropout_layers! {
    /// Sets whole channels of a sequence to 0 while the model trains, each with probability `rate`, and
    /// divides the others by `1 - rate`. Hands on its input otherwise.
    ///
    /// As [`Dropout`](super::Dropout), with one draw for each channel of a sample: neighbours in a
    /// channel say nearly the same, and dropping single ones would take little away. Samples are
    /// `(steps, channels)`, and the shape stays. No weights. In Keras:
    /// "SpatialDropout1D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `rate` | must be given | from 0, which drops nothing, to 1, which drops everything |
    /// | `seed` | none | kept in the configuration only: the model's seed decides |
    ///
    /// Source: Tompson, Goroshin, Jain, LeCun and Bregler, "Efficient object localization using
    /// convolutional networks", CVPR 2015.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(SpatialDropout1D::new(0.2).input_shape([10, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![10, 3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses a rate outside of 0 to 1, and samples that
    /// are not `(steps, channels)`. Where the shape of the input is not known yet, the latter are refused
    /// by the first call that brings data.
    SpatialDropout1D 1;
    /// Sets whole channels of a image to 0 while the model trains, each with probability `rate`, and
    /// divides the others by `1 - rate`. Hands on its input otherwise.
    ///
    /// As [`Dropout`](super::Dropout), with one draw for each channel of a sample: neighbours in a
    /// channel say nearly the same, and dropping single ones would take little away. Samples are
    /// `(rows, columns, channels)`, and the shape stays. No weights. In Keras:
    /// "SpatialDropout2D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `rate` | must be given | from 0, which drops nothing, to 1, which drops everything |
    /// | `data_format` | channels_last | where the channels are |
    /// | `seed` | none | kept in the configuration only: the model's seed decides |
    ///
    /// Source: Tompson, Goroshin, Jain, LeCun and Bregler, "Efficient object localization using
    /// convolutional networks", CVPR 2015.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(SpatialDropout2D::new(0.2).input_shape([8, 8, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![8, 8, 3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses a rate outside of 0 to 1, and samples that
    /// are not `(rows, columns, channels)`. Where the shape of the input is not known yet, the latter are refused
    /// by the first call that brings data.
    SpatialDropout2D 2, data_format;
    /// Sets whole channels of a volume to 0 while the model trains, each with probability `rate`, and
    /// divides the others by `1 - rate`. Hands on its input otherwise.
    ///
    /// As [`Dropout`](super::Dropout), with one draw for each channel of a sample: neighbours in a
    /// channel say nearly the same, and dropping single ones would take little away. Samples are
    /// `(depth, rows, columns, channels)`, and the shape stays. No weights. In Keras:
    /// "SpatialDropout3D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `rate` | must be given | from 0, which drops nothing, to 1, which drops everything |
    /// | `data_format` | channels_last | where the channels are |
    /// | `seed` | none | kept in the configuration only: the model's seed decides |
    ///
    /// Source: Tompson, Goroshin, Jain, LeCun and Bregler, "Efficient object localization using
    /// convolutional networks", CVPR 2015.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(SpatialDropout3D::new(0.2).input_shape([4, 8, 8, 3]))?;
    /// assert_eq!(model.output_shape(), Some(vec![4, 8, 8, 3]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses a rate outside of 0 to 1, and samples that
    /// are not `(depth, rows, columns, channels)`. Where the shape of the input is not known yet, the latter are refused
    /// by the first call that brings data.
    SpatialDropout3D 3, data_format;
}

/// Dropout of channels, with more than one axis in space.
macro_rules! spatial_dropout_class {
    ($layer:ident, $doc:literal) => {
        impl $layer {
            pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
                name: stringify!($layer),
                names: &[],
                doc: $doc,
                arguments: &[RATE, DATA_FORMAT, SEED, NAME, INPUT_SHAPE],
                make: |a| {
                    let layer = seeded!(a, $layer::new(a.float("rate")?));
                    let layer = layer.data_format(a.data_format("data_format")?);
                    boxed(layer.configured(a)?)
                },
            };
        }
    };
}

impl SpatialDropout1D {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "SpatialDropout1D",
        names: &[],
        doc: "sets random channels of a sequence to 0 while the model trains, and scales up the others",
        arguments: &[RATE, SEED, NAME, INPUT_SHAPE],
        make: |a| boxed(seeded!(a, SpatialDropout1D::new(a.float("rate")?)).configured(a)?),
    };
}

spatial_dropout_class!(
    SpatialDropout2D,
    "sets random channels of an image to 0 while the model trains, and scales up the others"
);

spatial_dropout_class!(
    SpatialDropout3D,
    "sets random channels of a volume to 0 while the model trains, and scales up the others"
);
