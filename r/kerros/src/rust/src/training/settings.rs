//! What R asks for: rows and settings of a training.

use super::fields::Fields;
use crate::bridge::{Arg, Numbers};
use crate::failure::{Result, wrong};
use crate::model::{number, optional_text};
use kerros::progress::{Progress, ProgressStyle, Verbose};
use ndarray::ArrayD;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How R asked for the training to run.
pub(super) struct Settings {
    pub(super) batch_size: usize,
    pub(super) epochs: usize,
    pub(super) initial_epoch: usize,
    pub(super) show: Show,
    pub(super) validation_split: f64,
    pub(super) shuffle: bool,
    pub(super) class_weight: Vec<(usize, f64)>,
    pub(super) validation_batch_size: Option<usize>,
    pub(super) stop_at_non_finite: bool,
    pub(super) warnings: bool,
}

/// The rows that a training runs on.
pub(super) struct Data {
    pub(super) training: Rows,
    pub(super) validation: Option<Rows>,
}

/// Rows for each input, targets for each output, and how much each row counts: once for all outputs, for each, or
/// not at all.
pub(super) struct Rows {
    pub(super) x: Vec<ArrayD<f32>>,
    pub(super) y: Vec<ArrayD<f32>>,
    pub(super) weight: Vec<ArrayD<f32>>,
}

impl Rows {
    fn of(fields: &Fields<'_>) -> Result<Self> {
        Ok(Rows {
            x: fields.arrays("x")?,
            y: fields.arrays("y")?,
            weight: fields.arrays("sample_weight")?,
        })
    }
}

impl Data {
    pub(super) fn of(fields: &Fields<'_>) -> Result<Self> {
        let validation = match fields.get("validation") {
            Some(validation) => Some(Rows::of(&Fields::of(validation)?)?),
            None => None,
        };
        Ok(Data { training: Rows::of(fields)?, validation })
    }
}

impl Settings {
    pub(super) fn of(fields: &Fields<'_>) -> Result<Self> {
        let size = |name: &str| fields.number(name).map(|number| number as usize);
        Ok(Settings {
            batch_size: size("batch_size")?,
            epochs: size("epochs")?,
            initial_epoch: size("initial_epoch")?,
            show: Show::of(fields)?,
            validation_split: fields.number("validation_split")?,
            shuffle: fields.truth("shuffle"),
            class_weight: class_weight(fields)?,
            validation_batch_size: match fields.get("validation_batch_size") {
                Some(batch_size) => Some(number(batch_size)? as usize),
                None => None,
            },
            stop_at_non_finite: fields.truth("stop_at_non_finite"),
            warnings: fields.truth("warnings"),
        })
    }
}

/// Columns of R's console, which it does not tell to other threads.
static WIDTH: AtomicUsize = AtomicUsize::new(80);

/// How progress looks.
pub(crate) struct Show {
    pub(crate) verbose: Verbose,
    course: bool,
    /// Whether a line can be written over.
    redraw: bool,
}

impl Show {
    pub(crate) fn of(fields: &Fields<'_>) -> Result<Self> {
        WIDTH.store(fields.number("width")? as usize, Ordering::Relaxed);
        Ok(Show {
            verbose: verbose(fields.number("verbose")? as usize),
            course: fields.get("style").and_then(optional_text).as_deref() == Some("keras2"),
            redraw: fields.truth("redraw"),
        })
    }

    /// Progress that `writer` gets.
    pub(crate) fn progress(&self, writer: Box<dyn Write + Send>) -> Progress {
        let style = if self.course { ProgressStyle::Keras2 } else { ProgressStyle::Keras3 };
        let progress = Progress::new(self.verbose, writer).style(style).sorted(!self.course);
        let width = || WIDTH.load(Ordering::Relaxed);
        if self.redraw { progress.on_terminal(self.verbose, width, false) } else { progress }
    }
}

fn verbose(level: usize) -> Verbose {
    match level {
        0 => Verbose::Silent,
        1 => Verbose::Bar,
        _ => Verbose::Line,
    }
}

fn class_weight(fields: &Fields<'_>) -> Result<Vec<(usize, f64)>> {
    let Some(weights) = fields.get("class_weight") else { return Ok(Vec::new()) };
    let weights = Fields::of(weights)?;
    let list = |name| weights.get(name).and_then(Arg::numbers);
    match (list("classes"), list("weights")) {
        (Some(Numbers::Integers(classes)), Some(Numbers::Doubles(weights))) => {
            Ok(classes.iter().map(|&class| class as usize).zip(weights.iter().copied()).collect())
        }
        _ => Err(wrong("classes and weights")),
    }
}
