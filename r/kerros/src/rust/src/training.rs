//! A training on a thread of its own. R runs the loop: it polls for events, writes what is to be
//! written, calls callbacks that are R functions, and may stop it at any time.

use crate::bridge::{Arg, Value};
use crate::config::config;
use crate::failure::{Failure, Result, wrong};
use crate::model::{Model, State, model, named_numbers, number, optional_array, optional_text};
use crate::objects::made;
use kerros::callbacks::{Callback, Logs, Training};
use kerros::history::History;
use kerros::prelude::*;
use kerros::progress::{Progress, ProgressStyle};
use kerros::registry::CALLBACKS;
use ndarray::ArrayD;
use std::cell::{Cell, RefCell};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// What a training tells R.
enum Event {
    /// Progress, to be written as it is.
    Text(String),
    Warning(String),
    /// An epoch is over.
    Epoch(Vec<(String, f64)>),
    /// The weights that a checkpoint keeps.
    Checkpoint {
        epoch: usize,
        weights: Vec<ArrayD<f32>>,
    },
    /// Callbacks in R are due; the training waits for a reply.
    Call {
        moment: &'static str,
        index: Option<usize>,
        logs: Vec<(String, f64)>,
    },
    Done,
}

/// What R tells a training that waits.
enum Request {
    Weights,
    SetWeights(Vec<ArrayD<f32>>),
    LearningRate,
    SetLearningRate(f64),
    /// Go on: with what callbacks added to the logs, or not at all.
    Continue {
        logs: Vec<(String, f64)>,
        stop: bool,
    },
}

/// What the training answers.
enum Answer {
    Weights(Vec<ArrayD<f32>>),
    Number(f64),
    Nothing,
    Failure(Failure),
}

/// The line to a training, for questions while it waits.
pub(crate) struct Link {
    requests: Sender<Request>,
    answers: Receiver<Answer>,
    waits: Cell<bool>,
}

impl Link {
    fn ask(&self, request: Request) -> Result<Answer> {
        if !self.waits.get() {
            return Err(Failure::order(
                "the model is training. Wait for the end of fit(), or ask in a callback.",
            ));
        }
        let gone = |_| Failure::order("the training is over");
        self.requests.send(request).map_err(|_| Failure::order("the training is over"))?;
        match self.answers.recv().map_err(gone)? {
            Answer::Failure(failure) => Err(failure),
            answer => Ok(answer),
        }
    }

    pub(crate) fn weights(&self) -> Result<Vec<ArrayD<f32>>> {
        match self.ask(Request::Weights)? {
            Answer::Weights(weights) => Ok(weights),
            _ => Err(wrong("weights")),
        }
    }

    pub(crate) fn set_weights(&self, weights: Vec<ArrayD<f32>>) -> Result<()> {
        self.ask(Request::SetWeights(weights)).map(drop)
    }

    pub(crate) fn learning_rate(&self) -> Result<f64> {
        match self.ask(Request::LearningRate)? {
            Answer::Number(rate) => Ok(rate),
            _ => Err(wrong("a number")),
        }
    }

    pub(crate) fn set_learning_rate(&self, rate: f64) -> Result<()> {
        self.ask(Request::SetLearningRate(rate)).map(drop)
    }
}

/// The outcome of a training: the model, and its history or what went wrong.
type Outcome = (Box<Sequential>, Result<History>);

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
        let goodbye = Request::Continue { logs: Vec::new(), stop: true };
        while !thread.is_finished() {
            if self.link.waits.replace(false) {
                let _ = self.link.requests.send(Request::Continue { logs: Vec::new(), stop: true });
            }
            match self.events.recv_timeout(Duration::from_millis(10)) {
                Ok(Event::Call { .. }) => self.link.waits.set(true),
                Ok(_) => {}
                Err(_) => std::thread::sleep(Duration::from_millis(1)),
            }
        }
        drop(goodbye);
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

/// How R asked for the training to run.
struct Settings {
    batch_size: usize,
    epochs: usize,
    initial_epoch: usize,
    verbose: Verbose,
    course: bool,
    redraw: bool,
    validation_split: f64,
    shuffle: bool,
    class_weight: Vec<(usize, f64)>,
    validation_batch_size: Option<usize>,
    calls_r: bool,
    watches_batches: bool,
}

