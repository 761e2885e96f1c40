//! `predict`: the model's output.

use super::checks::{check_batch_size, check_batches, check_x, outline_for};
use super::dataset::{Rows, argmax, batch_ranges};
use super::prepare::{new_outline, tensors};
use super::programs::{Role, Task};
use super::{IntoTensors, Model, Tensor};
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
    /// When the rows do not fit the model, there are none, a number is not finite, or the model has several
    /// outputs, which [`predict_outputs`](Self::predict_outputs) gives.
    pub fn predict<'x>(&mut self, x: impl IntoTensors<'x>) -> Result<ArrayD<f32>> {
        self.predict_with(x, Predict::new())
    }

    /// [`predict`](Self::predict), with arguments; [`Predict`] has an example.
    ///
    /// # Errors
    ///
    /// Those of `predict`, and a batch size of 0.
    pub fn predict_with<'x>(
        &mut self,
        x: impl IntoTensors<'x>,
        predict: Predict,
    ) -> Result<ArrayD<f32>> {
        let outputs = tensors("x", x).and_then(|x| {
            if self.network.outputs.len() > 1 {
                let names = self.network.output_names().join(", ");
                return Err(Error::order(
                    format!("the model has several outputs: {names}"),
                    "Call predict_outputs, which gives all of them.",
                ));
            }
            self.try_predict(x, predict)
        });
        let first = outputs.and_then(|outputs| {
            outputs.into_iter().next().ok_or_else(|| Error::internal("a model without an output"))
        });
        first.map_err(|error| self.locate(error))
    }

    /// All outputs of a model, in its order, for the rows of `x`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let x = Input::new(2).symbol()?;
    /// let sum = Dense::new(1).kernel_initializer("ones").apply(&x)?;
    /// let mut model = Model::new(&x, [&x, &sum])?;
    /// let outputs = model.predict_outputs(&Array2::<f32>::ones((3, 2)), Predict::new())?;
    /// assert_eq!((outputs[0].shape(), outputs[1].shape()), (&[3, 2][..], &[3, 1][..]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`predict_with`](Self::predict_with), for one output or several.
    pub fn predict_outputs<'x>(
        &mut self,
        x: impl IntoTensors<'x>,
        predict: Predict,
    ) -> Result<Vec<ArrayD<f32>>> {
        let result = tensors("x", x).and_then(|x| self.try_predict(x, predict));
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
    pub fn predict_classes<'x>(&mut self, x: impl IntoTensors<'x>) -> Result<Vec<usize>> {
        let output = self.predict(x)?;
        let width = output.shape().iter().skip(1).last().copied().unwrap_or(1);
        let values = output.as_slice().unwrap_or_default();
        Ok(values
            .chunks_exact(width)
            .map(|row| if width == 1 { usize::from(row[0] > 0.5) } else { argmax(row) })
            .collect())
    }

    fn try_predict(&mut self, x: Vec<Tensor<'_>>, predict: Predict) -> Result<Vec<ArrayD<f32>>> {
        check_batch_size(predict.batch_size)?;
        let outline = outline_for(self.outline.as_ref(), &self.network, &x)?;
        check_x(&self.network, &x)?;
        let rows = x.first().map_or(0, Tensor::rows);
        check_batches(&self.network, &outline, rows, predict.batch_size)?;
        let shapes: Vec<_> = outline.outputs().map(|shape| shape.at(rows)).collect();
        let outline = new_outline(outline);
        self.adopt(outline);

        let program = self.program(Task::Predict)?;
        let key = self.clock.key();
        let engine = self.engine()?;
        let verbose = predict.verbose;
        let mut progress = predict.progress.unwrap_or_else(|| Progress::stdout(verbose));
        progress.predict_begin(Batches::new(rows, predict.batch_size));
        let capacity = |shape: &_| Vec::with_capacity(<[usize]>::iter(shape).product());
        let mut outputs: Vec<Vec<f32>> = shapes.iter().map(|shape| capacity(shape)).collect();
        for (index, range) in batch_ranges(rows, predict.batch_size).enumerate() {
            let rows = Rows::Range(range);
            engine.run(program, rows.len(), key, &mut |input, buffer| {
                if let Role::X(index) = Role::of(input) {
                    rows.gather_from(&x[index], buffer);
                }
            })?;
            for (index, output) in outputs.iter_mut().enumerate() {
                output.extend_from_slice(engine.output(program, index)?);
            }
            progress.step::<&str>(index + 1, &[]);
        }
        progress.predict_end();
        self.publish_weights()?;
        let arrays = shapes.iter().zip(outputs).map(|(shape, output)| {
            ArrayD::from_shape_vec(shape.to_vec(), output).map_err(|_| {
                Error::order(
                    "the executor's output does not have its shape",
                    "Use an executor that keeps its contract.",
                )
            })
        });
        arrays.collect()
    }
}
