//! Normal noise, multiplied by.

use super::arguments::{INPUT_SHAPE, NAME, RATE_BELOW_1, SEED, boxed, seeded};
use super::random::{normal, require_share, seed_setting};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::Class;
use kerros_graph::NodeId;

/// Multiplies each number by a normal one of mean 1 while the model trains. Hands on its input
/// otherwise.
///
/// `y = x (1 + z sqrt(rate / (1 - rate)))`, where each `z` is drawn from the normal distribution with
/// mean 0 and variance 1 (none lies beyond 5.42): mean and variance are those of
/// [`Dropout`](super::Dropout) of the same rate. Takes any shape, and the shape stays. No weights. Each
/// step draws other numbers from the model's seed. In Keras: "GaussianDropout layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `rate` | must be given | from 0, which leaves everything as it is, to below 1 |
/// | `seed` | none | kept in the configuration only: the model's seed decides |
///
/// Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: a simple way to
/// prevent neural networks from overfitting", JMLR 2014, section 10.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(GaussianDropout::new(0.2).input_shape(4))?;
/// let x = Array2::<f32>::ones((2, 4));
/// assert_eq!(model.predict(&x)?, x.into_dyn(), "prediction changes nothing");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses a rate outside of 0 to below 1. (Keras takes 1,
/// and divides by 0 when it trains.)
#[derive(Clone, Debug)]
pub struct GaussianDropout {
    settings: Settings,
    rate: f64,
    seed: Option<i64>,
}

layer_settings!(GaussianDropout);
seed_setting!(GaussianDropout);

impl GaussianDropout {
    /// Noise of the variance that dropping with probability `rate` has, from 0 to below 1.
    pub fn new(rate: f64) -> Self {
        GaussianDropout { settings: Settings::new(), rate, seed: None }
    }
}

impl Layer for GaussianDropout {
    fn class_name(&self) -> &'static str {
        "GaussianDropout"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        if !build.training() || self.rate == 0.0 {
            return Ok(input);
        }
        let shape = build.shape(input).clone();
        let graph = &mut *build.graph;
        let noise = normal(graph, shape)?;
        let noise = graph.scale(noise, (self.rate / (1.0 - self.rate)).sqrt())?;
        let factor = graph.offset(noise, 1.0)?;
        Ok(graph.mul(input, factor)?)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        Config::new().with("rate", self.rate).with("seed", self.seed)
    }

    fn check(&self) -> Result<()> {
        require_share("rate", self.rate, false, "At 1 the noise would have no bounds.")
    }

    fn is_built_without_input(&self) -> bool {
        true
    }

    fn output_activation(&self) -> Option<Activation> {
        None
    }
}

impl GaussianDropout {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "GaussianDropout",
        names: &[],
        doc: "multiplies by normal numbers of mean 1 while the model trains",
        arguments: &[RATE_BELOW_1, SEED, NAME, INPUT_SHAPE],
        make: |a| boxed(seeded!(a, GaussianDropout::new(a.float("rate")?)).configured(a)?),
    };
}