/// The rows that a training runs on.
struct Data {
    x: ArrayD<f32>,
    y: ArrayD<f32>,
    weight: Option<ArrayD<f32>>,
    validation: Option<(ArrayD<f32>, ArrayD<f32>, Option<ArrayD<f32>>)>,
}

/// `training_start(model, data, settings)`
pub(crate) fn start(args: &[Arg]) -> Result<Value> {
    let model = model(&args[0])?;
    let data = data(&Fields::of(&args[1])?)?;
    let fields = Fields::of(&args[2])?;
    let settings = settings(&fields)?;
    let mut callbacks = built_in(&fields)?;

    let (to_r, events) = channel();
    let (requests, from_r) = channel();
    let (to_asker, answers) = channel();
    let stop = Arc::new(AtomicBool::new(false));
    let link = Rc::new(Link { requests, answers, waits: Cell::new(false) });
    let taken = model.replace(State::Training(link.clone()));
    let mut sequential = match taken {
        State::Idle(sequential) => sequential,
        training => {
            model.replace(training);
            return Err(Failure::order("the model is training already. Wait for its end."));
        }
    };
    let caller = RCallbacks {
        events: to_r.clone(),
        requests: from_r,
        answers: to_asker,
        calls: settings.calls_r,
        watches_batches: settings.watches_batches,
    };
    let flag = stop.clone();
    let thread = std::thread::spawn(move || {
        callbacks.insert(0, Box::new(caller));
        let result = catch_unwind(AssertUnwindSafe(|| {
            run(&mut sequential, &data, &settings, callbacks, &to_r, flag)
        }));
        let result = result.unwrap_or_else(|panic| Err(Failure::panic(&*panic)));
        let _ = to_r.send(Event::Done);
        (sequential, result)
    });
    let thread = RefCell::new(Some(thread));
    Ok(Value::handle(Running { model, link, events, stop, thread }))
}

/// The training itself, on its thread.
fn run(
    model: &mut Sequential,
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
        .verbose(settings.verbose)
        .on_warning(move |warning| {
            let _ = warnings.send(Event::Warning(warning.to_string()));
        })
        .stop(stop);
    if settings.verbose != Verbose::Silent {
        fit = fit.progress(progress(settings, events));
    }
    if let Some(weight) = &data.weight {
        fit = fit.sample_weight(weight);
    }
    match &data.validation {
        Some((x, y, weight)) => {
            fit = fit.validation_data(x, y);
            if let Some(weight) = weight {
                fit = fit.validation_sample_weight(weight);
            }
        }
        None => fit = fit.validation_split(settings.validation_split),
    }
    if let Some(batch_size) = settings.validation_batch_size {
        fit = fit.validation_batch_size(batch_size);
    }
    fit = callbacks.into_iter().fold(fit, Fit::callback);
    Ok(model.fit(&data.x, &data.y, fit)?)
}

fn progress(settings: &Settings, events: &Sender<Event>) -> Progress {
    let writer = Box::new(ToR(events.clone()));
    let progress = Progress::new(settings.verbose, writer);
    let style = match settings.course {
        true => ProgressStyle::Keras2,
        false => ProgressStyle::Keras3,
    };
    let progress = progress.style(style).sorted(!settings.course);
    match settings.redraw {
        true => progress.on_terminal(settings.verbose, || 80, false),
        false => progress,
    }
}

/// A writer whose text R writes.
struct ToR(Sender<Event>);

