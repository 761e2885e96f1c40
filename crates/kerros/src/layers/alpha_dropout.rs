//! Dropout for networks of `selu`.

use super::arguments::{INPUT_SHAPE, NAME, NOISE_SHAPE, RATE_BELOW_1, SEED, boxed, seeded};
use super::random::{
    check_noise_shape, drawn_shape, kept, noise_shape_setting, require_share, seed_setting,
};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::Class;
use kerros_graph::NodeId;

/// The value that `selu` tends to far below 0, and that takes the place of what is dropped.
const DROPPED: f64 = -1.673_263_242_354_377_2 * 1.050_700_987_355_480_5;

/// Sets each number to the lower limit of `selu` with probability `rate` while the model trains, and
/// scales and shifts the result so that mean 0 and variance 1 stay. Hands on its input otherwise.
///
/// With uniform numbers `u` in `[0, 1)` and `l = -1.7581`: `y = a x + b` where `u >= rate`, else
/// `y = a l + b`, with `a = ((1 - rate) (1 + rate l^2))^(-1/2)` and `b = -a l rate`. Takes any shape,
/// and the shape stays. No weights. Each step draws other numbers from the model's seed. In Keras:
/// "AlphaDropout layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `rate` | must be given | from 0, which drops nothing, to below 1 |
/// | `noise_shape` | the input's | the shape of `u`, with the batch, as of [`Dropout`](super::Dropout) |
/// | `seed` | none | kept in the configuration only: the model's seed decides |
///
/// Source: Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks", NIPS 2017.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(AlphaDropout::new(0.2).input_shape(4))?;
/// let x = Array2::<f32>::ones((2, 4));
/// assert_eq!(model.predict(&x)?, x.into_dyn(), "prediction drops nothing");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses a rate outside of 0 to below 1, and a
/// `noise_shape` that does not fit the input. (Keras takes a rate of 1, and
/// divides by 0 when it trains.)
#[derive(Clone, Debug)]
pub struct AlphaDropout {
    settings: Settings,
    rate: f64,
    noise_shape: Option<Vec<Option<usize>>>,
    seed: Option<i64>,
}

layer_settings!(AlphaDropout);
noise_shape_setting!(AlphaDropout);
seed_setting!(AlphaDropout);

impl AlphaDropout {
    /// Drops each number with probability `rate`, from 0 to below 1.
    pub fn new(rate: f64) -> Self {
        AlphaDropout { settings: Settings::new(), rate, noise_shape: None, seed: None }
    }
}

impl Layer for AlphaDropout {
    fn class_name(&self) -> &'static str {
        "AlphaDropout"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let shape = drawn_shape(build, input, self.noise_shape.as_deref())?;
        if !build.training() || self.rate == 0.0 {
            return Ok(input);
        }
        let graph = &mut *build.graph;
        let scale = ((1.0 - self.rate) * (1.0 + self.rate * DROPPED * DROPPED)).sqrt().recip();
        let shift = -scale * DROPPED * self.rate;
        let kept = kept(graph, shape, self.rate)?;
        let scaled = graph.scale(input, scale)?;
        let moved = graph.offset(scaled, shift)?;
        let dropped = graph.full_like(input, scale * DROPPED + shift)?;
        Ok(graph.select(kept, moved, dropped)?)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        Config::new()
            .with("rate", self.rate)
            .with("noise_shape", self.noise_shape.clone())
            .with("seed", self.seed)
    }

    fn check(&self) -> Result<()> {
        require_share("rate", self.rate, false, "At 1 nothing of the input would be left.")?;
        check_noise_shape(self.noise_shape.as_deref())
    }

    fn is_built_without_input(&self) -> bool {
        true
    }

    fn output_activation(&self) -> Option<Activation> {
        None
    }
}

impl AlphaDropout {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "AlphaDropout",
        names: &[],
        doc: "dropout for networks of selu, which keeps mean 0 and variance 1 while the model trains",
        arguments: &[RATE_BELOW_1, NOISE_SHAPE, SEED, NAME, INPUT_SHAPE],
        make: |a| {
            let mut layer = seeded!(a, AlphaDropout::new(a.float("rate")?));
            if let Some(shape) = a.noise_shape("noise_shape")? {
                layer = layer.noise_shape(shape);
            }
            boxed(layer.configured(a)?)
        },
    };
}
