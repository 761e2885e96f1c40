//! The optimizer's state, in and out.

use super::Model;
use crate::error::{Error, Result};
use ndarray::ArrayD;

impl Model {
    /// All that the optimizer keeps from step to step, by name and in Keras's order: the number of steps,
    /// the learning rate (unless a schedule gives it), and the slots of the weights that are trained. In
    /// Keras: the attribute `variables` of an optimizer.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(1).name("line").input_shape(1))?;
    /// model.compile(Compile::new().optimizer(SGD::new().momentum(0.9)).loss("mse"))?;
    /// model.train_on_batch(&[1.0f32], &[2.0f32])?;
    /// let state = model.optimizer_state()?;
    /// let names: Vec<&str> = state.iter().map(|(name, _)| name.as_str()).collect();
    /// assert_eq!(names, ["iteration", "learning_rate", "line_kernel_momentum", "line_bias_momentum"]);
    /// assert_eq!(state[0].1[[]], 1.0);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the model is not compiled or not built.
    pub fn optimizer_state(&self) -> Result<Vec<(String, ArrayD<f32>)>> {
        let state = || match &self.engine {
            Some(engine) => engine.optimizer_state(),
            None => {
                self.compiled("optimizer_state")?;
                self.built("optimizer_state")?;
                let what = "the optimizer has no state before the model has computed something";
                Err(Error::order(what, "Train the model, or set the state."))
            }
        };
        state().map_err(|error| self.locate(error))
    }

    /// Sets all that the optimizer keeps: the arrays of [`optimizer_state`](Self::optimizer_state), in
    /// its order. Training goes on as if it had never stopped. In Keras: `set_weights` of an optimizer.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let model = || -> kerros::Result<Sequential> {
    ///     let mut model = Sequential::new();
    ///     model.add(Dense::new(1).input_shape(1))?;
    ///     model.compile(Compile::new().optimizer("adam").loss("mse"))?;
    ///     Ok(model)
    /// };
    /// let (mut one, mut other) = (model()?, model()?);
    /// one.train_on_batch(&[1.0f32], &[2.0f32])?;
    /// other.set_weights(&one.get_weights()?)?;
    /// let state: Vec<_> = one.optimizer_state()?.into_iter().map(|(_, array)| array).collect();
    /// other.set_optimizer_state(&state)?;
    ///
    /// one.train_on_batch(&[1.0f32], &[2.0f32])?;
    /// other.train_on_batch(&[1.0f32], &[2.0f32])?;
    /// assert_eq!(one.get_weights()?, other.get_weights()?);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the model is not compiled or not built, there are more or fewer arrays, one has another
    /// shape, or a number is not finite. Nothing is changed then.
    pub fn set_optimizer_state(&mut self, state: &[ArrayD<f32>]) -> Result<()> {
        let result = self.try_set_optimizer_state(state);
        result.map_err(|error| self.locate(error))
    }

    fn try_set_optimizer_state(&mut self, state: &[ArrayD<f32>]) -> Result<()> {
        self.compiled("set_optimizer_state")?;
        self.engine()?.set_optimizer_state(state)
    }
}
