//! The line of progress text that is written next.

use super::batches::Batches;
use super::order::Values;
use super::timing::Timing;
use super::words::{push, push_repeated};
use std::time::Duration;

/// Where a bar is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Where text only follows text.
    Plain,
    /// Redrawn in place, at most `width` columns wide.
    Terminal { width: usize, colors: bool },
}

impl Place {
    /// How many columns a line may take.
    pub(super) fn columns(self) -> usize {
        match self {
            Place::Plain => usize::MAX,
            // The last column stays free: some terminals break the line when it is filled.
            Place::Terminal { width, .. } => width.saturating_sub(1),
        }
    }
}

/// What a line tells.
#[derive(Debug)]
pub(super) struct Report<'r, N> {
    pub(super) batches: Batches,
    pub(super) timing: &'r Timing,
    pub(super) now: Duration,
    pub(super) values: Values<'r, N>,
}

/// The text that is written next. Its buffers are used again for every line.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    /// What stands to the right of the bar: time and values.
    pub(super) tail: String,
    /// Columns taken by a bar that stands on the terminal without a line break after it.
    drawn: usize,
}

impl Line {
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Columns taken by a bar that stands unfinished.
    pub(super) fn drawn(&self) -> usize {
        self.drawn
    }

    /// "Epoch 3/15".
    pub(super) fn set_headline(&mut self, epoch: usize, epochs: usize) {
        self.text.clear();
        push(&mut self.text, format_args!("Epoch {epoch}/{epochs}\n"));
    }

    /// How many rows are trained on and validated by.
    pub(super) fn set_samples(&mut self, training: usize, validation: usize) {
        self.text.clear();
        push(
            &mut self.text,
            format_args!("Train on {training} samples, validate on {validation} samples\n"),
        );
    }

    /// Sets a line break if a bar stands unfinished, and tells whether it does.
    pub(super) fn end_unfinished(&mut self) -> bool {
        self.text.clear();
        self.text.push('\n');
        std::mem::take(&mut self.drawn) > 0
    }

    /// A bar of `width` columns was put into the text: covers what stands of the one before, and
    /// closes it if it is finished.
    pub(super) fn close_bar(&mut self, place: Place, width: usize, finished: bool) {
        push_repeated(&mut self.text, ' ', self.drawn.saturating_sub(width));
        if finished {
            self.text.push('\n');
            self.drawn = 0;
        } else if place != Place::Plain {
            self.drawn = width;
        }
    }
}
