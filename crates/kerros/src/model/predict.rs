//! `predict`: the model's output.

use super::checks::{check_batch_size, check_finite, check_rows, outline_for};
use super::dataset::{Rows, argmax, batch_ranges};
use super::programs::Task;
use super::{IntoTensor, Model, Tensor};
use crate::error::{Error, Result};
use crate::progress::{Batches, Progress, Verbose};
use ndarray::ArrayD;

/// How `predict_with` is to compute. In Keras: "Model training APIs", `predict`.
///
/// | argument | default | |
/// |---|---|---|
/// | `batch_size` | 32 | rows at a time |
/// | `verbose` | silent | what is written while it runs |
/// | `progress` | standard output | where that is written |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(2).input_shape(3))?;
/// let x = Array2::<f32>::ones((5, 3));
/// let output = model.predict_with(&x, Predict::new().batch_size(2))?;
/// assert_eq!(output.shape(), [5, 2]);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Model::predict_with`] refuses a batch size of 0.
#[derive(Debug)]
#[must_use]
pub struct Predict {
    batch_size: usize,
    verbose: Verbose,
    progress: Option<Progress>,
}

impl Predict {
    /// 32 rows at a time, in silence.
    pub fn new() -> Self {
        Predict { batch_size: 32, verbose: Verbose::Silent, progress: None }
    }

    /// How many rows are computed at a time, at least 1; 32 if not set.
    pub fn batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = batch_size;
        self
    }

    /// What is written while it runs; nothing if not set.
    pub fn verbose(mut self, verbose: Verbose) -> Self {
        self.verbose = verbose;
        self
    }

    /// Writes the progress to this place instead of the standard output; goes before `verbose`.
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }
}

impl Default for Predict {
    fn default() -> Self {
        Predict::new()
    }
}

impl Model {
    /// The model's output for the rows of `x`: `(rows, ...)`. Dropout rests. The model need not be
    /// compiled. In Keras: "Model training APIs", `predict`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(1).kernel_initializer("ones").input_shape(2))?;
    /// let x = [1.0f32, 2.0, 3.0, 4.0];
    /// let output = model.predict((&x[..], [2, 2]))?;
    /// assert_eq!((output.shape(), output.as_slice()), (&[2, 1][..], Some(&[3.0, 7.0][..])));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the rows do not fit the model, there are none, or a number is not finite.
    pub fn predict<'x>(&mut self, x: impl IntoTensor<'x>) -> Result<ArrayD<f32>> {
        self.predict_with(x, Predict::new())
    }

    /// [`predict`](Self::predict), with arguments; [`Predict`] has an example.
    ///
    /// # Errors
    ///
    /// Those of `predict`, and a batch size of 0.
    pub fn predict_with<'x>(
        &mut self,
        x: impl IntoTensor<'x>,
        predict: Predict,
    ) -> Result<ArrayD<f32>> {
        let result = x
            .into_tensor()
            .map_err(|error| error.at("x"))
            .and_then(|x| self.try_predict(x, predict));
        result.map_err(|error| self.locate(error))
    }

    /// The class of each row, counted from 0: the place of the largest output, or, for a single
    /// output, whether it is above 0.5.
    ///
    /// Where the model gives several positions a row, there is one class for each, row by row. In
    /// R's keras: `predict_classes`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Activation::Softmax.layer().input_shape(3))?;
    /// let x = [0.1f32, 0.7, 0.2, 0.5, 0.3, 0.2];
    /// assert_eq!(model.predict_classes((&x[..], [2, 3]))?, [1, 0]);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`predict`](Self::predict).
    pub fn predict_classes<'x>(&mut self, x: impl IntoTensor<'x>) -> Result<Vec<usize>> {
        let output = self.predict(x)?;
        let width = output.shape().iter().skip(1).last().copied().unwrap_or(1);
        let values = output.as_slice().unwrap_or_default();
        Ok(values
            .chunks_exact(width)
            .map(|row| if width == 1 { usize::from(row[0] > 0.5) } else { argmax(row) })
            .collect())
    }

    fn try_predict(&mut self, x: Tensor<'_>, predict: Predict) -> Result<ArrayD<f32>> {
        check_batch_size(predict.batch_size)?;
        let outline = outline_for(self.outline.as_ref(), &self.layers, &x)?;
        check_rows("x", &x)?;
        check_finite("x", &x)?;
        let outline = outline.into_owned();
        let shape = outline.output().at(x.rows());
        self.outline.get_or_insert(outline);

        let program = self.program(Task::Predict)?;
        let key = self.clock.key();
        let engine = self.engine()?;
        let verbose = predict.verbose;
        let mut progress = predict.progress.unwrap_or_else(|| Progress::stdout(verbose));
        progress.predict_begin(Batches::new(x.rows(), predict.batch_size));
        let mut output = Vec::with_capacity(shape.iter().product());
        for (index, range) in batch_ranges(x.rows(), predict.batch_size).enumerate() {
            let rows = Rows::Range(range);
            engine.run(program, rows.len(), key, &mut |_, buffer| {
                rows.gather(x.values(), x.row_len(), buffer);
            })?;
            output.extend_from_slice(engine.output(program)?);
            progress.step::<&str>(index + 1, &[]);
        }
        progress.predict_end();
        ArrayD::from_shape_vec(shape.to_vec(), output).map_err(|_| {
            Error::order(
                "the executor's output does not have its shape",
                "Use an executor that keeps its contract.",
            )
        })
    }
}
