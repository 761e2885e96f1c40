//! Initializers whose variance depends on the shape of the weight.

use super::random::{normal, truncated_normal, uniform};
use super::{Initializer, SharedInitializer};
use crate::error::{Error, Result};
use crate::layer::Config;
use kerros_graph::random::Generator;
use std::str::FromStr;

/// The standard deviation of a standard normal distribution that is cut off at -2 and 2. Dividing by
/// it gives the truncated numbers the variance that was asked for.
const TRUNCATED_STDDEV: f64 = 0.879_625_661_034_239_8;

/// Which fan divides the variance. In Keras: the argument `mode` of "VarianceScaling class".
///
/// ```
/// use kerros::initializers::FanMode;
///
/// let mode: FanMode = "fan_avg".parse()?;
/// assert_eq!((mode, mode.name()), (FanMode::FanAvg, "fan_avg"));
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FanMode {
    /// The number of inputs of a unit: `fan_in`.
    FanIn,
    /// The number of units that an input reaches: `fan_out`.
    FanOut,
    /// The mean of both: `fan_avg`.
    FanAvg,
}

/// The distribution of [`VarianceScaling`]. In Keras: its argument `distribution`.
///
/// ```
/// use kerros::initializers::Distribution;
///
/// let normal: Distribution = "normal".parse()?;
/// assert_eq!(normal, Distribution::TruncatedNormal);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distribution {
    /// Uniform within `sqrt(3 * variance)`: `uniform`.
    Uniform,
    /// Normal, drawn again beyond two standard deviations; wide enough to have the variance all the
    /// same: `truncated_normal`, also `normal`.
    TruncatedNormal,
    /// Normal: `untruncated_normal`.
    UntruncatedNormal,
}

impl FanMode {
    /// The name in Keras.
    pub fn name(self) -> &'static str {
        match self {
            FanMode::FanIn => "fan_in",
            FanMode::FanOut => "fan_out",
            FanMode::FanAvg => "fan_avg",
        }
    }
}

impl FromStr for FanMode {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        [FanMode::FanIn, FanMode::FanOut, FanMode::FanAvg]
            .into_iter()
            .find(|mode| mode.name() == name.to_lowercase())
            .ok_or_else(|| {
                let expected = "\"fan_in\", \"fan_out\" or \"fan_avg\"";
                Error::invalid("mode", expected, format!("{name:?}"), "Name one of them.")
            })
    }
}

impl Distribution {
    /// The name in Keras.
    pub fn name(self) -> &'static str {
        match self {
            Distribution::Uniform => "uniform",
            Distribution::TruncatedNormal => "truncated_normal",
            Distribution::UntruncatedNormal => "untruncated_normal",
        }
    }
}

impl FromStr for Distribution {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name.to_lowercase().as_str() {
            "uniform" => Ok(Distribution::Uniform),
            "truncated_normal" | "normal" => Ok(Distribution::TruncatedNormal),
            "untruncated_normal" => Ok(Distribution::UntruncatedNormal),
            _ => Err(Error::invalid(
                "distribution",
                "\"uniform\", \"truncated_normal\" or \"untruncated_normal\"",
                format!("{name:?}"),
                "Name one of them.",
            )),
        }
    }
}

/// Random numbers of mean 0 and variance `scale / fan`.
///
/// For a matrix `(inputs, units)` fan-in and fan-out are its sizes; for a convolution's kernel
/// `(size..., channels, filters)` both count every position of the window; for a vector both are its
/// length. A fan below 1 counts as 1. In Keras: "VarianceScaling class".
///
/// | argument | default | |
/// |---|---|---|
/// | `scale` | 1 | finite, above 0 |
/// | `mode` | fan-in | see [`FanMode`] |
/// | `distribution` | truncated normal | see [`Distribution`] |
///
/// ```
/// use kerros::initializers::{Distribution, FanMode, VarianceScaling};
/// use kerros::prelude::*;
///
/// let initializer = VarianceScaling::new()
///     .scale(2.0)
///     .mode(FanMode::FanOut)
///     .distribution(Distribution::Uniform);
/// let mut model = Sequential::new();
/// model.add(Dense::new(3).kernel_initializer(initializer).input_shape(4))?;
/// assert!(model.get_weights()?[0].iter().all(|weight| weight.abs() <= 2.0f32.sqrt()));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when the scale is outside its range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VarianceScaling {
    scale: f64,
    mode: FanMode,
    distribution: Distribution,
}

