//! One step of training, for those who write their own loop.

use super::checks::check_batches;
use super::dataset::Given;
use super::epochs::run_batches;
use super::prepare::{given, new_outline, tensors};
use super::programs::Task;
use super::{IntoTensors, Model, Scores};
use crate::error::Result;

impl Model {
    /// One step on all rows of `x` and `y`; loss and metrics of this batch, before the step. In
    /// Keras: "Model training APIs", `train_on_batch`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(1).input_shape(1))?;
    /// model.compile(Compile::new().optimizer(SGD::new().learning_rate(0.1)).loss("mse"))?;
    /// let (x, y) = (Array2::from_elem((8, 1), 1.0f32), Array1::from_elem(8, 2.0f32));
    /// let first = model.train_on_batch(&x, &y)?.loss();
    /// assert!(model.train_on_batch(&x, &y)?.loss() < first);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the model is not compiled, or the data make no sense; nothing has changed then.
    pub fn train_on_batch<'a>(
        &mut self,
        x: impl IntoTensors<'a>,
        y: impl IntoTensors<'a>,
    ) -> Result<Scores> {
        let result = given(x, y).and_then(|given| self.try_train_on_batch(given));
        result.map_err(|error| self.locate(error))
    }

    /// [`train_on_batch`](Self::train_on_batch) where rows count differently: `sample_weight` has
    /// one number for each.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Activation::Linear.layer().input_shape(1))?;
    /// model.compile(Compile::new().loss("mse"))?;
    /// let (x, y) = ([1.0f32, 2.0], [1.0f32, 4.0]);
    /// let scores = model.train_on_weighted_batch(&x, &y, &[1.0, 0.5])?;
    /// assert_eq!(scores.loss(), (0.0 + 0.5 * 4.0) / 2.0);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of `train_on_batch`, and weights of another length.
    pub fn train_on_weighted_batch<'a>(
        &mut self,
        x: impl IntoTensors<'a>,
        y: impl IntoTensors<'a>,
        sample_weight: impl IntoTensors<'a>,
    ) -> Result<Scores> {
        let result = given(x, y).and_then(|given| {
            let weight = tensors("sample_weight", sample_weight)?;
            self.try_train_on_batch(Given { sample_weight: &weight, ..given })
        });
        result.map_err(|error| self.locate(error))
    }

    fn try_train_on_batch(&mut self, given: Given<'_, '_>) -> Result<Scores> {
        let prepared = self.prepare("train_on_batch", given)?;
        let rows = prepared.data.rows();
        check_batches(&self.network, &prepared.outline, rows, rows)?;
        let (data, outline) = (prepared.data, new_outline(prepared.outline));
        self.adopt(outline);

        let program = self.program(Task::Train { weighted: data.is_weighted() })?;
        let (engine, objective, _, clock) = self.compiled_engine()?;
        engine.reset_metrics()?;
        let rows = data.rows();
        run_batches(engine, program, &data, rows, clock.key(), |_| {})?;
        clock.steps += 1;
        let scores = engine.named_scores(objective)?;
        self.publish_weights()?;
        Ok(scores)
    }
}
