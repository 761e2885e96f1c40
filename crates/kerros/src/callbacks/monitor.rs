//! A metric that is watched, and when it counts as better.

use super::{Logs, Training};
use crate::error::{Error, Result};
use crate::history::Better;
use std::str::FromStr;

/// Which values of the watched metric are better. Keras's argument `mode`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// What the metric says of itself: the smaller loss, the larger accuracy. A training does not begin
    /// when no metric of the model goes by the name that is watched, or the metric does not say.
    #[default]
    Auto,
    /// Smaller values.
    Min,
    /// Larger values.
    Max,
}

impl FromStr for Mode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "auto" => Ok(Mode::Auto),
            "min" => Ok(Mode::Min),
            "max" => Ok(Mode::Max),
            _ => Err(Error::invalid(
                "mode",
                "\"auto\", \"min\" or \"max\"",
                format!("{text:?}"),
                "\"auto\" asks the metric itself.",
            )),
        }
    }
}

impl TryFrom<&str> for Mode {
    type Error = Error;

    fn try_from(text: &str) -> Result<Self> {
        text.parse()
    }
}

/// Compares values of one metric.
#[derive(Clone, Debug)]
pub(super) struct Monitor {
    pub(super) name: String,
    mode: Mode,
    /// By how much a value must be better to count; not negative.
    pub(super) min_delta: f64,
    better: Better,
    warned: bool,
    /// Why the mode that was asked for is none.
    problem: Option<Error>,
}

impl Monitor {
    pub(super) fn new(name: &str, min_delta: f64) -> Self {
        Monitor {
            name: name.to_owned(),
            mode: Mode::Auto,
            min_delta,
            better: Better::Lower,
            warned: false,
            problem: None,
        }
    }

    /// Says which values are better; a problem is reported by [`begin`](Self::begin).
    pub(super) fn set_mode<M>(&mut self, mode: M)
    where
        M: TryInto<Mode>,
        M::Error: Into<Error>,
    {
        match mode.try_into() {
            Ok(mode) => self.mode = mode,
            Err(error) => self.problem = Some(error.into()),
        }
    }

    /// Finds out which values are better in this training.
    pub(super) fn begin(&mut self, callback: &str, training: &Training<'_>) -> Result<()> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone().at(callback));
        }
        self.warned = false;
        if !self.min_delta.is_finite() {
            return Err(Error::invalid(
                "min_delta",
                "a finite number",
                self.min_delta.to_string(),
                "0 lets every improvement count.",
            )
            .at(callback));
        }
        self.better = match self.mode {
            Mode::Min => Better::Lower,
            Mode::Max => Better::Higher,
            Mode::Auto => {
                training.better(&self.name).ok_or_else(|| self.undirected(training).at(callback))?
            }
        };
        Ok(())
    }

    /// The mode is automatic, and nothing says which values are better.
    fn undirected(&self, training: &Training<'_>) -> Error {
        let names = training.names().iter().map(String::as_str);
        let known: Vec<&str> = names.filter(|name| training.better(name).is_some()).collect();
        Error::invalid(
            "monitor",
            format!(
                "{}, or val_ and one of these, as mode \"auto\" asks the metric which values are better",
                known.join(", ")
            ),
            format!("{:?}", self.name),
            "Watch one of these, or set mode to \"min\" or \"max\".",
        )
    }

    /// The value in `logs`. Where it is missing, the first time is a warning.
    pub(super) fn value(
        &mut self,
        callback: &str,
        training: &mut Training<'_>,
        logs: &Logs,
    ) -> Option<f64> {
        let value = logs.get(&self.name);
        if value.is_none() && !std::mem::replace(&mut self.warned, true) {
            training.warn(format!(
                "{callback} watches {:?}, which is not reported; it does nothing. Known are {}. Give \
                 fit validation data, or watch another.",
                self.name,
                logs.known()
            ));
        }
        value
    }

    /// Whether `value` is better than `reference` by more than `min_delta`. As in Keras, anything is
    /// better than nothing, even NaN; NaN is never better than a number, nor a number than NaN.
    pub(super) fn improves(&self, value: f64, reference: Option<f64>) -> bool {
        let Some(reference) = reference else { return true };
        let delta = self.min_delta.abs();
        // Keras compares in single precision, so that rounding is no improvement.
        match self.better {
            Better::Lower => ((value + delta) as f32) < reference as f32,
            Better::Higher => (value - delta) as f32 > reference as f32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn better_by_more_than_min_delta() {
        let mut monitor = Monitor::new("val_loss", 0.5);
        assert!(monitor.improves(1.0, None) && monitor.improves(0.4, Some(1.0)));
        assert!(monitor.improves(f64::NAN, None) && !monitor.improves(0.4, Some(f64::NAN)));
        assert!(!monitor.improves(0.5, Some(1.0)) && !monitor.improves(f64::NAN, Some(1.0)));
        monitor.better = Better::Higher;
        assert!(monitor.improves(1.6, Some(1.0)) && !monitor.improves(1.5, Some(1.0)));
    }

    #[test]
    fn an_unknown_mode_is_an_error() {
        assert_eq!("max".parse(), Ok(Mode::Max));
        assert!("maximum".parse::<Mode>().unwrap_err().to_string().contains("\"min\""));
    }
}
