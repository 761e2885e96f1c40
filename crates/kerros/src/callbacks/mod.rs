//! Callbacks: what happens around the epochs and batches of a training.
//!
//! A callback is called at fixed moments of [`fit`](crate::Model::fit) and may look at the
//! numbers, change the learning rate or the weights, and stop the training. Conventions are those of
//! Keras 3 ("Callbacks API"): epochs and batches count from 0, callbacks are called in the order in
//! which they were given, and what they add to the logs of an epoch is kept in the history.
//!
//! | callback | does |
//! |---|---|
//! | [`EarlyStopping`] | stops when a metric no longer improves |
//! | [`ModelCheckpoint`] | keeps the weights, of each epoch or of the best |
//! | [`ReduceLROnPlateau`] | lowers the learning rate when a metric no longer improves |
//! | [`LearningRateScheduler`] | sets the learning rate of each epoch by a function |
//! | [`CSVLogger`] | writes the numbers of each epoch to a file |
//! | [`TerminateOnNaN`] | stops when the loss is no number any more |
//! | [`LambdaCallback`] | functions of one's own |

mod csv_logger;
mod early_stopping;
mod lambda;
mod learning_rate_scheduler;
mod logs;
mod model_checkpoint;
mod monitor;
mod reduce_lr_on_plateau;
mod terminate_on_nan;

pub use crate::model::Training;
pub use csv_logger::CSVLogger;
pub use early_stopping::EarlyStopping;
pub use lambda::LambdaCallback;
pub use learning_rate_scheduler::LearningRateScheduler;
pub use logs::Logs;
pub use model_checkpoint::{Checkpoint, ModelCheckpoint};
pub use monitor::Mode;
pub use reduce_lr_on_plateau::ReduceLROnPlateau;
pub use terminate_on_nan::TerminateOnNaN;

use crate::error::Result;

/// What happens around the epochs and batches of a training.
///
/// All methods do nothing by default. An error ends the training; the model stays as after the last
/// complete step.
///
/// ```
/// use kerros::callbacks::{Callback, Logs, Training};
/// use kerros::prelude::*;
///
/// /// Halves the learning rate after each epoch.
/// struct Halve;
///
/// impl Callback for Halve {
///     fn on_epoch_end(
///         &mut self,
///         training: &mut Training<'_>,
///         _epoch: usize,
///         _logs: &mut Logs,
///     ) -> kerros::Result<()> {
///         let rate = training.learning_rate()?;
///         training.set_learning_rate(rate / 2.0)
///     }
/// }
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).input_shape(1))?;
/// model.compile(Compile::new().optimizer(SGD::new().learning_rate(0.5)).loss("mse"))?;
/// let (x, y) = (Array2::from_elem((8, 1), 1.0f32), Array1::from_elem(8, 2.0f32));
/// model.fit(&x, &y, Fit::new().epochs(3).verbose(Verbose::Silent).callback(Halve))?;
/// assert_eq!(model.learning_rate()?, 0.0625);
/// # Ok::<(), kerros::Error>(())
/// ```
pub trait Callback: Send {
    /// The training begins.
    ///
    /// # Errors
    ///
    /// Ends the training.
    fn on_train_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        let _ = training;
        Ok(())
    }

    /// The training is over; `logs` are those of the last epoch.
    ///
    /// # Errors
    ///
    /// Ends the training.
    fn on_train_end(&mut self, training: &mut Training<'_>, logs: &Logs) -> Result<()> {
        let _ = (training, logs);
        Ok(())
    }

    /// Epoch `epoch` begins.
    ///
    /// # Errors
    ///
    /// Ends the training.
    fn on_epoch_begin(&mut self, training: &mut Training<'_>, epoch: usize) -> Result<()> {
        let _ = (training, epoch);
        Ok(())
    }

    /// Epoch `epoch` is over, and so is its validation. What is added to `logs` is kept in the
    /// history.
    ///
    /// # Errors
    ///
    /// Ends the training.
    fn on_epoch_end(
        &mut self,
        training: &mut Training<'_>,
        epoch: usize,
        logs: &mut Logs,
    ) -> Result<()> {
        let _ = (training, epoch, logs);
        Ok(())
    }

    /// Batch `batch` of the epoch begins. Called if [`watches_batches`](Self::watches_batches).
    ///
    /// # Errors
    ///
    /// Ends the training.
    fn on_train_batch_begin(&mut self, training: &mut Training<'_>, batch: usize) -> Result<()> {
        let _ = (training, batch);
        Ok(())
    }

    /// Batch `batch` of the epoch is over; `logs` are means over the epoch so far. Called if
    /// [`watches_batches`](Self::watches_batches).
    ///
    /// # Errors
    ///
    /// Ends the training.
    fn on_train_batch_end(
        &mut self,
        training: &mut Training<'_>,
        batch: usize,
        logs: &Logs,
    ) -> Result<()> {
        let _ = (training, batch, logs);
        Ok(())
    }

    /// Whether the callback wants to be called for each batch. Reading the numbers of a batch costs
    /// more than a step of a small model.
    fn watches_batches(&self) -> bool {
        false
    }
}

/// A pointer to a callback is a callback: it hands every call on.
macro_rules! hand_on_to_the_callback {
    ($(#[$documentation:meta])* $pointer:ty) => {
        $(#[$documentation])*
        impl<C: Callback + ?Sized> Callback for $pointer {
            fn on_train_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
                (**self).on_train_begin(training)
            }

            fn on_train_end(&mut self, training: &mut Training<'_>, logs: &Logs) -> Result<()> {
                (**self).on_train_end(training, logs)
            }

            fn on_epoch_begin(&mut self, training: &mut Training<'_>, epoch: usize) -> Result<()> {
                (**self).on_epoch_begin(training, epoch)
            }

            fn on_epoch_end(
                &mut self,
                training: &mut Training<'_>,
                epoch: usize,
                logs: &mut Logs,
            ) -> Result<()> {
                (**self).on_epoch_end(training, epoch, logs)
            }

            fn on_train_batch_begin(
                &mut self,
                training: &mut Training<'_>,
                batch: usize,
            ) -> Result<()> {
                (**self).on_train_batch_begin(training, batch)
            }

            fn on_train_batch_end(
                &mut self,
                training: &mut Training<'_>,
                batch: usize,
                logs: &Logs,
            ) -> Result<()> {
                (**self).on_train_batch_end(training, batch, logs)
            }

            fn watches_batches(&self) -> bool {
                (**self).watches_batches()
            }
        }
    };
}

hand_on_to_the_callback! {
    /// Lends a callback to one training, so that its state can be read afterwards.
    &mut C
}

hand_on_to_the_callback! {
    Box<C>
}
