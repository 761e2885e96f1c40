//! The numbers of each epoch, in a file.

use super::{Callback, Logs, Training};
use crate::error::{Error, Result};
use crate::history::quote_csv;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

/// Writes the numbers of each epoch to a file, one line each, as soon as they are known.
///
/// The first column is `epoch`, counted from 0; the others are the logs by name, in alphabetical order.
/// What an epoch lacks is `NA`.
///
/// | argument | default | |
/// |---|---|---|
/// | `separator` | `,` | between the columns |
/// | `append` | false | goes on in the file that is there, without a second headline |
///
/// In Keras: "CSVLogger".
///
/// ```
/// use kerros::callbacks::CSVLogger;
/// use kerros::prelude::*;
///
/// let path = std::env::temp_dir().join("kerros-csv-logger-example.csv");
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).input_shape(1))?;
/// model.compile(Compile::new().loss("mse"))?;
/// let (x, y) = (Array2::from_elem((8, 1), 1.0f32), Array1::from_elem(8, 2.0f32));
/// let fit = Fit::new().epochs(2).verbose(Verbose::Silent).callback(CSVLogger::new(&path));
/// model.fit(&x, &y, fit)?;
/// assert!(std::fs::read_to_string(&path).unwrap().starts_with("epoch,loss\n0,"));
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When the file cannot be written; the training ends then.
#[derive(Debug)]
pub struct CSVLogger {
    path: PathBuf,
    separator: char,
    append: bool,
    open: Option<Open>,
}

/// The file of the training that runs.
#[derive(Debug)]
struct Open {
    file: File,
    /// The names of the columns behind `epoch`; known after the first epoch.
    keys: Option<Vec<String>>,
    has_headline: bool,
}

impl CSVLogger {
    /// Writes a new file at `path`, or replaces the one that is there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        CSVLogger { path: path.into(), separator: ',', append: false, open: None }
    }

    /// What stands between the columns.
    #[must_use]
    pub fn separator(mut self, separator: char) -> Self {
        self.separator = separator;
        self
    }

    /// Whether the lines go behind those that are there.
    #[must_use]
    pub fn append(mut self, append: bool) -> Self {
        self.append = append;
        self
    }

    fn failure(&self, error: &std::io::Error) -> Error {
        Error::file("CSVLogger", &self.path, error)
    }

    fn begin(&self) -> std::io::Result<Open> {
        let mut options = OpenOptions::new();
        let options = options.create(true).write(true);
        let file = match self.append {
            true => options.append(true).open(&self.path)?,
            false => options.truncate(true).open(&self.path)?,
        };
        let has_headline = self.append && file.metadata()?.len() > 0;
        Ok(Open { file, keys: None, has_headline })
    }
}

impl Open {
    fn write(&mut self, separator: char, epoch: usize, logs: &Logs) -> std::io::Result<()> {
        let keys = self.keys.get_or_insert_with(|| {
            let mut keys: Vec<String> = logs.iter().map(|(name, _)| name.to_owned()).collect();
            keys.sort_unstable();
            keys
        });
        let mut text = String::new();
        if !std::mem::replace(&mut self.has_headline, true) {
            text += "epoch";
            for key in &*keys {
                text.push(separator);
                text += &quote_csv(key, separator);
            }
            text.push('\n');
        }
        text += &epoch.to_string();
        for key in keys {
            text.push(separator);
            text += &logs.get(key).map_or("NA".to_owned(), |value| value.to_string());
        }
        text.push('\n');
        self.file.write_all(text.as_bytes())
    }
}

impl Callback for CSVLogger {
    fn on_train_begin(&mut self, _training: &mut Training<'_>) -> Result<()> {
        self.open = Some(self.begin().map_err(|error| self.failure(&error))?);
        Ok(())
    }

    fn on_epoch_end(
        &mut self,
        _training: &mut Training<'_>,
        epoch: usize,
        logs: &mut Logs,
    ) -> Result<()> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let written = open.write(self.separator, epoch, logs);
        written.map_err(|error| self.failure(&error))
    }

    fn on_train_end(&mut self, _training: &mut Training<'_>, _logs: &Logs) -> Result<()> {
        self.open = None;
        Ok(())
    }
}
