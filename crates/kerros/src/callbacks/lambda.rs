//! Functions as callbacks.

use super::{Callback, Logs, Training};
use crate::error::Result;
use std::fmt;

type OnTraining<'a> = Box<dyn FnMut(&mut Training<'_>) -> Result<()> + Send + 'a>;
type OnNumbered<'a> = Box<dyn FnMut(&mut Training<'_>, usize) -> Result<()> + Send + 'a>;
type OnEpochEnd<'a> = Box<dyn FnMut(&mut Training<'_>, usize, &mut Logs) -> Result<()> + Send + 'a>;
type OnBatchEnd<'a> = Box<dyn FnMut(&mut Training<'_>, usize, &Logs) -> Result<()> + Send + 'a>;
type OnTrainEnd<'a> = Box<dyn FnMut(&mut Training<'_>, &Logs) -> Result<()> + Send + 'a>;

/// Functions that are called at the moments of a training. In Keras: "LambdaCallback".
///
/// ```
/// use kerros::callbacks::LambdaCallback;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).input_shape(1))?;
/// model.compile(Compile::new().loss("mse"))?;
/// let (x, y) = (Array2::from_elem((8, 1), 1.0f32), Array1::from_elem(8, 2.0f32));
/// let mut losses = Vec::new();
/// let watch = LambdaCallback::new().on_epoch_end(|training, epoch, logs| {
///     losses.extend(logs.get("loss"));
///     if epoch == 1 {
///         training.stop_training();
///     }
///     Ok(())
/// });
/// model.fit(&x, &y, Fit::new().epochs(9).verbose(Verbose::Silent).callback(watch))?;
/// assert_eq!(losses.len(), 2);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Default)]
pub struct LambdaCallback<'a> {
    train_begin: Option<OnTraining<'a>>,
    train_end: Option<OnTrainEnd<'a>>,
    epoch_begin: Option<OnNumbered<'a>>,
    epoch_end: Option<OnEpochEnd<'a>>,
    batch_begin: Option<OnNumbered<'a>>,
    batch_end: Option<OnBatchEnd<'a>>,
}

impl<'a> LambdaCallback<'a> {
    /// No functions yet.
    pub fn new() -> Self {
        LambdaCallback::default()
    }

    /// Called when the training begins.
    #[must_use]
    pub fn on_train_begin(
        mut self,
        function: impl FnMut(&mut Training<'_>) -> Result<()> + Send + 'a,
    ) -> Self {
        self.train_begin = Some(Box::new(function));
        self
    }

    /// Called when the training is over.
    #[must_use]
    pub fn on_train_end(
        mut self,
        function: impl FnMut(&mut Training<'_>, &Logs) -> Result<()> + Send + 'a,
    ) -> Self {
        self.train_end = Some(Box::new(function));
        self
    }

    /// Called when an epoch begins.
    #[must_use]
    pub fn on_epoch_begin(
        mut self,
        function: impl FnMut(&mut Training<'_>, usize) -> Result<()> + Send + 'a,
    ) -> Self {
        self.epoch_begin = Some(Box::new(function));
        self
    }

    /// Called when an epoch is over.
    #[must_use]
    pub fn on_epoch_end(
        mut self,
        function: impl FnMut(&mut Training<'_>, usize, &mut Logs) -> Result<()> + Send + 'a,
    ) -> Self {
        self.epoch_end = Some(Box::new(function));
        self
    }

    /// Called when a batch begins.
    #[must_use]
    pub fn on_train_batch_begin(
        mut self,
        function: impl FnMut(&mut Training<'_>, usize) -> Result<()> + Send + 'a,
    ) -> Self {
        self.batch_begin = Some(Box::new(function));
        self
    }

    /// Called when a batch is over.
    #[must_use]
    pub fn on_train_batch_end(
        mut self,
        function: impl FnMut(&mut Training<'_>, usize, &Logs) -> Result<()> + Send + 'a,
    ) -> Self {
        self.batch_end = Some(Box::new(function));
        self
    }
}

impl Callback for LambdaCallback<'_> {
    fn on_train_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        self.train_begin.as_mut().map_or(Ok(()), |function| function(training))
    }

    fn on_train_end(&mut self, training: &mut Training<'_>, logs: &Logs) -> Result<()> {
        self.train_end.as_mut().map_or(Ok(()), |function| function(training, logs))
    }

    fn on_epoch_begin(&mut self, training: &mut Training<'_>, epoch: usize) -> Result<()> {
        self.epoch_begin.as_mut().map_or(Ok(()), |function| function(training, epoch))
    }

    fn on_epoch_end(
        &mut self,
        training: &mut Training<'_>,
        epoch: usize,
        logs: &mut Logs,
    ) -> Result<()> {
        self.epoch_end.as_mut().map_or(Ok(()), |function| function(training, epoch, logs))
    }

    fn on_train_batch_begin(&mut self, training: &mut Training<'_>, batch: usize) -> Result<()> {
        self.batch_begin.as_mut().map_or(Ok(()), |function| function(training, batch))
    }

    fn on_train_batch_end(
        &mut self,
        training: &mut Training<'_>,
        batch: usize,
        logs: &Logs,
    ) -> Result<()> {
        self.batch_end.as_mut().map_or(Ok(()), |function| function(training, batch, logs))
    }

    fn watches_batches(&self) -> bool {
        self.batch_begin.is_some() || self.batch_end.is_some()
    }
}

impl fmt::Debug for LambdaCallback<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LambdaCallback").finish_non_exhaustive()
    }
}
