//! Where the time of a training step goes.

use super::checks::check_batch_size;
use super::dataset::Given;
use super::epochs::run_batches;
use super::prepare::{given, new_outline};
use super::programs::Task;
use super::{IntoTensors, Model};
use crate::error::{Error, Result};
use kerros_graph::Description;

impl Model {
    /// Trains for `steps` steps on the first `batch_size` rows (or as many as there are), and tells
    /// what each step consists of and how long each part took on average.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(1).input_shape(1))?;
    /// model.compile(Compile::new().optimizer("sgd").loss("mse"))?;
    /// let (x, y) = (Array2::from_elem((8, 1), 1.0f32), Array1::from_elem(8, 2.0f32));
    /// let description = model.profile(&x, &y, 8, 10)?;
    /// assert_eq!(description.batch, 8);
    /// println!("{description}");
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the model is not compiled, there are no steps, or the data make no sense; nothing has
    /// changed then.
    pub fn profile<'a>(
        &mut self,
        x: impl IntoTensors<'a>,
        y: impl IntoTensors<'a>,
        batch_size: usize,
        steps: usize,
    ) -> Result<Description> {
        let result = given(x, y).and_then(|given| self.try_profile(given, batch_size, steps));
        result.map_err(|error| self.locate(error))
    }

    fn try_profile(
        &mut self,
        given: Given<'_, '_>,
        batch_size: usize,
        steps: usize,
    ) -> Result<Description> {
        self.compiled("profile")?;
        check_batch_size(batch_size)?;
        if steps == 0 {
            return Err(Error::invalid("steps", "at least 1", "0", "Time some steps, say 100."));
        }
        let prepared = self.prepare("profile", given)?;
        let (data, outline) = (prepared.data, new_outline(prepared.outline));
        self.adopt(outline);

        let rows = batch_size.min(data.rows());
        let (batch, _) = data.split(rows);
        let program = self.program(Task::Train { weighted: false })?;
        let (engine, _, _, clock) = self.compiled_engine()?;
        // The first step makes the plan and warms the caches.
        for timed in [false, true] {
            engine.profile(timed);
            for _ in 0..if timed { steps } else { 1 } {
                run_batches(engine, program, &batch, rows, clock.key(), |_| {})?;
                clock.steps += 1;
            }
        }
        engine.profile(false);
        let description = engine.describe(program, rows)?;
        self.publish_weights()?;
        Ok(description)
    }
}
