//! `fit`: epochs of training, each followed by a validation.

use super::checks::outline_for;
use super::dataset::{Dataset, Rows, batch_ranges, dataset};
use super::engine::Engine;
use super::fit::Fit;
use super::objective::Objective;
use super::outline::Outline;
use super::prepare::{new_outline, tensors};
use super::programs::Task;
use super::{IntoTensor, Sequential, Tensor, Warning};
use crate::error::Result;
use crate::history::{History, TrainingParameters};
use crate::progress::{Progress, Verbose};
use kerros_graph::{ProgramId, RunKey};
use std::time::{Duration, Instant};

/// How often loss and metrics are read while an epoch runs, to be shown.
const READING_INTERVAL: Duration = Duration::from_millis(50);

impl Sequential {
    /// Trains on the rows of `x` and their targets `y`.
    ///
    /// Each epoch takes all rows in batches, in another order each time; each batch is one step of
    /// the optimizer. The loss and the metrics of an epoch are means over its batches, as they were
    /// before each one's step. After an epoch the validation data are judged with dropout at rest.
    /// Fitting again goes on where the last fit ended, with the optimizer's state and new random
    /// numbers.
    ///
    /// `x` is `(rows, ...)` in the shape of the model's input, `y` in the shape that the loss
    /// takes. [`Fit`] lists the arguments and has an example. In Keras: "Model training APIs",
    /// `fit`.
    ///
    /// # Errors
    ///
    /// When the model is not compiled, or arguments or data make no sense; nothing has changed then.
    /// Should the executor itself fail, the model is as after the last complete step.
    pub fn fit<'a>(
        &mut self,
        x: impl IntoTensor<'a>,
        y: impl IntoTensor<'a>,
        fit: Fit<'_>,
    ) -> Result<History> {
        let result = tensors(x, y).and_then(|rows| self.try_fit(rows, fit));
        result.map_err(|error| self.locate(error))
    }

    fn try_fit(&mut self, rows: (Tensor<'_>, Tensor<'_>), mut fit: Fit<'_>) -> Result<History> {
        let objective = self.compiled("fit")?;
        fit.check()?;
        let prepared = self.prepare("fit", rows, fit.sample_weight.as_ref())?;
        let (all, outline) = (prepared.data, prepared.outline);
        let (mut training, held_back) = all.split(fit.training_rows(all.rows())?);
        if !fit.class_weight.is_empty() {
            training.weigh_classes(&fit.class_weight)?;
        }
        let validation = match fit.validation_data.take() {
            Some((x, y)) => {
                let weight = fit.validation_sample_weight.as_ref();
                outline_for(Some(&outline), &self.layers, &x)
                    .and_then(|outline| dataset(x, y, weight, &outline, objective))
                    .map(|(rows, _)| Some(rows))
                    .map_err(|error| error.at("validation"))?
            }
            None => (held_back.rows() > 0).then_some(held_back),
        };

        let warnings = self.loss_warning(&outline, objective).into_iter().chain(prepared.warning);
        self.warn(warnings, &mut fit);
        let outline = new_outline(outline);
        self.adopt(outline);
        self.train(&training, validation.as_ref(), fit)
    }

    /// The epochs, on data that are checked.
    fn train(
        &mut self,
        training: &Dataset<'_>,
        validation: Option<&Dataset<'_>>,
        fit: Fit<'_>,
    ) -> Result<History> {
        let train = self.program(Task::Train { weighted: training.is_weighted() })?;
        let judge = match validation {
            Some(rows) => Some(self.program(Task::Evaluate { weighted: rows.is_weighted() })?),
            None => None,
        };
        let (engine, objective, clock) = self.compiled_engine()?;
        let names: Vec<String> = log_names(objective, validation.is_some());
        let mut live = Live::new(&names, &fit);
        let mut progress = fit.progress.unwrap_or_else(|| Progress::stdout(fit.verbose));
        let mut history = History::new(TrainingParameters {
            epochs: fit.epochs,
            steps: training.batches(fit.batch_size),
            batch_size: fit.batch_size,
            samples: training.rows(),
            validation_samples: validation.map(Dataset::rows),
        });

        let mut order: Vec<usize> = (0..training.rows()).collect();
        for epoch in fit.initial_epoch..fit.epochs {
            progress.epoch_begin(epoch, fit.epochs, history.parameters().steps);
            if fit.shuffle {
                clock.shuffle(&mut order);
            }
            engine.reset_metrics()?;
            let key = clock.key();
            let order = fit.shuffle.then_some(order.as_slice());
            run_batches(engine, train, training, fit.batch_size, order, key, |engine, done| {
                clock.steps += 1;
                live.after_batch(engine, objective, &mut progress, done)
            })?;
            clock.epochs += 1;
            live.read(engine, objective, 0)?;

            if let (Some(rows), Some(judge)) = (validation, judge) {
                let batch_size = fit.validation_batch_size.unwrap_or(fit.batch_size);
                engine.reset_metrics()?;
                run_batches(engine, judge, rows, batch_size, None, key, |_, _| Ok(()))?;
                live.read(engine, objective, objective.names.len())?;
            }
            history.push_epoch(epoch, &live.logs);
            progress.epoch_end(&live.logs);
        }
        Ok(history)
    }

    /// A warning about a loss that does not fit the model's last activation.
    fn loss_warning(&self, outline: &Outline, objective: &Objective) -> Option<String> {
        objective.loss.fits(self.last_activation(), &outline.output())
    }

    fn warn(&self, messages: impl Iterator<Item = String>, fit: &mut Fit<'_>) {
        for message in messages {
            let warning = Warning::new(&self.name, message);
            match &mut fit.on_warning {
                Some(hook) => hook(&warning),
                None if fit.verbose == Verbose::Silent => {}
                None => eprintln!("Warning: {warning}"),
            }
        }
    }
}

