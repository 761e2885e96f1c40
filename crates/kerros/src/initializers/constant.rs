//! Initializers that give every weight the same number.

use super::Initializer;
use crate::error::{Error, Result};
use crate::layer::Config;
use kerros_graph::random::Generator;

/// All 0: the default of biases. No arguments. In Keras: "Zeros class".
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(2).kernel_initializer(Zeros).input_shape(3))?;
/// assert!(model.get_weights()?[0].iter().all(|weight| *weight == 0.0));
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Zeros;

/// All 1. No arguments. In Keras: "Ones class".
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).kernel_initializer(Ones).input_shape(3))?;
/// let x = [1.0f32, 2.0, 3.0];
/// assert_eq!(model.predict((&x[..], [1, 3]))?.as_slice(), Some(&[6.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ones;

/// All `value`. In Keras: "Constant class".
///
/// | argument | default | |
/// |---|---|---|
/// | `value` | 0 (by `default()`) | finite, also as `f32` |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(2).bias_initializer(Constant::new(0.5)).input_shape(3))?;
/// assert_eq!(model.get_weights()?[1].as_slice(), Some(&[0.5, 0.5][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when the value is not finite.
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
