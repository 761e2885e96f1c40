//! What can go wrong between a file and the arrays a model takes.

use std::io;

/// The result of a step of data preparation.
pub(crate) type Result<T> = std::result::Result<T, Error>;

/// Why data could not be prepared. Every message says what is wrong, where, what was expected, what
/// was received, and how to mend it. Lines count from 1 with the header, rows from 1 without it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The file does not exist or may not be read.
    #[error(
        "cannot read {file}: {cause}. Expected a CSV file, plain or compressed with gzip; check the \
         path and the right to read it"
    )]
    Unreadable {
        /// The file's path.
        file: String,
        /// What the operating system says.
        cause: io::Error,
    },

    /// The file is cut off or its bytes have changed.
    #[error(
        "{file}: damaged gzip data, {cause}. Expected a whole gzip file; received {decoded} bytes of \
         text before the damage. Copy or compress the file again"
    )]
    DamagedGzip {
        /// The file's path.
        file: String,
        /// How many bytes could be decompressed.
        decoded: usize,
        /// What the decoder says.
        cause: io::Error,
    },

    /// There is no header, or no row below it.
    #[error(
        "{file}: empty. Expected a header line and at least one row; received {received}. Check that \
         the file was written to its end"
    )]
    Empty {
        /// The file's path.
        file: String,
        /// What the file holds instead.
        received: &'static str,
    },

    /// A row has more or fewer fields than the header.
    #[error(
        "{file}, line {line}: expected {expected} fields, as in the header; received {received}. Look \
         for a missing or superfluous comma or quotation mark in this line or a truncated file"
    )]
    Ragged {
        /// The file's path.
        file: String,
        /// The line on which the row starts.
        line: u64,
        /// The number of fields in the header.
        expected: u64,
        /// The number of fields in the row.
        received: u64,
    },

    /// A quotation mark opens a field that never closes.
    #[error(
        "{file}, line {line}: a quotation mark opens a field here and is never closed. Expected a \
         second one before the end of the file; close the field or remove the mark"
    )]
    UnclosedQuote {
        /// The file's path.
        file: String,
        /// The line on which the field starts.
        line: u64,
    },

    /// The bytes are no text.
    #[error(
        "{file}, line {line}: expected text in UTF-8; received other bytes ({cause}). Save the file \
         as UTF-8"
    )]
    NotText {
        /// The file's path.
        file: String,
        /// The line on which the row starts.
        line: u64,
        /// What the decoder says.
        cause: String,
    },

    /// Two columns share a name.
    #[error(
        "{file}, line 1: two columns are named `{column}`. Expected every name once; rename one of \
         them"
    )]
    DuplicateColumn {
        /// The file's path.
        file: String,
        /// The name.
        column: String,
    },

    /// A column that is needed is not there.
    #[error(
        "{file}: no column `{column}`; the nearest name is `{nearest}`. Received the columns \
         {available}. Rename the column in the header"
    )]
    UnknownColumn {
        /// The file's path.
        file: String,
        /// The column that was looked for.
        column: String,
        /// The column whose name is most like it.
        nearest: String,
        /// All columns.
        available: String,
    },

    /// A cell of a numeric column holds something else.
    #[error(
        "{file}, line {line}, column `{column}`: expected a finite number, or NA or nothing for a \
         missing one; received `{received}`. Correct the cell"
    )]
    NotNumber {
        /// The file's path.
        file: String,
        /// The line on which the row starts.
        line: u64,
        /// The column's name.
        column: String,
        /// The cell's text.
        received: String,
    },

    /// A cell that must be there is missing.
    #[error(
        "{file}, line {line}, column `{column}`: expected a value; received a missing one. Fill the \
         cell or remove the row"
    )]
    MissingValue {
        /// The file's path.
        file: String,
        /// The line on which the row starts.
        line: u64,
        /// The column's name.
        column: String,
    },

    /// A column of classes has too few or too many of them.
    #[error(
        "{file}, column `{column}`: expected {expected} classes; received {received}: {levels}. Check \
         the spelling of the classes, or choose another file"
    )]
    ClassCount {
        /// The file's path.
        file: String,
        /// The column's name.
        column: String,
        /// How many classes there should be, in words.
        expected: &'static str,
        /// How many there are.
        received: usize,
        /// The first of them.
        levels: String,
    },

    /// All training values of a column are equal, so that it cannot be scaled.
    #[error(
        "column `{column}`: every training value is {value}. Expected at least two different values, \
         because a column is divided by its standard deviation; leave the column out or add rows"
    )]
    ConstantColumn {
        /// The column's name.
        column: String,
        /// The value it has everywhere.
        value: f64,
    },

    /// A column has fewer than two values to learn a scale from.
    #[error(
        "column `{column}`: expected at least two training values that are not missing; received \
         {received}. Leave the column out or add rows"
    )]
    TooFewValues {
        /// The column's name.
        column: String,
        /// How many values there are.
        received: usize,
    },

    /// The share of training rows is none.
    #[error(
        "training share {received}: expected a number above 0 and below 1. 0.8 puts four rows in \
         five into the training set"
    )]
    Proportion {
        /// The share that was asked for.
        received: f64,
    },

    /// One side of a split would have no rows.
    #[error(
        "split of {of}: {received} rows leave none for the {part} set. Expected at least {expected}; \
         add rows or choose another split"
    )]
    EmptyPart {
        /// What is split: all rows, one class, one person.
        of: String,
        /// `training` or `test`.
        part: &'static str,
        /// The least number of rows that can be split.
        expected: usize,
        /// The number of rows there are.
        received: usize,
    },

    /// The set cannot be split in this way.
    #[error("{set}: cannot be split by `{received}`. Expected one of: {expected}")]
    UnsupportedSplit {
        /// The name of the set.
        set: &'static str,
        /// The ways it can be split.
        expected: String,
        /// The way that was asked for.
        received: &'static str,
    },

    /// A class label is not below the number of classes.
    #[error(
        "{what}, row {row}: expected a class from 0 to {last}; received {received}. Check the labels \
         or the number of classes"
    )]
    ClassOutOfRange {
        /// What holds the label: `predictions`, `reference` or `classes`.
        what: &'static str,
        /// The row, counted from 1.
        row: usize,
        /// The greatest class.
        last: usize,
        /// The label.
        received: usize,
    },

    /// A row of scores has no greatest element.
    #[error(
        "scores, row {row}, column {column}: expected a number; received NaN. The model has diverged \
         or its input holds NaN; look at its loss and try a smaller learning rate"
    )]
    NotAScore {
        /// The row, counted from 1.
        row: usize,
        /// The column, counted from 1.
        column: usize,
    },

    /// Predictions and reference are not of one length.
    #[error(
        "confusion matrix: expected as many predictions as reference classes, {expected}; received \
         {received}. Predict on the same rows that the reference comes from"
    )]
    LengthMismatch {
        /// The number of reference classes.
        expected: usize,
        /// The number of predictions.
        received: usize,
    },

    /// There is nothing to compare, or nothing to compare it with.
    #[error(
        "confusion matrix: expected at least two classes and one row; received {classes} classes and \
         {rows} rows. Check the test set"
    )]
    NothingToCompare {
        /// The number of classes.
        classes: usize,
        /// The number of rows.
        rows: usize,
    },

    /// A recording gives no window at all.
    #[error(
        "{file}: no person has {expected} rows in a run; the longest run has {received}. A window \
         needs that many; record longer"
    )]
    TooShort {
        /// The file's path.
        file: String,
        /// The length of a window.
        expected: usize,
        /// The longest run of one person.
        received: usize,
    },

    /// A channel stands still for a whole window, so that it cannot be scaled.
    #[error(
        "{file}, lines {first} to {last}, column `{column}`: all values of this window are {value}. \
         Expected a signal that moves, because each window is divided by its standard deviation; \
         remove the stretch in which the sensor stood still"
    )]
    ConstantChannel {
        /// The file's path.
        file: String,
        /// The first line of the window.
        first: u64,
        /// The last line of the window.
        last: u64,
        /// The channel's name.
        column: String,
        /// The value it has everywhere.
        value: f64,
    },
}
