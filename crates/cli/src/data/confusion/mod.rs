//! The confusion matrix and its statistics, those of R's `caret::confusionMatrix`.
//!
//! Source of the formulas: M. Kuhn, "Building Predictive Models in R Using the caret Package", Journal
//! of Statistical Software 28(5), 2008, and the help page of the function.

mod print;
mod r_text;
#[cfg(test)]
mod tests;

use ndarray::{Array2, Axis};
use statrs::function::{beta, gamma};

use super::error::{Error, Result};

/// How often each class was predicted for each true class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConfusionMatrix {
    classes: Vec<String>,
    /// Rows are predictions, columns the reference.
    counts: Array2<u64>,
}

/// The statistics of the whole matrix.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Overall {
    /// The share of rows that were predicted rightly.
    pub(crate) accuracy: f64,
    /// The exact 95 % confidence interval of the accuracy (Clopper and Pearson 1934).
    pub(crate) accuracy_interval: (f64, f64),
    /// The accuracy of always predicting the most frequent class.
    pub(crate) no_information_rate: f64,
    /// The probability of at least this accuracy if the true one were the no information rate: an
    /// exact one-sided binomial test.
    pub(crate) accuracy_p_value: f64,
    /// Cohen's kappa: the accuracy beyond that of chance. NaN if chance alone gives 1.
    pub(crate) kappa: f64,
    /// The p-value of McNemar's test of symmetry, with continuity correction for two classes. None if
    /// some pair of classes was never confused.
    pub(crate) mcnemar_p_value: Option<f64>,
}

/// The statistics of one class against all others. None where the reference holds only this class or
/// only others; NaN where a class that is there was never, or always, predicted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ByClass {
    /// The share of the class that was recognised.
    pub(crate) sensitivity: Option<f64>,
    /// The share of the others that was recognised as others.
    pub(crate) specificity: Option<f64>,
    /// How likely a prediction of the class is right.
    pub(crate) positive_predictive_value: Option<f64>,
    /// How likely a prediction of another class is right.
    pub(crate) negative_predictive_value: Option<f64>,
    /// The share of the class in the reference.
    pub(crate) prevalence: f64,
    /// The share of rows that are of the class and were recognised.
    pub(crate) detection_rate: f64,
    /// The share of the class in the predictions.
    pub(crate) detection_prevalence: f64,
    /// The mean of sensitivity and specificity.
    pub(crate) balanced_accuracy: Option<f64>,
}

impl ConfusionMatrix {
    /// Counts predicted against reference classes, both as places in `classes`. Of two classes the
    /// first is the "positive" one, as in caret.
    ///
    /// # Errors
    /// If the lengths differ, a class is out of range, or there are fewer than two classes or no rows.
    pub(crate) fn new(
        classes: &[String],
        predictions: &[usize],
        reference: &[usize],
    ) -> Result<Self> {
        if predictions.len() != reference.len() {
            return Err(Error::LengthMismatch {
                expected: reference.len(),
                received: predictions.len(),
            });
        }
        if classes.len() < 2 || reference.is_empty() {
            return Err(Error::NothingToCompare { classes: classes.len(), rows: reference.len() });
        }
        for (what, codes) in [("predictions", predictions), ("reference", reference)] {
            if let Some(row) = codes.iter().position(|code| *code >= classes.len()) {
                let (last, received) = (classes.len() - 1, codes[row]);
                return Err(Error::ClassOutOfRange { what, row: row + 1, last, received });
            }
        }
        let mut counts = Array2::zeros((classes.len(), classes.len()));
        for (&prediction, &class) in predictions.iter().zip(reference) {
            counts[[prediction, class]] += 1;
        }
        Ok(Self { classes: classes.to_vec(), counts })
    }