/// Runs `program` on all rows, in batches, in the given order; `after` follows each batch and is
/// told how many are done.
pub(super) fn run_batches(
    engine: &mut Engine,
    program: ProgramId,
    data: &Dataset<'_>,
    batch_size: usize,
    order: Option<&[usize]>,
    mut key: RunKey,
    mut after: impl FnMut(&Engine, usize) -> Result<()>,
) -> Result<()> {
    for (index, range) in batch_ranges(data.rows(), batch_size).enumerate() {
        let rows = match order {
            Some(order) => Rows::Listed(&order[range]),
            None => Rows::Range(range),
        };
        engine.run(program, rows.len(), key, &mut data.feed(rows))?;
        key.step += 1;
        after(engine, index + 1)?;
    }
    Ok(())
}

/// What an epoch's numbers are called: the loss, the metrics, and both again for the validation.
fn log_names(objective: &Objective, validated: bool) -> Vec<String> {
    let training = objective.names.iter().cloned();
    let validation = objective.names.iter().map(|name| format!("val_{name}"));
    training.chain(validation.take_while(|_| validated)).collect()
}

/// The numbers of the epoch that runs.
struct Live<'n> {
    logs: Vec<(&'n str, f64)>,
    scores: Vec<f64>,
    /// When they were last read; `None` when nobody looks at them before the epoch ends.
    read_at: Option<Instant>,
}

impl<'n> Live<'n> {
    fn new(names: &'n [String], fit: &Fit<'_>) -> Self {
        let shown = fit.progress.is_some() || fit.verbose != Verbose::Silent;
        Live {
            logs: names.iter().map(|name| (name.as_str(), f64::NAN)).collect(),
            scores: Vec::with_capacity(names.len()),
            read_at: shown.then(Instant::now),
        }
    }

    /// Reads loss and metrics into the logs from number `first` on.
    fn read(&mut self, engine: &Engine, objective: &Objective, first: usize) -> Result<()> {
        engine.scores(objective, &mut self.scores)?;
        for ((_, value), score) in self.logs[first..].iter_mut().zip(&self.scores) {
            *value = *score;
        }
        Ok(())
    }

    /// Shows the numbers so far. They are read now and then only: reading takes longer than a step
    /// of a small model.
    fn after_batch(
        &mut self,
        engine: &Engine,
        objective: &Objective,
        progress: &mut Progress,
        done: usize,
    ) -> Result<()> {
        let Some(read_at) = self.read_at else { return Ok(()) };
        if done == 1 || read_at.elapsed() >= READING_INTERVAL {
            self.read(engine, objective, 0)?;
            self.read_at = Some(Instant::now());
        }
        progress.step(done, &self.logs[..objective.names.len()]);
        Ok(())
    }
}
