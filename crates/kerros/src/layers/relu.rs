//! The rectified linear unit as a layer.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use super::not_negative;
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::NodeId;

/// A rectified linear unit as a layer of its own: by default `max(x, 0)`.
///
/// In general `max_value` where `x >= max_value`, `x` from `threshold` on, else
/// `negative_slope * (x - threshold)`: [`relu`](crate::activations::relu). Takes any shape, and the shape
/// stays. No weights. In Keras: "ReLU layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `max_value` | none | the largest value, not negative |
/// | `negative_slope` | 0 | the slope below the threshold, not negative |
/// | `threshold` | 0 | where the function starts, not negative |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(ReLU::new().max_value(10.0).negative_slope(0.5).input_shape(3))?;
/// let x = [-10.0f32, 5.0, 20.0];
/// assert_eq!(model.predict((&x[..], [1, 3]))?.as_slice(), Some(&[-5.0, 5.0, 10.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses arguments outside their range.
#[derive(Clone, Debug, Default)]
pub struct ReLU {
    settings: Settings,
    max_value: Option<f64>,
    negative_slope: f64,
    threshold: f64,
}

layer_settings!(ReLU);

impl ReLU {
    /// `max(x, 0)`.
    pub fn new() -> Self {
        ReLU::default()
    }

    /// The largest value; none if not set.
    #[must_use]
    pub fn max_value(mut self, max_value: impl Into<Option<f64>>) -> Self {
        self.max_value = max_value.into();
        self
    }

    /// The slope below the threshold; 0 if not set.
    #[must_use]
    pub fn negative_slope(mut self, negative_slope: f64) -> Self {
        self.negative_slope = negative_slope;
        self
    }

    /// Where the function starts; 0 if not set.
    #[must_use]
    pub fn threshold(mut self, threshold: f64) -> Self {
        self.threshold = threshold;
        self
    }

    fn activation(&self) -> Activation {
        let ReLU { max_value, negative_slope, threshold, .. } = *self;
        Activation::ReluWith { negative_slope, max_value, threshold }.plain(None)
    }
}

impl Layer for ReLU {
    fn class_name(&self) -> &'static str {
        "ReLU"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        self.activation().call(build.graph, input)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        Config::new()
            .with("max_value", self.max_value)
            .with("negative_slope", self.negative_slope)
            .with("threshold", self.threshold)
    }

    fn check(&self) -> Result<()> {
        not_negative("max_value", self.max_value.unwrap_or(0.0))?;
        not_negative("negative_slope", self.negative_slope)?;
        not_negative("threshold", self.threshold)
    }

    fn is_built_without_input(&self) -> bool {
        true
    }

    fn output_activation(&self) -> Option<Activation> {
        Some(self.activation())
    }
}

impl ReLU {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "ReLU",
        names: &[],
        doc: "a rectified linear unit: max(x, 0)",
        arguments: &[
            Argument::with_default("max_value", Literal::None, "the largest value, not negative"),
            Argument::with_default(
                "negative_slope",
                Literal::Float(0.0),
                "the slope below the threshold, not negative",
            ),
            Argument::with_default(
                "threshold",
                Literal::Float(0.0),
                "where the function starts, not negative",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer = ReLU::new()
                .max_value(a.optional_float("max_value")?)
                .negative_slope(a.float("negative_slope")?)
                .threshold(a.float("threshold")?);
            boxed(layer.configured(a)?)
        },
    };
}
