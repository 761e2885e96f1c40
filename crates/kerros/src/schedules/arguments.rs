//! Checks of schedules' arguments.

use crate::error::{Error, Result};

/// Checks a rate: finite, not negative.
pub(super) fn check_rate(name: &str, rate: f64) -> Result<()> {
    if rate.is_finite() && rate >= 0.0 {
        return Ok(());
    }
    let remedy = "Rates between 0.1 and 0.00001 are usual.";
    Err(Error::invalid(name, "a number from 0 on", rate.to_string(), remedy))
}

/// Checks a number of steps that others are divided by.
pub(super) fn check_steps(name: &str, steps: f64) -> Result<()> {
    if steps.is_finite() && steps > 0.0 {
        return Ok(());
    }
    let remedy = "Count steps of training, which are batches: rows / batch size in an epoch.";
    Err(Error::invalid(name, "a number above 0", steps.to_string(), remedy))
}

/// Checks that a number is finite and at least `least`.
pub(super) fn check_least(name: &str, value: f64, least: f64, remedy: &str) -> Result<()> {
    if value.is_finite() && value >= least {
        return Ok(());
    }
    Err(Error::invalid(name, format!("a number from {least} on"), value.to_string(), remedy))
}
