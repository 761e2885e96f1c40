//! Columns that say nothing.
//!
//! A column is doubtful if all its numbers are equal, in tables of at most 100 columns with at least 10 rows:
//! wider ones (pixels, counts of words) have such columns by nature. If all columns are constant, the data
//! are an example of somebody's.

use super::columns::{Column, named};

const WIDEST: usize = 100;
const FEWEST_ROWS: usize = 10;

/// A doubt about constant columns.
pub(super) fn constant(input: &str, rows: usize, columns: &[Column]) -> Option<String> {
    let constant: Vec<usize> =
        (0..columns.len()).filter(|&index| columns[index].is_constant()).collect();
    let first = *constant.first()?;
    if rows < FEWEST_ROWS || columns.len() > WIDEST || constant.len() == columns.len() {
        return None;
    }
    let named = named(&constant);
    Some(match constant.len() {
        1 => format!(
            "{input}: {named} holds the same number in all rows, {}. Leave it out: nothing can be learnt from it.",
            columns[first].low
        ),
        _ => format!(
            "{input}: {named} hold the same number in all rows. Leave them out: nothing can be learnt from them."
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOVING: Column =
        Column { mean: 0.0, deviation: 1.0, low: -1.0, high: 2.0, is_whole: false };
    const CONSTANT: Column =
        Column { mean: 3.0, deviation: 0.0, low: 3.0, high: 3.0, is_whole: true };

    #[test]
    fn constant_columns_of_tables_are_doubtful() {
        let doubt = constant("x", 10, &[MOVING, CONSTANT]).unwrap();
        assert_eq!(
            doubt,
            "x: column 1 (counted from 0) holds the same number in all rows, 3. Leave it out: nothing can be learnt \
             from it."
        );
        assert!(constant("x", 10, &[CONSTANT, MOVING, CONSTANT]).unwrap().contains("columns 0, 2"));
        assert_eq!(constant("x", 10, &[MOVING, MOVING]), None);
    }

    #[test]
    fn few_rows_wide_tables_and_examples_are_not() {
        assert_eq!(constant("x", 9, &[MOVING, CONSTANT]), None);
        let mut wide = vec![MOVING; 100];
        wide[7] = CONSTANT;
        assert!(constant("x", 10, &wide).is_some());
        wide.push(MOVING);
        assert_eq!(constant("x", 10, &wide), None);
        assert_eq!(constant("x", 10, &[CONSTANT, CONSTANT]), None);
    }
}
