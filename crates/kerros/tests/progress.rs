//! What a model writes while it trains, is evaluated and predicts.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::callbacks::LambdaCallback;
use kerros::prelude::*;
use kerros::progress::{Progress, ProgressStyle};
use std::io::Write;
use std::sync::{Arc, Mutex};

/// A writer that keeps what is written.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    fn progress(&self, verbose: Verbose) -> Progress {
        Progress::new(verbose, Box::new(self.clone()))
    }

    /// What was written since the last call.
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn model() -> Sequential {
    let mut model = Sequential::with_seed(1);
    model.add(Dense::new(1).activation("sigmoid").input_shape(2)).unwrap();
    model.compile(Compile::new().loss("binary_crossentropy").metrics(["accuracy"])).unwrap();
    model
}

fn data() -> (Array2<f32>, Array1<f32>) {
    let x = Array2::from_shape_fn((150, 2), |(row, column)| ((row + column) % 7) as f32);
    (x, Array1::from_shape_fn(150, |row| f32::from(row % 2 == 0)))
}

/// `text` with each time taken replaced by `T`.
fn without_times(text: &str) -> String {
    let is_time = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('s');
    let line = |line: &str| -> Vec<String> {
        line.split(' ').map(|word| if is_time(word) { "T".into() } else { word.into() }).collect()
    };
    text.split('\n').map(|text| line(text).join(" ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_pipe_gets_one_line_an_epoch() {
    let (x, y) = data();
    let kept = Kept::default();
    let fit = Fit::new().epochs(3).validation_split(0.5).progress(kept.progress(Verbose::Auto));
    let history = model().fit(&x, &y, fit).unwrap();

    let text = kept.take();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    for (epoch, line) in lines.iter().enumerate() {
        assert!(line.starts_with(&format!("Epoch {}/3 - 3/3", epoch + 1)), "{line}");
        for (name, values) in history.metrics() {
            assert!(line.contains(&format!("{name}: {:.4}", values[epoch])), "{name} in {line}");
        }
    }
}

#[test]
fn the_style_of_keras_2_counts_rows() {
    let (x, y) = data();
    let kept = Kept::default();
    let bar = || kept.progress(Verbose::Bar).style(ProgressStyle::Keras2);
    let mut model = model();
    let history = model.fit(&x, &y, Fit::new().validation_split(0.2).progress(bar())).unwrap();
    let values: Vec<String> =
        history.metrics().map(|(name, values)| format!("{name}: {:.4}", values[0])).collect();
    let full = "=".repeat(30);
    assert_eq!(
        without_times(&kept.take()),
        format!(
            "Train on 120 samples, validate on 30 samples\nEpoch 1/1\n\
             120/120 [{full}] - T T - {}\n",
            values.join(" - ")
        )
    );

    model.evaluate(&x, &y, Evaluate::new().progress(bar())).unwrap();
    assert_eq!(without_times(&kept.take()), format!("150/150 [{full}] - T T\n"));
    model.predict_with(&x, Predict::new().progress(bar())).unwrap();
    assert_eq!(without_times(&kept.take()), format!("150/150 [{full}] - T T\n"));

    model.fit(&x, &y, Fit::new().progress(bar())).unwrap();
    assert!(kept.take().starts_with("Epoch 1/1\n"));
}

#[test]
fn the_bar_of_keras_2_is_full_before_callbacks_are_called() {
    let (x, y) = data();
    let kept = Kept::default();
    for (style, expected) in [
        (ProgressStyle::Keras3, ["added", "5/5 ━"]),
        (ProgressStyle::Keras2, ["Epoch 1/1", "150/150 ["]),
    ] {
        let adds = LambdaCallback::new().on_epoch_end(|training, _, logs| {
            training.print("added");
            logs.set("noise", 7.0);
            Ok(())
        });
        let progress = kept.progress(Verbose::Bar).style(style);
        model().fit(&x, &y, Fit::new().progress(progress).callback(adds)).unwrap();
        let text = kept.take();
        for (line, start) in text.lines().zip(expected) {
            assert!(line.starts_with(start), "{text}");
        }
        assert_eq!(text.contains("noise: 7.0000"), style == ProgressStyle::Keras3, "{text}");
    }
}
