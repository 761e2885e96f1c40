//! Kernels of the short-time Fourier transform.

use super::{Initializer, STFTWindow};
use crate::error::{Error, Result};
use crate::layer::{Config, Value};
use kerros_graph::random::Generator;
use std::f64::consts::PI;
use std::str::FromStr;

/// Which part of the transform a kernel computes. In Keras: the argument `side` of "STFTInitializer
/// class".
///
/// ```
/// use kerros::initializers::STFTSide;
///
/// let side: STFTSide = "imag".parse()?;
/// assert_eq!(side, STFTSide::Imaginary);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum STFTSide {
    /// The real part: `real`.
    Real,
    /// The imaginary part: `imag`.
    Imaginary,
}

/// What a window is divided by. In Keras: the argument `scaling` of "STFTInitializer class".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum STFTScaling {
    /// The root of the sum of its squares: `density`.
    Density,
    /// The sum of its magnitudes: `spectrum`.
    Spectrum,
}

/// The kernel of a convolution that computes one side of the short-time Fourier transform.
///
/// For a kernel `(frame_length, 1, bins)` and the angle `a = -2 pi t k / (2 (bins - 1))` of step `t` and
/// frequency `k`: `cos(a) w_t / s` for the real side, `sin(a) w_t / s` for the imaginary one, where `w` is the window
/// and `s` its scale. No random numbers; computed in double precision. In Keras: "STFTInitializer
/// class", which computes in single precision and is off by up to 1e-5 for long frames.
///
/// | argument | default | |
/// |---|---|---|
/// | `side` | real | see [`STFTSide`] |
/// | `window` | hann | see [`STFTWindow`]; `None` is no window and no scaling |
/// | `scaling` | density | see [`STFTScaling`]; `None` is no scaling |
/// | `periodic` | false | whether the window is one period of a longer one, instead of symmetric |
///
/// ```
/// use kerros::initializers::{STFTInitializer, STFTSide};
/// use kerros::prelude::*;
///
/// let spectrum = STFTInitializer::new().side(STFTSide::Real).window(None);
/// let mut model = Sequential::new();
/// model.add(Conv1D::new(3, 4).kernel_initializer(spectrum).input_shape([4, 1]))?;
/// let wave = [1.0f32, 0.0, -1.0, 0.0];
/// let bins = model.predict((&wave[..], [1, 4, 1]))?;
/// assert!(bins.iter().zip([0.0, 2.0, 0.0]).all(|(bin, expected)| (bin - expected).abs() < 1e-6));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when the weight is no kernel `(frame_length, 1, bins)` of at least two
/// bins, when a window of numbers has another length, and when a window that is scaled is 0 throughout.
#[derive(Clone, Debug, PartialEq)]
pub struct STFTInitializer {
    side: STFTSide,
    window: Option<STFTWindow>,
    scaling: Option<STFTScaling>,
    periodic: bool,
}

impl STFTInitializer {
    /// The real side, with a symmetric Hann window of density 1.
    pub fn new() -> Self {
        STFTInitializer {
            side: STFTSide::Real,
            window: Some(STFTWindow::Hann),
            scaling: Some(STFTScaling::Density),
            periodic: false,
        }
    }

    /// Which part the kernel computes; the real one if not set.
    #[must_use]
    pub fn side(mut self, side: STFTSide) -> Self {
        self.side = side;
        self
    }

    /// The window; Hann's if not set.
    #[must_use]
    pub fn window(mut self, window: impl Into<Option<STFTWindow>>) -> Self {
        self.window = window.into();
        self
    }

    /// What the window is divided by; its density if not set.
    #[must_use]
    pub fn scaling(mut self, scaling: impl Into<Option<STFTScaling>>) -> Self {
        self.scaling = scaling.into();
        self
    }

    /// Whether the window is one period of a longer one; `false` if not set.
    #[must_use]
    pub fn periodic(mut self, periodic: bool) -> Self {
        self.periodic = periodic;
        self
    }

