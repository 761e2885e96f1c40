//! Keeping the weights while a model trains.

use super::monitor::Monitor;
use super::{Callback, Logs, Mode, Training};
use crate::error::{Error, Result};
use ndarray::ArrayD;

/// The weights of one moment of a training.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// The epoch, counted from 0.
    pub epoch: usize,
    /// Loss and metrics of that epoch.
    pub logs: Logs,
    /// All weights, in the model's order.
    pub weights: Vec<ArrayD<f32>>,
}

/// Hands the weights over after each epoch, or after each that was the best so far.
///
/// What is done with them is up to the function that takes them: keep the last, keep all, write a
/// file.
///
/// | argument | default | |
/// |---|---|---|
/// | `monitor` | val_loss | the metric that is watched |
/// | `save_best_only` | false | only epochs that are better than all before |
/// | `mode` | auto | which values are better |
/// | `initial_value_threshold` | none | what the first epoch must be better than |
/// | `verbose` | false | says what it keeps |
///
/// In Keras: "ModelCheckpoint".
///
/// ```
/// use kerros::callbacks::ModelCheckpoint;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).input_shape(1))?;
/// model.compile(Compile::new().optimizer("sgd").loss("mse"))?;
/// let (x, y) = (Array2::from_elem((8, 1), 1.0f32), Array1::from_elem(8, 2.0f32));
/// let mut kept = Vec::new();
/// let checkpoint = ModelCheckpoint::new(|checkpoint| {
///     kept.push(checkpoint.epoch);
///     Ok(())
/// });
/// let fit = Fit::new().epochs(3).verbose(Verbose::Silent);
/// model.fit(&x, &y, fit.callback(checkpoint.monitor("loss").save_best_only(true)))?;
/// assert_eq!(kept, [0, 1, 2]);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// The training does not begin when `mode` is unknown, or when it is auto and no metric of the model
/// says which values of `monitor` are better, even if all epochs are kept. It ends when `keep` fails.
#[derive(Clone, Debug)]
pub struct ModelCheckpoint<F> {
    keep: F,
    monitor: Monitor,
    save_best_only: bool,
    initial_value_threshold: Option<f64>,
    verbose: bool,
    best: Option<f64>,
}

impl<F: FnMut(Checkpoint) -> Result<()> + Send> ModelCheckpoint<F> {
    /// Hands the weights of each epoch to `keep`.
    pub fn new(keep: F) -> Self {
        ModelCheckpoint {
            keep,
            monitor: Monitor::new("val_loss", 0.0),
            save_best_only: false,
            initial_value_threshold: None,
            verbose: false,
            best: None,
        }
    }

    /// The metric that is watched.
    #[must_use]
    pub fn monitor(mut self, name: &str) -> Self {
        name.clone_into(&mut self.monitor.name);
        self
    }

    /// Whether only epochs count that are better than all before.
    #[must_use]
    pub fn save_best_only(mut self, best_only: bool) -> Self {
        self.save_best_only = best_only;
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

    /// What the first epoch must be better than.
    #[must_use]
    pub fn initial_value_threshold(mut self, threshold: f64) -> Self {
        self.initial_value_threshold = Some(threshold);
        self
    }

    /// Whether it says what it keeps.
    #[must_use]
    pub fn verbose(mut self, verbose: bool) -> Self {
        self.verbose = verbose;
        self
    }

    /// Whether the weights of this epoch are wanted.
    fn wants(&mut self, training: &mut Training<'_>, epoch: usize, logs: &Logs) -> bool {
        // Without the metric every epoch is kept, as in Keras.
        let value = match self.save_best_only {
            true => self.monitor.value("ModelCheckpoint", training, logs),
            false => None,
        };
        let Some(value) = value else {
            self.say(training, epoch, "keeping the weights");
            return true;
        };
        let name = &self.monitor.name;
        let before = self.best.map_or("None".to_owned(), |best| format!("{best:.5}"));
        if !self.monitor.improves(value, self.best) {
            self.say(training, epoch, &format!("{name} did not improve from {before}"));
            return false;
        }
        let text = format!("{name} improved from {before} to {value:.5}, keeping the weights");
        self.say(training, epoch, &text);
        self.best = Some(value);
        true
    }

    fn say(&self, training: &mut Training<'_>, epoch: usize, text: &str) {
        if self.verbose {
            training.print(&format!("\n{}: {text}", training.epoch_label(epoch)));
        }
    }
}

impl<F: FnMut(Checkpoint) -> Result<()> + Send> Callback for ModelCheckpoint<F> {
    fn on_train_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        // The best of an earlier training still counts, as in Keras.
        self.best = self.best.or(self.initial_value_threshold);
        self.monitor.begin("ModelCheckpoint", training)
    }

    fn on_epoch_end(
        &mut self,
        training: &mut Training<'_>,
        epoch: usize,
        logs: &mut Logs,
    ) -> Result<()> {
        if !self.wants(training, epoch, logs) {
            return Ok(());
        }
        let weights = training.get_weights()?;
        (self.keep)(Checkpoint { epoch, logs: logs.clone(), weights })
            .map_err(|error| error.at("ModelCheckpoint"))
    }
}
