//! The learning rate of each epoch, by a function.

use super::{Callback, Logs, Training};
use crate::error::Result;

/// Sets the learning rate at the beginning of each epoch: `schedule(epoch, rate)`, where `epoch` counts
/// from 0 and `rate` is the one so far.
///
/// The rate of each epoch is added to the logs as `learning_rate`, and so to the history. In Keras:
/// "LearningRateScheduler".
///
/// ```
/// use kerros::callbacks::LearningRateScheduler;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).input_shape(1))?;
/// model.compile(Compile::new().optimizer(SGD::new().learning_rate(0.5)).loss("mse"))?;
/// let (x, y) = (Array2::from_elem((8, 1), 1.0f32), Array1::from_elem(8, 2.0f32));
/// let schedule = |epoch, rate| if epoch < 2 { rate } else { rate / 2.0 };
/// let fit = Fit::new().epochs(3).verbose(Verbose::Silent);
/// let history = model.fit(&x, &y, fit.callback(LearningRateScheduler::new(schedule)))?;
/// assert_eq!(history.get("learning_rate"), Some(&[0.5, 0.5, 0.25][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LearningRateScheduler<F> {
    schedule: F,
    verbose: bool,
}

impl<F: FnMut(usize, f64) -> f64 + Send> LearningRateScheduler<F> {
    /// The rate of epoch `epoch` is `schedule(epoch, rate)`.
    pub fn new(schedule: F) -> Self {
        LearningRateScheduler { schedule, verbose: false }
    }

    /// Whether it tells each rate.
    #[must_use]
    pub fn verbose(mut self, verbose: bool) -> Self {
        self.verbose = verbose;
        self
    }
}

impl<F: FnMut(usize, f64) -> f64 + Send> Callback for LearningRateScheduler<F> {
    fn on_epoch_begin(&mut self, training: &mut Training<'_>, epoch: usize) -> Result<()> {
        let rate = (self.schedule)(epoch, training.learning_rate()?);
        let set = training.set_learning_rate(rate);
        set.map_err(|error| error.at("LearningRateScheduler"))?;
        if self.verbose {
            training.print(&format!(
                "\n{}: LearningRateScheduler setting learning rate to {rate}.",
                training.epoch_label(epoch)
            ));
        }
        Ok(())
    }

    fn on_epoch_end(
        &mut self,
        training: &mut Training<'_>,
        _epoch: usize,
        logs: &mut Logs,
    ) -> Result<()> {
        logs.set("learning_rate", training.learning_rate()?);
        Ok(())
    }
}