impl VarianceScaling {
    /// Variance `1 / fan_in`, truncated normal.
    pub fn new() -> Self {
        VarianceScaling {
            scale: 1.0,
            mode: FanMode::FanIn,
            distribution: Distribution::TruncatedNormal,
        }
    }

    /// The variance, times the fan; 1 if not set.
    #[must_use]
    pub fn scale(mut self, scale: f64) -> Self {
        self.scale = scale;
        self
    }

    /// Which fan divides; the fan-in if not set.
    #[must_use]
    pub fn mode(mut self, mode: FanMode) -> Self {
        self.mode = mode;
        self
    }

    /// The distribution; truncated normal if not set.
    #[must_use]
    pub fn distribution(mut self, distribution: Distribution) -> Self {
        self.distribution = distribution;
        self
    }

    /// The variance of the values of a weight with these fans.
    fn variance(&self, (fan_in, fan_out): (f64, f64)) -> f64 {
        let fan = match self.mode {
            FanMode::FanIn => fan_in,
            FanMode::FanOut => fan_out,
            FanMode::FanAvg => (fan_in + fan_out) / 2.0,
        };
        self.scale / fan.max(1.0)
    }

    /// The values of a weight of this shape whose axes are taken for these fans.
    fn values_with_fans(
        &self,
        fans: (f64, f64),
        shape: &[usize],
        generator: &mut Generator,
    ) -> Vec<f32> {
        let variance = self.variance(fans);
        match self.distribution {
            Distribution::Uniform => {
                let limit = (3.0 * variance).sqrt();
                uniform(shape, -limit, limit, generator)
            }
            Distribution::TruncatedNormal => {
                truncated_normal(shape, 0.0, variance.sqrt() / TRUNCATED_STDDEV, generator)
            }
            Distribution::UntruncatedNormal => normal(shape, 0.0, variance.sqrt(), generator),
        }
    }
}

impl Default for VarianceScaling {
    fn default() -> Self {
        Self::new()
    }
}

impl Initializer for VarianceScaling {
    fn name(&self) -> &'static str {
        "VarianceScaling"
    }

    fn values(&self, shape: &[usize], generator: &mut Generator) -> Vec<f32> {
        self.values_with_fans(fans(shape), shape, generator)
    }

    fn variance_scaling(&self) -> Option<VarianceScaling> {
        Some(*self)
    }

    fn config(&self) -> Config {
        Config::new()
            .with("scale", self.scale)
            .with("mode", self.mode.name())
            .with("distribution", self.distribution.name())
    }

    fn check(&self) -> Result<()> {
        if self.scale.is_finite() && self.scale > 0.0 {
            return Ok(());
        }
        Err(Error::invalid(
            "scale",
            "a finite number above 0",
            self.scale.to_string(),
            "Give a positive scale, or use the initializer zeros.",
        ))
    }
}

/// An initializer for a kernel whose axes of inputs and outputs are named, whatever their order.
#[derive(Debug)]
struct ByAxes {
    initializer: SharedInitializer,
    scaling: VarianceScaling,
    inputs: Vec<usize>,
    outputs: Vec<usize>,
}

/// The initializer for a kernel that sums over the axes `inputs` and gives the axes `outputs`: one that
/// scales by fans counts those, any other stays as it is.
pub(crate) fn by_axes(
    initializer: &SharedInitializer,
    inputs: &[usize],
    outputs: &[usize],
) -> SharedInitializer {
    match initializer.variance_scaling() {
        None => initializer.clone(),
        Some(scaling) => ByAxes {
            initializer: initializer.clone(),
            scaling,
            inputs: inputs.to_vec(),
            outputs: outputs.to_vec(),
        }
        .into(),
    }
}

