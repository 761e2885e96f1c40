//! The leaky rectified linear unit as a layer.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use super::not_negative;
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::NodeId;

/// A leaky rectified linear unit as a layer of its own: `x` from 0 on, `negative_slope * x` below.
///
/// Takes any shape, and the shape stays. No weights. Unlike the function
/// [`leaky_relu`](crate::activations::leaky_relu), whose slope is 0.2 by default. In Keras: "LeakyReLU
/// layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `negative_slope` | 0.3 | the slope below 0, not negative |
///
/// Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models", ICML 2013.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(LeakyReLU::new().negative_slope(0.5).input_shape(2))?;
/// let x = [-10.0f32, 5.0];
/// assert_eq!(model.predict((&x[..], [1, 2]))?.as_slice(), Some(&[-5.0, 5.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses a negative slope.
#[derive(Clone, Debug)]
pub struct LeakyReLU {
    settings: Settings,
    negative_slope: f64,
}

layer_settings!(LeakyReLU);

impl LeakyReLU {
    /// A slope of 0.3 below 0.
    pub fn new() -> Self {
        LeakyReLU { settings: Settings::new(), negative_slope: 0.3 }
    }

    /// The slope below 0; 0.3 if not set.
    #[must_use]
    pub fn negative_slope(mut self, negative_slope: f64) -> Self {
        self.negative_slope = negative_slope;
        self
    }

    fn activation(&self) -> Activation {
        Activation::LeakyRelu { negative_slope: self.negative_slope }
    }
}

impl Default for LeakyReLU {
    fn default() -> Self {
        LeakyReLU::new()
    }
}

impl Layer for LeakyReLU {
    fn class_name(&self) -> &'static str {
        "LeakyReLU"
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
        Config::new().with("negative_slope", self.negative_slope)
    }

    fn check(&self) -> Result<()> {
        not_negative("negative_slope", self.negative_slope)
    }

    fn is_built_without_input(&self) -> bool {
        true
    }

    fn output_activation(&self) -> Option<Activation> {
        Some(self.activation())
    }
}

impl LeakyReLU {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "LeakyReLU",
        names: &[],
        doc: "a leaky rectified linear unit: x from 0 on, negative_slope x below",
        arguments: &[
            Argument::with_default(
                "negative_slope",
                Literal::Float(0.3),
                "the slope below 0, not negative",
            )
            .formerly(&["alpha"]),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer = LeakyReLU::new().negative_slope(a.float("negative_slope")?);
            boxed(layer.configured(a)?)
        },
    };
}
