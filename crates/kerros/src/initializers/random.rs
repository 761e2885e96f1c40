//! Initializers that draw from one distribution, whatever the shape of the weight.

use super::Initializer;
use crate::error::{Error, Result};
use crate::layer::Config;
use kerros_graph::random::Generator;

/// Uniform in `[minval, maxval)`, whatever the shape. In Keras: "RandomUniform class".
///
/// | argument | default | |
/// |---|---|---|
/// | `minval` | -0.05 | finite, at most `maxval` |
/// | `maxval` | 0.05 | finite |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// let small = RandomUniform::new().minval(-0.01).maxval(0.01);
/// model.add(Dense::new(2).kernel_initializer(small).input_shape(3))?;
/// assert!(model.get_weights()?[0].iter().all(|weight| weight.abs() <= 0.01));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when the arguments are outside their range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RandomUniform {
    minval: f64,
    maxval: f64,
}

/// Normal with mean `mean` and standard deviation `stddev`, whatever the shape. In Keras:
/// "RandomNormal class".
///
/// | argument | default | |
/// |---|---|---|
/// | `mean` | 0 | finite |
/// | `stddev` | 0.05 | finite, not negative |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// let around_one = RandomNormal::new().mean(1.0).stddev(0.1);
/// model.add(Dense::new(100).kernel_initializer(around_one).input_shape(100))?;
/// let mean = model.get_weights()?[0].mean().unwrap_or(f32::NAN);
/// assert!((mean - 1.0).abs() < 0.01);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when the arguments are outside their range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RandomNormal {
    mean: f64,
    stddev: f64,
}

/// Normal with mean `mean` and standard deviation `stddev`, where what falls further than two
/// standard deviations from the mean is drawn again. The numbers that are left have 0.8796 of
/// `stddev`. In
/// Keras: "TruncatedNormal class".
///
/// | argument | default | |
/// |---|---|---|
/// | `mean` | 0 | finite |
/// | `stddev` | 0.05 | of the distribution before it is cut off: finite, not negative |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// let small = TruncatedNormal::new().stddev(0.1);
/// model.add(Dense::new(100).kernel_initializer(small).input_shape(100))?;
/// assert!(model.get_weights()?[0].iter().all(|weight| weight.abs() <= 0.2));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when the arguments are outside their range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TruncatedNormal {
    mean: f64,
    stddev: f64,
}

impl RandomUniform {
    /// Uniform in `[-0.05, 0.05)`.
    pub fn new() -> Self {
        RandomUniform { minval: -0.05, maxval: 0.05 }
    }

    /// The smallest value; -0.05 if not set.
    #[must_use]
    pub fn minval(mut self, minval: f64) -> Self {
        self.minval = minval;
        self
    }

    /// The upper end of the range; 0.05 if not set.
    #[must_use]
    pub fn maxval(mut self, maxval: f64) -> Self {
        self.maxval = maxval;
        self
    }
}

/// Constructor and arguments of the two normal distributions.
macro_rules! normal_arguments {
    ($initializer:ident) => {
        impl $initializer {
            /// Mean 0, standard deviation 0.05.
            pub fn new() -> Self {
                $initializer { mean: 0.0, stddev: 0.05 }
            }

            /// The mean; 0 if not set.
            #[must_use]
            pub fn mean(mut self, mean: f64) -> Self {
                self.mean = mean;
                self
            }

            /// The standard deviation; 0.05 if not set.
            #[must_use]
            pub fn stddev(mut self, stddev: f64) -> Self {
                self.stddev = stddev;
                self
            }
        }

        impl Default for $initializer {
            fn default() -> Self {
                Self::new()
            }
        }
    };
}

normal_arguments!(RandomNormal);
normal_arguments!(TruncatedNormal);

impl Default for RandomUniform {
    fn default() -> Self {
        Self::new()
    }
}

impl Initializer for RandomUniform {
    fn name(&self) -> &'static str {
        "RandomUniform"
    }

    fn values(&self, shape: &[usize], generator: &mut Generator) -> Vec<f32> {
        uniform(shape, self.minval, self.maxval, generator)
    }

    fn config(&self) -> Config {
        Config::new().with("minval", self.minval).with("maxval", self.maxval)
    }

    fn check(&self) -> Result<()> {
        if self.minval.is_finite() && self.maxval.is_finite() && self.minval <= self.maxval {
            return Ok(());
        }
        Err(Error::invalid(
            "minval and maxval",
            "two finite numbers, the smaller one first",
            format!("{} and {}", self.minval, self.maxval),
            "Change their order, or give numbers that are finite.",
        ))
    }
}

