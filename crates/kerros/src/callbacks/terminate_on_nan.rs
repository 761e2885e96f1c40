//! Stopping when the loss is no number any more.

use super::{Callback, Logs, Training};
use crate::error::Result;

/// Stops the training after the first batch whose loss is NaN or infinite, and says so.
///
/// In Keras: "TerminateOnNaN".
///
/// ```
/// use kerros::callbacks::TerminateOnNaN;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).input_shape(1))?;
/// model.compile(Compile::new().optimizer(SGD::new().learning_rate(1e30)).loss("mse"))?;
/// let (x, y) = (Array2::from_elem((8, 1), 1.0f32), Array1::from_elem(8, 2.0f32));
/// let fit = Fit::new().epochs(100).verbose(Verbose::Silent).callback(TerminateOnNaN);
/// assert!(model.fit(&x, &y, fit)?.epochs().len() < 5);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct TerminateOnNaN;

impl Callback for TerminateOnNaN {
    fn on_train_batch_end(
        &mut self,
        training: &mut Training<'_>,
        batch: usize,
        logs: &Logs,
    ) -> Result<()> {
        if logs.get("loss").is_some_and(|loss| !loss.is_finite()) {
            training.print(&format!("Batch {batch}: Invalid loss, terminating training"));
            training.stop_training();
        }
        Ok(())
    }

    fn watches_batches(&self) -> bool {
        true
    }
}
