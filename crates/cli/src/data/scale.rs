//! Centring and scaling of columns, learnt on the training rows alone.

use ndarray::{Array2, ArrayView2, Axis};

use super::error::{Error, Result};

/// The mean and the standard deviation of each column of the training rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scaler {
    means: Vec<f64>,
    deviations: Vec<f64>,
}

impl Scaler {
    /// Learns from `train`, rows by columns, named by `columns`; NaN is a missing value and ignored.
    ///
    /// The deviation is that of a sample, `sqrt(sum((x - mean)^2) / (n - 1))`, as in R's `sd` and
    /// therefore in `step_scale` of the R package recipes.
    ///
    /// # Errors
    /// If a column has fewer than two values, or all its values are equal (R goes on with NaN).
    pub(crate) fn learn(train: ArrayView2<'_, f64>, columns: &[String]) -> Result<Self> {
        let mut means = Vec::with_capacity(columns.len());
        let mut deviations = Vec::with_capacity(columns.len());
        for (column, name) in train.axis_iter(Axis(1)).zip(columns) {
            let values: Vec<f64> = column.iter().copied().filter(|value| !value.is_nan()).collect();
            if values.len() < 2 {
                return Err(Error::TooFewValues { column: name.clone(), received: values.len() });
            }
            if let Some(value) = constant(&values) {
                return Err(Error::ConstantColumn { column: name.clone(), value });
            }
            let (mean, deviation) = mean_and_deviation(&values);
            means.push(mean);
            deviations.push(deviation);
        }
        Ok(Self { means, deviations })
    }

    /// `(x - mean) / deviation` of each column of any rows; a missing value becomes 0, the mean.
    pub(crate) fn apply(&self, rows: ArrayView2<'_, f64>) -> Array2<f32> {
        Array2::from_shape_fn(rows.dim(), |(row, column)| {
            let value = rows[[row, column]];
            if value.is_nan() {
                0.0
            } else {
                ((value - self.means[column]) / self.deviations[column]) as f32
            }
        })
    }
}

/// The value that all `values` share, if they do. (Rounding can make the deviation of equal values
/// differ from 0, so that it is no test.)
pub(super) fn constant(values: &[f64]) -> Option<f64> {
    let first = *values.first()?;
    values.iter().all(|value| *value == first).then_some(first)
}

/// The mean and the sample standard deviation (with `n - 1`) of at least two values, in two passes.
pub(super) fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
    (mean, (squares / (count - 1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn names() -> Vec<String> {
        vec!["a".to_owned(), "b".to_owned()]
    }

    #[test]
    fn scaling_uses_the_sample_deviation_of_the_training_rows_only() {
        let train = array![[1.0, 10.0], [2.0, 30.0], [3.0, 50.0], [6.0, 70.0]];
        let scaler = Scaler::learn(train.view(), &names()).unwrap();
        // Mean 3, squares 4 + 1 + 0 + 9 = 14, over 3; mean 40, squares 2000, over 3.
        let (a, b) = ((14.0f64 / 3.0).sqrt(), (2000.0f64 / 3.0).sqrt());
        let scaled = scaler.apply(array![[3.0, 40.0], [100.0, 0.0]].view());
        assert_eq!(scaled, array![[0.0, 0.0], [(97.0 / a) as f32, (-40.0 / b) as f32]]);
    }

    #[test]
    fn missing_values_are_ignored_in_learning_and_become_zero() {
        let train = array![[1.0, f64::NAN], [f64::NAN, 1.0], [3.0, 2.0]];
        let scaler = Scaler::learn(train.view(), &names()).unwrap();
        let half = (1.0 / 2.0f64.sqrt()) as f32;
        let expected = array![[-half, 0.0], [0.0, -half], [half, half]];
        assert_eq!(scaler.apply(train.view()), expected);
    }

    #[test]
    fn a_column_that_cannot_be_scaled_is_an_error_that_names_it() {
        // 0.1 has no exact binary form: the mean of three differs from it by rounding.
        let text = Scaler::learn(array![[1.0, 0.1], [2.0, 0.1], [3.0, 0.1]].view(), &names())
            .unwrap_err()
            .to_string();
        assert!(text.contains("column `b`: every training value is 0.1"), "{text}");
        let text = Scaler::learn(array![[1.0, f64::NAN], [2.0, 0.1]].view(), &names())
            .unwrap_err()
            .to_string();
        assert!(text.contains("column `b`: expected at least two") && text.contains("received 1"));
    }
}
