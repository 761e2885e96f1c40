//! What a training leaves behind: one number per metric and epoch, as text, CSV and picture.

pub mod plot;
mod rates;
mod text;

pub use plot::{HistoryPlot, LearningRatePlot};
pub use rates::LearningRateCurve;
pub(crate) use text::quote_csv;

/// Prefix of the names of metrics that were measured on the validation data.
const VALIDATION_PREFIX: &str = "val_";

/// How the training was asked to run. In R's keras: `history$params`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrainingParameters {
    /// Number of epochs asked for; fewer may have run.
    pub epochs: usize,
    /// Training steps (batches) in one epoch.
    pub steps: usize,
    /// Samples in one batch.
    pub batch_size: usize,
    /// Training samples.
    pub samples: usize,
    /// Validation samples; `None` without validation data.
    pub validation_samples: Option<usize>,
}

/// Which values of a metric are better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// Smaller values: losses and errors.
    Lower,
    /// Larger values: accuracies and scores.
    Higher,
}

/// The numbers of one training: a value per metric and epoch.
///
/// Epochs are the 0-based indices that ran; with `initial_epoch = 5` the first one is 5. Text and
/// pictures show them counted from 1, as Keras does. Metrics keep the order in which they were
/// first reported. What was measured on validation data is called `val_` and the metric's name.
///
/// In Keras: the object `History` that `fit` returns.
///
/// ```
/// use kerros::history::{History, TrainingParameters};
///
/// let mut history = History::new(TrainingParameters { epochs: 2, ..Default::default() });
/// history.push_epoch(0, &[("loss", 0.9), ("val_loss", 1.0)]);
/// history.push_epoch(1, &[("loss", 0.5), ("val_loss", 0.7)]);
/// assert_eq!(history.get("loss"), Some(&[0.9, 0.5][..]));
/// assert_eq!(history.last("val_loss"), Some(0.7));
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    parameters: TrainingParameters,
    epochs: Vec<usize>,
    metrics: Vec<Metric>,
}

/// Invariant: `values` has exactly one entry per epoch of the history.
#[derive(Debug, Clone, PartialEq)]
struct Metric {
    name: String,
    values: Vec<f64>,
}

impl History {
    /// An empty history of a training that runs with `parameters`.
    pub fn new(parameters: TrainingParameters) -> Self {
        Self { parameters, epochs: Vec::new(), metrics: Vec::new() }
    }

    /// Appends the values of one finished epoch; `epoch` is its 0-based index. `fit` does so; for
    /// training loops of one's own.
    ///
    /// A metric that is missing here but known from other epochs (or the other way round) is NaN
    /// in the epochs that lack it. Of a name given twice, the last value counts.
    pub fn push_epoch(&mut self, epoch: usize, values: &[(&str, f64)]) {
        let finished = self.epochs.len();
        self.epochs.push(epoch);
        for metric in &mut self.metrics {
            metric.values.push(f64::NAN);
        }
        for &(name, value) in values {
            let metric = self.metric_mut(name, finished + 1);
            metric.values[finished] = value;
        }
    }

    /// The metric called `name`; a new one starts with `epochs` NaNs.
    fn metric_mut(&mut self, name: &str, epochs: usize) -> &mut Metric {
        let known = self.metrics.iter().position(|metric| metric.name == name);
        let index = known.unwrap_or_else(|| {
            self.metrics.push(Metric { name: name.to_owned(), values: vec![f64::NAN; epochs] });
            self.metrics.len() - 1
        });
        &mut self.metrics[index]
    }

    /// How the training was asked to run.
    pub fn parameters(&self) -> &TrainingParameters {
        &self.parameters
    }

    /// The 0-based indices of the epochs that ran, in the order in which they ran.
    pub fn epochs(&self) -> &[usize] {
        &self.epochs
    }

    /// The values of the metric `name`, one per entry of [`epochs`](Self::epochs).
    pub fn get(&self, name: &str) -> Option<&[f64]> {
        self.metrics().find(|(known, _)| *known == name).map(|(_, values)| values)
    }

