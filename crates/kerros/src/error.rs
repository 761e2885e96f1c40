//! The error type of this crate.

use crate::model::NonFinite;
use std::convert::Infallible;
use std::io;
use std::path::{Path, PathBuf};

/// What went wrong while a model was described, compiled, trained or used.
///
/// Each message says what was wrong and where, what was expected and received, and what to do.
/// Whatever returned the error left the model as it was before the call; a training that meets a number in a
/// later batch that no row of an embedding has, or numbers that are not finite, left it as it was before that batch.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A value that does not fit: an argument, a shape, a number in the data.
    #[error("{}{what}: expected {expected}, received {received}. {remedy}", prefix(.place))]
    Invalid {
        /// The model and layer, as `sequential/conv1d_1`; empty outside of a model.
        place: String,
        /// What was given, in the user's word for it: `kernel_size`, `y`.
        what: String,
        /// What would fit.
        expected: String,
        /// What it was.
        received: String,
        /// How to mend it.
        remedy: String,
    },
    /// Something was asked for at the wrong time, such as `fit` before `compile`.
    #[error("{}{what}. {remedy}", prefix(.place))]
    Order {
        /// The model.
        place: String,
        /// What was asked for, and why it cannot be had now.
        what: String,
        /// What to do first, or instead.
        remedy: String,
    },
    /// A name that is not in the registry.
    #[error("{}unknown {kind} {name:?}: {suggestion}", prefix(.place))]
    UnknownName {
        /// The model and layer; empty outside of a model.
        place: String,
        /// What kind of thing was named: `activation`, `optimizer`.
        kind: &'static str,
        /// The name that was given.
        name: String,
        /// The nearest known name, and all of them.
        suggestion: String,
    },
    /// A file that could not be written.
    #[error(
        "{}{what}: expected a place for the file {}, received \"{reason}\". Choose a folder that \
         exists and can be written.",
        prefix(.place), .path.display()
    )]
    File {
        /// The model and layer; empty outside of a model.
        place: String,
        /// What was to be written: `picture of the history`.
        what: String,
        /// Where it was to be written.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
    /// A training that met a number that is NaN or infinite. The model is as it was before that step.
    #[error("{}{found}", prefix(.place))]
    NonFinite {
        /// The model.
        place: String,
        /// Which number, where it comes from, and what to change.
        found: Box<NonFinite>,
    },
    /// A fault of Kerros, not of the caller.
    #[error("{}{what}. Please report this as a bug of Kerros.", prefix(.place))]
    Internal {
        /// The model and layer; empty outside of a model.
        place: String,
        /// What happened.
        what: String,
    },
    /// The graph or the executor refused.
    #[error("{}{source}", prefix(.place))]
    Graph {
        /// The model and layer; empty outside of a model.
        place: String,
        /// What it said.
        source: Box<kerros_graph::Error>,
    },
}

/// The result of anything that can go wrong here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A value that does not fit; [`Error::at`] says where.
    pub fn invalid(
        what: impl Into<String>,
        expected: impl Into<String>,
        received: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Error::Invalid {
            place: String::new(),
            what: what.into(),
            expected: expected.into(),
            received: received.into(),
            remedy: remedy.into(),
        }
    }

    /// Something asked for at the wrong time; [`Error::at`] says where.
    pub fn order(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Error::Order { place: String::new(), what: what.into(), remedy: remedy.into() }
    }

    /// A file that could not be written.
    pub fn file(what: impl Into<String>, path: &Path, reason: &io::Error) -> Self {
        Error::File {
            place: String::new(),
            what: what.into(),
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }

    /// A number of a training that is not finite.
    pub(crate) fn non_finite(found: NonFinite) -> Self {
        Error::NonFinite { place: String::new(), found: Box::new(found) }
    }

    /// A fault of Kerros.
    pub(crate) fn internal(what: impl Into<String>) -> Self {
        Error::Internal { place: String::new(), what: what.into() }
    }

    /// The same error, found inside of `outer`: `dense` at `sequential` is `sequential/dense`.
    ///
    /// ```
    /// use kerros::Error;
    ///
    /// let error = Error::invalid("units", "at least 1", "0", "Give the layer a unit.");
    /// assert_eq!(
    ///     error.at("dense").at("iris").to_string(),
    ///     "iris/dense: units: expected at least 1, received 0. Give the layer a unit.",
    /// );
    /// ```
    #[must_use]
    pub fn at(mut self, outer: &str) -> Self {
        let place = match &mut self {
            Error::Invalid { place, .. }
            | Error::Order { place, .. }
            | Error::UnknownName { place, .. }
            | Error::File { place, .. }
            | Error::NonFinite { place, .. }
            | Error::Internal { place, .. }
            | Error::Graph { place, .. } => place,
        };
        if place.is_empty() {
            outer.clone_into(place);
        } else {
            place.insert(0, '/');
            place.insert_str(0, outer);
        }
        self
    }
}

impl From<kerros_graph::Error> for Error {
    fn from(mut source: kerros_graph::Error) -> Self {
        // An error of a run knows the layer, and nobody above does.
        let place = match &mut source {
            kerros_graph::Error::Index { scope, .. } => std::mem::take(scope),
            _ => String::new(),
        };
        Error::Graph { place, source: Box::new(source) }
    }
}

/// Lets arguments take both a value and something that may fail to become one
/// (`TryInto<Activation>`).
impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// How a message begins: the place and a colon, or nothing.
fn prefix(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!("{place}: ") }
}
