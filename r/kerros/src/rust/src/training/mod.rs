//! A training on a thread of its own. R runs the loop: it polls for events, writes what is to be
//! written, calls callbacks that are R functions, and may stop it at any time.

mod callbacks;
mod events;
mod fields;
mod link;
mod settings;

pub(crate) use fields::Fields;
pub(crate) use link::Link;
pub(crate) use settings::Show;

use crate::bridge::{Arg, Value};
use crate::failure::{Failure, Result, counted_from_one, wrong};
use crate::model::{Model, Network, State, check_layers, each, model, number, with};
use callbacks::{ToCallbacks, callbacks};
use events::{Event, ToR};
use kerros::callbacks::Callback;
use kerros::history::History;
use kerros::prelude::*;
use settings::{Data, Settings};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// The outcome of a training: the model, and its history or what went wrong.
type Outcome = (Box<Network>, Result<History>);

/// A training as R holds it.
struct Running {
    model: Model,
    link: Rc<Link>,
    events: Receiver<Event>,
    stop: Arc<AtomicBool>,
    thread: RefCell<Option<JoinHandle<Outcome>>>,
}

impl Running {
    /// Waits for the end and gives the model back.
    fn join(&self) -> Option<Result<History>> {
        let thread = self.thread.borrow_mut().take()?;
        // A training that waits for R goes on without it.
        self.stop.store(true, Ordering::Relaxed);
        self.link.go_on(Vec::new(), true);
        // Nothing comes any more when the thread has let go of its ends of the line.
        while let Ok(event) = self.events.recv() {
            if matches!(event, Event::Call { .. }) {
                self.link.training_waits();
                self.link.go_on(Vec::new(), true);
            }
        }
        match thread.join() {
            Ok((model, result)) => {
                *self.model.borrow_mut() = State::Idle(model);
                Some(result)
            }
            Err(panic) => Some(Err(Failure::panic(&*panic))),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.join();
    }
}

/// `training_start(model, data, settings)`
pub(crate) fn start(args: &[Arg]) -> Result<Value> {
    let model = model(&args[0])?;
    let data = Data::of(&Fields::of(&args[1])?)?;
    let fields = Fields::of(&args[2])?;
    let settings = Settings::of(&fields)?;

    let (to_r, events) = channel();
    let (link, other_end) = Link::new();
    let line = Arc::new(Mutex::new(other_end));
    let callbacks = callbacks(&fields, &ToCallbacks { events: to_r.clone(), line })?;
    let (stop, link) = (Arc::new(AtomicBool::new(false)), Rc::new(link));
    let mut network = take(&model, &link)?;
    let flag = stop.clone();
    let thread = std::thread::spawn(move || {
        let result = catch_unwind(AssertUnwindSafe(|| {
            run(&mut network, &data, &settings, callbacks, &to_r, flag)
        }));
        let result = result.unwrap_or_else(|panic| Err(Failure::panic(&*panic)));
        let _ = to_r.send(Event::Done);
        (network, result)
    });
    let thread = RefCell::new(Some(thread));
    Ok(Value::handle(Running { model, link, events, stop, thread }))
}

/// Takes the model for a training that `link` leads to.
fn take(model: &Model, link: &Rc<Link>) -> Result<Box<Network>> {
    match model.replace(State::Training(link.clone())) {
        State::Idle(network) => match check_layers(&network) {
            Ok(()) => Ok(network),
            Err(failure) => {
                model.replace(State::Idle(network));
                Err(failure)
            }
        },
        training => {
            model.replace(training);
            Err(Failure::order("the model is training already. Wait for its end."))
        }
    }
}

/// The training itself, on its thread.
fn run(
    model: &mut Network,
    data: &Data,
    settings: &Settings,
    callbacks: Vec<Box<dyn Callback>>,
    events: &Sender<Event>,
    stop: Arc<AtomicBool>,
) -> Result<History> {
    let warnings = events.clone();
    let mut fit = Fit::new()
        .batch_size(settings.batch_size)
        .epochs(settings.epochs)
        .initial_epoch(settings.initial_epoch)
        .shuffle(settings.shuffle)
        .class_weight(settings.class_weight.iter().copied())
        .on_warning(move |warning| {
            let _ = warnings.send(Event::Warning(counted_from_one(warning.to_string())));
        })
        .stop(stop)
        .stop_at_non_finite(settings.stop_at_non_finite)
        .warnings(settings.warnings)
        // Also where it is silent, since callbacks may speak.
        .progress(settings.show.progress(Box::new(ToR(events.clone()))));
    if !data.training.weight.is_empty() {
        fit = fit.sample_weight(each(&data.training.weight));
    }
    match &data.validation {
        Some(rows) => {
            fit = fit.validation_data(each(&rows.x), each(&rows.y));
            if !rows.weight.is_empty() {
                fit = fit.validation_sample_weight(each(&rows.weight));
            }
        }
        None => fit = fit.validation_split(settings.validation_split),
    }
    if let Some(batch_size) = settings.validation_batch_size {
        fit = fit.validation_batch_size(batch_size);
    }
    fit = callbacks.into_iter().fold(fit, Fit::callback);
    Ok(model.fit(each(&data.training.x), each(&data.training.y), fit)?)
}

fn running(arg: &Arg) -> Result<&Running> {
    arg.handle::<Running>().ok_or_else(|| wrong("a training"))
}

/// `training_next(training, seconds)`: the events so far, after at most so many seconds.
pub(crate) fn next(args: &[Arg]) -> Result<Value> {
    let running = running(&args[0])?;
    let first = running.events.recv_timeout(Duration::from_secs_f64(number(&args[1])?.max(0.0)));
    let mut events: Vec<Value> = Vec::new();
    // Lines of progress that came together are written together.
    let mut text = String::new();
    for event in first.into_iter().chain(running.events.try_iter()) {
        if let Event::Text(more) = event {
            text.push_str(&more);
            continue;
        }
        if !text.is_empty() {
            events.push(Event::Text(std::mem::take(&mut text)).value());
        }
        if matches!(event, Event::Call { .. }) {
            running.link.training_waits();
        }
        events.push(event.value());
    }
    if !text.is_empty() {
        events.push(Event::Text(std::mem::take(&mut text)).value());
    }
    Ok(Value::unnamed(events))
}

/// `training_reply(training, list(stop, logs))`: lets a training go on that waits for R.
pub(crate) fn reply(args: &[Arg]) -> Result<Value> {
    let running = running(&args[0])?;
    let fields = Fields::of(&args[1])?;
    let stop = fields.get("stop").and_then(Arg::logical).unwrap_or(false);
    let items = fields.get("logs").and_then(Arg::items).unwrap_or_default();
    let logs = items.into_iter().filter_map(|(name, item)| {
        number(item).ok().filter(|_| !name.is_empty()).map(|number| (name.to_owned(), number))
    });
    running.link.go_on(logs.collect(), stop);
    Ok(Value::Null)
}

/// `training_stop(training)`: ends it before the next batch.
pub(crate) fn stop(args: &[Arg]) -> Result<Value> {
    running(&args[0])?.stop.store(true, Ordering::Relaxed);
    Ok(Value::Null)
}

/// `training_finish(training)`: waits for the end, gives the model back, and returns the history.
pub(crate) fn finish(args: &[Arg]) -> Result<Value> {
    let result = running(&args[0])?.join();
    let history = result.ok_or_else(|| Failure::order("the training was finished before"))??;
    Ok(numbers(&history))
}

/// `model_history(model)`: the history of the last training, also of one that ended with an error.
pub(crate) fn history(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| Ok(model.history().map_or(Value::Null, numbers)))
}

fn numbers(history: &History) -> Value {
    let parameters = history.parameters();
    let metrics = history.metrics().map(|(name, values)| (name, Value::Doubles(values.to_vec())));
    Value::list([
        ("metrics", Value::list(metrics)),
        ("steps", Value::integer(parameters.steps)),
        ("samples", Value::integer(parameters.samples)),
        ("validation_samples", parameters.validation_samples.map_or(Value::Null, Value::integer)),
    ])
}