    /// The value of the metric `name` in the last epoch.
    pub fn last(&self, name: &str) -> Option<f64> {
        self.get(name)?.last().copied()
    }

    /// The names of the metrics, in the order in which they were first reported.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.metrics.iter().map(|metric| metric.name.as_str())
    }

    /// Names and values of the metrics, in the order in which they were first reported.
    pub fn metrics(&self) -> impl Iterator<Item = (&str, &[f64])> {
        self.metrics.iter().map(|metric| (metric.name.as_str(), metric.values.as_slice()))
    }

    /// The epoch (0-based) in which the metric `name` was best; the earliest of equals.
    ///
    /// NaN is never best. `None` if the metric is unknown or has no number at all.
    ///
    /// ```
    /// use kerros::history::{Better, History};
    ///
    /// let mut history = History::default();
    /// for (epoch, loss) in [1.0, 0.25, 0.5].into_iter().enumerate() {
    ///     history.push_epoch(epoch, &[("val_loss", loss)]);
    /// }
    /// assert_eq!(history.best_epoch("val_loss", Better::Lower), Some(1));
    /// ```
    pub fn best_epoch(&self, name: &str, better: Better) -> Option<usize> {
        let values = self.get(name)?;
        let mut best: Option<(usize, f64)> = None;
        for (&epoch, &value) in self.epochs.iter().zip(values) {
            let improves = best.is_none_or(|(_, so_far)| match better {
                Better::Lower => value < so_far,
                Better::Higher => value > so_far,
            });
            if improves && !value.is_nan() {
                best = Some((epoch, value));
            }
        }
        best.map(|(epoch, _)| epoch)
    }

    /// The picture of this history: one panel per metric, training and validation in each. In R's
    /// keras: `plot(history)`. [`HistoryPlot`] has an example.
    pub fn plot(&self) -> HistoryPlot<'_> {
        HistoryPlot::new(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_values_in_the_order_reported() {
        let mut history = History::default();
        history.push_epoch(5, &[("loss", 1.0), ("accuracy", 0.5)]);
        history.push_epoch(6, &[("loss", 0.5), ("accuracy", 0.75)]);
        assert_eq!(history.epochs(), [5, 6]);
        assert_eq!(history.names().collect::<Vec<_>>(), ["loss", "accuracy"]);
        assert_eq!(history.get("accuracy"), Some(&[0.5, 0.75][..]));
        assert_eq!(history.last("loss"), Some(0.5));
        assert_eq!(history.get("val_loss"), None);
        assert_eq!(History::default().last("loss"), None);
    }

    #[test]
    fn a_metric_missing_in_some_epochs_is_nan_there() {
        let mut history = History::default();
        history.push_epoch(0, &[("loss", 1.0)]);
        history.push_epoch(1, &[("loss", 0.5), ("val_loss", 0.7)]);
        history.push_epoch(2, &[("loss", 0.4), ("loss", 0.3)]);
        let validation = history.get("val_loss").unwrap();
        assert!(validation[0].is_nan() && validation[1] == 0.7 && validation[2].is_nan());
        assert_eq!(history.get("loss"), Some(&[1.0, 0.5, 0.3][..]));
    }

    #[test]
    fn the_best_epoch_skips_nan_and_is_the_earliest_of_equals() {
        let mut history = History::default();
        for (epoch, loss) in [(3, f64::NAN), (4, 0.5), (5, 0.25), (6, 0.25), (7, f64::NAN)] {
            history.push_epoch(epoch, &[("loss", loss), ("broken", f64::NAN)]);
        }
        assert_eq!(history.best_epoch("loss", Better::Lower), Some(5));
        assert_eq!(history.best_epoch("loss", Better::Higher), Some(4));
        assert_eq!(history.best_epoch("broken", Better::Lower), None);
        assert_eq!(history.best_epoch("unknown", Better::Lower), None);
    }
}
