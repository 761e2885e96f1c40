//! How much is written.

/// How much a training tells while it runs. Keras's `verbose` 0, 1, 2 and "auto".
///
/// Only on a terminal can a bar be redrawn. Where the text goes anywhere else, [`Bar`](Self::Bar)
/// writes each bar once, when it is full, in every style. (Keras goes on writing bars there, each on
/// a line of its own.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verbose {
    /// Nothing (0).
    Silent,
    /// A progress bar an epoch (1).
    Bar,
    /// One line an epoch, at its end (2). In the style of Keras 2.2, evaluations and predictions
    /// are silent then.
    Line,
    /// A bar on a terminal, one line an epoch elsewhere.
    #[default]
    Auto,
}

/// What [`Verbose`] comes to, once it is known where the text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Silent,
    Bar,
    Line,
}

impl Mode {
    pub(super) fn of(verbose: Verbose, on_terminal: bool) -> Self {
        match verbose {
            Verbose::Silent => Self::Silent,
            Verbose::Bar => Self::Bar,
            Verbose::Line => Self::Line,
            Verbose::Auto if on_terminal => Self::Bar,
            Verbose::Auto => Self::Line,
        }
    }
}
