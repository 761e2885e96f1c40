//! `evaluate`: loss and metrics on rows that are not trained on.

use super::checks::{check_batch_size, check_batches};
use super::dataset::Given;
use super::epochs::run_batches;
use super::prepare::{given, new_outline};
use super::programs::Task;
use super::{IntoTensors, Model, Scores, Tensor};
use crate::error::{Error, Result};
use crate::progress::{Batches, Progress, Verbose};

/// How `evaluate` is to judge. In Keras: "Model training APIs", `evaluate`.
///
/// | argument | default | |
/// |---|---|---|
/// | `batch_size` | 32 | rows at a time |
/// | `sample_weight` | none | how much each row counts, for the loss and the weighted metrics |
/// | `verbose` | auto | what is written while it runs |
/// | `progress` | standard output | where that is written |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Activation::Linear.layer().input_shape(1))?;
/// model.compile(Compile::new().loss("mse"))?;
/// let (x, y) = ([1.0f32, 2.0], [1.0f32, 4.0]);
/// let quiet = Evaluate::new().verbose(Verbose::Silent);
/// let scores = model.evaluate(&x, &y, quiet.batch_size(1).sample_weight(&[1.0, 0.5]))?;
/// assert_eq!(scores.loss(), (0.0 + 0.5 * 4.0) / 2.0);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Model::evaluate`] refuses a batch size of 0 and weights that are not one finite number a
/// row.
#[derive(Debug)]
#[must_use]
pub struct Evaluate<'a> {
    batch_size: usize,
    sample_weight: Vec<Tensor<'a>>,
    verbose: Verbose,
    progress: Option<Progress>,
    problem: Option<Error>,
}

impl<'a> Evaluate<'a> {
    /// 32 rows at a time, which all count the same.
    pub fn new() -> Self {
        Evaluate {
            batch_size: 32,
            sample_weight: Vec::new(),
            verbose: Verbose::Auto,
            progress: None,
            problem: None,
        }
    }

    /// How many rows are judged at a time, at least 1; 32 if not set. The results depend on it by
    /// rounding only.
    pub fn batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = batch_size;
        self
    }

    /// How much each row counts: one number a row, for all outputs or as many vectors as there are outputs
    /// with a loss.
    pub fn sample_weight(mut self, weight: impl IntoTensors<'a>) -> Self {
        match weight.into_tensors() {
            Ok(weight) => self.sample_weight = weight,
            Err(error) => self.problem = Some(error.at("sample_weight")),
        }
        self
    }

    /// What is written while it runs; [`Verbose::Auto`] if not set.
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

impl Default for Evaluate<'_> {
    fn default() -> Self {
        Evaluate::new()
    }
}

impl Model {
    /// Loss and metrics on the rows of `x` and their targets `y`; nothing is trained, and dropout
    /// rests.
    ///
    /// `x` is `(rows, ...)` in the shape of the model's input, `y` in the shape that the loss
    /// takes. [`Evaluate`] and [`Scores`] have examples. In Keras: "Model training APIs",
    /// `evaluate`.
    ///
    /// # Errors
    ///
    /// When the model is not compiled, or arguments or data make no sense.
    pub fn evaluate<'a>(
        &mut self,
        x: impl IntoTensors<'a>,
        y: impl IntoTensors<'a>,
        evaluate: Evaluate<'_>,
    ) -> Result<Scores> {
        let result = given(x, y).and_then(|given| self.try_evaluate(given, evaluate));
        result.map_err(|error| self.locate(error))
    }

    fn try_evaluate(&mut self, given: Given<'_, '_>, evaluate: Evaluate<'_>) -> Result<Scores> {
        if let Some(problem) = evaluate.problem {
            return Err(problem);
        }
        check_batch_size(evaluate.batch_size)?;
        let given = Given { sample_weight: &evaluate.sample_weight, ..given };
        let prepared = self.prepare("evaluate", given)?;
        let rows = prepared.data.rows();
        check_batches(&self.network, &prepared.outline, rows, evaluate.batch_size)?;
        let (data, outline) = (prepared.data, new_outline(prepared.outline));
        self.adopt(outline);

        let program = self.program(Task::Evaluate { weighted: data.is_weighted() })?;
        let (engine, objective, _, clock) = self.compiled_engine()?;
        let verbose = evaluate.verbose;
        let mut progress = evaluate.progress.unwrap_or_else(|| Progress::stdout(verbose));
        progress.evaluate_begin(Batches::new(data.rows(), evaluate.batch_size));
        engine.reset_metrics()?;
        let key = clock.key();
        run_batches(engine, program, &data, evaluate.batch_size, key, |done| {
            progress.step::<&str>(done, &[]);
        })?;
        let scores = engine.named_scores(objective)?;
        progress.evaluate_end(&scores.iter().collect::<Vec<_>>());
        self.publish_weights()?;
        Ok(scores)
    }
}
