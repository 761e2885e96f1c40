//! Callbacks against Keras 3: the same made-up values of a metric, epoch by epoch.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;

use kerros::callbacks::{
    Callback, Checkpoint, EarlyStopping, LambdaCallback, Logs, ModelCheckpoint, ReduceLROnPlateau,
    Training,
};
use kerros::history::Better;
use kerros::prelude::*;
use numbers::{config, document, list, text};
use serde_json::Value;
use std::sync::Mutex;

#[test]
fn early_stopping() {
    let golden = document("callbacks");
    for case in list(&golden, "early_stopping") {
        let name = format!("early_stopping {}", text(case, "name"));
        let mut model = model(&golden, &["accuracy", "mae"]);
        let mut stopping = stopping(case);
        for fit in list(case, "fits") {
            let mut seen = Vec::new();
            let look = |stopping: &EarlyStopping, training: &Training<'_>| {
                let (best, epoch) = (stopping.best(), stopping.best_epoch());
                seen.push(state(training.is_stopping(), best, epoch));
                Ok(())
            };
            train(&mut model, case, fit, Watch { watched: &mut stopping, look });

            let column = |key| list(fit, key).iter();
            let rows = column("stopped").zip(column("best")).zip(column("best_epoch"));
            let expected: Vec<String> = rows
                .map(|((stopped, best), epoch)| {
                    let epoch = epoch.as_u64().map(|epoch| epoch as usize);
                    state(stopped.as_bool().unwrap(), number(best), epoch)
                })
                .collect();
            assert_eq!(seen, expected, "{name}");
            let last_epoch = size(fit, "initial_epoch") + seen.len() - 1;
            let stopped = list(fit, "stopped").last().unwrap() == true;
            assert_eq!(stopping.stopped_epoch(), stopped.then_some(last_epoch), "{name}");
            let weight = model.get_weights().unwrap()[0][[0, 0]];
            assert_eq!(weight, size(fit, "weights_of_epoch") as f32, "{name}: weights");
        }
    }
}

/// As a text, because NaN is to be equal to NaN.
fn state(stopped: bool, best: Option<f64>, epoch: Option<usize>) -> String {
    format!("stopped: {stopped}, best: {best:?} of epoch {epoch:?}")
}

#[test]
fn reduce_lr_on_plateau() {
    let golden = document("callbacks");
    for case in list(&golden, "reduce_lr_on_plateau") {
        let name = format!("reduce_lr_on_plateau {}", text(case, "name"));
        let mut model = model(&golden, &["accuracy", "mae"]);
        let mut reduce = reduce(case);
        for fit in list(case, "fits") {
            let mut rates = Vec::new();
            let look = |_: &ReduceLROnPlateau, training: &Training<'_>| {
                rates.push(training.learning_rate()? as f32);
                Ok(())
            };
            let history = train(&mut model, case, fit, Watch { watched: &mut reduce, look });
            assert_eq!(rates, singles(fit, "learning_rate"), "{name}");
            let logged = history.get("learning_rate").unwrap().iter();
            let logged: Vec<f32> = logged.map(|&rate| rate as f32).collect();
            assert_eq!(logged, singles(fit, "logged_learning_rate"), "{name}: logs");
        }
    }
}

#[test]
fn model_checkpoint() {
    let golden = document("callbacks");
    for case in list(&golden, "model_checkpoint") {
        let mut model = model(&golden, &["accuracy", "mae"]);
        let kept = Mutex::new(Vec::new());
        let mut checkpoint = checkpoint(case, |checkpoint| {
            // The weight is the number of the epoch, as in the logs.
            assert_eq!(checkpoint.weights[0][[0, 0]], checkpoint.epoch as f32);
            kept.lock().unwrap().push(Value::from(checkpoint.epoch));
            Ok(())
        });
        for fit in list(case, "fits") {
            train(&mut model, case, fit, &mut checkpoint);
            let kept = std::mem::take(&mut *kept.lock().unwrap());
            assert_eq!(kept, list(fit, "kept_epochs"), "model_checkpoint {}", text(case, "name"));
        }
    }
}

/// What mode `auto` finds out about a metric, and that it is an error when it finds nothing.
#[test]
fn directions_of_metrics() {
    let golden = document("callbacks");
    for case in list(&golden, "directions") {
        let (metric, monitor) = (text(case, "metric"), text(case, "monitor"));
        let name = format!("{monitor} of a model with {metric}");
        let mut found = None;
        let mut fit = |callback: &mut dyn Callback| {
            let look = LambdaCallback::new().on_train_begin(|training| {
                found = training.better(monitor);
                Ok(())
            });
            let fit = Fit::new().verbose(Verbose::Silent).callback(look).callback(callback);
            let fit = fit.on_warning(|_| {});
            model(&golden, &[metric]).fit(&[0.0f32], &[0.0f32], fit).map(drop)
        };
        let outcomes = [
            fit(&mut EarlyStopping::new().monitor(monitor)),
            fit(&mut ReduceLROnPlateau::new().monitor(monitor)),
            fit(&mut ModelCheckpoint::new(|_| Ok(())).monitor(monitor)),
        ];
        let expected = match case["direction"].as_str() {
            Some("down") => Some(Better::Lower),
            Some("up") => Some(Better::Higher),
            None => None,
            other => panic!("unknown direction {other:?}"),
        };
        for outcome in outcomes {
            assert_eq!(outcome.is_ok(), expected.is_some(), "{name}: {outcome:?}");
        }
        assert_eq!(found, expected, "{name}");
    }
}

