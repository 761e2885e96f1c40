//! The loss at each learning rate of a sweep.

use super::plot::LearningRatePlot;

/// How much of the running mean of losses each step keeps.
const SMOOTHING: f64 = 0.9;

/// How far the suggested rate stays from the one where the running mean is lowest.
const MARGIN: f64 = 10.0;

/// The first losses, a tenth of the sweep, are before any learning.
const START: usize = 10;

/// A fall by less than this share of the start is taken for noise.
const LEAST_FALL: f64 = 0.05;

/// What a sweep of learning rates has seen: [`Model::find_learning_rate`](crate::Model::find_learning_rate)
/// makes it.
///
/// The losses are those of single batches and so noisy; [`smoothed`](Self::smoothed) is their running mean,
/// `m = 0.9 m + 0.1 loss`, divided by `1 - 0.9^step` so that it starts without bias.
///
/// ```
/// use kerros::history::LearningRateCurve;
///
/// // Falls fastest between 0.01 and 0.1, and rises beyond 1.
/// let rates: Vec<f64> = (0..60).map(|i| 10f64.powf(i as f64 / 12.0 - 4.0)).collect();
/// let loss = |rate: &f64| 1.0 / (1.0 + rate * 30.0) + rate * rate * 0.05;
/// let losses = rates.iter().map(loss).collect();
/// let curve = LearningRateCurve::new(rates, losses);
/// let suggestion = curve.suggestion().unwrap();
/// assert!(suggestion > 0.01 && suggestion < 0.3, "{suggestion}");
/// assert!(curve.plot().to_svg()?.contains("learning rate"));
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LearningRateCurve {
    rates: Vec<f64>,
    losses: Vec<f64>,
    smoothed: Vec<f64>,
}

impl LearningRateCurve {
    /// The losses at these rates; what one list has more than the other is left out.
    pub fn new(rates: Vec<f64>, losses: Vec<f64>) -> Self {
        let count = rates.len().min(losses.len());
        let (mut rates, mut losses) = (rates, losses);
        rates.truncate(count);
        losses.truncate(count);
        let mut mean = 0.0;
        let smooth = |(step, loss): (usize, &f64)| {
            mean = SMOOTHING * mean + (1.0 - SMOOTHING) * loss;
            mean / (1.0 - SMOOTHING.powi(step as i32 + 1))
        };
        let smoothed = losses.iter().enumerate().map(smooth).collect();
        LearningRateCurve { rates, losses, smoothed }
    }

    /// The rates, from the lowest on.
    pub fn rates(&self) -> &[f64] {
        &self.rates
    }

    /// The loss of the batch at each rate, before the step with that rate.
    pub fn losses(&self) -> &[f64] {
        &self.losses
    }

    /// Their running mean.
    pub fn smoothed(&self) -> &[f64] {
        &self.smoothed
    }

    /// A rate to train with: where the running mean has come down half of the way from its start to its
    /// lowest value, and at most a tenth of the rate where it is lowest, as a running mean lags behind.
    /// `None` when it falls by less than a twentieth: the rates are too low, or all too high.
    ///
    /// Source: Smith, "Cyclical learning rates for training neural networks", WACV 2017, whose range test
    /// this is; half of the way rather than the steepest place, which noise decides, and a tenth of the
    /// lowest are rules of practice.
    pub fn suggestion(&self) -> Option<f64> {
        let finite = self.smoothed.iter().take_while(|loss| loss.is_finite()).count();
        let smoothed = &self.smoothed[..finite];
        let first = (self.rates.len() / START).clamp(1, finite.max(1));
        let start = smoothed.get(..first)?.iter().sum::<f64>() / first as f64;
        let lowest = (0..finite).min_by(|&a, &b| smoothed[a].total_cmp(&smoothed[b]))?;
        let fall = start - smoothed[lowest];
        if fall <= LEAST_FALL * start.abs() {
            return None;
        }
        let half = start - fall / 2.0;
        let halfway = (0..lowest).rev().find(|&step| smoothed[step] > half)?;
        Some(self.rates[halfway].min(self.rates[lowest] / MARGIN))
    }

    /// A picture: the running mean over the rates, and the suggestion.
    pub fn plot(&self) -> LearningRatePlot<'_> {
        LearningRatePlot::new(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(count: i32) -> Vec<f64> {
        (0..count).map(|step| 1e-5 * 1.2f64.powi(step)).collect()
    }

    #[test]
    fn nothing_is_suggested_where_nothing_falls() {
        let rising = (0..50).map(f64::from).collect();
        assert_eq!(LearningRateCurve::new(rates(50), rising).suggestion(), None);
        assert_eq!(LearningRateCurve::new(vec![], vec![]).suggestion(), None);
        assert_eq!(LearningRateCurve::new(rates(2), vec![1.0, f64::NAN]).suggestion(), None);
    }

    #[test]
    fn the_suggestion_is_within_the_fall() {
        // Level to step 40, falling to 60, level, exploding from 80.
        let loss = |step: i32| match step {
            ..40 => 2.0,
            40..60 => 2.0 - f64::from(step - 40) * 0.09,
            60..80 => 0.2,
            _ => 0.2 * f64::from(step - 78).exp(),
        };
        let curve = LearningRateCurve::new(rates(100), (0..100).map(loss).collect());
        let (low, high) = (curve.rates()[40], curve.rates()[62]);
        let suggestion = curve.suggestion().unwrap();
        assert!(suggestion > low && suggestion < high, "{low} {suggestion} {high}");
    }

    #[test]
    fn a_running_mean_starts_without_bias() {
        let curve = LearningRateCurve::new(rates(3), vec![2.0, 2.0, 2.0]);
        assert!(curve.smoothed().iter().all(|mean| (mean - 2.0).abs() < 1e-12));
    }
}