impl Initializer for RandomNormal {
    fn name(&self) -> &'static str {
        "RandomNormal"
    }

    fn values(&self, shape: &[usize], generator: &mut Generator) -> Vec<f32> {
        normal(shape, self.mean, self.stddev, generator)
    }

    fn config(&self) -> Config {
        Config::new().with("mean", self.mean).with("stddev", self.stddev)
    }

    fn check(&self) -> Result<()> {
        check_normal(self.mean, self.stddev)
    }
}

impl Initializer for TruncatedNormal {
    fn name(&self) -> &'static str {
        "TruncatedNormal"
    }

    fn values(&self, shape: &[usize], generator: &mut Generator) -> Vec<f32> {
        truncated_normal(shape, self.mean, self.stddev, generator)
    }

    fn config(&self) -> Config {
        Config::new().with("mean", self.mean).with("stddev", self.stddev)
    }

    fn check(&self) -> Result<()> {
        check_normal(self.mean, self.stddev)
    }
}

/// Uniform numbers in `[low, high)`.
pub(super) fn uniform(shape: &[usize], low: f64, high: f64, generator: &mut Generator) -> Vec<f32> {
    draw(shape, || low + (high - low) * generator.uniform())
}

/// Normal numbers.
pub(super) fn normal(
    shape: &[usize],
    mean: f64,
    stddev: f64,
    generator: &mut Generator,
) -> Vec<f32> {
    draw(shape, || mean + stddev * generator.normal())
}

/// Normal numbers, drawn again until they lie within two standard deviations.
pub(super) fn truncated_normal(
    shape: &[usize],
    mean: f64,
    stddev: f64,
    generator: &mut Generator,
) -> Vec<f32> {
    draw(shape, || {
        loop {
            let number = generator.normal();
            if number.abs() <= 2.0 {
                return mean + stddev * number;
            }
        }
    })
}

/// As many numbers as `shape` holds.
fn draw(shape: &[usize], mut number: impl FnMut() -> f64) -> Vec<f32> {
    (0..shape.iter().product()).map(|_: usize| number() as f32).collect()
}

fn check_normal(mean: f64, stddev: f64) -> Result<()> {
    if mean.is_finite() && stddev.is_finite() && stddev >= 0.0 {
        return Ok(());
    }
    Err(Error::invalid(
        "mean and stddev",
        "a finite mean, and a finite standard deviation that is not negative",
        format!("{mean} and {stddev}"),
        "Give numbers in that range.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerros_graph::random::Purpose;

    /// Mean, standard deviation and largest distance from the mean of 2^16 values.
    fn moments(initializer: &dyn Initializer) -> [f64; 3] {
        let mut generator = Generator::new(3, Purpose::Initializer(0), 0);
        let values = initializer.values(&[256, 256], &mut generator);
        let count = values.len() as f64;
        let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / count;
        let variance = values.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / count;
        let extreme = values.iter().fold(0.0, |far: f64, &v| far.max((f64::from(v) - mean).abs()));
        [mean, variance.sqrt(), extreme]
    }

    #[test]
    fn moments_are_those_of_the_distributions() {
        let [mean, stddev, extreme] = moments(&RandomUniform::new().minval(1.0).maxval(3.0));
        assert!((mean - 2.0).abs() < 0.02 && (stddev - (1.0f64 / 3.0).sqrt()).abs() < 0.01);
        assert!(extreme <= 1.02);

        let [mean, stddev, extreme] = moments(&RandomNormal::new().mean(-1.0).stddev(2.0));
        assert!((mean + 1.0).abs() < 0.04 && (stddev - 2.0).abs() < 0.03 && extreme > 6.0);

        // A normal distribution cut at two standard deviations has 0.8796 of its spread.
        let [mean, stddev, extreme] = moments(&TruncatedNormal::new().mean(1.0).stddev(0.5));
        assert!((mean - 1.0).abs() < 0.01 && (stddev - 0.5 * 0.879_626).abs() < 0.006);
        assert!(extreme <= 1.01);
    }

    #[test]
    fn impossible_arguments_are_refused() {
        assert!(RandomUniform::new().minval(1.0).check().is_err());
        assert!(RandomNormal::new().stddev(-1.0).check().is_err());
        assert!(TruncatedNormal::new().mean(f64::NAN).check().is_err());
    }
}
