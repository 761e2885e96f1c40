//! Dropout.

use super::arguments::{INPUT_SHAPE, NAME, NOISE_SHAPE, RATE, SEED, boxed, seeded};
use super::random::{
    check_noise_shape, drawn_shape, dropped, noise_shape_setting, require_share, seed_setting,
};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::Class;
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
/// | `noise_shape` | the input's | the shape of `u`, with the batch; see below |
/// | `seed` | none | kept in the configuration only: the model's seed decides |
///
/// In `noise_shape` an axis of size 1 is dropped or kept as a whole: with `[None, Some(1), Some(3)]`,
/// where `None` stands for the input's own size, all steps of a sample of shape `(steps, 3)` lose the
/// same channels. The batch is `None` or 1.
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
/// [`Sequential::add`](crate::Sequential::add) refuses a rate outside of 0 to 1 and a
/// `noise_shape` that does not fit the input.
#[derive(Clone, Debug)]
pub struct Dropout {
    settings: Settings,
    rate: f64,
    noise_shape: Option<Vec<Option<usize>>>,
    seed: Option<i64>,
}

layer_settings!(Dropout);
noise_shape_setting!(Dropout);
seed_setting!(Dropout);

impl Dropout {
    /// Drops each number with probability `rate`, from 0 to 1.
    pub fn new(rate: f64) -> Self {
        Dropout { settings: Settings::new(), rate, noise_shape: None, seed: None }
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
        let shape = drawn_shape(build, input, self.noise_shape.as_deref())?;
        if !build.training() || self.rate == 0.0 {
            return Ok(input);
        }
        dropped(build.graph, input, shape, self.rate)
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
        require_share("rate", self.rate, true, "Give the fraction of numbers to drop.")?;
        check_noise_shape(self.noise_shape.as_deref())
    }

    fn is_built_without_input(&self) -> bool {
        true
    }

    fn output_activation(&self) -> Option<Activation> {
        None
    }
}

impl Dropout {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Dropout",
        names: &[],
        doc: "sets random numbers to 0 while the model trains, and scales up the others",
        arguments: &[RATE, NOISE_SHAPE, SEED, NAME, INPUT_SHAPE],
        make: |a| {
            let mut layer = seeded!(a, Dropout::new(a.float("rate")?));
            if let Some(shape) = a.noise_shape("noise_shape")? {
                layer = layer.noise_shape(shape);
            }
            boxed(layer.configured(a)?)
        },
    };
}
