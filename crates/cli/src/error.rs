//! What can go wrong in a command.

use std::io;
use std::path::PathBuf;

pub(crate) type Result<T> = std::result::Result<T, Error>;

/// An error of a command, in one sentence for the terminal.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Data(#[from] crate::data::error::Error),
    #[error(transparent)]
    Model(#[from] kerros::Error),
    #[error(
        "folder {}: expected one that can be written, received \"{source}\". Choose another with --out.",
        folder.display()
    )]
    Folder { folder: PathBuf, source: io::Error },
    #[error(
        "file {}: expected room and the right to write it, received \"{source}\". Make room or choose \
         another folder with --out.",
        file.display()
    )]
    File { file: PathBuf, source: io::Error },
    #[error(
        "{task}, seed {seed}: expected a finite {figure}, received {received}. The training \
         diverged: look at its epochs with `kerros demo --seed {seed}`."
    )]
    Diverged { task: &'static str, seed: u64, figure: &'static str, received: f64 },
    #[error(
        "the live page: expected a free port on 127.0.0.1, received \"{0}\". Leave out --view."
    )]
    View(String),
    #[error("standard output: {0}. Nothing more can be shown.")]
    Output(#[from] io::Error),
}

impl Error {
    /// Whether the reader of our output went away, as `head` does: no failure of ours.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Error::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}
