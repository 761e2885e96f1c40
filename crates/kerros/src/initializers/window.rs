//! Windows: how much each step of a frame counts.

use crate::error::{Error, Result};
use std::f64::consts::PI;
use std::str::FromStr;

/// A window of [`STFTInitializer`](super::STFTInitializer): those of `scipy.signal.windows` that need no
/// arguments, with SciPy's names (`hann`, `blackmanharris`) and values.
///
/// ```
/// use kerros::initializers::STFTWindow;
///
/// let window: STFTWindow = "hann".parse()?;
/// assert_eq!(window, STFTWindow::Hann);
/// assert!("han".parse::<STFTWindow>().is_err());
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum STFTWindow {
    /// A sum of a cosine and a triangle.
    Barthann,
    /// A triangle with zeros at both ends.
    Bartlett,
    /// Three cosines.
    Blackman,
    /// Four cosines with the least side lobes.
    Blackmanharris,
    /// Two half cosines, one convolved with the other.
    Bohman,
    /// 1 throughout.
    Boxcar,
    /// Half a sine.
    Cosine,
    /// `e^-|t|` with `t` the steps from the middle.
    Exponential,
    /// Five cosines whose spectrum is flat at its top.
    Flattop,
    /// A raised cosine that stays above 0.
    Hamming,
    /// A raised cosine: the default.
    Hann,
    /// The middle of a sinc function.
    Lanczos,
    /// Four cosines, after Nuttall.
    Nuttall,
    /// Cubic pieces.
    Parzen,
    /// Taylor's, with four side lobes 30 dB down.
    Taylor,
    /// A triangle without zeros.
    Triang,
    /// Half flat, with a half cosine at each end.
    Tukey,
    /// These numbers, one for each step.
    Values(Vec<f64>),
}

/// Every window that has a name.
const NAMED: [STFTWindow; 17] = [
    STFTWindow::Barthann,
    STFTWindow::Bartlett,
    STFTWindow::Blackman,
    STFTWindow::Blackmanharris,
    STFTWindow::Bohman,
    STFTWindow::Boxcar,
    STFTWindow::Cosine,
    STFTWindow::Exponential,
    STFTWindow::Flattop,
    STFTWindow::Hamming,
    STFTWindow::Hann,
    STFTWindow::Lanczos,
    STFTWindow::Nuttall,
    STFTWindow::Parzen,
    STFTWindow::Taylor,
    STFTWindow::Triang,
    STFTWindow::Tukey,
];