/// A model of one weight, which nothing but the stream changes.
fn model(golden: &Value, metrics: &[&str]) -> Sequential {
    let mut model = Sequential::with_seed(1);
    model.add(Dense::new(1).use_bias(false).input_shape(1)).unwrap();
    let rate = golden["learning_rate"].as_f64().unwrap();
    let compile = Compile::new().optimizer(SGD::new().learning_rate(rate)).loss("mse");
    model.compile(compile.metrics(metrics.iter().copied())).unwrap();
    model
}

/// One fit on the values of `fit`.
fn train(model: &mut Sequential, case: &Value, fit: &Value, callback: impl Callback) -> History {
    let initial_epoch = size(fit, "initial_epoch");
    let values: Vec<Option<f64>> = list(fit, "values").iter().map(number).collect();
    let epochs = initial_epoch + values.len();
    let monitor = case["config"]["monitor"].as_str().unwrap_or("val_loss");
    let stream = LambdaCallback::new().on_epoch_end(|training, epoch, logs| {
        if let Some(value) = values[epoch - initial_epoch] {
            logs.set(monitor, value);
        }
        training.set_weights(&[ArrayD::from_elem(vec![1, 1], epoch as f32)])
    });
    let fit = Fit::new().initial_epoch(initial_epoch).epochs(epochs).verbose(Verbose::Silent);
    let fit = fit.callback(stream).callback(callback).on_warning(|_| {});
    model.fit(&[0.0f32], &[0.0f32], fit).unwrap()
}

/// A callback, and a function that looks at it after each epoch.
struct Watch<'c, C, F> {
    watched: &'c mut C,
    look: F,
}

impl<C, F> Callback for Watch<'_, C, F>
where
    C: Callback,
    F: FnMut(&C, &Training<'_>) -> kerros::Result<()> + Send,
{
    fn on_train_begin(&mut self, training: &mut Training<'_>) -> kerros::Result<()> {
        self.watched.on_train_begin(training)
    }

    fn on_epoch_end(
        &mut self,
        training: &mut Training<'_>,
        epoch: usize,
        logs: &mut Logs,
    ) -> kerros::Result<()> {
        self.watched.on_epoch_end(training, epoch, logs)?;
        (self.look)(self.watched, training)
    }

    fn on_train_end(&mut self, training: &mut Training<'_>, logs: &Logs) -> kerros::Result<()> {
        self.watched.on_train_end(training, logs)
    }
}

fn stopping(case: &Value) -> EarlyStopping {
    config(case).iter().fold(EarlyStopping::new(), |stopping, (key, value)| match key.as_str() {
        "monitor" => stopping.monitor(value.as_str().unwrap()),
        "mode" => stopping.mode(value.as_str().unwrap()),
        "patience" => stopping.patience(value.as_u64().unwrap() as usize),
        "min_delta" => stopping.min_delta(value.as_f64().unwrap()),
        "baseline" => stopping.baseline(value.as_f64().unwrap()),
        "start_from_epoch" => stopping.start_from_epoch(value.as_u64().unwrap() as usize),
        "restore_best_weights" => stopping.restore_best_weights(value.as_bool().unwrap()),
        other => panic!("unknown argument {other}"),
    })
}

fn reduce(case: &Value) -> ReduceLROnPlateau {
    config(case).iter().fold(ReduceLROnPlateau::new(), |reduce, (key, value)| match key.as_str() {
        "monitor" => reduce.monitor(value.as_str().unwrap()),
        "mode" => reduce.mode(value.as_str().unwrap()),
        "patience" => reduce.patience(value.as_u64().unwrap() as usize),
        "min_delta" => reduce.min_delta(value.as_f64().unwrap()),
        "factor" => reduce.factor(value.as_f64().unwrap()),
        "cooldown" => reduce.cooldown(value.as_u64().unwrap() as usize),
        "min_lr" => reduce.min_lr(value.as_f64().unwrap()),
        other => panic!("unknown argument {other}"),
    })
}

fn checkpoint<F>(case: &Value, keep: F) -> ModelCheckpoint<F>
where
    F: FnMut(Checkpoint) -> kerros::Result<()> + Send,
{
    let checkpoint = ModelCheckpoint::new(keep);
    config(case).iter().fold(checkpoint, |checkpoint, (key, value)| match key.as_str() {
        "monitor" => checkpoint.monitor(value.as_str().unwrap()),
        "mode" => checkpoint.mode(value.as_str().unwrap()),
        "save_best_only" => checkpoint.save_best_only(value.as_bool().unwrap()),
        "initial_value_threshold" => checkpoint.initial_value_threshold(value.as_f64().unwrap()),
        other => panic!("unknown argument {other}"),
    })
}

/// A number; `None` for JSON `null`.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Null => None,
        // "NaN", "Infinity" or "-Infinity", which JSON has no numbers for.
        Value::String(text) => Some(text.parse().unwrap()),
        value => Some(value.as_f64().unwrap()),
    }
}

fn singles(fit: &Value, key: &str) -> Vec<f32> {
    list(fit, key).iter().map(|rate| rate.as_f64().unwrap() as f32).collect()
}

fn size(fit: &Value, key: &str) -> usize {
    fit[key].as_u64().unwrap() as usize
}