impl Write for ToR {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        self.0.send(Event::Text(text)).map_err(|_| std::io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Callbacks that are R functions: R is told, and the training waits for its reply.
struct RCallbacks {
    events: Sender<Event>,
    requests: Receiver<Request>,
    answers: Sender<Answer>,
    /// Whether there are any; without, R is only told of the epochs.
    calls: bool,
    watches_batches: bool,
}

impl RCallbacks {
    /// Calls R and answers its questions until the training may go on; what was added to the logs.
    fn call(
        &self,
        training: &mut Training<'_>,
        moment: &'static str,
        index: Option<usize>,
        logs: Vec<(String, f64)>,
    ) -> Vec<(String, f64)> {
        if !self.calls || self.events.send(Event::Call { moment, index, logs }).is_err() {
            return Vec::new();
        }
        while let Ok(request) = self.requests.recv() {
            let answer = match request {
                Request::Continue { logs, stop } => {
                    if stop {
                        training.stop_training();
                    }
                    return logs;
                }
                Request::Weights => training.get_weights().map(Answer::Weights),
                Request::SetWeights(weights) => {
                    training.set_weights(&weights).map(|()| Answer::Nothing)
                }
                Request::LearningRate => training.learning_rate().map(Answer::Number),
                Request::SetLearningRate(rate) => {
                    training.set_learning_rate(rate).map(|()| Answer::Nothing)
                }
            };
            let answer = answer.unwrap_or_else(|error| Answer::Failure(error.into()));
            let _ = self.answers.send(answer);
        }
        Vec::new()
    }
}

fn owned(logs: &Logs) -> Vec<(String, f64)> {
    logs.iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

impl Callback for RCallbacks {
    fn on_train_begin(&mut self, training: &mut Training<'_>) -> kerros::Result<()> {
        self.call(training, "train_begin", None, Vec::new());
        Ok(())
    }

    fn on_train_end(&mut self, training: &mut Training<'_>, logs: &Logs) -> kerros::Result<()> {
        self.call(training, "train_end", None, owned(logs));
        Ok(())
    }

    fn on_epoch_begin(&mut self, training: &mut Training<'_>, epoch: usize) -> kerros::Result<()> {
        self.call(training, "epoch_begin", Some(epoch), Vec::new());
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
        let _ = self.events.send(Event::Epoch(owned(logs)));
        Ok(())
    }

    fn on_train_batch_begin(
        &mut self,
        training: &mut Training<'_>,
        batch: usize,
    ) -> kerros::Result<()> {
        self.call(training, "train_batch_begin", Some(batch), Vec::new());
        Ok(())
    }

    fn on_train_batch_end(
        &mut self,
        training: &mut Training<'_>,
        batch: usize,
        logs: &Logs,
    ) -> kerros::Result<()> {
        self.call(training, "train_batch_end", Some(batch), owned(logs));
        Ok(())
    }

    fn watches_batches(&self) -> bool {
        self.calls && self.watches_batches
    }
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
            events.push(text_event(&mut text));
        }
        if matches!(event, Event::Call { .. }) {
            running.link.waits.set(true);
        }
        events.push(described(event));
    }
    if !text.is_empty() {
        events.push(text_event(&mut text));
    }
    Ok(Value::unnamed(events))
}

fn text_event(text: &mut String) -> Value {
    let text = std::mem::take(text);
    Value::list([("kind", Value::text("text")), ("text", Value::text(text))])
}

fn described(event: Event) -> Value {
    let kind = |kind: &str| ("kind".to_owned(), Value::text(kind));
    let logs = |logs: &[(String, f64)]| {
        let numbers = named_numbers(logs.iter().map(|(name, value)| (name.as_str(), *value)));
        ("logs".to_owned(), numbers)
    };
    Value::list(match event {
        Event::Text(text) => vec![kind("text"), ("text".to_owned(), Value::text(text))],
        Event::Warning(text) => vec![kind("warning"), ("text".to_owned(), Value::text(text))],
        Event::Epoch(numbers) => vec![kind("epoch"), logs(&numbers)],
        Event::Checkpoint { epoch, weights } => vec![
            kind("checkpoint"),
            ("epoch".to_owned(), Value::integer(epoch)),
            ("weights".to_owned(), Value::unnamed(weights.into_iter().map(crate::arrays::value))),
        ],
        Event::Call { moment, index, logs: numbers } => vec![
            kind("call"),
            ("event".to_owned(), Value::text(moment)),
            ("index".to_owned(), index.map_or(Value::Null, Value::integer)),
            logs(&numbers),
        ],
        Event::Done => vec![kind("done")],
    })
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
    if running.link.waits.replace(false) {
        let _ = running.link.requests.send(Request::Continue { logs: logs.collect(), stop });
    }
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
    let parameters = history.parameters();
    let metrics = history.metrics().map(|(name, values)| (name, Value::Doubles(values.to_vec())));
    Ok(Value::list([
        ("metrics", Value::list(metrics)),
        ("steps", Value::integer(parameters.steps)),
        ("samples", Value::integer(parameters.samples)),
        ("validation_samples", parameters.validation_samples.map_or(Value::Null, Value::integer)),
    ]))
}

/// The elements of a list of R's by name.
struct Fields<'a>(Vec<(&'a str, &'a Arg)>);

impl<'a> Fields<'a> {
    fn of(arg: &'a Arg) -> Result<Self> {
        arg.items().map(Fields).ok_or_else(|| wrong("a list"))
    }

