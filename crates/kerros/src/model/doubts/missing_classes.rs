//! Classes that are judged and not trained on.
//!
//! A class that occurs in the validation rows and not in the training rows is doubtful, however few rows it
//! has, if there are at least 10 training rows.

use super::class_counts::{ClassCounts, named};

const FEWEST_ROWS: usize = 10;

/// A doubt about classes that only the validation has; `is_split` says whether `validation_split` holds it back.
pub(super) fn missing(
    training: &ClassCounts,
    validation: &ClassCounts,
    is_split: bool,
) -> Option<String> {
    let missing: Vec<usize> = (0..training.counts.len())
        .filter(|&class| training.counts[class] == 0 && validation.counts[class] > 0)
        .collect();
    if missing.is_empty() || training.rows() < FEWEST_ROWS {
        return None;
    }
    let rows: usize = missing.iter().map(|&class| validation.counts[class]).sum();
    let remedy = match is_split {
        true => "validation_split holds back the last rows: mix the rows before fit.",
        false => "Mix the rows before they are split.",
    };
    Some(format!(
        "y: {} {} in {rows} validation rows and in no training row: nothing is learnt of {}. {remedy}",
        named(&missing),
        if missing.len() == 1 { "is" } else { "are" },
        if missing.len() == 1 { "it" } else { "them" },
    ))
}

#[cfg(test)]
mod tests {
    use super::super::class_counts::Naming;
    use super::*;

    fn counts(counts: &[usize]) -> ClassCounts {
        ClassCounts { naming: Naming::Numbers, counts: counts.to_vec() }
    }

    #[test]
    fn a_class_of_the_validation_alone_is_doubtful() {
        let doubt = missing(&counts(&[6, 4, 0]), &counts(&[0, 0, 5]), true).unwrap();
        assert_eq!(
            doubt,
            "y: class 2 is in 5 validation rows and in no training row: nothing is learnt of it. validation_split \
             holds back the last rows: mix the rows before fit."
        );
        let doubt = missing(&counts(&[6, 4, 0]), &counts(&[0, 0, 5]), false).unwrap();
        assert!(doubt.ends_with("Mix the rows before they are split."), "{doubt}");
        assert_eq!(missing(&counts(&[6, 4, 1]), &counts(&[0, 0, 5]), true), None);
        assert_eq!(missing(&counts(&[6, 4, 0]), &counts(&[5, 5, 0]), true), None);
    }

    #[test]
    fn few_rows_are_an_example() {
        assert_eq!(missing(&counts(&[9, 0]), &counts(&[0, 1]), false), None);
        assert!(missing(&counts(&[10, 0]), &counts(&[0, 1]), false).is_some());
    }
}
