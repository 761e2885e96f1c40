//! `fit`: epochs of training, each followed by a validation.

use super::checks::outline_for;
use super::dataset::{Dataset, dataset};
use super::epochs::{Callbacks, Live, Run, Session};
use super::fit::Fit;
use super::objective::Objective;
use super::outline::Outline;
use super::prepare::{new_outline, tensors};
use super::programs::Task;
use super::session::Training;
use super::warning::Warner;
use super::{IntoTensor, Model, Tensor};
use crate::error::Result;
use crate::history::{History, TrainingParameters};
use crate::progress::Progress;

impl Model {
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
        let unseen_class = match fit.class_weight.is_empty() {
            true => None,
            false => training.weigh_classes(&fit.class_weight)?,
        };
        let mut warnings: Vec<String> = self
            .loss_warning(&outline, objective)
            .into_iter()
            .chain(prepared.warning)
            .chain(unseen_class)
            .collect();
        let validation = match fit.validation_data.take() {
            Some((x, y)) => {
                let weight = fit.validation_sample_weight.as_ref();
                let (rows, warning) = outline_for(Some(&outline), &self.layers, &x)
                    .and_then(|outline| dataset(x, y, weight, &outline, objective))
                    .map_err(|error| error.at("validation"))?;
                warnings.extend(warning.map(|warning| format!("validation: {warning}")));
                Some(rows)
            }
            None => (held_back.rows() > 0).then_some(held_back),
        };

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
        let session = Session {
            train: (train, training),
            judge: judge.zip(validation),
            batch_size: fit.batch_size,
            validation_batch_size: fit.validation_batch_size.unwrap_or(fit.batch_size),
            shuffle: fit.shuffle,
            stop: fit.stop.clone(),
        };
        let parameters = TrainingParameters {
            epochs: fit.epochs,
            steps: training.batches(fit.batch_size),
            batch_size: fit.batch_size,
            samples: training.rows(),
            validation_samples: validation.map(Dataset::rows),
        };
        let name = self.name.clone();
        let (engine, objective, outline, clock) = self.compiled_engine()?;
        let live = Live::new(log_names(objective, validation.is_some()), &fit);
        let progress = fit.progress.unwrap_or_else(|| Progress::stdout(fit.verbose));
        let warner = Warner { model: name, hook: fit.on_warning, verbose: fit.verbose };
        let training =
            Training::new(engine, objective, outline, parameters.clone(), progress, warner);
        let history = History::new(parameters);
        let callbacks = Callbacks(fit.callbacks);
        Run { session, training, clock, callbacks, live, history }
            .epochs(fit.initial_epoch..fit.epochs)
    }

    /// A warning about a loss that does not fit the model's last activation.
    fn loss_warning(&self, outline: &Outline, objective: &Objective) -> Option<String> {
        let output = outline.output();
        objective.loss.fits(self.last_activation().plain(Some(output.rank())), &output)
    }

    fn warn(&self, messages: Vec<String>, fit: &mut Fit<'_>) {
        let hook = fit.on_warning.take();
        let mut warner = Warner { model: self.name.clone(), hook, verbose: fit.verbose };
        messages.into_iter().for_each(|message| warner.warn(message));
        fit.on_warning = warner.hook;
    }
}

/// What an epoch's numbers are called: the loss, the metrics, and both again for the validation.
fn log_names(objective: &Objective, validated: bool) -> Vec<String> {
    let training = objective.names.iter().cloned();
    let validation = objective.names.iter().map(|name| format!("val_{name}"));
    training.chain(validation.take_while(|_| validated)).collect()
}
