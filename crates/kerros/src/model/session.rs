//! What callbacks may see and do while a model trains.

use super::engine::Engine;
use super::objective::Objective;
use super::outline::Outline;
use super::warning::Warner;
use super::weights::{arrays, check_weights};
use crate::error::{Error, Result};
use crate::history::{Better, TrainingParameters};
use crate::progress::Progress;
use ndarray::ArrayD;

/// A training that runs, as [callbacks](crate::callbacks) see it.
///
/// ```
/// use kerros::callbacks::LambdaCallback;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).input_shape(1))?;
/// model.compile(Compile::new().loss("mse"))?;
/// let (x, y) = (Array2::from_elem((8, 1), 1.0f32), Array1::from_elem(8, 2.0f32));
/// let look = LambdaCallback::new().on_train_begin(|training| {
///     assert_eq!(training.parameters().samples, 8);
///     assert_eq!(training.get_weights()?.len(), 2);
///     Ok(())
/// });
/// model.fit(&x, &y, Fit::new().verbose(Verbose::Silent).callback(look))?;
/// # Ok::<(), kerros::Error>(())
/// ```
pub struct Training<'r> {
    pub(super) engine: &'r mut Engine,
    pub(super) objective: &'r Objective,
    outline: &'r Outline,
    pub(super) parameters: TrainingParameters,
    pub(super) progress: Progress,
    warner: Warner<'r>,
    stopping: bool,
    /// What callbacks have changed since somebody has asked.
    changes: Changes,
}

/// What callbacks have changed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Changes {
    pub(super) weights: bool,
    /// The new learning rate.
    pub(super) learning_rate: Option<f64>,
}

impl<'r> Training<'r> {
    pub(super) fn new(
        engine: &'r mut Engine,
        objective: &'r Objective,
        outline: &'r Outline,
        parameters: TrainingParameters,
        progress: Progress,
        warner: Warner<'r>,
    ) -> Self {
        let (stopping, changes) = (false, Changes::default());
        Training { engine, objective, outline, parameters, progress, warner, stopping, changes }
    }

    /// What callbacks have changed since the last time.
    pub(super) fn take_changes(&mut self) -> Changes {
        std::mem::take(&mut self.changes)
    }

    /// How the training was asked to run.
    pub fn parameters(&self) -> &TrainingParameters {
        &self.parameters
    }

    /// What the loss and the metrics are reported as; the loss comes first.
    pub fn names(&self) -> &[String] {
        &self.objective.names
    }

    /// Which values of the metric `name`, or of `val_` and its name, are better. `None` when nothing
    /// is reported under that name, or the metric does not say.
    pub fn better(&self, name: &str) -> Option<Better> {
        let name = name.strip_prefix("val_").unwrap_or(name);
        let index = self.objective.names.iter().position(|known| known == name)?;
        match self.objective.metric(index) {
            None => Some(Better::Lower),
            Some(metric) => metric.better(),
        }
    }

    /// The learning rate of the next step.
    ///
    /// # Errors
    ///
    /// When the executor fails.
    pub fn learning_rate(&self) -> Result<f64> {
        self.engine.learning_rate(self.objective)
    }

    /// Changes the learning rate from the next step on.
    ///
    /// # Errors
    ///
    /// When the rate is negative or not finite, or a [schedule](crate::schedules) gives it.
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<()> {
        check_learning_rate(rate)?;
        self.changes.learning_rate = Some(rate);
        self.engine.set_learning_rate(rate)
    }

    /// The values of all weights, as [`Sequential::get_weights`](crate::Model::get_weights)
    /// gives them.
    ///
    /// # Errors
    ///
    /// When the executor fails.
    pub fn get_weights(&self) -> Result<Vec<ArrayD<f32>>> {
        arrays(self.outline, self.engine.read_weights()?)
    }

    /// Sets all weights, given in the order of [`get_weights`](Self::get_weights).
    ///
    /// # Errors
    ///
    /// When they are not as many as the model has, one has another shape, or a number is not finite.
    /// No weight is changed then.
    pub fn set_weights(&mut self, weights: &[ArrayD<f32>]) -> Result<()> {
        let values = check_weights(self.outline, weights)?;
        self.changes.weights = true;
        self.engine.write_weights(&values)
    }

    /// Ends the training: after this batch in a method that is called for batches, else after this
    /// epoch.
    pub fn stop_training(&mut self) {
        self.stopping = true;
    }

    /// Whether the training is about to end.
    pub fn is_stopping(&self) -> bool {
        self.stopping
    }

    /// What a line that [`print`](Self::print) writes calls the epoch with this number, which counts
    /// from 0: `Epoch 5`, or `Epoch 00005` in the style of Keras 2.2.
    pub fn epoch_label(&self, epoch: usize) -> String {
        self.progress.epoch_label(epoch)
    }

    /// Writes a line where the progress is written.
    pub fn print(&mut self, text: &str) {
        self.progress.message(text);
    }

    /// Warns of something that is hardly meant, as the training itself does.
    pub fn warn(&mut self, message: String) {
        self.warner.warn(message);
    }
}

/// Checks that a learning rate can be one.
pub(super) fn check_learning_rate(rate: f64) -> Result<()> {
    if rate.is_finite() && rate >= 0.0 {
        return Ok(());
    }
    Err(Error::invalid(
        "learning_rate",
        "a finite number of at least 0",
        rate.to_string(),
        "0.001 is usual.",
    ))
}
