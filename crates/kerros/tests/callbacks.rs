//! Callbacks on streams of numbers that the tests make up: a first callback writes them to the logs.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::callbacks::{
    CSVLogger, Callback, EarlyStopping, LambdaCallback, LearningRateScheduler, Logs,
    ModelCheckpoint, ReduceLROnPlateau, Training,
};
use kerros::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Reports a made-up number in each epoch.
struct Score(Vec<f64>);

impl Callback for Score {
    fn on_epoch_end(
        &mut self,
        _training: &mut Training<'_>,
        epoch: usize,
        logs: &mut Logs,
    ) -> kerros::Result<()> {
        logs.set("score", self.0[epoch]);
        Ok(())
    }
}

fn model() -> Sequential {
    let mut model = Sequential::with_seed(3);
    model.add(Dense::new(1).input_shape(1)).unwrap();
    let compile = Compile::new().optimizer(SGD::new().learning_rate(0.5)).loss("mse");
    model.compile(compile).unwrap();
    model
}

/// Trains for as many epochs as there are scores, if nothing stops it.
fn train(model: &mut Sequential, scores: &[f64], callback: impl Callback) -> History {
    let (x, y) = (Array2::from_elem((8, 1), 1.0f32), Array1::from_elem(8, 2.0f32));
    let fit = Fit::new().epochs(scores.len()).verbose(Verbose::Silent);
    model.fit(&x, &y, fit.callback(Score(scores.to_vec())).callback(callback)).unwrap()
}

#[test]
fn early_stopping_waits_for_its_patience() {
    // Better in epochs 0, 1 and 4; without improvement in 5 and 6.
    let scores = [5.0, 4.0, 4.5, 4.2, 3.9, 4.0, 4.1, 1.0];
    let mut stopping = EarlyStopping::new().monitor("score").mode("min").patience(2);
    assert_eq!(train(&mut model(), &scores, &mut stopping).epochs().len(), 4);
    assert_eq!((stopping.stopped_epoch(), stopping.best()), (Some(3), Some(4.0)));
    let mut stopping = EarlyStopping::new().monitor("score").mode("min").patience(3);
    assert_eq!(train(&mut model(), &scores, &mut stopping).epochs().len(), 8);
    assert_eq!((stopping.stopped_epoch(), stopping.best_epoch()), (None, Some(7)));
    // Larger is better: the first epoch stays the best.
    let mut stopping = EarlyStopping::new().monitor("score").mode("max").patience(1);
    assert_eq!(train(&mut model(), &scores, &mut stopping).epochs().len(), 2);
}

#[test]
fn early_stopping_goes_back_to_the_best_weights() {
    let mut weights = Vec::new();
    let look = LambdaCallback::new().on_epoch_end(|training, _, _| {
        weights.push(training.get_weights()?);
        Ok(())
    });
    train(&mut model(), &[2.0, 1.0, 3.0, 4.0], look);
    let mut model = model();
    let stopping = EarlyStopping::new().monitor("score").mode("min").patience(2);
    train(&mut model, &[2.0, 1.0, 3.0, 4.0], stopping.restore_best_weights(true));
    assert_eq!(model.get_weights().unwrap(), weights[1]);
    assert_ne!(weights[1], weights[3]);
}

#[test]
fn a_plateau_lowers_the_rate_and_cools_down() {
    let reduce = ReduceLROnPlateau::new().monitor("score").mode("min").patience(1).factor(0.5);
    let scores = [1.0; 6];
    let rates = |callback| {
        let history = train(&mut model(), &scores, callback);
        history.get("learning_rate").unwrap().to_vec()
    };
    // The rate of an epoch is the one it trained with: reduced at the end of epochs 1, 2, ...
    assert_eq!(rates(reduce.clone()), [0.5, 0.5, 0.25, 0.125, 0.0625, 0.03125]);
    // After a reduction the next two epochs count down first.
    assert_eq!(rates(reduce.clone().cooldown(2)), [0.5, 0.5, 0.25, 0.25, 0.125, 0.125]);
    assert_eq!(
        rates(reduce.min_lr(0.2)),
        [0.5, 0.5, 0.25, 0.2f32.into(), 0.2f32.into(), 0.2f32.into()]
    );
}