    /// What is there and is not NULL.
    fn get(&self, name: &str) -> Option<&'a Arg> {
        let found = self.0.iter().find(|(known, _)| *known == name).map(|(_, arg)| *arg);
        found.filter(|arg| !arg.is_null())
    }

    fn number(&self, name: &str) -> Result<f64> {
        self.get(name).ok_or_else(|| wrong(name)).and_then(number)
    }

    fn truth(&self, name: &str) -> bool {
        self.get(name).and_then(Arg::logical).unwrap_or(false)
    }

    fn array(&self, name: &str) -> Result<Option<ArrayD<f32>>> {
        self.get(name).map_or(Ok(None), |arg| optional_array(arg, name))
    }
}

fn data(fields: &Fields<'_>) -> Result<Data> {
    let rows = |fields: &Fields<'_>| -> Result<(ArrayD<f32>, ArrayD<f32>, Option<ArrayD<f32>>)> {
        let x = fields.array("x")?.ok_or_else(|| wrong("x"))?;
        let y = fields.array("y")?.ok_or_else(|| wrong("y"))?;
        Ok((x, y, fields.array("sample_weight")?))
    };
    let (x, y, weight) = rows(fields)?;
    let validation = match fields.get("validation") {
        Some(validation) => Some(rows(&Fields::of(validation)?)?),
        None => None,
    };
    Ok(Data { x, y, weight, validation })
}

fn settings(fields: &Fields<'_>) -> Result<Settings> {
    let size = |name: &str| fields.number(name).map(|number| number as usize);
    let class_weight = match fields.get("class_weight") {
        None => Vec::new(),
        Some(weights) => {
            let weights = Fields::of(weights)?;
            let list = |name| weights.get(name).and_then(Arg::numbers);
            match (list("classes"), list("weights")) {
                (
                    Some(crate::bridge::Numbers::Integers(classes)),
                    Some(crate::bridge::Numbers::Doubles(weights)),
                ) => classes.iter().map(|&c| c as usize).zip(weights.iter().copied()).collect(),
                _ => return Err(wrong("classes and weights")),
            }
        }
    };
    Ok(Settings {
        batch_size: size("batch_size")?,
        epochs: size("epochs")?,
        initial_epoch: size("initial_epoch")?,
        verbose: match size("verbose")? {
            0 => Verbose::Silent,
            1 => Verbose::Bar,
            _ => Verbose::Line,
        },
        course: fields.get("style").and_then(optional_text).as_deref() == Some("keras2"),
        redraw: fields.truth("redraw"),
        validation_split: fields.number("validation_split")?,
        shuffle: fields.truth("shuffle"),
        class_weight,
        validation_batch_size: match fields.get("validation_batch_size") {
            Some(batch_size) => Some(number(batch_size)? as usize),
            None => None,
        },
        calls_r: fields.truth("calls_r"),
        watches_batches: fields.truth("watches_batches"),
    })
}

/// The callbacks that the crate has.
fn built_in(fields: &Fields<'_>) -> Result<Vec<Box<dyn Callback>>> {
    let items = fields.get("callbacks").and_then(Arg::items).unwrap_or_default();
    let made = items.into_iter().map(|(_, item)| {
        let callback = Fields::of(item)?;
        let class = callback.get("class_name").and_then(optional_text);
        let class = class.ok_or_else(|| wrong("class_name"))?;
        let arguments = match callback.get("config") {
            Some(arguments) => config(arguments)?,
            None => kerros::layer::Config::new(),
        };
        made(CALLBACKS, "callback", &class, &arguments)
    });
    made.collect()
}
