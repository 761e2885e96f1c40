//! Stopping when nothing improves any more.

use super::monitor::Monitor;
use super::{Callback, Logs, Mode, Training};
use crate::error::{Error, Result};
use ndarray::ArrayD;

/// Stops the training when a metric has not improved for some epochs.
///
/// | argument | default | |
/// |---|---|---|
/// | `monitor` | val_loss | the metric that is watched |
/// | `min_delta` | 0 | by how much a value must be better to count |
/// | `patience` | 0 | how many epochs without an improvement are waited for |
/// | `verbose` | false | says when it stops |
/// | `mode` | auto | which values are better |
/// | `baseline` | none | an improvement counts only if it is better than this too |
/// | `restore_best_weights` | false | goes back to the weights of the best epoch, at the end |
/// | `start_from_epoch` | 0 | epochs before this one do not count |
///
/// Values are compared in single precision. If the first one is NaN, none is better than it;
/// [`TerminateOnNaN`](super::TerminateOnNaN) ends such a training.
///
/// In Keras: "EarlyStopping".
///
/// ```
/// use kerros::callbacks::EarlyStopping;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).input_shape(1))?;
/// // The loss goes up from the first epoch on.
/// model.compile(Compile::new().optimizer(SGD::new().learning_rate(2.0)).loss("mse"))?;
/// let (x, y) = (Array2::from_elem((8, 1), 1.0f32), Array1::from_elem(8, 2.0f32));
/// let mut stopping = EarlyStopping::new().monitor("loss").patience(2).restore_best_weights(true);
/// let fit = Fit::new().epochs(10).batch_size(8).verbose(Verbose::Silent);
/// let history = model.fit(&x, &y, fit.callback(&mut stopping))?;
/// assert_eq!(history.epochs().len(), 3);
/// assert_eq!((stopping.stopped_epoch(), stopping.best_epoch()), (Some(2), Some(0)));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// The training does not begin when an argument is outside its range, or when `mode` is auto and no
/// metric of the model says which values of `monitor` are better.
#[derive(Clone, Debug)]
pub struct EarlyStopping {
    monitor: Monitor,
    patience: usize,
    verbose: bool,
    baseline: Option<f64>,
    restore_best_weights: bool,
    start_from_epoch: usize,
    state: State,
}

/// What is known of the training that runs or ran last.
#[derive(Clone, Debug, Default)]
struct State {
    /// Epochs since the last improvement.
    wait: usize,
    best: Option<f64>,
    best_epoch: Option<usize>,
    best_weights: Option<Vec<ArrayD<f32>>>,
    stopped_epoch: Option<usize>,
}

impl EarlyStopping {
    /// Stops in the first epoch in which the validation loss is no better than before.
    pub fn new() -> Self {
        EarlyStopping {
            monitor: Monitor::new("val_loss", 0.0),
            patience: 0,
            verbose: false,
            baseline: None,
            restore_best_weights: false,
            start_from_epoch: 0,
            state: State::default(),
        }
    }

    /// The metric that is watched.
    #[must_use]
    pub fn monitor(mut self, name: &str) -> Self {
        name.clone_into(&mut self.monitor.name);
        self
    }

    /// By how much a value must be better to count.
    #[must_use]
    pub fn min_delta(mut self, min_delta: f64) -> Self {
        self.monitor.min_delta = min_delta;
        self
    }

    /// How many epochs without an improvement are waited for.
    #[must_use]
    pub fn patience(mut self, epochs: usize) -> Self {
        self.patience = epochs;
        self
    }

    /// Whether it says so when it stops.
    #[must_use]
    pub fn verbose(mut self, verbose: bool) -> Self {
        self.verbose = verbose;
        self
    }

    /// Which values are better: a [`Mode`], or its name.
    #[must_use]
    pub fn mode<M>(mut self, mode: M) -> Self
    where
        M: TryInto<Mode>,
        M::Error: Into<Error>,
    {
        self.monitor.set_mode(mode);
        self
    }

    /// A value that must be beaten as well.
    #[must_use]
    pub fn baseline(mut self, baseline: f64) -> Self {
        self.baseline = Some(baseline);
        self
    }

    /// Whether the model gets the weights of its best epoch, at the end.
    #[must_use]
    pub fn restore_best_weights(mut self, restore: bool) -> Self {
        self.restore_best_weights = restore;
        self
    }

    /// The first epoch that counts.
    #[must_use]
    pub fn start_from_epoch(mut self, epoch: usize) -> Self {
        self.start_from_epoch = epoch;
        self
    }

    /// The epoch after which the last training was stopped.
    pub fn stopped_epoch(&self) -> Option<usize> {
        self.state.stopped_epoch
    }

    /// The best epoch of the last training.
    pub fn best_epoch(&self) -> Option<usize> {
        self.state.best_epoch
    }

    /// The best value of the last training.
    pub fn best(&self) -> Option<f64> {
        self.state.best
    }
}

impl Default for EarlyStopping {
    fn default() -> Self {
        EarlyStopping::new()
    }
}

impl Callback for EarlyStopping {
    fn on_train_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        self.state = State::default();
        self.monitor.begin("EarlyStopping", training)
    }

    fn on_epoch_end(
        &mut self,
        training: &mut Training<'_>,
        epoch: usize,
        logs: &mut Logs,
    ) -> Result<()> {
        let value = self.monitor.value("EarlyStopping", training, logs);
        let Some(value) = value.filter(|_| epoch >= self.start_from_epoch) else {
            return Ok(());
        };
        let state = &mut self.state;
        state.wait += 1;
        if self.monitor.improves(value, state.best) {
            if self.restore_best_weights {
                state.best_weights = Some(training.get_weights()?);
            }
            state.best = Some(value);
            state.best_epoch = Some(epoch);
            if self.baseline.is_none_or(|line| self.monitor.improves(value, Some(line))) {
                state.wait = 0;
            }
        } else if state.wait >= self.patience && epoch > 0 {
            state.stopped_epoch = Some(epoch);
            training.stop_training();
        }
        Ok(())
    }

    fn on_train_end(&mut self, training: &mut Training<'_>, _logs: &Logs) -> Result<()> {
        if let Some(epoch) = self.state.stopped_epoch.filter(|_| self.verbose) {
            training.print(&format!("{}: early stopping", training.epoch_label(epoch)));
        }
        if let (Some(weights), Some(epoch)) = (&self.state.best_weights, self.state.best_epoch) {
            if self.verbose {
                training.print(&format!(
                    "Restoring model weights from the end of the best epoch: {}.",
                    epoch + 1
                ));
            }
            training.set_weights(weights)?;
        }
        Ok(())
    }
}
