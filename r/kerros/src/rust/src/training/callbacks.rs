//! Callbacks: those of the crate by their configuration, and those that are R functions.

use super::events::{Event, Numbers};
use super::fields::Fields;
use super::link::OtherEnd;
use crate::bridge::Arg;
use crate::config::config;
use crate::failure::{Result, wrong};
use crate::model::{number, optional_text};
use crate::objects::made;
use kerros::callbacks::{Callback, Logs, ModelCheckpoint, Training};
use kerros::layer::Config;
use kerros::registry::CALLBACKS;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

/// What callbacks need to reach R.
#[derive(Clone)]
pub(super) struct ToCallbacks {
    pub(super) events: Sender<Event>,
    /// One callback at a time is called.
    pub(super) line: Arc<Mutex<OtherEnd>>,
}

/// The callbacks of `settings$callbacks`, in their order. Each is a class with a configuration, or a
/// group of R functions.
pub(super) fn callbacks(fields: &Fields<'_>, to_r: &ToCallbacks) -> Result<Vec<Box<dyn Callback>>> {
    let items = fields.get("callbacks").and_then(Arg::items).unwrap_or_default();
    let mut callbacks = Vec::new();
    for (place, (_, item)) in items.into_iter().enumerate() {
        callbacks.push(callback(place, &Fields::of(item)?, to_r)?);
    }
    if fields.truth("tells_epochs") {
        callbacks.push(Box::new(Reporter(to_r.events.clone())));
    }
    Ok(callbacks)
}

fn callback(place: usize, fields: &Fields<'_>, to_r: &ToCallbacks) -> Result<Box<dyn Callback>> {
    let class = fields.get("class_name").and_then(optional_text);
    match class.as_deref() {
        None => {
            let watches_batches = fields.truth("watches_batches");
            Ok(Box::new(RFunctions { place, to_r: to_r.clone(), watches_batches }))
        }
        Some("LearningRateScheduler") => {
            let verbose = fields.list("config")?.get("verbose").map_or(Ok(0.0), number)? > 0.0;
            Ok(Box::new(Schedule { place, to_r: to_r.clone(), verbose }))
        }
        Some("ModelCheckpoint") => checkpoint(place, &fields.list("config")?, to_r),
        Some(class) => {
            let arguments = match fields.get("config") {
                Some(arguments) => config(arguments)?,
                None => Config::new(),
            };
            made(CALLBACKS, "callback", class, &arguments)
        }
    }
}

fn checkpoint(place: usize, fields: &Fields<'_>, to_r: &ToCallbacks) -> Result<Box<dyn Callback>> {
    let events = to_r.events.clone();
    let period = fields.get("period").map_or(Ok(1.0), number)?.max(1.0) as usize;
    let keep = move |kept: kerros::callbacks::Checkpoint| {
        if (kept.epoch + 1).is_multiple_of(period) {
            let weights = kept.weights;
            let _ = events.send(Event::Checkpoint { callback: place, epoch: kept.epoch, weights });
        }
        Ok(())
    };
    let text = |name| fields.get(name).and_then(optional_text).ok_or_else(|| wrong(name));
    let mut checkpoint = ModelCheckpoint::new(keep)
        .monitor(&text("monitor")?)
        .mode(text("mode")?.as_str())
        .save_best_only(fields.truth("save_best_only"))
        .verbose(fields.get("verbose").map_or(Ok(0.0), number)? > 0.0);
    if let Some(threshold) = fields.get("initial_value_threshold") {
        checkpoint = checkpoint.initial_value_threshold(number(threshold)?);
    }
    Ok(Box::new(checkpoint))
}

/// Tells R of each epoch, after all other callbacks.
struct Reporter(Sender<Event>);

impl Callback for Reporter {
    fn on_epoch_end(
        &mut self,
        _training: &mut Training<'_>,
        _epoch: usize,
        logs: &mut Logs,
    ) -> kerros::Result<()> {
        let _ = self.0.send(Event::Epoch(owned(logs)));
        Ok(())
    }
}

/// Callbacks that are R functions: R is told, and the training waits for its reply.
struct RFunctions {
    place: usize,
    to_r: ToCallbacks,
    watches_batches: bool,
}

