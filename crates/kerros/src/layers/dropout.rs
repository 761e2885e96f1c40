//! Dropout.

use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use kerros_graph::NodeId;

/// Sets each number to 0 with probability `rate` while the model trains, and divides the others by
/// `1 - rate`, so that the expected sum stays. Hands on its input otherwise.
///
/// With uniform numbers `u` in `[0, 1)`: `y = x / (1 - rate)` where `u >= rate`, else 0. Takes any
/// shape, and the shape stays. No weights. Each step draws other numbers from the model's seed. In
/// Keras: "Dropout layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `rate` | must be given | from 0, which drops nothing, to 1, which drops everything |
///
/// Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: a simple way to
/// prevent neural networks from overfitting", JMLR 2014.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dropout::new(0.2).input_shape(4))?;
/// let x = Array2::<f32>::ones((2, 4));
/// assert_eq!(model.predict(&x)?, x.into_dyn(), "prediction drops nothing");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses a rate outside of 0 to 1.
#[derive(Clone, Debug)]
pub struct Dropout {
    settings: Settings,
    rate: f64,
}

layer_settings!(Dropout);

impl Dropout {
    /// Drops each number with probability `rate`, from 0 to 1.
    pub fn new(rate: f64) -> Self {
        Dropout { settings: Settings::new(), rate }
    }
}

impl Layer for Dropout {
    fn class_name(&self) -> &'static str {
        "Dropout"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        if !build.training() || self.rate == 0.0 {
            return Ok(input);
        }
        let graph = &mut *build.graph;
        let zero = graph.full_like(input, 0.0)?;
        if self.rate >= 1.0 {
            return Ok(zero);
        }
        let shape = graph.ty(input).shape.clone();
        let uniform = graph.random_uniform(shape)?;
        let rate = graph.literal(self.rate)?;
        let kept = graph.greater_equal(uniform, rate)?;
        let scaled = graph.scale(input, 1.0 / (1.0 - self.rate))?;
        Ok(graph.select(kept, scaled, zero)?)
    }

    fn config(&self) -> Config {
        Config::new().with("rate", self.rate)
    }

    fn check(&self) -> Result<()> {
        if (0.0..=1.0).contains(&self.rate) {
            return Ok(());
        }
        Err(Error::invalid(
            "rate",
            "a number from 0 to 1",
            self.rate.to_string(),
            "Give the fraction of numbers to drop.",
        ))
    }

    fn is_built_without_input(&self) -> bool {
        true
    }

    fn output_activation(&self) -> Option<Activation> {
        None
    }
}
