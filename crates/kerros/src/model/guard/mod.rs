//! What a training does about numbers that are not finite: it goes back to the step that made the first
//! one, and says where it comes from.
//!
//! Nothing is computed for it while all goes well: after each step one number is looked at, the sum of
//! the losses, which stays NaN or infinite once it is. What was before a step is found again by going
//! back to the start of the epoch, of which all variables are kept, and taking its steps anew: order and
//! random numbers are known, so that they give the same bits.

mod diagnosis;
mod non_finite;
mod remedy;
mod snapshot;

pub(super) use diagnosis::Diagnosis;

pub use non_finite::{NonFinite, NonFinitePart};

use super::dataset::{Dataset, Rows, batch_ranges};
use super::engine::Engine;
use super::session::Changes;
use crate::error::{Error, Result};
use kerros_graph::{ProgramId, RunKey};
use snapshot::Snapshot;

/// Watches the steps of a training.
#[derive(Debug)]
pub(super) struct Guard {
    snapshot: Snapshot,
    /// The batch of the epoch before which the snapshot was taken, and the key of its step.
    from: usize,
    key: RunKey,
    /// The learning rates that callbacks have set since, and before which batches.
    rates: Vec<(usize, f64)>,
}

/// The steps of an epoch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps<'s> {
    pub(super) program: ProgramId,
    pub(super) data: &'s Dataset<'s>,
    pub(super) batch_size: usize,
    /// The order of the rows if they are shuffled.
    pub(super) order: Option<&'s [usize]>,
}

/// The step that made the first number that is not finite. The engine is as it was before it.
#[derive(Debug)]
pub(super) struct Failure {
    /// The batch, counted from 0 in its epoch.
    pub(super) batch: usize,
    /// How many batches an epoch has.
    pub(super) batches: usize,
    pub(super) key: RunKey,
    /// The numbers of its rows.
    pub(super) rows: Vec<usize>,
    pub(super) part: FailedPart,
}

/// What was not finite after a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum FailedPart {
    /// The loss, which was this.
    Loss(f32),
    /// A weight or a state, although the loss was a number: the number of its variable, and the number in it.
    Weight(usize, f32),
}

/// How going back has ended.
#[derive(Debug)]
pub(super) enum Retraced {
    /// The step was found.
    Failed(Failure),
    /// Somebody outside did not want to wait for it; before the step of this key.
    Stopped(RunKey),
}

impl Steps<'_> {
    /// The rows of each batch.
    fn batches(&self) -> impl Iterator<Item = Rows<'_>> {
        batch_ranges(self.data.rows(), self.batch_size).map(|range| match self.order {
            Some(order) => Rows::Listed(&order[range]),
            None => Rows::Range(range),
        })
    }
}

impl Guard {
    pub(super) fn new() -> Self {
        let key = RunKey::default();
        Guard { snapshot: Snapshot::default(), from: 0, key, rates: Vec::new() }
    }

    /// Keeps how things are before this batch of an epoch, whose step has this key.
    pub(super) fn keep(&mut self, engine: &Engine, batch: usize, key: RunKey) -> Result<()> {
        self.snapshot.take(engine)?;
        (self.from, self.key) = (batch, key);
        self.rates.clear();
        Ok(())
    }

    /// Takes notice of what callbacks have changed before this batch.
    pub(super) fn notice(
        &mut self,
        changes: Changes,
        engine: &Engine,
        batch: usize,
        key: RunKey,
    ) -> Result<()> {
        if changes.weights {
            return self.keep(engine, batch, key);
        }
        self.rates.extend(changes.learning_rate.map(|rate| (batch, rate)));
        Ok(())
    }

    /// Goes back to before the first step that gave numbers that are not finite, one of the first `done`
    /// of the epoch.
    pub(super) fn retrace(
        &self,
        engine: &mut Engine,
        steps: &Steps<'_>,
        done: usize,
        is_stopped: impl Fn() -> bool,
    ) -> Result<Retraced> {
        self.snapshot.restore(engine)?;
        let mut before = Snapshot::default();
        let mut key = self.key;
        for (batch, rows) in steps.batches().enumerate().take(done).skip(self.from) {
            if is_stopped() {
                return Ok(Retraced::Stopped(key));
            }
            for &(_, rate) in self.rates.iter().filter(|(at, _)| *at == batch) {
                engine.set_learning_rate(rate)?;
            }
            before.take(engine)?;
            engine.run(steps.program, rows.len(), key, &mut steps.data.feed(rows.clone()))?;
            if let Some(part) = failed_part(engine)? {
                before.restore(engine)?;
                let batches = steps.data.batches(steps.batch_size);
                let rows = rows.to_vec();
                return Ok(Retraced::Failed(Failure { batch, batches, key, rows, part }));
            }
            key.step += 1;
        }
        Err(Error::internal("steps of a training gave other numbers when they were taken again"))
    }
}

/// What is not finite after a step.
fn failed_part(engine: &Engine) -> Result<Option<FailedPart>> {
    let loss = engine.loss_sum()?;
    if !loss.is_finite() {
        return Ok(Some(FailedPart::Loss(loss)));
    }
    let wrong = engine.weight_that_is_not_finite()?;
    Ok(wrong.map(|(variable, value)| FailedPart::Weight(variable, value)))
}
