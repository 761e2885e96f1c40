//! `evaluate`: loss and metrics on rows that are not trained on.

use super::checks::check_batch_size;
use super::prepare::{new_outline, tensors};
use super::programs::Task;
use super::training::run_batches;
use super::{IntoTensor, Scores, Sequential, Tensor};
use crate::error::{Error, Result};
use crate::progress::{Progress, Verbose};

/// How `evaluate` is to judge. In Keras: "Model training APIs", `evaluate`.
///
/// | argument | default | |
/// |---|---|---|
/// | `batch_size` | 32 | rows at a time |
/// | `sample_weight` | none | how much each row counts |
/// | `verbose` | auto | what is written while it runs |
#[derive(Debug)]
#[must_use]
pub struct Evaluate<'a> {
    batch_size: usize,
    sample_weight: Option<Tensor<'a>>,
    verbose: Verbose,
    problem: Option<Error>,
}

impl<'a> Evaluate<'a> {
    /// 32 rows at a time, which all count the same.
    pub fn new() -> Self {
        Evaluate { batch_size: 32, sample_weight: None, verbose: Verbose::Auto, problem: None }
    }

    /// How many rows are judged at a time.
    pub fn batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = batch_size;
        self
    }

    /// How much each row counts: one number a row.
    pub fn sample_weight(mut self, weight: impl IntoTensor<'a>) -> Self {
        match weight.into_tensor() {
            Ok(weight) => self.sample_weight = Some(weight),
            Err(error) => self.problem = Some(error.at("sample_weight")),
        }
        self
    }

    /// What is written while it runs.
    pub fn verbose(mut self, verbose: Verbose) -> Self {
        self.verbose = verbose;
        self
    }
}

impl Default for Evaluate<'_> {
    fn default() -> Self {
        Evaluate::new()
    }
}

impl Sequential {
    /// Loss and metrics on the rows of `x` and their targets `y`; nothing is trained, and dropout
    /// rests.
    ///
    /// # Errors
    ///
    /// When the model is not compiled, or arguments or data make no sense.
    pub fn evaluate<'a>(
        &mut self,
        x: impl IntoTensor<'a>,
        y: impl IntoTensor<'a>,
        evaluate: Evaluate<'_>,
    ) -> Result<Scores> {
        let result = tensors(x, y).and_then(|rows| self.try_evaluate(rows, evaluate));
        result.map_err(|error| self.locate(error))
    }

    fn try_evaluate(
        &mut self,
        rows: (Tensor<'_>, Tensor<'_>),
        evaluate: Evaluate<'_>,
    ) -> Result<Scores> {
        if let Some(problem) = evaluate.problem {
            return Err(problem);
        }
        check_batch_size(evaluate.batch_size)?;
        let prepared = self.prepare("evaluate", rows, evaluate.sample_weight.as_ref())?;
        let (data, outline) = (prepared.data, new_outline(prepared.outline));
        self.adopt(outline);

        let program = self.program(Task::Evaluate { weighted: data.is_weighted() })?;
        let (engine, objective, clock) = self.compiled_engine()?;
        let mut progress = Progress::stdout(evaluate.verbose);
        progress.evaluate_begin(data.batches(evaluate.batch_size));
        engine.reset_metrics()?;
        let key = clock.key();
        run_batches(engine, program, &data, evaluate.batch_size, None, key, |_, done| {
            progress.step(done, &[]);
            Ok(())
        })?;
        let scores = engine.named_scores(objective)?;
        progress.evaluate_end(&scores.iter().collect::<Vec<_>>());
        Ok(scores)
    }
}
