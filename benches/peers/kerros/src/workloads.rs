//! The workloads as Kerros programs.

use kerros::prelude::*;
use kerros::progress::Progress;
use kerros_peers::Result;
use kerros_peers::data::Data;
use std::io::{self, Write};
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

const SEED: u64 = 42;

/// What a sample times.
#[derive(Clone, Copy)]
enum Unit {
    /// Whole calls of `fit`.
    Fit { epochs: usize },
    /// Epochs of one `fit` after its first.
    Epoch,
}

/// A compiled model with its data.
pub(crate) struct Workload {
    model: Sequential,
    data: Data,
    batch_size: usize,
    unit: Unit,
}

impl Workload {
    pub(crate) fn prepare(name: &str, folder: &Path, threads: usize) -> Result<Workload> {
        let (mut model, batch_size, unit) = match name {
            "W1" => (iris()?, 32, Unit::Fit { epochs: 100 }),
            "W2" => (breast_cancer()?, 32, Unit::Fit { epochs: 20 }),
            "W3" => (boston()?, 32, Unit::Fit { epochs: 100 }),
            "W4" => (walking()?, 128, Unit::Epoch),
            "W6" => (sequences()?, 32, Unit::Epoch),
            _ => return Err(format!("no workload {name}; there are W1 to W4 and W6").into()),
        };
        model.set_threads(threads)?;
        Ok(Workload { model, data: Data::read(folder)?, batch_size, unit })
    }

    /// Trains once, untimed; the last loss.
    pub(crate) fn warm_up(&mut self) -> Result<f64> {
        let epochs = match self.unit {
            Unit::Fit { epochs } => epochs,
            Unit::Epoch => 1,
        };
        let history = self.fit(epochs, None)?;
        Ok(history.last("loss").unwrap_or(f64::NAN))
    }

    /// Seconds of `count` fits or epochs.
    pub(crate) fn sample(&mut self, count: usize) -> Result<Vec<f64>> {
        match self.unit {
            Unit::Fit { epochs } => (0..count).map(|_| self.time_fit(epochs)).collect(),
            Unit::Epoch => self.time_epochs(count),
        }
    }

    fn time_fit(&mut self, epochs: usize) -> Result<f64> {
        let start = Instant::now();
        self.fit(epochs, None)?;
        Ok(start.elapsed().as_secs_f64())
    }

    /// From the end of one epoch, validation included, to the end of the next.
    fn time_epochs(&mut self, count: usize) -> Result<Vec<f64>> {
        let (sender, ends) = channel();
        self.fit(count + 1, Some(Progress::new(Verbose::Line, Box::new(EpochEnds(sender)))))?;
        let ends: Vec<Instant> = ends.try_iter().collect();
        let epochs: Vec<Duration> = ends.windows(2).map(|pair| pair[1] - pair[0]).collect();
        if epochs.len() != count {
            return Err(format!("fit reported {} epochs, not {}", ends.len(), count + 1).into());
        }
        Ok(epochs.iter().map(Duration::as_secs_f64).collect())
    }

    fn fit(&mut self, epochs: usize, progress: Option<Progress>) -> Result<History> {
        let data = &self.data;
        let mut fit = Fit::new().epochs(epochs).batch_size(self.batch_size);
        fit = fit.verbose(Verbose::Silent);
        if let Some(progress) = progress {
            fit = fit.progress(progress);
        }
        if data.holds("x_val") {
            fit = fit.validation_data(data.get("x_val")?, data.get("y_val")?);
        }
        Ok(self.model.fit(data.get("x_train")?, data.get("y_train")?, fit)?)
    }
}

/// Sends the moment of each line of progress: the ends of the epochs.
struct EpochEnds(Sender<Instant>);

impl Write for EpochEnds {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.send(Instant::now()).map_err(io::Error::other)
    }
}

fn iris() -> Result<Sequential> {
    let mut model = Sequential::with_seed(SEED);
    model.add(Dense::new(10).input_shape(4))?;
    model.add(Dense::new(3).activation(Activation::Softmax))?;
    compiled(model, "categorical_crossentropy", "accuracy")
}

fn breast_cancer() -> Result<Sequential> {
    let mut model = Sequential::with_seed(SEED);
    model.add(Dense::new(5).activation(Activation::Sigmoid).input_shape(9))?;
    model.add(Dense::new(1).activation(Activation::Sigmoid))?;
    compiled(model, "binary_crossentropy", "accuracy")
}

fn boston() -> Result<Sequential> {
    let mut model = Sequential::with_seed(SEED);
    model.add(Dense::new(64).activation(Activation::Relu).input_shape(5))?;
    model.add(Dense::new(1))?;
    compiled(model, "mse", "mae")
}

fn walking() -> Result<Sequential> {
    let relu = Activation::Relu;
    let mut model = Sequential::with_seed(SEED);
    model.add(Conv1D::new(40, 30).strides(2).activation(relu).input_shape([260, 3]))?;
    model.add(MaxPooling1D::new(2))?;
    model.add(Conv1D::new(40, 10).activation(relu))?;
    model.add(MaxPooling1D::new(2))?;
    model.add(Flatten::new())?;
    model.add(Dense::new(100).activation(Activation::Sigmoid))?;
    model.add(Dense::new(15).activation(Activation::Softmax))?;
    compiled(model, "categorical_crossentropy", "accuracy")
}

fn sequences() -> Result<Sequential> {
    let mut model = Sequential::with_seed(SEED);
    model.add(LSTM::new(64).input_shape([100, 32]))?;
    model.add(Dense::new(1).activation(Activation::Sigmoid))?;
    model.compile(
        Compile::new().optimizer("adam").loss("binary_crossentropy").metrics(["accuracy"]),
    )?;
    Ok(model)
}

fn compiled(mut model: Sequential, loss: &str, metric: &str) -> Result<Sequential> {
    model.compile(Compile::new().optimizer("rmsprop").loss(loss).metrics([metric]))?;
    Ok(model)
}
