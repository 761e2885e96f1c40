//! Units of the last layer that no row belongs to.
//!
//! Classes that occur neither in training nor in validation are doubtful if there are at least 5 rows for each
//! class on average: fewer are an example, and miss some by chance.

use super::class_counts::{ClassCounts, Naming, named};

const ROWS_A_CLASS: usize = 5;

/// A doubt about classes that never occur.
pub(super) fn unseen(training: &ClassCounts, validation: Option<&ClassCounts>) -> Option<String> {
    let counts = &training.counts;
    if training.rows() < ROWS_A_CLASS * counts.len() {
        return None;
    }
    let occurs = |class: usize| {
        counts[class] > 0 || validation.is_some_and(|validation| validation.counts[class] > 0)
    };
    let unseen: Vec<usize> = (0..counts.len()).filter(|&class| !occurs(class)).collect();
    if unseen.is_empty() {
        return None;
    }
    let named = named(&unseen);
    Some(match training.naming {
        Naming::TwoClasses => {
            format!(
                "y: no row has {named}. Check how the targets were made: they say the same of all rows."
            )
        }
        Naming::Numbers | Naming::OneHot => format!(
            "y: no row has {named}, for which the last layer has units. Number the classes from 0 without gaps, and give \
             the last layer one unit for each."
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(naming: Naming, counts: &[usize]) -> ClassCounts {
        ClassCounts { naming, counts: counts.to_vec() }
    }

    #[test]
    fn a_class_that_occurs_nowhere_is_doubtful() {
        let training = counts(Naming::Numbers, &[0, 10, 10]);
        let doubt = unseen(&training, None).unwrap();
        assert!(doubt.starts_with("y: no row has class 0, for which"), "{doubt}");
        assert!(unseen(&training, Some(&counts(Naming::Numbers, &[0, 3, 3]))).is_some());
        assert_eq!(
            unseen(&training, Some(&counts(Naming::Numbers, &[1, 3, 3]))),
            None,
            "another rule"
        );
        assert_eq!(unseen(&counts(Naming::Numbers, &[1, 10, 10]), None), None);
        assert!(
            unseen(&counts(Naming::TwoClasses, &[0, 10]), None)
                .unwrap()
                .contains("the same of all rows")
        );
    }

    #[test]
    fn few_rows_miss_classes_by_chance() {
        assert_eq!(unseen(&counts(Naming::Numbers, &[0, 7, 7]), None), None);
        assert!(unseen(&counts(Naming::Numbers, &[0, 8, 7]), None).is_some());
    }
}
