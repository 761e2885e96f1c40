//! Lowering the learning rate when nothing improves any more.

use super::monitor::Monitor;
use super::{Callback, Logs, Mode, Training};
use crate::error::{Error, Result};

/// Multiplies the learning rate by a factor when a metric has not improved for some epochs.
///
/// The rate of each epoch is added to the logs as `learning_rate`, and so to the history.
///
/// | argument | default | |
/// |---|---|---|
/// | `monitor` | val_loss | the metric that is watched |
/// | `factor` | 0.1 | what the rate is multiplied by; above 0 and below 1 |
/// | `patience` | 10 | how many epochs without an improvement are waited for |
/// | `verbose` | false | says when it lowers the rate |
/// | `mode` | auto | which values are better |
/// | `min_delta` | 1e-4 | by how much a value must be better to count |
/// | `cooldown` | 0 | how many epochs after a reduction do not count |
/// | `min_lr` | 0 | the lowest rate |
///
/// In Keras: "ReduceLROnPlateau".
///
/// ```
/// use kerros::callbacks::ReduceLROnPlateau;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).input_shape(1))?;
/// model.compile(Compile::new().optimizer(SGD::new().learning_rate(2.0)).loss("mse"))?;
/// let (x, y) = (Array2::from_elem((8, 1), 1.0f32), Array1::from_elem(8, 2.0f32));
/// let reduce = ReduceLROnPlateau::new().monitor("loss").patience(1).factor(0.5);
/// let fit = Fit::new().epochs(2).batch_size(8).verbose(Verbose::Silent);
/// let history = model.fit(&x, &y, fit.callback(reduce))?;
/// assert_eq!(history.get("learning_rate"), Some(&[2.0, 2.0][..]));
/// assert_eq!(model.learning_rate()?, 1.0);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// The training does not begin when an argument is outside its range, or when `mode` is auto and no
/// metric of the model says which values of `monitor` are better.
#[derive(Clone, Debug)]
pub struct ReduceLROnPlateau {
    monitor: Monitor,
    factor: f64,
    patience: usize,
    verbose: bool,
    cooldown: usize,
    min_lr: f64,
    best: Option<f64>,
    /// Epochs since the last improvement.
    wait: usize,
    /// Epochs that do not count yet.
    cooling: usize,
}

impl ReduceLROnPlateau {
    /// Divides the rate by ten after ten epochs without a better validation loss.
    pub fn new() -> Self {
        ReduceLROnPlateau {
            monitor: Monitor::new("val_loss", 1e-4),
            factor: 0.1,
            patience: 10,
            verbose: false,
            cooldown: 0,
            min_lr: 0.0,
            best: None,
            wait: 0,
            cooling: 0,
        }
    }

    /// The metric that is watched.
    #[must_use]
    pub fn monitor(mut self, name: &str) -> Self {
        name.clone_into(&mut self.monitor.name);
        self
    }

    /// What the rate is multiplied by.
    #[must_use]
    pub fn factor(mut self, factor: f64) -> Self {
        self.factor = factor;
        self
    }

    /// How many epochs without an improvement are waited for.
    #[must_use]
    pub fn patience(mut self, epochs: usize) -> Self {
        self.patience = epochs;
        self
    }

    /// Whether it says so when it lowers the rate.
    #[must_use]
    pub fn verbose(mut self, verbose: bool) -> Self {
        self.verbose = verbose;
        self
    }

    /// Which values are better: a [`Mode`], or its name.
    #[must_use]
    pub fn mode<M>(mut self, mode: M) -> Self
    where
        M: TryInto<Mode>,
        M::Error: Into<Error>,
    {
        self.monitor.set_mode(mode);
        self
    }

    /// By how much a value must be better to count.
    #[must_use]
    pub fn min_delta(mut self, min_delta: f64) -> Self {
        self.monitor.min_delta = min_delta;
        self
    }

    /// How many epochs after a reduction do not count.
    #[must_use]
    pub fn cooldown(mut self, epochs: usize) -> Self {
        self.cooldown = epochs;
        self
    }

    /// The lowest rate.
    #[must_use]
    pub fn min_lr(mut self, min_lr: f64) -> Self {
        self.min_lr = min_lr;
        self
    }

    fn check(&self) -> Result<()> {
        if !(self.factor > 0.0 && self.factor < 1.0) {
            return Err(Error::invalid(
                "factor",
                "a number above 0 and below 1",
                self.factor.to_string(),
                "0.1 divides the rate by ten.",
            ));
        }
        if !(self.min_lr >= 0.0 && self.min_lr.is_finite()) {
            return Err(Error::invalid(
                "min_lr",
                "a finite number of at least 0",
                self.min_lr.to_string(),
                "0 sets no lower bound.",
            ));
        }
        Ok(())
    }

    fn reduce(&mut self, training: &mut Training<'_>, epoch: usize) -> Result<()> {
        let old = training.learning_rate()?;
        // The rate is kept in single precision, and so the bound is compared.
        if old <= f64::from(self.min_lr as f32) {
            return Ok(());
        }
        let new = (old * self.factor).max(self.min_lr);
        training.set_learning_rate(new)?;
        if self.verbose {
            training.print(&format!(
                "\n{}: ReduceLROnPlateau reducing learning rate to {new}.",
                training.epoch_label(epoch)
            ));
        }
        self.cooling = self.cooldown;
        self.wait = 0;
        Ok(())
    }
}

impl Default for ReduceLROnPlateau {
    fn default() -> Self {
        ReduceLROnPlateau::new()
    }
}

impl Callback for ReduceLROnPlateau {
    fn on_train_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        self.check().map_err(|error| error.at("ReduceLROnPlateau"))?;
        (self.best, self.wait, self.cooling) = (None, 0, 0);
        self.monitor.begin("ReduceLROnPlateau", training)
    }

    fn on_epoch_end(
        &mut self,
        training: &mut Training<'_>,
        epoch: usize,
        logs: &mut Logs,
    ) -> Result<()> {
        logs.set("learning_rate", training.learning_rate()?);
        let Some(value) = self.monitor.value("ReduceLROnPlateau", training, logs) else {
            return Ok(());
        };
        if self.cooling > 0 {
            self.cooling -= 1;
            self.wait = 0;
        }
        if self.monitor.improves(value, self.best) {
            self.best = Some(value);
            self.wait = 0;
        } else if self.cooling == 0 {
            self.wait += 1;
            if self.wait >= self.patience {
                self.reduce(training, epoch)?;
            }
        }
        Ok(())
    }
}