#[test]
fn checkpoints_keep_the_best_epochs() {
    let mut kept = Vec::new();
    let checkpoint = ModelCheckpoint::new(|checkpoint| {
        kept.push((checkpoint.epoch, checkpoint.logs.get("score")));
        Ok(())
    });
    let checkpoint = checkpoint.monitor("score").mode("min").save_best_only(true);
    train(&mut model(), &[3.0, 4.0, 2.0, 2.0], checkpoint.initial_value_threshold(3.5));
    assert_eq!(kept, [(0, Some(3.0)), (2, Some(2.0))]);
}

#[test]
fn a_csv_log_goes_on_where_it_ended() {
    let path = std::env::temp_dir().join(format!("kerros-callbacks-{}.csv", std::process::id()));
    train(&mut model(), &[1.5], CSVLogger::new(&path));
    train(&mut model(), &[2.5], CSVLogger::new(&path).append(true));
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert_eq!(lines[0], "epoch,loss,score");
    assert!(lines[1].starts_with("0,") && lines[1].ends_with(",1.5"), "{text}");
    assert!(lines[2].ends_with(",2.5"), "{text}");
}

#[test]
fn what_makes_no_sense_is_an_error_and_changes_nothing() {
    let (x, y) = ([0.0f32, 1.0], [0.0f32, 1.0]);
    let mut model = model();
    let before = model.get_weights().unwrap();
    let mut complaint = |callback: &mut dyn Callback| {
        let fit = Fit::new().verbose(Verbose::Silent).callback(callback);
        model.fit(&x, &y, fit).unwrap_err().to_string()
    };
    assert!(complaint(&mut ReduceLROnPlateau::new().factor(1.0)).contains("factor"));
    assert!(complaint(&mut EarlyStopping::new().mode("up")).contains("\"auto\""));
    assert!(complaint(&mut EarlyStopping::new().min_delta(f64::NAN)).contains("min_delta"));
    assert!(complaint(&mut LearningRateScheduler::new(|_, _| -1.0)).contains("learning_rate"));
    let folder = std::env::temp_dir().join("kerros-no-such-folder").join("log.csv");
    assert!(complaint(&mut CSVLogger::new(folder)).contains("log.csv"));
    assert_eq!(model.get_weights().unwrap(), before);
}

#[test]
fn a_metric_that_is_not_reported_is_a_warning() {
    let (x, y) = ([0.0f32, 1.0], [0.0f32, 1.0]);
    let mut warnings = Vec::new();
    let fit = Fit::new().epochs(3).verbose(Verbose::Silent).callback(EarlyStopping::new());
    model().fit(&x, &y, fit.on_warning(|warning| warnings.push(warning.to_string()))).unwrap();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].contains("val_loss") && warnings[0].contains("Known are loss"));
}

#[test]
fn a_stop_from_outside_ends_the_validation_too() {
    let flag = Arc::new(AtomicBool::new(false));
    let raise = flag.clone();
    let callback = LambdaCallback::new().on_train_batch_end(move |_training, _batch, _logs| {
        raise.store(true, Ordering::Relaxed);
        Ok(())
    });
    let (x, y) = (Array2::<f32>::zeros((4, 1)), Array1::<f32>::zeros(4));
    let (many_x, many_y) = (Array2::<f32>::zeros((100, 1)), Array1::<f32>::zeros(100));
    let mut model = model();
    let fit = Fit::new()
        .epochs(5)
        .verbose(Verbose::Silent)
        .validation_data(&many_x, &many_y)
        .stop(flag.clone())
        .callback(callback);
    // The only step of the epoch is done; the epoch does not count as it was not judged.
    assert!(model.fit(&x, &y, fit).unwrap().epochs().is_empty());
    flag.store(false, Ordering::Relaxed);
    let fit = Fit::new().verbose(Verbose::Silent).stop(flag).validation_data(&many_x, &many_y);
    assert_eq!(model.fit(&x, &y, fit).unwrap().epochs().len(), 1);
}
