//! Columns on other scales than the rest.
//!
//! The size of a column is the larger of the magnitude of its mean and its standard deviation. A column is
//! doubtful if its size is above 1000, or above 100 times that of the smallest column that is not constant
//! (which counts as at least 0.1, since columns of few ones among zeros are small by nature). Pixels are
//! another rule.

use super::columns::{Column, named};

/// A column of at most this size is never on another scale because of the others.
const USUAL: f64 = 10.0;
/// A column above this size is doubtful by itself.
const LARGE: f64 = 1000.0;
/// How many times as large as the smallest a column may be.
const RATIO: f64 = 100.0;

/// A doubt about columns that are not scaled.
pub(super) fn unscaled(input: &str, columns: &[Column]) -> Option<String> {
    let moving = || columns.iter().filter(|column| !column.is_constant());
    let smallest = moving().map(Column::size).fold(f64::INFINITY, f64::min);
    let most = (RATIO * smallest).clamp(USUAL, LARGE);
    let large: Vec<usize> = (0..columns.len())
        .filter(|&index| !columns[index].is_constant() && columns[index].size() > most)
        .collect();
    let first = columns[*large.first()?];
    let compared = match smallest < first.size() && columns.len() > 1 {
        true => format!(", where another column is of size {smallest:.3}"),
        false => String::new(),
    };
    Some(format!(
        "{input}: {} {} not scaled: mean {:.1} and standard deviation {:.1}{compared}. Subtract from each column its \
         mean and divide it by its standard deviation, both those of the training rows.",
        named(&large),
        if large.len() == 1 { "is" } else { "are" },
        first.mean,
        first.deviation
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(mean: f64, deviation: f64) -> Column {
        Column { mean, deviation, low: -1.0, high: 1.0, is_whole: false }
    }

    #[test]
    fn a_column_is_measured_by_the_smallest() {
        let scaled = column(0.0, 1.0);
        assert_eq!(unscaled("x", &[scaled, column(0.0, 99.0)]), None);
        let doubt = unscaled("x", &[scaled, column(0.0, 101.0), column(-150.0, 3.0)]).unwrap();
        assert!(
            doubt.starts_with("x: columns 1, 2 (counted from 0) are not scaled: mean 0.0"),
            "{doubt}"
        );
        assert!(
            doubt.contains("standard deviation 101.0, where another column is of size 1.000"),
            "{doubt}"
        );
    }

    #[test]
    fn rare_ones_make_no_scaled_column_large() {
        let rare = column(0.0001, 0.01);
        assert_eq!(unscaled("x", &[rare, column(0.0, 1.0), column(2.0, 9.9)]), None);
        assert!(
            unscaled("x", &[rare, column(40.0, 12.0)]).is_some(),
            "years beside them are not scaled"
        );
    }

    #[test]
    fn a_column_can_be_too_large_by_itself() {
        assert_eq!(unscaled("x", &[column(999.0, 1.0)]), None);
        assert!(unscaled("x", &[column(1001.0, 1.0)]).is_some());
        assert!(unscaled("x", &[column(0.0, 1001.0), column(0.0, 500.0)]).is_some());
    }

    #[test]
    fn constant_columns_do_not_count() {
        let constant =
            Column { mean: 5000.0, deviation: 0.0, low: 5000.0, high: 5000.0, is_whole: true };
        assert_eq!(unscaled("x", &[constant, column(0.0, 1.0)]), None);
        let zero = Column { mean: 0.0, deviation: 0.0, low: 0.0, high: 0.0, is_whole: true };
        assert_eq!(unscaled("x", &[zero, column(50.0, 1.0)]), None);
    }
}
