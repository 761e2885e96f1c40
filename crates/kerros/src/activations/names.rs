//! Names and arguments of activations: as strings, and as configurations.

use super::Activation;
use crate::error::{Error, Result};
use crate::layer::{Config, Value};
use crate::registry::{self, ACTIVATIONS};
use std::fmt;
use std::str::FromStr;

impl Activation {
    /// The name, as Keras writes it.
    pub fn name(self) -> &'static str {
        match self {
            Activation::Linear => "linear",
            Activation::Celu { .. } => "celu",
            Activation::Elu { .. } => "elu",
            Activation::Exponential => "exponential",
            Activation::Gelu { .. } => "gelu",
            Activation::Glu { .. } => "glu",
            Activation::HardShrink { .. } => "hard_shrink",
            Activation::HardSigmoid => "hard_sigmoid",
            Activation::HardSilu => "hard_silu",
            Activation::HardTanh => "hard_tanh",
            Activation::LeakyRelu { .. } => "leaky_relu",
            Activation::LogSigmoid => "log_sigmoid",
            Activation::LogSoftmax { .. } => "log_softmax",
            Activation::Mish => "mish",
            Activation::Relu | Activation::ReluWith { .. } => "relu",
            Activation::Relu6 => "relu6",
            Activation::Selu => "selu",
            Activation::Sigmoid => "sigmoid",
            Activation::Silu => "silu",
            Activation::SoftShrink { .. } => "soft_shrink",
            Activation::Softmax | Activation::SoftmaxAlong { .. } => "softmax",
            Activation::Softplus => "softplus",
            Activation::Softsign => "softsign",
            Activation::SparsePlus => "sparse_plus",
            Activation::SparseSigmoid => "sparse_sigmoid",
            Activation::Sparsemax { .. } => "sparsemax",
            Activation::Squareplus { .. } => "squareplus",
            Activation::Tanh => "tanh",
            Activation::TanhShrink => "tanh_shrink",
            Activation::Threshold { .. } => "threshold",
        }
    }

    /// The arguments, under their names in Keras.
    ///
    /// ```
    /// use kerros::Activation;
    ///
    /// let activation = Activation::Elu { alpha: 0.5 };
    /// assert_eq!(activation.config().to_string(), "alpha=0.5");
    /// assert_eq!(Activation::Tanh.config().to_string(), "");
    /// ```
    pub fn config(self) -> Config {
        let config = Config::new();
        match self {
            Activation::Celu { alpha } | Activation::Elu { alpha } => config.with("alpha", alpha),
            Activation::Gelu { approximate } => config.with("approximate", approximate),
            Activation::Glu { axis }
            | Activation::LogSoftmax { axis }
            | Activation::SoftmaxAlong { axis }
            | Activation::Sparsemax { axis } => config.with("axis", axis),
            Activation::Softmax => config.with("axis", -1),
            Activation::HardShrink { threshold } | Activation::SoftShrink { threshold } => {
                config.with("threshold", threshold)
            }
            Activation::LeakyRelu { negative_slope } => {
                config.with("negative_slope", negative_slope)
            }
            Activation::Relu => {
                Activation::ReluWith { negative_slope: 0.0, max_value: None, threshold: 0.0 }
                    .config()
            }
            Activation::ReluWith { negative_slope, max_value, threshold } => config
                .with("negative_slope", negative_slope)
                .with("max_value", max_value)
                .with("threshold", threshold),
            Activation::Squareplus { b } => config.with("b", b),
            Activation::Threshold { threshold, default_value } => {
                config.with("threshold", threshold).with("default_value", default_value)
            }
            _ => config,
        }
    }

    /// Checks the arguments.
    ///
    /// # Errors
    ///
    /// When an argument is outside its range.
    pub(crate) fn check(self) -> Result<()> {
        for (name, value) in self.config().iter() {
            let Value::Float(value) = *value else { continue };
            let (fits, expected) = match (self, name) {
                (Activation::Celu { .. }, _) => (value > 0.0, "a finite number above 0"),
                (Activation::Squareplus { .. }, _) => (value >= 0.0, "a finite number from 0 on"),
                _ => (true, "a finite number"),
            };
            if !(fits && (value as f32).is_finite()) {
                let remedy = format!("Choose another {name}, or leave it out.");
                return Err(Error::invalid(name, expected, value.to_string(), remedy));
            }
        }
        Ok(())
    }

    /// The same function, without arguments where they are what the name alone stands for; `rank` is
    /// that of what it is applied to.
    pub(crate) fn plain(self, rank: Option<usize>) -> Self {
        let is_last = |axis: i64| {
            axis == -1 || rank.is_some_and(|rank| usize::try_from(axis) == Ok(rank.wrapping_sub(1)))
        };
        match self {
            Activation::SoftmaxAlong { axis } if is_last(axis) => Activation::Softmax,
            Activation::ReluWith { negative_slope: 0.0, max_value: None, threshold: 0.0 } => {
                Activation::Relu
            }
            other => other,
        }
    }

    /// Whether the name alone stands for it.
    fn has_defaults(self) -> bool {
        self.name().parse() == Ok(self.plain(None))
    }
}

/// Its name, and its arguments where the name alone would stand for others.
impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        if self.has_defaults() { Ok(()) } else { write!(f, "({})", self.config()) }
    }
}

impl FromStr for Activation {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        registry::make("activation", ACTIVATIONS, name)
    }
}

impl TryFrom<&str> for Activation {
    type Error = Error;

    fn try_from(name: &str) -> Result<Self> {
        name.parse()
    }
}

/// Its name, as Keras writes it, where that alone stands for it; otherwise name and arguments.
impl From<Activation> for Value {
    fn from(activation: Activation) -> Self {
        match activation.has_defaults() {
            true => activation.name().into(),
            false => Value::Object {
                class_name: activation.name().to_owned(),
                config: activation.config(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_that_the_name_stands_for_are_left_out() {
        let along = |axis| Activation::SoftmaxAlong { axis };
        assert_eq!(along(-1).plain(None), Activation::Softmax);
        assert_eq!(along(1).plain(Some(2)), Activation::Softmax);
        assert_eq!(along(1).plain(Some(3)), along(1));
        assert_eq!(along(0).plain(None), along(0));
        assert_eq!(along(1).to_string(), "softmax(axis=1)");
        let plain = Activation::ReluWith { negative_slope: 0.0, max_value: None, threshold: 0.0 };
        assert_eq!(plain.to_string(), "relu");
        assert_eq!(Value::from(plain), Value::from("relu"));
    }
}