impl STFTWindow {
    /// The name in SciPy; `values` for numbers.
    pub fn name(&self) -> &'static str {
        match self {
            STFTWindow::Barthann => "barthann",
            STFTWindow::Bartlett => "bartlett",
            STFTWindow::Blackman => "blackman",
            STFTWindow::Blackmanharris => "blackmanharris",
            STFTWindow::Bohman => "bohman",
            STFTWindow::Boxcar => "boxcar",
            STFTWindow::Cosine => "cosine",
            STFTWindow::Exponential => "exponential",
            STFTWindow::Flattop => "flattop",
            STFTWindow::Hamming => "hamming",
            STFTWindow::Hann => "hann",
            STFTWindow::Lanczos => "lanczos",
            STFTWindow::Nuttall => "nuttall",
            STFTWindow::Parzen => "parzen",
            STFTWindow::Taylor => "taylor",
            STFTWindow::Triang => "triang",
            STFTWindow::Tukey => "tukey",
            STFTWindow::Values(_) => "values",
        }
    }

    /// The weights of a frame of `length` steps: symmetric, or all but the last of a symmetric window
    /// that is one step longer.
    pub(super) fn values(&self, length: usize, periodic: bool) -> Vec<f64> {
        if let STFTWindow::Values(values) = self {
            return values.clone();
        }
        if length <= 1 {
            return vec![1.0; length];
        }
        let whole = if periodic { length + 1 } else { length };
        (0..length).map(|step| self.at(step as f64, whole as f64)).collect()
    }

    /// The weight of `step` in a symmetric window of `length` steps.
    fn at(&self, step: f64, length: f64) -> f64 {
        // From -1 at the first step to 1 at the last.
        let place = 2.0 * step / (length - 1.0) - 1.0;
        match self {
            STFTWindow::Barthann => 0.62 - 0.24 * place.abs() + 0.38 * (PI * place).cos(),
            STFTWindow::Bartlett => 1.0 - place.abs(),
            STFTWindow::Blackman => cosines(place, &[0.42, 0.5, 0.08]),
            STFTWindow::Blackmanharris => cosines(place, &[0.35875, 0.48829, 0.14128, 0.01168]),
            STFTWindow::Bohman if place.abs() >= 1.0 => 0.0,
            STFTWindow::Bohman => {
                let away = place.abs();
                (1.0 - away) * (PI * away).cos() + (PI * away).sin() / PI
            }
            STFTWindow::Boxcar => 1.0,
            STFTWindow::Cosine => (PI / length * (step + 0.5)).sin(),
            STFTWindow::Exponential => (-(step - (length - 1.0) / 2.0).abs()).exp(),
            STFTWindow::Flattop => cosines(
                place,
                &[0.215_578_95, 0.416_631_58, 0.277_263_158, 0.083_578_947, 0.006_947_368],
            ),
            STFTWindow::Hamming => cosines(place, &[0.54, 0.46]),
            STFTWindow::Hann => cosines(place, &[0.5, 0.5]),
            STFTWindow::Lanczos if place == 0.0 => 1.0,
            STFTWindow::Lanczos => (PI * place).sin() / (PI * place),
            STFTWindow::Nuttall => {
                cosines(place, &[0.363_581_9, 0.489_177_5, 0.136_599_5, 0.010_641_1])
            }
            STFTWindow::Parzen => {
                let away = (step - (length - 1.0) / 2.0).abs() / (length / 2.0);
                if 2.0 * away <= (length - 1.0) / length {
                    1.0 - 6.0 * away.powi(2) + 6.0 * away.powi(3)
                } else {
                    2.0 * (1.0 - away).powi(3)
                }
            }
            STFTWindow::Taylor => taylor(step, length) / taylor((length - 1.0) / 2.0, length),
            STFTWindow::Triang => {
                let away = (step - (length - 1.0) / 2.0).abs();
                let reach = if length % 2.0 == 0.0 { length } else { length + 1.0 };
                1.0 - 2.0 * away / reach
            }
            STFTWindow::Tukey => {
                let width = ((length - 1.0) / 4.0).floor();
                let from_end = step.min(length - 1.0 - step);
                if from_end > width {
                    return 1.0;
                }
                0.5 * (1.0 + (PI * (4.0 * from_end / (length - 1.0) - 1.0)).cos())
            }
            STFTWindow::Values(_) => 1.0,
        }
    }
}

/// The sum of `c_k cos(k pi place)`.
fn cosines(place: f64, coefficients: &[f64]) -> f64 {
    let terms = (0..).zip(coefficients).map(|(k, c)| c * (f64::from(k) * PI * place).cos());
    terms.sum()
}

/// Taylor's window with four side lobes at nearly constant level, 30 dB down, not normalized.
///
/// Source: Carrara, Goodman and Majewski, "Spotlight synthetic aperture radar", Artech House 1995.
fn taylor(step: f64, length: f64) -> f64 {
    const LOBES: f64 = 4.0;
    let a = 10f64.powf(30.0 / 20.0).acosh() / PI;
    let dilation = LOBES.powi(2) / (a.powi(2) + (LOBES - 0.5).powi(2));
    let lobes = [1.0f64, 2.0, 3.0];
    let terms = lobes.iter().map(|m| {
        let sign = if m % 2.0 == 1.0 { 1.0 } else { -1.0 };
        let above =
            lobes.iter().map(|n| 1.0 - m.powi(2) / dilation / (a.powi(2) + (n - 0.5).powi(2)));
        let below = lobes.iter().filter(|n| *n != m).map(|n| 1.0 - m.powi(2) / n.powi(2));
        let weight = sign * above.product::<f64>() / (2.0 * below.product::<f64>());
        weight * (2.0 * PI * m * (step - length / 2.0 + 0.5) / length).cos()
    });
    1.0 + 2.0 * terms.sum::<f64>()
}

impl FromStr for STFTWindow {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        NAMED.into_iter().find(|window| window.name() == name).ok_or_else(|| {
            let known: Vec<String> =
                NAMED.iter().map(|window| format!("{:?}", window.name())).collect();
            let expected = format!("one of {}", known.join(", "));
            Error::invalid(
                "window",
                expected,
                format!("{name:?}"),
                "Name one, or give its numbers.",
            )
        })
    }
}
