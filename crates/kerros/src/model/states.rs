//! What layers keep for each row from batch to batch.

use super::Model;
use crate::error::Result;

impl Model {
    /// Sets the states of all layers that are stateful to 0, as before the first batch. [`compile`](Self::compile) and
    /// adding a layer do it as well. In Keras: `reset_states`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Input::new([5, 2]).batch_size(1))?;
    /// model.add(LSTM::new(3).stateful(true))?;
    /// let x = Array3::<f32>::ones((1, 5, 2));
    /// let (first, second) = (model.predict(&x)?, model.predict(&x)?);
    /// assert_ne!(first, second);
    /// model.reset_states()?;
    /// assert_eq!(model.predict(&x)?, first);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Never for an executor that keeps its contract.
    pub fn reset_states(&mut self) -> Result<()> {
        match &mut self.engine {
            Some(engine) => engine.reset_carried(),
            None => Ok(()),
        }
    }
}
