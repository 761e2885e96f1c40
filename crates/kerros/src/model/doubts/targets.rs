//! Targets of a regression on another scale than what a network starts with.
//!
//! Targets are doubtful if the magnitude of a column's mean is above 1000 times its standard deviation, or the
//! larger of the two is above 10000. Constant columns do not count.

use super::columns::Column;

/// How many standard deviations the mean may lie from 0.
const RATIO: f64 = 1000.0;
/// How large targets may be.
const LARGE: f64 = 10_000.0;

/// Losses of regressions whose targets are to be on the scale of the prediction.
const OF_SCALE: &[&str] = &["huber", "log_cosh", "mean_absolute_error", "mean_squared_error"];
/// And those that go by ratios.
const OF_RATIOS: &[&str] = &["mean_absolute_percentage_error", "mean_squared_logarithmic_error"];

/// Whether the loss of this name is one of a regression.
pub(super) fn is_regression(loss: &str) -> bool {
    has_scale(loss) || OF_RATIOS.contains(&loss)
}

/// Whether targets of the loss of this name are to be on the scale of the prediction.
pub(super) fn has_scale(loss: &str) -> bool {
    OF_SCALE.contains(&loss)
}

/// A doubt about targets of a regression.
pub(super) fn far_from_scale(columns: &[Column]) -> Option<String> {
    let far = |column: &Column| {
        !column.is_constant()
            && (column.mean.abs() > RATIO * column.deviation || column.size() > LARGE)
    };
    let column = columns.iter().find(|column| far(column))?;
    Some(format!(
        "y: targets with mean {:.1} and standard deviation {:.1} are far from what a network starts with. Subtract the \
         mean and divide by the standard deviation, and undo both in the predictions.",
        column.mean, column.deviation
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(mean: f64, deviation: f64) -> Column {
        Column { mean, deviation, low: 0.0, high: 1.0, is_whole: false }
    }

    #[test]
    fn targets_far_from_zero_or_large_are_doubtful() {
        assert_eq!(far_from_scale(&[column(22.5, 9.2)]), None, "thousands of dollars");
        assert_eq!(far_from_scale(&[column(999.0, 1.0)]), None);
        assert!(far_from_scale(&[column(0.0, 1.0), column(1001.0, 1.0)]).is_some());
        assert_eq!(far_from_scale(&[column(9999.0, 8000.0)]), None);
        let doubt = far_from_scale(&[column(180_000.0, 70_000.0)]).unwrap();
        assert!(
            doubt.starts_with("y: targets with mean 180000.0 and standard deviation 70000.0"),
            "{doubt}"
        );
    }

    #[test]
    fn constant_targets_do_not_count() {
        let constant = Column { mean: 1e6, deviation: 0.0, low: 1e6, high: 1e6, is_whole: true };
        assert_eq!(far_from_scale(&[constant]), None);
    }

    #[test]
    fn only_regressions_have_a_scale() {
        assert!(has_scale("mean_squared_error") && is_regression("mean_squared_error"));
        assert!(!has_scale("mean_absolute_percentage_error"));
        assert!(is_regression("mean_absolute_percentage_error"));
        assert!(!is_regression("categorical_crossentropy"));
    }
}