impl ToCallbacks {
    /// Calls R and waits; what was added to the logs.
    fn call(
        &self,
        training: &mut Training<'_>,
        callback: usize,
        moment: &'static str,
        index: Option<usize>,
        logs: Numbers,
    ) -> Numbers {
        let event = Event::Call { callback, moment, index, logs };
        match (self.events.send(event), self.line.lock()) {
            (Ok(()), Ok(line)) => line.wait(training),
            // R is gone, or a callback has panicked: nobody will answer.
            _ => Numbers::new(),
        }
    }
}

impl RFunctions {
    fn call(
        &self,
        training: &mut Training<'_>,
        moment: &'static str,
        index: Option<usize>,
        logs: Numbers,
    ) -> Numbers {
        self.to_r.call(training, self.place, moment, index, logs)
    }
}

impl Callback for RFunctions {
    fn on_train_begin(&mut self, training: &mut Training<'_>) -> kerros::Result<()> {
        self.call(training, "train_begin", None, Numbers::new());
        Ok(())
    }

    fn on_train_end(&mut self, training: &mut Training<'_>, logs: &Logs) -> kerros::Result<()> {
        self.call(training, "train_end", None, owned(logs));
        Ok(())
    }

    fn on_epoch_begin(&mut self, training: &mut Training<'_>, epoch: usize) -> kerros::Result<()> {
        self.call(training, "epoch_begin", Some(epoch), Numbers::new());
        Ok(())
    }

    fn on_epoch_end(
        &mut self,
        training: &mut Training<'_>,
        epoch: usize,
        logs: &mut Logs,
    ) -> kerros::Result<()> {
        for (name, value) in self.call(training, "epoch_end", Some(epoch), owned(logs)) {
            logs.set(&name, value);
        }
        Ok(())
    }

    fn on_train_batch_begin(
        &mut self,
        training: &mut Training<'_>,
        batch: usize,
    ) -> kerros::Result<()> {
        let size = batch_size(training, batch);
        self.call(training, "train_batch_begin", Some(batch), vec![size]);
        Ok(())
    }

    fn on_train_batch_end(
        &mut self,
        training: &mut Training<'_>,
        batch: usize,
        logs: &Logs,
    ) -> kerros::Result<()> {
        let mut numbers = vec![batch_size(training, batch)];
        numbers.extend(owned(logs));
        self.call(training, "train_batch_end", Some(batch), numbers);
        Ok(())
    }

    fn watches_batches(&self) -> bool {
        self.watches_batches
    }
}

/// How many rows a batch has.
fn batch_size(training: &Training<'_>, batch: usize) -> (String, f64) {
    let parameters = training.parameters();
    let left = parameters.samples.saturating_sub(batch * parameters.batch_size);
    ("size".to_owned(), left.min(parameters.batch_size) as f64)
}

/// The learning rate of each epoch, by a function of R's.
struct Schedule {
    place: usize,
    to_r: ToCallbacks,
    verbose: bool,
}

impl Callback for Schedule {
    fn on_epoch_begin(&mut self, training: &mut Training<'_>, epoch: usize) -> kerros::Result<()> {
        let rate = vec![("rate".to_owned(), training.learning_rate()?)];
        let reply = self.to_r.call(training, self.place, "schedule", Some(epoch), rate);
        // Without a rate, R stops the training: its function failed.
        let Some(&(_, rate)) = reply.iter().find(|(name, _)| name == "rate") else {
            return Ok(());
        };
        training.set_learning_rate(rate)?;
        if self.verbose {
            let label = training.epoch_label(epoch);
            training.print(&format!(
                "\n{label}: LearningRateScheduler setting learning rate to {rate}."
            ));
        }
        Ok(())
    }

    fn on_epoch_end(
        &mut self,
        training: &mut Training<'_>,
        _epoch: usize,
        logs: &mut Logs,
    ) -> kerros::Result<()> {
        logs.set("learning_rate", training.learning_rate()?);
        Ok(())
    }
}

fn owned(logs: &Logs) -> Numbers {
    logs.iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
