//! What a training tells R.

use crate::arrays;
use crate::bridge::Value;
use crate::model::named_numbers;
use ndarray::ArrayD;
use std::io::Write;
use std::sync::mpsc::Sender;

/// Numbers with names, on their way between the threads.
pub(super) type Numbers = Vec<(String, f64)>;

/// What a training tells R.
pub(super) enum Event {
    /// Progress, to be written as it is.
    Text(String),
    Warning(String),
    /// An epoch is over.
    Epoch(Numbers),
    /// The weights that a checkpoint keeps; `callback` is its place among the callbacks.
    Checkpoint {
        callback: usize,
        epoch: usize,
        weights: Vec<ArrayD<f32>>,
    },
    /// A callback in R is due; the training waits for a reply.
    Call {
        callback: usize,
        moment: &'static str,
        index: Option<usize>,
        logs: Numbers,
    },
    Done,
}

impl Event {
    /// The event as a list of R's.
    pub(super) fn value(self) -> Value {
        let kind = |kind: &str| ("kind", Value::text(kind));
        let logs = |logs: &Numbers| {
            let numbers = logs.iter().map(|(name, value)| (name.as_str(), *value));
            ("logs", named_numbers(numbers))
        };
        Value::list(match self {
            Event::Text(text) => vec![kind("text"), ("text", Value::text(text))],
            Event::Warning(text) => vec![kind("warning"), ("text", Value::text(text))],
            Event::Epoch(numbers) => vec![kind("epoch"), logs(&numbers)],
            Event::Checkpoint { callback, epoch, weights } => vec![
                kind("checkpoint"),
                ("callback", Value::integer(callback + 1)),
                // As rows of the history count.
                ("epoch", Value::integer(epoch + 1)),
                ("weights", Value::unnamed(weights.into_iter().map(arrays::value))),
            ],
            Event::Call { callback, moment, index, logs: numbers } => vec![
                kind("call"),
                ("callback", Value::integer(callback + 1)),
                ("event", Value::text(moment)),
                ("index", index.map_or(Value::Null, Value::integer)),
                logs(&numbers),
            ],
            Event::Done => vec![kind("done")],
        })
    }
}

/// A writer whose text R writes.
pub(super) struct ToR(pub(super) Sender<Event>);

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