impl Initializer for ByAxes {
    fn name(&self) -> &'static str {
        self.initializer.name()
    }

    fn values(&self, shape: &[usize], generator: &mut Generator) -> Vec<f32> {
        let fan = |axes: &[usize]| axes.iter().map(|&axis| shape[axis] as f64).product();
        self.scaling.values_with_fans((fan(&self.inputs), fan(&self.outputs)), shape, generator)
    }

    fn config(&self) -> Config {
        self.initializer.config()
    }

    fn check(&self) -> Result<()> {
        self.initializer.check()
    }
}

/// Inputs of a unit, and units that an input reaches.
fn fans(shape: &[usize]) -> (f64, f64) {
    let (fan_in, fan_out) = match shape {
        [] => (1, 1),
        [length] => (*length, *length),
        [window @ .., inputs, outputs] => {
            let positions: usize = window.iter().product();
            (inputs * positions, outputs * positions)
        }
    };
    (fan_in as f64, fan_out as f64)
}

/// An initializer that is [`VarianceScaling`] with certain arguments.
macro_rules! scaled {
    ($($(#[$doc:meta])* $initializer:ident = $scale:literal, $mode:ident, $distribution:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, Default, PartialEq)]
            pub struct $initializer;

            impl $initializer {
                const SCALING: VarianceScaling = VarianceScaling {
                    scale: $scale,
                    mode: FanMode::$mode,
                    distribution: Distribution::$distribution,
                };
            }

            impl Initializer for $initializer {
                fn name(&self) -> &'static str {
                    stringify!($initializer)
                }

                fn values(&self, shape: &[usize], generator: &mut Generator) -> Vec<f32> {
                    Self::SCALING.values(shape, generator)
                }

                fn variance_scaling(&self) -> Option<VarianceScaling> {
                    Some(Self::SCALING)
                }
            }
        )*
    };
}

