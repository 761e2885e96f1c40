//! The exponential linear unit as a layer.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::NodeId;

/// An exponential linear unit as a layer of its own: `x` above 0, `alpha (e^x - 1)` below.
///
/// Takes any shape, and the shape stays. No weights. The function is
/// [`elu`](crate::activations::elu). In Keras: "ELU layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `alpha` | 1 | finite; the function approaches `-alpha` far below 0 |
///
/// Source: Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear
/// units", ICLR 2016.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(ELU::new().alpha(2.0).input_shape(2))?;
/// let x = [-100.0f32, 5.0];
/// assert_eq!(model.predict((&x[..], [1, 2]))?.as_slice(), Some(&[-2.0, 5.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses an `alpha` that is not finite.
#[derive(Clone, Debug)]
pub struct ELU {
    settings: Settings,
    alpha: f64,
}

layer_settings!(ELU);

impl ELU {
    /// `alpha` of 1.
    pub fn new() -> Self {
        ELU { settings: Settings::new(), alpha: 1.0 }
    }

    /// Minus what the function approaches far below 0; 1 if not set.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.alpha = alpha;
        self
    }

    fn activation(&self) -> Activation {
        Activation::Elu { alpha: self.alpha }
    }
}

impl Default for ELU {
    fn default() -> Self {
        ELU::new()
    }
}

impl Layer for ELU {
    fn class_name(&self) -> &'static str {
        "ELU"
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
        Config::new().with("alpha", self.alpha)
    }

    fn check(&self) -> Result<()> {
        self.activation().check()
    }

    fn is_built_without_input(&self) -> bool {
        true
    }

    fn output_activation(&self) -> Option<Activation> {
        Some(self.activation())
    }
}

impl ELU {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "ELU",
        names: &[],
        doc: "an exponential linear unit: x above 0, alpha (e^x - 1) below",
        arguments: &[
            Argument::with_default(
                "alpha",
                Literal::Float(1.0),
                "minus what the function approaches far below 0, finite",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| boxed(ELU::new().alpha(a.float("alpha")?).configured(a)?),
    };
}
