//! The epochs of a training: batches, validation, callbacks, progress.

use super::clock::Clock;
use super::dataset::{Dataset, Rows, batch_ranges};
use super::engine::Engine;
use super::fit::{Fit, StopFlag};
use super::guard::{Failure, Guard, Retraced, Steps};
use super::session::Training;
use crate::callbacks::{Callback, Logs};
use crate::error::Result;
use crate::history::History;
use crate::progress::{Batches, Verbose};
use kerros_graph::{ProgramId, RunKey};
use std::ops::Range;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How often loss and metrics are read while an epoch runs, to be shown.
const READING_INTERVAL: Duration = Duration::from_millis(50);

/// What is trained on and how.
pub(super) struct Session<'d> {
    pub(super) train: (ProgramId, &'d Dataset<'d>),
    pub(super) judge: Option<(ProgramId, &'d Dataset<'d>)>,
    pub(super) batch_size: usize,
    pub(super) validation_batch_size: usize,
    pub(super) shuffle: bool,
    pub(super) stop: Option<StopFlag>,
}

impl Session<'_> {
    /// Whether somebody outside wants the training to end.
    fn is_stopped(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}

/// A training that runs.
pub(super) struct Run<'r> {
    pub(super) session: Session<'r>,
    pub(super) training: Training<'r>,
    pub(super) clock: &'r mut Clock,
    pub(super) callbacks: Callbacks<'r>,
    pub(super) live: Live,
    pub(super) history: History,
    /// Unless the training is to go on with numbers that are not finite.
    pub(super) guard: Option<Guard>,
    /// The epoch and the step that gave the first number that is not finite.
    failure: Option<(usize, Failure)>,
}

/// How a training has ended.
pub(super) struct Ended {
    /// The epochs that are complete.
    pub(super) history: History,
    pub(super) failure: Option<(usize, Failure)>,
    pub(super) result: Result<()>,
}

/// Whether the training goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// With the next batch or epoch.
    Continue,
    /// A callback wants to stop: the epoch is judged and counted, and is the last.
    StopAfterEpoch,
    /// From outside, or because numbers are not finite: at once, and the epoch does not count.
    StopNow,
}

impl<'r> Run<'r> {
    pub(super) fn new(
        session: Session<'r>,
        training: Training<'r>,
        clock: &'r mut Clock,
        callbacks: Callbacks<'r>,
        live: Live,
        guard: Option<Guard>,
    ) -> Self {
        let history = History::new(training.parameters().clone());
        Run { session, training, clock, callbacks, live, history, guard, failure: None }
    }

    /// Trains for these epochs.
    pub(super) fn epochs(mut self, epochs: Range<usize>) -> Ended {
        let result = self.try_epochs(epochs);
        Ended { history: self.history, failure: self.failure, result }
    }

    fn try_epochs(&mut self, epochs: Range<usize>) -> Result<()> {
        let parameters = self.training.parameters();
        let (samples, judging) = (parameters.samples, parameters.validation_samples);
        self.training.progress.train_begin(samples, judging);
        self.callbacks.each(|callback| callback.on_train_begin(&mut self.training))?;
        let mut order: Vec<usize> = (0..self.session.train.1.rows()).collect();
        for epoch in epochs {
            if self.training.is_stopping() || self.epoch(epoch, &mut order)? != Next::Continue {
                break;
            }
        }
        if self.failure.is_some() {
            return Ok(());
        }
        if self.clock.steps > 0 {
            self.training.engine.take_averages()?;
        }
        let logs = &self.live.logs;
        self.callbacks.each(|callback| callback.on_train_end(&mut self.training, logs))
    }

