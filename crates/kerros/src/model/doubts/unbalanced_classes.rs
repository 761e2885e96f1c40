//! Classes that are much rarer than others.
//!
//! Classes are doubtful if the rarest that occurs has less than a tenth of the rows of the most frequent one,
//! which has at least 20, and all rows count the same (`class_weight` and `sample_weight` are remedies).

use super::class_counts::ClassCounts;

/// How many times as many rows a class may have as another.
const RATIO: usize = 10;
const FEWEST_ROWS: usize = 20;

/// A doubt about classes of the training rows that are badly unbalanced.
pub(super) fn unbalanced(training: &ClassCounts, is_weighted: bool) -> Option<String> {
    let occurring = || training.counts.iter().copied().enumerate().filter(|(_, count)| *count > 0);
    let (rare, few) = occurring().min_by_key(|(_, count)| *count)?;
    let (frequent, many) = occurring().max_by_key(|(_, count)| *count)?;
    if is_weighted || many < FEWEST_ROWS || RATIO * few >= many {
        return None;
    }
    let rows = if few == 1 { "row" } else { "rows" };
    Some(format!(
        "y: class {rare} has {few} {rows} and class {frequent} has {many}: a model that forgets the rare one looks good. \
         Let rare classes count more (class_weight), and judge by more than the accuracy."
    ))
}

#[cfg(test)]
mod tests {
    use super::super::class_counts::Naming;
    use super::*;

    fn doubt(counts: &[usize], is_weighted: bool) -> Option<String> {
        unbalanced(&ClassCounts { naming: Naming::Numbers, counts: counts.to_vec() }, is_weighted)
    }

    #[test]
    fn less_than_a_tenth_is_doubtful() {
        assert_eq!(doubt(&[10, 100, 50], false), None);
        let found = doubt(&[50, 9, 100], false).unwrap();
        assert!(found.starts_with("y: class 1 has 9 rows and class 2 has 100"), "{found}");
        assert_eq!(doubt(&[50, 9, 100], true), None, "rows that count differently");
        assert_eq!(doubt(&[0, 50, 100], false), None, "a class without rows is another rule");
    }

    #[test]
    fn few_rows_are_unbalanced_by_chance() {
        assert_eq!(doubt(&[1, 19], false), None);
        assert!(doubt(&[1, 20], false).is_some());
    }
}
