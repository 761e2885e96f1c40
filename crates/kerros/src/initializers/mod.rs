//! Initializers: the numbers that weights start with.
//!
//! Each weight draws from its own stream of the model's random numbers, so that the values of one do
//! not depend on how many numbers another one drew. Formulas and defaults are those of Keras
//! ("Layer weight initializers").
//!
//! | initializer | values |
//! |---|---|
//! | [`GlorotUniform`] (kernels' default), [`GlorotNormal`] | variance `2 / (fan_in + fan_out)` |
//! | [`HeUniform`], [`HeNormal`] | variance `2 / fan_in` |
//! | [`LecunUniform`], [`LecunNormal`] | variance `1 / fan_in` |
//! | [`VarianceScaling`] | variance `scale / fan`, which all of the above are |
//! | [`Zeros`] (biases' default), [`Ones`], [`Constant`] | one number |
//! | [`RandomUniform`], [`RandomNormal`], [`TruncatedNormal`] | random, whatever the shape |
//! | [`OrthogonalInitializer`] | a random orthogonal matrix |
//! | [`IdentityInitializer`] | the identity matrix |
//! | [`STFTInitializer`] | a Fourier transform, as the kernel of a convolution |

mod constant;
mod identity;
mod orthogonal;
mod random;
mod stft;
mod variance_scaling;
mod window;

pub use constant::{Constant, Ones, Zeros};
pub use identity::IdentityInitializer;
pub use orthogonal::OrthogonalInitializer;
pub use random::{RandomNormal, RandomUniform, TruncatedNormal};
pub use stft::{STFTInitializer, STFTScaling, STFTSide};
pub(crate) use variance_scaling::by_axes;
pub use variance_scaling::{
    Distribution, FanMode, GlorotNormal, GlorotUniform, HeNormal, HeUniform, LecunNormal,
    LecunUniform, VarianceScaling,
};
pub use window::STFTWindow;

use crate::error::{Error, Result};
use crate::layer::Config;
use crate::registry::{self, INITIALIZERS};
use crate::shared::shared;
use kerros_graph::random::Generator;
use std::fmt::Debug;

/// Gives a weight its first values.
///
/// One of one's own needs [`name`](Initializer::name) and [`values`](Initializer::values), and goes
/// wherever a layer takes an initializer:
///
/// ```
/// use kerros::initializers::Initializer;
/// use kerros_graph::random::Generator;
///
/// /// 0, 1, 2, ...
/// #[derive(Debug)]
/// struct Count;
///
/// impl Initializer for Count {
///     fn name(&self) -> &'static str {
///         "Count"
///     }
///
///     fn values(&self, shape: &[usize], _generator: &mut Generator) -> Vec<f32> {
///         (0..shape.iter().product()).map(|i: usize| i as f32).collect()
///     }
/// }
///
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).kernel_initializer(Count).input_shape(3))?;
/// assert_eq!(model.get_weights()?[0].as_slice(), Some(&[0.0, 1.0, 2.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
pub trait Initializer: Debug + Send + Sync {
    /// The name of the class in Keras, such as `GlorotUniform`.
    fn name(&self) -> &'static str;

    /// The values of a weight of this shape, slowest axis first: as many as the shape holds. The
    /// generator is seeded by the model and the weight's place in it.
    fn values(&self, shape: &[usize], generator: &mut Generator) -> Vec<f32>;

    /// The arguments, under their names in Keras.
    fn config(&self) -> Config {
        Config::new()
    }

    /// Checks the arguments.
    ///
    /// # Errors
    ///
    /// When an argument is outside its range.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// Checks that it can fill a weight of this shape.
    ///
    /// # Errors
    ///
    /// When it cannot.
    fn check_shape(&self, _shape: &[usize]) -> Result<()> {
        Ok(())
    }

    /// The variance scaling that it is, if it is one. A layer whose kernel has its axes of inputs and
    /// outputs in another order than a matrix or a convolution scales it by those.
    fn variance_scaling(&self) -> Option<VarianceScaling> {
        None
    }
}

/// Checks that a factor is finite.
fn check_gain(gain: f64) -> Result<()> {
    if (gain as f32).is_finite() {
        return Ok(());
    }
    let remedy = "Weights must be finite to be trained.";
    Err(Error::invalid("gain", "a finite number", gain.to_string(), remedy))
}

shared! {
    /// An initializer that several layers may hold. Made of any initializer, or of a name.
    ///
    /// ```
    /// use kerros::initializers::{HeNormal, SharedInitializer};
    ///
    /// let by_type: SharedInitializer = HeNormal.into();
    /// let by_name = SharedInitializer::try_from("he_normal")?;
    /// assert_eq!(by_type.name(), by_name.name());
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Of a name that is unknown: the error names the nearest one and all others.
    SharedInitializer of Initializer, by named
}

/// The initializer of a name, with the defaults of its class.
fn named(name: &str) -> Result<SharedInitializer> {
    registry::make("initializer", INITIALIZERS, name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerros_graph::random::Purpose;

    #[test]
    fn every_initializer_fills_every_shape_and_is_reproducible() {
        for class in INITIALIZERS {
            let initializer = class.from_config(&Config::new()).unwrap();
            let shapes = [&[][..], &[0], &[7], &[3, 5], &[0, 4], &[4, 3, 2], &[6, 1, 3]];
            let fitting = |shape: &&[usize]| initializer.check_shape(shape).is_ok();
            assert!(shapes.iter().any(fitting), "{initializer:?}");
            for shape in shapes.into_iter().filter(fitting) {
                let draw = |seed| {
                    let mut generator = Generator::new(seed, Purpose::Initializer(1), 0);
                    initializer.values(shape, &mut generator)
                };
                assert_eq!(draw(1).len(), shape.iter().product::<usize>(), "{initializer:?}");
                assert_eq!(draw(1), draw(1), "{initializer:?}");
                assert!(draw(1).iter().all(|value| value.is_finite()), "{initializer:?}");
            }
            assert!(initializer.check().is_ok(), "{initializer:?}");
        }
    }
}
