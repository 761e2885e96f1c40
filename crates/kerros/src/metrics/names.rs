//! Names under which results are reported.

use super::Metric;
use crate::error::{Error, Result};
use std::collections::BTreeSet;

/// Names of metrics for a report: each metric's own, and `name_1`, `name_2` for the second and third
/// of one name, as Keras does. `loss` is taken by the loss.
///
/// ```
/// use kerros::metrics::{AutoAccuracy, MeanSquaredError, Metric, unique_names};
///
/// let metrics: [&dyn Metric; 3] =
///     [&AutoAccuracy::new(), &MeanSquaredError::new(), &AutoAccuracy::new()];
/// assert_eq!(unique_names(metrics), ["accuracy", "mean_squared_error", "accuracy_1"]);
/// ```
pub fn unique_names<'m>(metrics: impl IntoIterator<Item = &'m dyn Metric>) -> Vec<String> {
    let mut taken = BTreeSet::from(["loss".to_owned()]);
    metrics
        .into_iter()
        .map(|metric| {
            let mut name = metric.name().to_owned();
            let mut number = 0;
            while !taken.insert(name.clone()) {
                number += 1;
                name = format!("{}_{number}", metric.name());
            }
            name
        })
        .collect()
}

/// Checks that a metric has a name.
pub(super) fn check_name(name: &str) -> Result<()> {
    if !name.trim().is_empty() {
        return Ok(());
    }
    Err(Error::invalid(
        "name of a metric",
        "a word",
        format!("{name:?}"),
        "Leave the name out to get the metric's own.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::AutoAccuracy;

    fn unique(names: &[&str]) -> Vec<String> {
        let metrics: Vec<_> = names.iter().map(|name| AutoAccuracy::new().named(*name)).collect();
        unique_names(metrics.iter().map(|metric| metric as &dyn Metric))
    }

    #[test]
    fn the_second_and_third_of_a_name_get_numbers() {
        assert_eq!(unique(&["acc", "mae", "acc", "acc"]), ["acc", "mae", "acc_1", "acc_2"]);
    }

    #[test]
    fn a_number_that_is_taken_is_left_out() {
        assert_eq!(unique(&["acc", "acc_1", "acc"]), ["acc", "acc_1", "acc_2"]);
    }

    #[test]
    fn loss_is_taken() {
        assert_eq!(unique(&["loss"]), ["loss_1"]);
    }

    #[test]
    fn an_empty_name_is_refused() {
        assert!(check_name(" ").is_err());
        assert!(AutoAccuracy::new().named("").check().is_err());
    }
}
