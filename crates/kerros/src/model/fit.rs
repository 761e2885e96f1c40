//! How `fit` is to train.

use super::checks::check_batch_size;
use super::{IntoTensors, Tensor, Warning};
use crate::callbacks::Callback;
use crate::error::{Error, Result};
use crate::progress::{Progress, Verbose};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What warnings are handed to.
pub(super) type WarningHook<'a> = Box<dyn FnMut(&Warning) + 'a>;

/// Ends a training from another thread when it becomes true.
pub(super) type StopFlag = Arc<AtomicBool>;

/// How `fit` is to train. In Keras: "Model training APIs", `fit`.
///
/// Data are rows first: arrays and views of `ndarray`, slices, and slices with a shape
/// ([`IntoTensor`](super::IntoTensor)).
///
/// | argument | default | |
/// |---|---|---|
/// | `epochs` | 1 | the number of the last epoch; 0 with `initial_epoch` 0 trains nothing |
/// | `initial_epoch` | 0 | the number of the first epoch, when a training goes on |
/// | `batch_size` | 32 | rows a step; the last step of an epoch takes what is left |
/// | `shuffle` | true | takes the rows in another order each epoch |
/// | `validation_split` | 0 | holds back this share of the rows, the last ones, before shuffling |
/// | `validation_data` | none | judges by other rows after each epoch; goes before the split |
/// | `validation_sample_weight` | none | how much each of these rows counts |
/// | `validation_batch_size` | `batch_size` | rows a step of the validation |
/// | `class_weight` | none | how much rows of each class count; classes not named count 1 |
/// | `sample_weight` | none | how much each row counts |
/// | `verbose` | auto | what is written while it trains |
/// | `progress` | standard output | where that is written |
/// | `on_warning` | standard error | who gets warnings |
/// | `warnings` | true | looks for what is hardly meant about data, loss and metrics, and warns of it |
/// | `stop_at_non_finite` | true | ends with an error at the first loss or weight that is NaN or infinite |
///
/// What is looked at before and while it trains is in `docs/checks.md`.
///
/// Weights of classes and of rows are multiplied. They count for the loss and for the weighted
/// metrics of [`Compile`](super::Compile).
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).activation("sigmoid").input_shape(2))?;
/// model.compile(Compile::new().loss("binary_crossentropy"))?;
/// let x = Array2::from_shape_fn((20, 2), |(row, column)| (row * 2 + column) as f32 / 40.0);
/// let y = Array1::from_shape_fn(20, |row| u8::from(row >= 10));
/// let fit = Fit::new()
///     .epochs(2)
///     .batch_size(8)
///     .validation_split(0.2)
///     .class_weight([(0, 1.0), (1, 3.0)])
///     .verbose(Verbose::Silent);
/// let history = model.fit(&x, &y, fit)?;
/// assert_eq!(history.names().collect::<Vec<_>>(), ["loss", "val_loss"]);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::fit`](super::Model::fit) refuses, before anything is computed: batch sizes of
/// 0, a share that leaves no rows to train on or to validate by, weights of classes that are
/// negative or not finite, weights of rows that are not one finite number a row, and weights for
/// validation without data.
#[must_use]
pub struct Fit<'a> {
    pub(super) epochs: usize,
    pub(super) initial_epoch: usize,
    pub(super) batch_size: usize,
    pub(super) shuffle: bool,
    pub(super) verbose: Verbose,
    pub(super) progress: Option<Progress>,
    pub(super) validation_split: f64,
    pub(super) validation_data: Option<(Vec<Tensor<'a>>, Vec<Tensor<'a>>)>,
    pub(super) validation_sample_weight: Vec<Tensor<'a>>,
    pub(super) validation_batch_size: Option<usize>,
    pub(super) class_weight: Vec<(usize, f64)>,
    pub(super) sample_weight: Vec<Tensor<'a>>,
    pub(super) on_warning: Option<WarningHook<'a>>,
    pub(super) callbacks: Vec<Box<dyn Callback + 'a>>,
    pub(super) stop: Option<StopFlag>,
    pub(super) stop_at_non_finite: bool,
    warnings: bool,
    /// The first argument that made no sense; reported by `fit`.
    problem: Option<Error>,
}

impl<'a> Fit<'a> {
    /// One epoch in batches of 32 rows, shuffled.
    pub fn new() -> Self {
        Fit {
            epochs: 1,
            initial_epoch: 0,
            batch_size: 32,
            shuffle: true,
            verbose: Verbose::Auto,
            progress: None,
            validation_split: 0.0,
            validation_data: None,
            validation_sample_weight: Vec::new(),
            validation_batch_size: None,
            class_weight: Vec::new(),
            sample_weight: Vec::new(),
            on_warning: None,
            callbacks: Vec::new(),
            stop: None,
            stop_at_non_finite: true,
            warnings: true,
            problem: None,
        }
    }

