//! The identity matrix.

use super::{Initializer, check_gain};
use crate::error::{Error, Result};
use crate::layer::Config;
use kerros_graph::random::Generator;

/// The identity matrix times `gain`: `gain` where row and column have the same number, else 0.
///
/// For matrices only, which need not be square. In Keras: "IdentityInitializer class".
///
/// | argument | default | |
/// |---|---|---|
/// | `gain` | 1 | finite |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// let doubled = IdentityInitializer::new().gain(2.0);
/// model.add(Dense::new(2).kernel_initializer(doubled).input_shape(3))?;
/// let x = [1.0f32, 2.0, 3.0];
/// assert_eq!(model.predict((&x[..], [1, 3]))?.as_slice(), Some(&[2.0, 4.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when the gain is not finite, or the weight is no matrix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IdentityInitializer {
    gain: f64,
}

impl IdentityInitializer {
    /// The identity matrix.
    pub fn new() -> Self {
        IdentityInitializer { gain: 1.0 }
    }

    /// What is on the diagonal; 1 if not set.
    #[must_use]
    pub fn gain(mut self, gain: f64) -> Self {
        self.gain = gain;
        self
    }
}

impl Default for IdentityInitializer {
    fn default() -> Self {
        Self::new()
    }
}

impl Initializer for IdentityInitializer {
    fn name(&self) -> &'static str {
        "Identity"
    }

    fn values(&self, shape: &[usize], _generator: &mut Generator) -> Vec<f32> {
        let columns = shape.last().copied().unwrap_or(1);
        let diagonal = |index: usize| index / columns == index % columns;
        let gain = self.gain as f32;
        let numbers = 0..shape.iter().product();
        numbers.map(|index| if diagonal(index) { gain } else { 0.0 }).collect()
    }

    fn config(&self) -> Config {
        Config::new().with("gain", self.gain)
    }

    fn check(&self) -> Result<()> {
        check_gain(self.gain)
    }

    fn check_shape(&self, shape: &[usize]) -> Result<()> {
        if shape.len() == 2 {
            return Ok(());
        }
        Err(Error::invalid(
            "shape",
            "a weight of two axes",
            format!("{shape:?}"),
            "Use another initializer for this weight.",
        ))
    }
}
