//! What can go wrong when a history is drawn or written.

use std::io;
use std::path::PathBuf;

/// A history that could not be drawn or written.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The file could not be written.
    #[error(
        "could not write the {what} to {}: {source}; choose a folder that exists and can be \
         written",
        path.display()
    )]
    Write {
        /// What was to be written, such as "picture of the history".
        what: &'static str,
        /// Where it was to be written.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The picture asked for is too small for its panels, or too large for memory.
    #[error("a picture of {received} cannot be drawn: expected {expected}; change the size")]
    Size {
        /// The sizes that can be drawn.
        expected: String,
        /// The size asked for.
        received: String,
    },
    /// The drawing library refused; this is a fault of Kerros, not of the caller.
    #[error("could not draw the history: {reason}; please report this as a bug of Kerros")]
    Draw {
        /// What the drawing library said.
        reason: String,
    },
}