scaled! {
    /// Uniform within `sqrt(6 / (fan_in + fan_out))`: the default of kernels.
    ///
    /// No arguments; [`VarianceScaling`] says what the fans are. In Keras: "GlorotUniform class".
    ///
    /// Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
    /// networks", AISTATS 2010.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(3).kernel_initializer(GlorotUniform).input_shape(4))?;
    /// let limit = (6.0f32 / (4.0 + 3.0)).sqrt();
    /// assert!(model.get_weights()?[0].iter().all(|weight| weight.abs() <= limit));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    GlorotUniform = 1.0, FanAvg, Uniform;
    /// Truncated normal with variance `2 / (fan_in + fan_out)`.
    ///
    /// No arguments; [`VarianceScaling`] says what the fans are. In Keras: "GlorotNormal class".
    ///
    /// Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
    /// networks", AISTATS 2010.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(3).kernel_initializer(GlorotNormal).input_shape(4))?;
    /// let limit = 2.0 * (2.0f32 / (4.0 + 3.0)).sqrt() / 0.8796;
    /// assert!(model.get_weights()?[0].iter().all(|weight| weight.abs() <= limit));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    GlorotNormal = 1.0, FanAvg, TruncatedNormal;
    /// Uniform within `sqrt(6 / fan_in)`.
    ///
    /// No arguments; [`VarianceScaling`] says what the fans are. In Keras: "HeUniform class".
    ///
    /// Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers: surpassing human-level
    /// performance on ImageNet classification", ICCV 2015.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(3).kernel_initializer(HeUniform).input_shape(4))?;
    /// let limit = (6.0f32 / 4.0).sqrt();
    /// assert!(model.get_weights()?[0].iter().all(|weight| weight.abs() <= limit));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    HeUniform = 2.0, FanIn, Uniform;
    /// Truncated normal with variance `2 / fan_in`.
    ///
    /// No arguments; [`VarianceScaling`] says what the fans are. In Keras: "HeNormal class".
    ///
    /// Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers: surpassing human-level
    /// performance on ImageNet classification", ICCV 2015.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(3).kernel_initializer(HeNormal).input_shape(4))?;
    /// let limit = 2.0 * (2.0f32 / 4.0).sqrt() / 0.8796;
    /// assert!(model.get_weights()?[0].iter().all(|weight| weight.abs() <= limit));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    HeNormal = 2.0, FanIn, TruncatedNormal;
    /// Uniform within `sqrt(3 / fan_in)`.
    ///
    /// No arguments; [`VarianceScaling`] says what the fans are. In Keras: "LecunUniform class".
    ///
    /// Source: LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(3).kernel_initializer(LecunUniform).input_shape(4))?;
    /// let limit = (3.0f32 / 4.0).sqrt();
    /// assert!(model.get_weights()?[0].iter().all(|weight| weight.abs() <= limit));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    LecunUniform = 1.0, FanIn, Uniform;
    /// Truncated normal with variance `1 / fan_in`.
    ///
    /// No arguments; [`VarianceScaling`] says what the fans are. In Keras: "LecunNormal class".
    ///
    /// Source: LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(3).kernel_initializer(LecunNormal).input_shape(4))?;
    /// let limit = 2.0 * (1.0f32 / 4.0).sqrt() / 0.8796;
    /// assert!(model.get_weights()?[0].iter().all(|weight| weight.abs() <= limit));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    LecunNormal = 1.0, FanIn, TruncatedNormal;
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerros_graph::random::Purpose;

    #[test]
    fn fans_are_those_of_keras() {
        assert_eq!(fans(&[]), (1.0, 1.0));
        assert_eq!(fans(&[5]), (5.0, 5.0));
        assert_eq!(fans(&[3, 10]), (3.0, 10.0));
        assert_eq!(fans(&[30, 3, 40]), (90.0, 1200.0));
        assert_eq!(fans(&[3, 3, 8, 16]), (72.0, 144.0));
    }

    #[test]
    fn variance_and_range_are_as_documented() {
        let shape = [8, 32, 256];
        let (fan_in, fan_out) = (256.0, 2048.0);
        let uniform = |variance: f64| (variance, (3.0 * variance).sqrt());
        let truncated = |variance: f64| (variance, 2.0 * variance.sqrt() / 0.879_6);
        let cases: [(&dyn Initializer, (f64, f64)); 6] = [
            (&GlorotUniform, uniform(2.0 / (fan_in + fan_out))),
            (&GlorotNormal, truncated(2.0 / (fan_in + fan_out))),
            (&HeUniform, uniform(2.0 / fan_in)),
            (&HeNormal, truncated(2.0 / fan_in)),
            (&LecunUniform, uniform(1.0 / fan_in)),
            (&LecunNormal, truncated(1.0 / fan_in)),
        ];
        for (initializer, (variance, limit)) in cases {
            let mut generator = Generator::new(5, Purpose::Initializer(2), 0);
            let values = initializer.values(&shape, &mut generator);
            let count = values.len() as f64;
            let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / count;
            let found = values.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>() / count;
            let extreme = values.iter().fold(0.0, |far: f64, &v| far.max(f64::from(v).abs()));
            // Five standard errors of the mean; 2 % of the variance is more than five of its.
            assert!(mean.abs() < 5.0 * (variance / count).sqrt(), "{initializer:?}: {mean}");
            assert!((found / variance - 1.0).abs() < 0.02, "{initializer:?}: {found} {variance}");
            assert!(extreme <= limit * 1.0001 && extreme > 0.98 * limit, "{initializer:?}");
        }
    }

    #[test]
    fn a_scale_must_be_positive() {
        assert!(VarianceScaling::new().scale(0.0).check().is_err());
        assert!(VarianceScaling::new().scale(f64::INFINITY).check().is_err());
    }
}
