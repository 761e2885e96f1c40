//! Normal noise, added.

use super::arguments::{INPUT_SHAPE, NAME, SEED, boxed, seeded};
use super::random::{normal, require_share, seed_setting};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class};
use kerros_graph::NodeId;

/// Adds normal noise of mean 0 while the model trains. Hands on its input otherwise.
///
/// `y = x + stddev * z`, where each `z` is drawn from the normal distribution with mean 0 and variance
/// 1 (none lies beyond 5.42). Takes any shape, and the shape stays. No weights. Each step draws other
/// numbers from the model's seed. In Keras: "GaussianNoise layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `stddev` | must be given | standard deviation of the noise, from 0 to 1 |
/// | `seed` | none | kept in the configuration only: the model's seed decides |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(GaussianNoise::new(0.1).input_shape(4))?;
/// let x = Array2::<f32>::ones((2, 4));
/// assert_eq!(model.predict(&x)?, x.into_dyn(), "prediction adds nothing");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses a standard deviation outside of 0 to 1.
#[derive(Clone, Debug)]
pub struct GaussianNoise {
    settings: Settings,
    stddev: f64,
    seed: Option<i64>,
}

layer_settings!(GaussianNoise);
seed_setting!(GaussianNoise);

impl GaussianNoise {
    /// Noise of standard deviation `stddev`, from 0 to 1.
    pub fn new(stddev: f64) -> Self {
        GaussianNoise { settings: Settings::new(), stddev, seed: None }
    }
}

impl Layer for GaussianNoise {
    fn class_name(&self) -> &'static str {
        "GaussianNoise"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        if !build.training() || self.stddev == 0.0 {
            return Ok(input);
        }
        let shape = build.shape(input).clone();
        let graph = &mut *build.graph;
        let noise = normal(graph, shape)?;
        let noise = graph.scale(noise, self.stddev)?;
        Ok(graph.add(input, noise)?)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        Config::new().with("stddev", self.stddev).with("seed", self.seed)
    }

    fn check(&self) -> Result<()> {
        let remedy = "Scale the input, or let the noise be smaller.";
        require_share("stddev", self.stddev, true, remedy)
    }

    fn is_built_without_input(&self) -> bool {
        true
    }

    fn output_activation(&self) -> Option<Activation> {
        None
    }
}

impl GaussianNoise {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "GaussianNoise",
        names: &[],
        doc: "adds normal numbers of mean 0 while the model trains",
        arguments: &[
            Argument::required("stddev", "the standard deviation of the noise, from 0 to 1"),
            SEED,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| boxed(seeded!(a, GaussianNoise::new(a.float("stddev")?)).configured(a)?),
    };
}