    /// The statistics of the whole matrix.
    pub(crate) fn overall(&self) -> Overall {
        let rows = self.counts.sum();
        let right = self.counts.diag().sum();
        let total = rows as f64;
        let accuracy = right as f64 / total;
        let predicted = self.counts.sum_axis(Axis(1));
        let actual = self.counts.sum_axis(Axis(0));
        let no_information_rate = actual.iter().copied().max().unwrap_or(0) as f64 / total;
        let by_chance =
            predicted.iter().zip(&actual).map(|(p, a)| *p as f64 * *a as f64).sum::<f64>()
                / (total * total);
        Overall {
            accuracy,
            accuracy_interval: binomial_interval(right, rows),
            no_information_rate,
            accuracy_p_value: binomial_upper_tail(right, rows, no_information_rate),
            kappa: (accuracy - by_chance) / (1.0 - by_chance),
            mcnemar_p_value: self.mcnemar_p_value(),
        }
    }

    /// The statistics of each class against all others, in the order of the classes.
    pub(crate) fn by_class(&self) -> Vec<ByClass> {
        let total = self.counts.sum() as f64;
        let statistics = |class: usize| {
            let hits = self.counts[[class, class]] as f64;
            let predicted = self.counts.row(class).sum() as f64;
            let actual = self.counts.column(class).sum() as f64;
            let prevalence = actual / total;
            let sensitivity = (actual > 0.0).then(|| hits / actual);
            let specificity =
                (actual < total).then(|| (total - actual - (predicted - hits)) / (total - actual));
            // Bayes' rule for both predictive values, 0 / 0 included: caret reports what it gives.
            let both = sensitivity.zip(specificity);
            ByClass {
                sensitivity,
                specificity,
                positive_predictive_value: both.map(|(sensitivity, specificity)| {
                    let right = sensitivity * prevalence;
                    right / (right + (1.0 - specificity) * (1.0 - prevalence))
                }),
                negative_predictive_value: both.map(|(sensitivity, specificity)| {
                    let right = specificity * (1.0 - prevalence);
                    right / ((1.0 - sensitivity) * prevalence + right)
                }),
                prevalence,
                detection_rate: hits / total,
                detection_prevalence: predicted / total,
                balanced_accuracy: both
                    .map(|(sensitivity, specificity)| (sensitivity + specificity) / 2.0),
            }
        };
        (0..self.classes.len()).map(statistics).collect()
    }

    /// McNemar's test for two classes (1947), Bowker's generalisation for more (1948): the sum of
    /// `(n_ij - n_ji)^2 / (n_ij + n_ji)` over all pairs is chi-squared with a degree of freedom a pair.
    fn mcnemar_p_value(&self) -> Option<f64> {
        let classes = self.classes.len();
        let mut statistic = 0.0;
        let mut pairs = 0.0;
        for i in 0..classes {
            for j in i + 1..classes {
                let (one, other) = (self.counts[[i, j]] as f64, self.counts[[j, i]] as f64);
                if one + other == 0.0 {
                    return None;
                }
                let difference = (one - other).abs();
                let corrected = classes == 2 && difference > 0.0;
                let difference = if corrected { difference - 1.0 } else { difference };
                statistic += difference * difference / (one + other);
                pairs += 1.0;
            }
        }
        // The upper tail of the chi-squared distribution.
        Some(if statistic > 0.0 { gamma::gamma_ur(pairs / 2.0, statistic / 2.0) } else { 1.0 })
    }
}

/// The exact 95 % interval of a probability of which `successes` of `trials` were seen: quantiles of
/// beta distributions.
fn binomial_interval(successes: u64, trials: u64) -> (f64, f64) {
    let (right, wrong) = (successes as f64, (trials - successes) as f64);
    let lower = if successes == 0 { 0.0 } else { beta::inv_beta_reg(right, wrong + 1.0, 0.025) };
    let upper =
        if successes == trials { 1.0 } else { beta::inv_beta_reg(right + 1.0, wrong, 0.975) };
    (lower, upper)
}

/// `P(X >= successes)` for a binomial `X`: a regularised incomplete beta function.
fn binomial_upper_tail(successes: u64, trials: u64, probability: f64) -> f64 {
    if successes == 0 || probability >= 1.0 {
        return 1.0;
    }
    beta::beta_reg(successes as f64, (trials - successes) as f64 + 1.0, probability)
}
