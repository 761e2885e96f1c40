//! What progress is written of.

use super::batches::Batches;
use super::line::Place;
use super::timing::Timing;
use std::time::Duration;

/// What is going on.
pub(super) struct Task {
    pub(super) kind: Kind,
    pub(super) batches: Batches,
    pub(super) timing: Timing,
    /// When a bar was drawn last; `None` if the first one is due.
    pub(super) drawn_at: Option<Duration>,
    pub(super) place: Place,
    /// How many values the steps show.
    pub(super) shown: usize,
}

/// The kinds of task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Number `number`, counted from 1.
    Epoch {
        number: usize,
        epochs: usize,
    },
    Evaluation,
    Prediction,
}

impl Kind {
    /// What a line without a bar starts with.
    pub(super) fn label(self) -> String {
        match self {
            // A training of a single epoch has no label, as in Keras 3.
            Kind::Epoch { epochs: ..=1, .. } => String::new(),
            Kind::Epoch { number, epochs } => format!("Epoch {number}/{epochs}"),
            Kind::Evaluation => "Evaluate".to_owned(),
            Kind::Prediction => "Predict".to_owned(),
        }
    }
}