    /// The window of a frame, divided by its scale.
    fn scaled_window(&self, frame_length: usize) -> Vec<f64> {
        let Some(window) = &self.window else { return vec![1.0; frame_length] };
        let window = window.values(frame_length, self.periodic);
        let scale = match self.scaling {
            None => 1.0,
            Some(STFTScaling::Density) => window.iter().map(|w| w * w).sum::<f64>().sqrt(),
            Some(STFTScaling::Spectrum) => window.iter().map(|w| w.abs()).sum(),
        };
        window.into_iter().map(|w| w / scale).collect()
    }
}

impl Default for STFTInitializer {
    fn default() -> Self {
        Self::new()
    }
}

impl Initializer for STFTInitializer {
    fn name(&self) -> &'static str {
        "STFT"
    }

    fn values(&self, shape: &[usize], _generator: &mut Generator) -> Vec<f32> {
        let [frame_length, 1, bins] = *shape else {
            return vec![0.0; shape.iter().product()];
        };
        let window = self.scaled_window(frame_length);
        let period = 2.0 * (bins as f64 - 1.0);
        let mut kernel = Vec::with_capacity(frame_length * bins);
        for (step, weight) in window.iter().enumerate() {
            for bin in 0..bins {
                let angle = -2.0 * PI * (step as f64 * bin as f64 / period);
                let wave = match self.side {
                    STFTSide::Real => angle.cos(),
                    STFTSide::Imaginary => angle.sin(),
                };
                kernel.push((wave * weight) as f32);
            }
        }
        kernel
    }

    fn config(&self) -> Config {
        let window = match &self.window {
            None => Value::None,
            Some(STFTWindow::Values(values)) => values.clone().into(),
            Some(named) => named.name().into(),
        };
        Config::new()
            .with("side", self.side.name())
            .with("window", window)
            .with("scaling", self.scaling.map(STFTScaling::name))
            .with("periodic", self.periodic)
    }

    fn check(&self) -> Result<()> {
        match &self.window {
            Some(STFTWindow::Values(values)) if values.iter().any(|value| !value.is_finite()) => {
                let remedy = "Weights must be finite to be trained.";
                Err(Error::invalid("window", "finite numbers", format!("{values:?}"), remedy))
            }
            _ => Ok(()),
        }
    }

    fn check_shape(&self, shape: &[usize]) -> Result<()> {
        let frame_length = match *shape {
            [frame_length, 1, bins] if bins > 1 => frame_length,
            _ => {
                return Err(Error::invalid(
                    "shape",
                    "a kernel (frame_length, 1, bins) of one channel and at least two bins",
                    format!("{shape:?}"),
                    "Use it for the kernel of a Conv1D layer over one channel.",
                ));
            }
        };
        if let Some(STFTWindow::Values(values)) = &self.window
            && values.len() != frame_length
        {
            return Err(Error::invalid(
                "window",
                format!("{frame_length} numbers, one for each step of the kernel"),
                values.len().to_string(),
                "Give the window that length, or name one.",
            ));
        }
        if self.scaled_window(frame_length).iter().any(|weight| !weight.is_finite()) {
            return Err(Error::invalid(
                "window",
                "a window that is not 0 throughout, as it is scaled",
                "nothing but 0",
                "Take a longer frame, another window, or no scaling.",
            ));
        }
        Ok(())
    }
}

impl STFTSide {
    /// The name in Keras.
    pub fn name(self) -> &'static str {
        match self {
            STFTSide::Real => "real",
            STFTSide::Imaginary => "imag",
        }
    }
}

impl FromStr for STFTSide {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let sides = [STFTSide::Real, STFTSide::Imaginary];
        sides.into_iter().find(|side| side.name() == name).ok_or_else(|| {
            Error::invalid("side", "\"real\" or \"imag\"", format!("{name:?}"), "Name one of them.")
        })
    }
}

impl STFTScaling {
    /// The name in Keras.
    pub fn name(self) -> &'static str {
        match self {
            STFTScaling::Density => "density",
            STFTScaling::Spectrum => "spectrum",
        }
    }
}

impl FromStr for STFTScaling {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let scalings = [STFTScaling::Density, STFTScaling::Spectrum];
        scalings.into_iter().find(|scaling| scaling.name() == name).ok_or_else(|| {
            let expected = "\"density\", \"spectrum\" or none";
            Error::invalid("scaling", expected, format!("{name:?}"), "Name one of them.")
        })
    }
}
