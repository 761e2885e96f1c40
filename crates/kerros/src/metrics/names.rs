//! Names under which results are reported.

use crate::error::{Error, Result};
use std::collections::BTreeSet;

/// Names for a report: each as it is, and `name_1`, `name_2` for the second and third of one name or of
/// one that is taken, as Keras does.
pub(crate) fn unique_names(taken: &[String], names: Vec<String>) -> Vec<String> {
    let mut taken: BTreeSet<String> = taken.iter().cloned().collect();
    names
        .into_iter()
        .map(|own| {
            let mut name = own.clone();
            let mut number = 0;
            while !taken.insert(name.clone()) {
                number += 1;
                name = format!("{own}_{number}");
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
    use crate::metrics::{AutoAccuracy, Metric};

    fn unique(names: &[&str]) -> Vec<String> {
        unique_names(&["loss".to_owned()], names.iter().map(|name| (*name).to_owned()).collect())
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