    fn epoch(&mut self, epoch: usize, order: &mut [usize]) -> Result<Next> {
        let Run { training, live, .. } = self;
        let parameters = &training.parameters;
        let batches = Batches::new(parameters.samples, parameters.batch_size);
        training.progress.epoch_begin(epoch, parameters.epochs, batches);
        live.forget_additions();
        self.callbacks.each(|callback| callback.on_epoch_begin(training, epoch))?;
        if self.session.shuffle {
            self.clock.shuffle(order);
        }
        let key = self.clock.key();
        let mut next = self.batches(epoch, order, key)?;
        self.clock.epochs += 1;
        if next == Next::StopNow {
            return Ok(next);
        }
        self.live.read(&self.training, 0)?;
        if self.validate(key)? == Next::StopNow {
            return Ok(Next::StopNow);
        }

        let Run { training, live, history, .. } = self;
        if training.progress.ends_before_callbacks() {
            training.progress.epoch_end(&live.values());
        }
        self.callbacks.each(|callback| callback.on_epoch_end(training, epoch, &mut live.logs))?;
        let logs = live.values();
        history.push_epoch(epoch, &logs);
        training.progress.epoch_end(&logs);
        if training.is_stopping() {
            next = Next::StopAfterEpoch;
        }
        Ok(next)
    }

    /// One step of training for each batch.
    fn batches(&mut self, epoch: usize, order: &[usize], mut key: RunKey) -> Result<Next> {
        let (program, data) = self.session.train;
        let watched = self.callbacks.watch_batches();
        self.training.engine.reset_metrics()?;
        self.training.take_changes();
        if let Some(guard) = &mut self.guard {
            guard.keep(self.training.engine, 0, key)?;
        }
        let mut done = 0;
        for (batch, range) in batch_ranges(data.rows(), self.session.batch_size).enumerate() {
            if self.session.is_stopped() {
                return Ok(Next::StopNow);
            }
            let Run { training, live, callbacks, guard, .. } = self;
            if watched {
                callbacks.each_watching(|c| c.on_train_batch_begin(training, batch))?;
                let changes = training.take_changes();
                if let Some(guard) = guard {
                    guard.notice(changes, training.engine, batch, key)?;
                }
            }
            let rows = match self.session.shuffle {
                true => Rows::Listed(&order[range]),
                false => Rows::Range(range),
            };
            training.engine.run(program, rows.len(), key, &mut data.feed(rows))?;
            key.step += 1;
            self.clock.steps += 1;
            done = batch + 1;
            live.after_batch(training, batch + 1)?;
            if watched {
                live.read(training, 0)?;
                let logs = &live.logs;
                callbacks.each_watching(|c| c.on_train_batch_end(training, batch, logs))?;
                if training.is_stopping() {
                    return Ok(Next::StopAfterEpoch);
                }
            }
            if guard.is_some() && !training.engine.loss_sum()?.is_finite() {
                return self.go_back(epoch, order, done);
            }
        }
        // A step can give a loss and leave weights that are no numbers.
        if self.guard.is_some() && self.training.engine.weight_that_is_not_finite()?.is_some() {
            return self.go_back(epoch, order, done);
        }
        Ok(Next::Continue)
    }

    /// Goes back to before the step that gave the first number that is not finite, one of the first `done` of
    /// this epoch.
    fn go_back(&mut self, epoch: usize, order: &[usize], done: usize) -> Result<Next> {
        let Some(guard) = &self.guard else { return Ok(Next::Continue) };
        let (program, data) = self.session.train;
        let order = self.session.shuffle.then_some(order);
        let steps = Steps { program, data, batch_size: self.session.batch_size, order };
        let is_stopped = || self.session.is_stopped();
        let key = match guard.retrace(self.training.engine, &steps, done, is_stopped)? {
            Retraced::Stopped(key) => key,
            Retraced::Failed(failure) => {
                let key = failure.key;
                self.failure = Some((epoch, failure));
                key
            }
        };
        self.clock.steps = key.step;
        Ok(Next::StopNow)
    }

    fn validate(&mut self, key: RunKey) -> Result<Next> {
        let Some((program, data)) = self.session.judge else { return Ok(Next::Continue) };
        let (engine, session) = (&mut *self.training.engine, &self.session);
        engine.reset_metrics()?;
        let batch_size = session.validation_batch_size;
        let goes_on = |_done| !session.is_stopped();
        if !run_batches_while(engine, program, data, batch_size, key, goes_on)? {
            return Ok(Next::StopNow);
        }
        let first = self.training.objective.names.len();
        self.live.read(&self.training, first)?;
        Ok(Next::Continue)
    }
}

