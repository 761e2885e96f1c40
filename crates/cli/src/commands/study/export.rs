//! The files that Keras reads, and those of the results.

use crate::data::sets::Prepared;
use crate::error::{Error, Result};
use ndarray::{ArrayBase, Data, Dimension};
use serde_json::Value;
use std::fs;
use std::io::{BufWriter, Write};
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

/// Writes an array as NumPy's format NPY, version 1.0, little-endian float32, rows one after another
/// ([the format](https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html)).
fn write_array<S, D>(file: &Path, array: &ArrayBase<S, D>) -> Result<()>
where
    S: Data<Elem = f32>,
    D: Dimension,
{
    let write = || {
        let mut out = BufWriter::new(fs::File::create(file)?);
        out.write_all(&npy_header(array.shape()))?;
        for number in array {
            out.write_all(&number.to_le_bytes())?;
        }
        out.flush()
    };
    write().map_err(|source| Error::File { file: file.to_owned(), source })
}

/// Everything before the numbers: magic, version, length, and a dictionary padded with spaces so that
/// the numbers start at a multiple of 64 bytes.
fn npy_header(shape: &[usize]) -> Vec<u8> {
    const PREFIX: usize = 10;
    let sizes: Vec<String> = shape.iter().map(ToString::to_string).collect();
    // A tuple of one has a comma of its own.
    let comma = if shape.len() == 1 { "," } else { "" };
    let sizes = sizes.join(", ");
    let mut text =
        format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({sizes}{comma}), }}");
    let padded = (PREFIX + text.len() + 1).next_multiple_of(64) - PREFIX;
    text = format!("{text:<0$}\n", padded - 1);
    let mut header = b"\x93NUMPY\x01\x00".to_vec();
    header.extend((padded as u16).to_le_bytes());
    header.extend(text.bytes());
    header
}
