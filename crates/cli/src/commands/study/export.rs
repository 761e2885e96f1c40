//! The files that Keras reads, and those of the results.

use crate::data::sets::Prepared;
use crate::error::{Error, Result};
use ndarray::{ArrayBase, Data, Dimension};
use ndarray_npy::{WriteNpyError, write_npy};
use serde_json::Value;
use std::fs;
use std::io;
use std::path::Path;

/// Writes the rows of a split as `x_train.npy`, `y_train.npy`, `x_test.npy` and `y_test.npy`.
///
/// # Errors
/// If the folder or a file cannot be written.
pub(super) fn write_rows(folder: &Path, data: &Prepared) -> Result<()> {
    make_folder(folder)?;
    write_array(&folder.join("x_train.npy"), &data.x_train)?;
    write_array(&folder.join("y_train.npy"), &data.y_train)?;
    write_array(&folder.join("x_test.npy"), &data.x_test)?;
    write_array(&folder.join("y_test.npy"), &data.y_test)
}

/// Writes `value` with line breaks. A file that was there is replaced in one step.
///
/// # Errors
/// If the file cannot be written.
pub(super) fn write_json(file: &Path, value: &Value) -> Result<()> {
    let part = file.with_extension("part");
    fs::write(&part, format!("{value:#}\n"))
        .and_then(|()| fs::rename(&part, file))
        .map_err(|source| Error::File { file: file.to_owned(), source })
}

/// Makes a folder and those above it.
///
/// # Errors
/// If it cannot be made.
pub(super) fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|source| Error::Folder { folder: folder.to_owned(), source })
}

fn write_array<S, D>(file: &Path, array: &ArrayBase<S, D>) -> Result<()>
where
    S: Data<Elem = f32>,
    D: Dimension,
{
    write_npy(file, array).map_err(|error| {
        let source = match error {
            WriteNpyError::Io(source) => source,
            other => io::Error::other(other),
        };
        Error::File { file: file.to_owned(), source }
    })
}
