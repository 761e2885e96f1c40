//! The data of a network.

use crate::arguments::Network;
use crate::data::error::Result;
use crate::data::sets::{self, Prepared};
use crate::data::split::SplitKind;
use crate::data::windows::Windows;
use std::path::Path;

/// Where the data of a network come from; they can be split many times.
pub(crate) enum Source<'f> {
    /// A table, read again for each split, from a file or as it is built in.
    Table(fn(Option<&Path>, SplitKind, u64) -> Result<Prepared>, Option<&'f Path>),
    /// The windows of the walking data: cutting them takes a while.
    Windows(Windows),
}

impl<'f> Source<'f> {
    /// The data of `network`; with `file` they are read from there.
    ///
    /// # Errors
    /// If windows cannot be cut; a table is not read before it is split.
    pub(crate) fn open(network: Network, file: Option<&'f Path>) -> Result<Self> {
        Ok(match network {
            Network::Iris | Network::IrisRelu => Source::Table(sets::iris, file),
            Network::BreastCancer => Source::Table(sets::breast_cancer, file),
            Network::Boston => Source::Table(sets::boston, file),
            Network::Walking => Source::Windows(sets::walking_windows(file)?),
        })
    }

    /// Training and test rows, prepared as in the course.
    ///
    /// # Errors
    /// If the file cannot be read or used, or `kind` does not apply.
    pub(crate) fn split(&self, kind: SplitKind, seed: u64) -> Result<Prepared> {
        match self {
            Source::Table(prepare, file) => prepare(*file, kind, seed),
            Source::Windows(windows) => sets::walking(windows, kind, seed),
        }
    }
}
