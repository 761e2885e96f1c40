//! The line between R and a training that waits for it.

use super::events::Numbers;
use crate::failure::{Failure, Result, wrong};
use kerros::callbacks::Training;
use ndarray::ArrayD;
use std::cell::Cell;
use std::sync::mpsc::{Receiver, Sender, channel};

/// What R tells a training that waits.
pub(super) enum Request {
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
pub(super) enum Answer {
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
    /// A line, and its other end.
    pub(super) fn new() -> (Link, OtherEnd) {
        let (requests, from_r) = channel();
        let (to_asker, answers) = channel();
        let link = Link { requests, answers, waits: Cell::new(false) };
        (link, OtherEnd { requests: from_r, answers: to_asker })
    }

    /// The training waits from now on.
    pub(super) fn training_waits(&self) {
        self.waits.set(true);
    }

    /// Lets the training go on, if it waits.
    pub(super) fn go_on(&self, logs: Numbers, stop: bool) {
        if self.waits.replace(false) {
            // Without a listener the training is over.
            let _ = self.requests.send(Request::Continue { logs, stop });
        }
    }

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

/// The training's end of the line.
pub(super) struct OtherEnd {
    requests: Receiver<Request>,
    answers: Sender<Answer>,
}

impl OtherEnd {
    /// Answers R's questions until the training may go on; what was added to the logs.
    pub(super) fn wait(&self, training: &mut Training<'_>) -> Numbers {
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
        Numbers::new()
    }
}
