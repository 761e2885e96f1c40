//! `fit`: epochs of training, each followed by a validation.

use super::checks::{check_batches, outline_for};
use super::dataset::{Dataset, Given, dataset};
use super::doubts::Subject;
use super::epochs::{Callbacks, Ended, Live, Run, Session};
use super::fit::Fit;
use super::guard::Guard;
use super::objective::Objective;
use super::outline::Outline;
use super::prepare::{given, new_outline};
use super::programs::Task;
use super::session::Training;
use super::warning::Warner;
use super::{IntoTensors, Model};
use crate::error::{Error, Result};
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
    /// takes; of several inputs or outputs, an array or a vector of them in the model's order
    /// ([`IntoTensors`]). [`Fit`] lists the arguments and has an example. In Keras: "Model training APIs",
    /// `fit`.
    ///
    /// # Errors
    ///
    /// When the model is not compiled, or arguments or data make no sense; nothing has changed then.
    /// Should the executor itself fail, the model is as after the last complete step.
    ///
    /// [`Error::NonFinite`] when the loss or a weight becomes NaN or infinite, unless a callback has ended the
    /// training by then ([`TerminateOnNaN`](crate::callbacks::TerminateOnNaN)): it names epoch, batch, layer,
    /// operation and rows, and weights, the optimizer and states are as they were before that batch. The numbers of the
    /// epochs before are kept by [`history`](Self::history). Validation is judged as it is.
    ///
    /// ```
    /// use kerros::Error;
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Lambda::new(|graph, x| Ok(graph.log(x)?)).input_shape(1))?;
    /// model.add(Dense::new(1))?;
    /// model.compile(Compile::new().loss("mse"))?;
    /// let fit = Fit::new().shuffle(false).verbose(Verbose::Silent);
    /// let error = model.fit(&[1.0f32, 2.0, 0.0], &[0.0f32, 1.0, 2.0], fit).unwrap_err();
    /// let Error::NonFinite { found, .. } = &error else { panic!("{error}") };
    /// assert_eq!((found.layer.as_str(), found.operation.as_str()), ("lambda", "log"));
    /// assert_eq!(found.rows, [2]);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    pub fn fit<'a>(
        &mut self,
        x: impl IntoTensors<'a>,
        y: impl IntoTensors<'a>,
        fit: Fit<'_>,
    ) -> Result<History> {
        let result = given(x, y).and_then(|given| self.try_fit(given, fit));
        result.map_err(|error| self.locate(error))
    }

    fn try_fit(&mut self, given: Given<'_, '_>, mut fit: Fit<'_>) -> Result<History> {
        let objective = self.compiled("fit")?;
        fit.check()?;
        let given = Given { sample_weight: &fit.sample_weight, ..given };
        let prepared = self.prepare("fit", given)?;
        let (all, outline) = (prepared.data, prepared.outline);
        let (mut training, held_back) = all.split(fit.training_rows(all.rows())?);
        let unseen_class = match fit.class_weight.is_empty() {
            true => None,
            false => training.weigh_classes(&fit.class_weight, classes(&outline, objective))?,
        };
        let mut warnings = self.loss_warnings(&outline, objective);
        warnings.extend(prepared.warnings);
        warnings.extend(unseen_class);
        warnings.extend(self.freezing_warning());
        let is_given = fit.validation_data.is_some();
        let validation = match fit.validation_data.take() {
            Some((x, y)) => {
                let given = Given { x, y, sample_weight: &fit.validation_sample_weight };
                let (rows, doubts) = outline_for(Some(&outline), &self.network, &given.x)
                    .and_then(|outline| dataset(given, &self.network, &outline, objective))
                    .map_err(|error| error.at("validation"))?;
                warnings.extend(doubts.iter().map(|doubt| format!("validation: {doubt}")));
                Some(rows)
            }
            None => (held_back.rows() > 0).then_some(held_back),
        };

        check_batches(&self.network, &outline, training.rows(), fit.batch_size)?;
        if let Some(rows) = &validation {
            let batch_size = fit.validation_batch_size.unwrap_or(fit.batch_size);
            check_batches(&self.network, &outline, rows.rows(), batch_size)
                .map_err(|error| error.at("validation"))?;
        }
        if fit.is_heard() {
            let (network, outline) = (&self.network, &*outline);
            let is_split = fit.validation_split > 0.0 && !is_given;
            let (training, validation) = (&training, validation.as_ref());
            let subject = Subject { network, outline, objective, training, validation, is_split };
            warnings.extend(subject.doubts());
            self.warn(warnings, &mut fit);
        }
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
        let guard = fit.stop_at_non_finite.then(Guard::new);
        let steps = Training::new(engine, objective, outline, parameters, progress, warner);
        let run = Run::new(session, steps, clock, Callbacks(fit.callbacks), live, guard);
        let Ended { history, failure, result } = run.epochs(fit.initial_epoch..fit.epochs);
        self.history = Some(history.clone());
        self.publish_weights()?;
        result?;
        match failure {
            None => Ok(history),
            Some((epoch, failure)) => {
                Err(Error::non_finite(self.diagnose(&failure, epoch, training)?))
            }
        }
    }

    /// The numbers of the last [`fit`](Self::fit), up to the last epoch that was complete: also of one that ended
    /// with an error. `None` before the first. In Keras: the attribute `history` of a model.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(1).input_shape(1))?;
    /// model.compile(Compile::new().loss("mse"))?;
    /// assert!(model.history().is_none());
    /// let fit = Fit::new().epochs(3).verbose(Verbose::Silent);
    /// let history = model.fit(&[0.0f32, 1.0], &[1.0f32, 2.0], fit)?;
    /// assert_eq!(model.history(), Some(&history));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    pub fn history(&self) -> Option<&History> {
        self.history.as_ref()
    }

    /// Warnings about losses that do not fit the last activation before them.
    fn loss_warnings(&self, outline: &Outline, objective: &Objective) -> Vec<String> {
        let shapes: Vec<_> = outline.outputs().collect();
        let doubts = objective.outputs.iter().filter_map(|output| {
            let shape = shapes[output.output];
            let activation = self.network.last_activation(output.output).plain(Some(shape.rank()));
            output.loss.fits(activation, shape)
        });
        doubts.collect()
    }

    fn warn(&self, messages: Vec<String>, fit: &mut Fit<'_>) {
        let hook = fit.on_warning.take();
        let mut warner = Warner { model: self.name.clone(), hook, verbose: fit.verbose };
        messages.into_iter().for_each(|message| warner.warn(message));
        fit.on_warning = warner.hook;
    }
}

/// How many classes the only output tells apart, where that is known: one for each unit, or two for one unit with a loss
/// of two classes.
fn classes(outline: &Outline, objective: &Objective) -> Option<usize> {
    let [output] = &objective.outputs[..] else { return None };
    let units = outline.outputs().nth(output.output)?.dims().last()?.known()?;
    let name = output.loss.name();
    let tells_two = name.starts_with("binary") || name.ends_with("hinge");
    match units {
        1 => tells_two.then_some(2),
        units => Some(units),
    }
}

/// What an epoch's numbers are called: the loss, the metrics, and both again for the validation.
fn log_names(objective: &Objective, validated: bool) -> Vec<String> {
    let training = objective.names.iter().cloned();
    let validation = objective.names.iter().map(|name| format!("val_{name}"));
    training.chain(validation.take_while(|_| validated)).collect()
}
