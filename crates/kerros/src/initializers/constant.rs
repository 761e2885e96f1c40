//! Initializers that give every weight the same number.

use super::Initializer;
use crate::error::{Error, Result};
use crate::layer::Config;
use kerros_graph::random::Generator;

/// All 0: the default of biases.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Zeros;

/// All 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ones;

/// All `value`, 0 by default.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(2).bias_initializer(Constant::new(0.5)).input_shape(3))?;
/// assert_eq!(model.get_weights()?[1].as_slice(), Some(&[0.5, 0.5][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Constant {
    value: f64,
}

impl Constant {
    /// All `value`.
    pub fn new(value: f64) -> Self {
        Constant { value }
    }
}

impl Initializer for Zeros {
    fn name(&self) -> &'static str {
        "Zeros"
    }

    fn values(&self, shape: &[usize], _generator: &mut Generator) -> Vec<f32> {
        vec![0.0; shape.iter().product()]
    }
}

impl Initializer for Ones {
    fn name(&self) -> &'static str {
        "Ones"
    }

    fn values(&self, shape: &[usize], _generator: &mut Generator) -> Vec<f32> {
        vec![1.0; shape.iter().product()]
    }
}

impl Initializer for Constant {
    fn name(&self) -> &'static str {
        "Constant"
    }

    fn values(&self, shape: &[usize], _generator: &mut Generator) -> Vec<f32> {
        vec![self.value as f32; shape.iter().product()]
    }

    fn config(&self) -> Config {
        Config::new().with("value", self.value)
    }

    fn check(&self) -> Result<()> {
        if (self.value as f32).is_finite() {
            return Ok(());
        }
        Err(Error::invalid(
            "value",
            "a finite number",
            self.value.to_string(),
            "Weights must be finite to be trained.",
        ))
    }
}
