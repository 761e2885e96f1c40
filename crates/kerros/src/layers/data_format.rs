//! Where the channels are.

use crate::error::{Error, Result};
use crate::layer::{Build, Value};
use kerros_graph::{Graph, NodeId};

/// Where the channels of a sample are. A name does as well: `.data_format("channels_first")`.
///
/// In Keras: the argument `data_format`. Channels come last if it is not set; with the channels
/// first, samples are `(channels, rows, columns)` and so is what comes out.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(UpSampling2D::new(2).data_format("channels_first").input_shape([3, 8, 6]))?;
/// assert_eq!(model.output_shape(), Some(vec![3, 16, 12]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// A name that is none of the two is refused by [`Sequential::add`](crate::Sequential::add).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DataFormat {
    /// `(..., channels)`.
    #[default]
    ChannelsLast,
    /// `(channels, ...)`.
    ChannelsFirst,
}

impl DataFormat {
    /// The name in Keras.
    pub fn name(self) -> &'static str {
        match self {
            DataFormat::ChannelsLast => "channels_last",
            DataFormat::ChannelsFirst => "channels_first",
        }
    }

    /// The first of the axes in space, of a value with its batch; they follow each other.
    pub(super) fn first_spatial_axis(self) -> usize {
        match self {
            DataFormat::ChannelsLast => 1,
            DataFormat::ChannelsFirst => 2,
        }
    }

    /// The axes in space of a value with its batch.
    pub(super) fn spatial_axes(self, count: usize) -> Vec<usize> {
        let first = self.first_spatial_axis();
        (first..first + count).collect()
    }

    /// Checks that samples have `count` axes in space besides the channels; their sizes.
    pub(super) fn spatial_sizes(
        self,
        build: &Build<'_>,
        input: NodeId,
        count: usize,
    ) -> Result<Vec<usize>> {
        let sizes = build.inner_sizes(input);
        if sizes.len() == count + 1 {
            let first = self.first_spatial_axis() - 1;
            return Ok(sizes[first..first + count].to_vec());
        }
        let axes: &[&str] = match count {
            1 => &["steps"],
            2 => &["rows", "columns"],
            _ => &["depth", "rows", "columns"],
        };
        let (expected, number) = match self {
            DataFormat::ChannelsLast => {
                (format!("({}, channels)", axes.join(", ")), axes.len() + 1)
            }
            DataFormat::ChannelsFirst => {
                (format!("(channels, {})", axes.join(", ")), axes.len() + 1)
            }
        };
        let number = ["two", "three", "four"][number.clamp(2, 4) - 2];
        Err(Error::invalid(
            "input",
            format!("{expected} for each sample"),
            format!("{sizes:?}"),
            format!(
                "Give each sample these {number} axes, for example with a Reshape layer before."
            ),
        ))
    }

    /// `x` with its channels last.
    pub(super) fn channels_to_last(self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        let rank = graph.ty(x).shape.rank();
        if self == DataFormat::ChannelsLast || rank < 3 {
            return Ok(x);
        }
        let axes: Vec<usize> = [0].into_iter().chain(2..rank).chain([1]).collect();
        Ok(graph.transpose(x, &axes)?)
    }

    /// `x`, whose channels are last, with its channels where they belong.
    pub(super) fn channels_from_last(self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        let rank = graph.ty(x).shape.rank();
        if self == DataFormat::ChannelsLast || rank < 3 {
            return Ok(x);
        }
        let axes: Vec<usize> = [0, rank - 1].into_iter().chain(1..rank - 1).collect();
        Ok(graph.transpose(x, &axes)?)
    }
}

impl TryFrom<&str> for DataFormat {
    type Error = Error;

    fn try_from(name: &str) -> Result<Self> {
        match name {
            "channels_last" => Ok(DataFormat::ChannelsLast),
            "channels_first" => Ok(DataFormat::ChannelsFirst),
            _ => Err(Error::invalid(
                "data_format",
                "\"channels_last\" or \"channels_first\"",
                format!("{name:?}"),
                "Choose one of these.",
            )),
        }
    }
}

impl From<DataFormat> for Value {
    fn from(format: DataFormat) -> Self {
        format.name().into()
    }
}

/// The method that every layer with the fields `settings` and `data_format` has.
macro_rules! data_format_setting {
    ($layer:ty) => {
        impl $layer {
            /// Where the channels are: a [`DataFormat`](crate::layers::DataFormat), or its name;
            /// last if not set.
            #[must_use]
            pub fn data_format<F>(mut self, data_format: F) -> Self
            where
                F: TryInto<$crate::layers::DataFormat>,
                F::Error: Into<$crate::error::Error>,
            {
                self.data_format = self.settings.accept(data_format).unwrap_or_default();
                self
            }
        }
    };
}

pub(super) use data_format_setting;