    /// The number of epochs, counted with those before `initial_epoch`; 1 if not set.
    pub fn epochs(mut self, epochs: usize) -> Self {
        self.epochs = epochs;
        self
    }

    /// The epoch to go on with, counted from 0; 0 if not set.
    pub fn initial_epoch(mut self, initial_epoch: usize) -> Self {
        self.initial_epoch = initial_epoch;
        self
    }

    /// How many rows a step takes, at least 1; 32 if not set.
    pub fn batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = batch_size;
        self
    }

    /// Whether each epoch takes the rows in another order; `true` if not set.
    pub fn shuffle(mut self, shuffle: bool) -> Self {
        self.shuffle = shuffle;
        self
    }

    /// What is written while it trains; [`Verbose::Auto`] if not set.
    pub fn verbose(mut self, verbose: Verbose) -> Self {
        self.verbose = verbose;
        self
    }

    /// Writes the progress to this place instead of the standard output; goes before `verbose`.
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// The share of the rows that are held back to judge the model by, from 0 to below 1: the last
    /// ones, as they were given; 0 if not set.
    pub fn validation_split(mut self, share: f64) -> Self {
        self.validation_split = share;
        self
    }

    /// Rows to judge the model by after each epoch. `validation_split` does not count then.
    pub fn validation_data<'d: 'a>(
        mut self,
        x: impl IntoTensors<'d>,
        y: impl IntoTensors<'d>,
    ) -> Self {
        let (x, y) = (self.accept("validation x", x), self.accept("validation y", y));
        self.validation_data = x.zip(y);
        self
    }

    /// How much each row of the validation data counts.
    pub fn validation_sample_weight<'d: 'a>(mut self, weight: impl IntoTensors<'d>) -> Self {
        self.validation_sample_weight =
            self.accept("validation sample_weight", weight).unwrap_or_default();
        self
    }

    /// How many rows a step of the validation takes; `batch_size` if not set.
    pub fn validation_batch_size(mut self, batch_size: usize) -> Self {
        self.validation_batch_size = Some(batch_size);
        self
    }

    /// How much rows of each class count while training: pairs of class, counted from 0, and
    /// weight. The class of a row is the place of its largest target, or its only target rounded.
    pub fn class_weight(mut self, weights: impl IntoIterator<Item = (usize, f64)>) -> Self {
        self.class_weight = weights.into_iter().collect();
        self
    }

    /// How much each row counts: one number a row, for all outputs or as many vectors as there are outputs
    /// with a loss. Rows that `validation_split` holds back keep theirs.
    pub fn sample_weight<'d: 'a>(mut self, weight: impl IntoTensors<'d>) -> Self {
        self.sample_weight = self.accept("sample_weight", weight).unwrap_or_default();
        self
    }

    /// Takes warnings, which go to the standard error stream otherwise (unless `verbose` is
    /// silent). [`Warning`] has an example.
    pub fn on_warning(mut self, hook: impl FnMut(&Warning) + 'a) -> Self {
        self.on_warning = Some(Box::new(hook));
        self
    }

    /// Whether data, loss and metrics are looked at for what is hardly meant, such as columns that are not scaled,
    /// classes that only the validation has, or rows that are both trained on and judged by; `true` if not set. Each
    /// doubt is one warning, at the start. `docs/checks.md` has the rules. Nobody hears of them, and nothing is looked
    /// at, if `verbose` is silent and there is no [`on_warning`](Self::on_warning).
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(1).input_shape(2))?;
    /// model.compile(Compile::new().loss("mse"))?;
    /// // Rooms, and the year of building.
    /// let x = Array2::from_shape_fn((20, 2), |(row, column)| match column {
    ///     0 => (row % 5) as f32,
    ///     _ => 1950.0 + (row * 3) as f32,
    /// });
    /// let y = Array1::from_shape_fn(20, |row| row as f32 / 20.0);
    /// let mut warnings = Vec::new();
    /// let fit = Fit::new().verbose(Verbose::Silent).on_warning(|warning| warnings.push(warning.to_string()));
    /// model.fit(&x, &y, fit)?;
    /// assert!(warnings[0].starts_with("sequential: x: column 1 (counted from 0) is not scaled"), "{warnings:?}");
    /// # Ok::<(), kerros::Error>(())
    /// ```
    pub fn warnings(mut self, warnings: bool) -> Self {
        self.warnings = warnings;
        self
    }

    /// Whether somebody wants to hear warnings.
    pub(super) fn is_heard(&self) -> bool {
        self.warnings && (self.on_warning.is_some() || self.verbose != Verbose::Silent)
    }

    /// One more callback; they are called in the order in which they were given. A borrowed one
    /// (`&mut`) can be asked afterwards what it saw.
    pub fn callback(mut self, callback: impl Callback + 'a) -> Self {
        self.callbacks.push(Box::new(callback));
        self
    }

    /// Ends the training before the next batch, also of the validation, once `flag` is true: for another thread, such as one
    /// that waits for an interrupt. The epoch that runs is not counted; the model and the history so
    /// far stay.
    ///
    /// ```
    /// use kerros::prelude::*;
    /// use std::sync::Arc;
    /// use std::sync::atomic::AtomicBool;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(1).input_shape(1))?;
    /// model.compile(Compile::new().loss("mse"))?;
    /// let flag = Arc::new(AtomicBool::new(true));
    /// let fit = Fit::new().epochs(1000).verbose(Verbose::Silent).stop(flag.clone());
    /// assert!(model.fit(&[0.0f32, 1.0], &[0.0f32, 1.0], fit)?.epochs().is_empty());
    /// # Ok::<(), kerros::Error>(())
    /// ```
    pub fn stop(mut self, flag: Arc<AtomicBool>) -> Self {
        self.stop = Some(flag);
        self
    }

    /// Whether the training ends with [`Error::NonFinite`] when the loss or a weight becomes NaN or infinite,
    /// with everything as it was before that step; `true` if not set. `false` goes on as Keras does, with weights
    /// that are no numbers any more.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(1).input_shape(1))?;
    /// model.compile(Compile::new().optimizer(SGD::new().learning_rate(1e30)).loss("mse"))?;
    /// let (x, y) = (Array2::from_elem((8, 1), 1.0f32), Array1::from_elem(8, 2.0f32));
    /// let fit = Fit::new().epochs(20).verbose(Verbose::Silent);
    /// let history = model.fit(&x, &y, fit.stop_at_non_finite(false))?;
    /// assert!(history.last("loss").is_some_and(f64::is_nan));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    pub fn stop_at_non_finite(mut self, stop: bool) -> Self {
        self.stop_at_non_finite = stop;
        self
    }

    /// The tensors, or `None` and the problem is kept.
    fn accept<'d: 'a>(
        &mut self,
        what: &str,
        data: impl IntoTensors<'d>,
    ) -> Option<Vec<Tensor<'a>>> {
        match data.into_tensors() {
            Ok(tensors) => Some(tensors),
            Err(error) => {
                self.problem.get_or_insert(error.at(what));
                None
            }
        }
    }

    /// Checks the arguments that do not depend on the data.
    pub(super) fn check(&self) -> Result<()> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        check_batch_size(self.batch_size)?;
        if let Some(batch_size) = self.validation_batch_size {
            check_batch_size(batch_size).map_err(|error| error.at("validation"))?;
        }
        if !(0.0..1.0).contains(&self.validation_split) {
            return Err(Error::invalid(
                "validation_split",
                "a number from 0 to below 1",
                self.validation_split.to_string(),
                "0.2 holds back a fifth of the rows.",
            ));
        }
        if !self.validation_sample_weight.is_empty() && self.validation_data.is_none() {
            return Err(Error::order(
                "validation_sample_weight was given without validation_data",
                "Give both; rows that validation_split holds back keep their sample_weight.",
            ));
        }
        match self
            .class_weight
            .iter()
            .find(|(_, weight)| !(*weight as f32).is_finite() || *weight < 0.0)
        {
            None => Ok(()),
            Some((class, weight)) => Err(Error::invalid(
                format!("class_weight of class {class}"),
                "a finite number of at least 0, also in single precision",
                weight.to_string(),
                "Give 2 to let a class count twice.",
            )),
        }
    }

    /// How many of `rows` rows are trained on: all but what `validation_split` holds back.
    pub(super) fn training_rows(&self, rows: usize) -> Result<usize> {
        if self.validation_data.is_some() || self.validation_split == 0.0 {
            return Ok(rows);
        }
        let training = (rows as f64 * (1.0 - self.validation_split)).floor() as usize;
        if training > 0 && training < rows {
            return Ok(training);
        }
        Err(Error::invalid(
            "validation_split",
            "a share that leaves rows both to train on and to validate by",
            format!(
                "{} of {rows} rows, which leaves {training} to train on",
                self.validation_split
            ),
            "Give more rows, or another share.",
        ))
    }
}

impl Default for Fit<'_> {
    fn default() -> Self {
        Fit::new()
    }
}

impl fmt::Debug for Fit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fit")
            .field("epochs", &self.epochs)
            .field("initial_epoch", &self.initial_epoch)
            .field("batch_size", &self.batch_size)
            .field("shuffle", &self.shuffle)
            .field("verbose", &self.verbose)
            .field("validation_split", &self.validation_split)
            .field("class_weight", &self.class_weight)
            .finish_non_exhaustive()
    }
}