/// Runs `program` on all rows, in batches; `after` follows each batch and is told how many are done.
pub(super) fn run_batches(
    engine: &mut Engine,
    program: ProgramId,
    data: &Dataset<'_>,
    batch_size: usize,
    key: RunKey,
    mut after: impl FnMut(usize),
) -> Result<()> {
    let after = |done| {
        after(done);
        true
    };
    run_batches_while(engine, program, data, batch_size, key, after).map(|_all| ())
}

/// The same while `goes_on`, which follows each batch, is true; whether that was so to the end.
fn run_batches_while(
    engine: &mut Engine,
    program: ProgramId,
    data: &Dataset<'_>,
    batch_size: usize,
    mut key: RunKey,
    mut goes_on: impl FnMut(usize) -> bool,
) -> Result<bool> {
    for (index, range) in batch_ranges(data.rows(), batch_size).enumerate() {
        let rows = Rows::Range(range);
        engine.run(program, rows.len(), key, &mut data.feed(rows))?;
        key.step += 1;
        if !goes_on(index + 1) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The callbacks of a training, in order.
pub(super) struct Callbacks<'c>(pub(super) Vec<Box<dyn Callback + 'c>>);

impl<'c> Callbacks<'c> {
    fn each(&mut self, mut call: impl FnMut(&mut (dyn Callback + 'c)) -> Result<()>) -> Result<()> {
        self.0.iter_mut().try_for_each(|callback| call(&mut **callback))
    }

    /// Calls those that want to be called for each batch.
    fn each_watching(
        &mut self,
        mut call: impl FnMut(&mut (dyn Callback + 'c)) -> Result<()>,
    ) -> Result<()> {
        let mut watching = self.0.iter_mut().filter(|callback| callback.watches_batches());
        watching.try_for_each(|callback| call(&mut **callback))
    }

    fn watch_batches(&self) -> bool {
        self.0.iter().any(|callback| callback.watches_batches())
    }
}

/// The numbers of the epoch that runs.
pub(super) struct Live {
    logs: Logs,
    /// How many of the logs are loss and metrics; callbacks may add others.
    own: usize,
    scores: Vec<f64>,
    /// When they were last read; `None` when nobody looks at them before the epoch ends.
    read_at: Option<Instant>,
}

impl Live {
    pub(super) fn new(names: Vec<String>, fit: &Fit<'_>) -> Self {
        let shown = fit.progress.is_some() || fit.verbose != Verbose::Silent;
        Live {
            own: names.len(),
            scores: Vec::with_capacity(names.len()),
            logs: Logs::named(names),
            read_at: shown.then(Instant::now),
        }
    }

    fn values(&self) -> Vec<(&str, f64)> {
        self.logs.iter().collect()
    }

    fn forget_additions(&mut self) {
        self.logs.truncate(self.own);
    }

    /// Reads loss and metrics into the logs from number `first` on.
    fn read(&mut self, training: &Training<'_>, first: usize) -> Result<()> {
        training.engine.scores(training.objective, &mut self.scores)?;
        for (value, score) in self.logs.values_mut(first).zip(&self.scores) {
            *value = *score;
        }
        Ok(())
    }

    /// Shows the numbers so far. They are read now and then only: reading takes longer than a step
    /// of a small model.
    fn after_batch(&mut self, training: &mut Training<'_>, done: usize) -> Result<()> {
        let Some(read_at) = self.read_at else { return Ok(()) };
        if done == 1 || read_at.elapsed() >= READING_INTERVAL {
            self.read(training, 0)?;
            self.read_at = Some(Instant::now());
        }
        let shown = training.objective.names.len();
        training.progress.step(done, self.logs.first(shown));
        Ok(())
    }
}
