//! The progress text of training, evaluation and prediction, in the manner of Keras.
//!
//! [`ProgressStyle`] chooses between the text of Keras 3 and that of Keras 2.2. On a terminal a bar
//! is redrawn in place:
//!
//! ```text
//! Epoch 3/15
//! 30/30 ━━━━━━━━━━━━━━━━━━━━ 0s 8ms/step - accuracy: 0.9123 - loss: 0.3124 - val_loss: 0.4101
//! ```
//!
//! In a pipe each epoch is text without control characters, one line in the style of Keras 3:
//!
//! ```text
//! Epoch 3/15 - 30/30 - 0s - 8ms/step - accuracy: 0.9123 - loss: 0.3124 - val_loss: 0.4101
//! ```

mod batches;
mod keras2;
mod keras3;
mod line;
mod order;
mod style;
mod task;
mod timing;
mod verbose;
mod words;

pub use batches::Batches;
pub use style::ProgressStyle;
pub use verbose::Verbose;

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use self::line::{Line, Place, Report};
use self::order::Order;
use self::task::{Kind, Task};
use self::timing::Timing;
use self::verbose::Mode;

/// The width assumed for a terminal that does not tell its own.
const USUAL_TERMINAL_WIDTH: usize = 80;

/// Writes the progress of one training, evaluation or prediction at a time.
///
/// | argument | default | |
/// |---|---|---|
/// | `style` | Keras 3 | what the text looks like |
/// | `sorted` | false | whether values are sorted by name, not in the order in which they are given |
/// | `on_terminal` | as found | whether and how wide lines are redrawn in place |
/// | `with_clock` | the time | what tells the time |
///
/// Neither a closed pipe nor any other error of the writer disturbs a training: the progress falls
/// silent.
///
/// ```
/// use kerros::progress::{Batches, Progress, Verbose};
///
/// let mut progress = Progress::stdout(Verbose::Auto);
/// progress.epoch_begin(0, 2, Batches::new(320, 32));
/// for step in 1..=10 {
///     progress.step(step, &[("loss", 1.0 / step as f64)]);
/// }
/// progress.epoch_end(&[("loss", 0.1), ("val_loss", 0.2)]);
/// ```
///
/// In Keras: "Utilities", `Progbar`.
pub struct Progress {
    mode: Mode,
    style: ProgressStyle,
    writer: Box<dyn Write + Send>,
    clock: Box<dyn Fn() -> Duration + Send>,
    terminal: Option<Terminal>,
    task: Option<Task>,
    order: Order,
    line: Line,
}

/// A writer that can redraw a line in place.
struct Terminal {
    /// The width in columns; asked anew for each task, since windows change their size.
    width: fn() -> usize,
    colors: bool,
}

impl Progress {
    /// Progress written to `writer`, which is taken to be a file or a pipe, not a terminal.
    pub fn new(verbose: Verbose, writer: Box<dyn Write + Send>) -> Self {
        let origin = Instant::now();
        Self {
            mode: Mode::of(verbose, false),
            style: ProgressStyle::Keras3,
            writer,
            clock: Box::new(move || origin.elapsed()),
            terminal: None,
            task: None,
            order: Order::default(),
            line: Line::default(),
        }
    }

    /// Progress written to the standard output: redrawn in place if that is a terminal, and
    /// coloured unless the environment variable `NO_COLOR` is set or `TERM` is `dumb`.
    pub fn stdout(verbose: Verbose) -> Self {
        let progress = Self::new(verbose, Box::new(io::stdout()));
        if !io::stdout().is_terminal() {
            return progress;
        }
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        progress.on_terminal(verbose, width_of_stdout, !is_set("NO_COLOR") && !dumb)
    }

    /// Takes the writer for a terminal that is `width()` columns wide.
    #[must_use]
    pub fn on_terminal(mut self, verbose: Verbose, width: fn() -> usize, colors: bool) -> Self {
        self.mode = Mode::of(verbose, true);
        self.terminal = Some(Terminal { width, colors });
        self
    }

    /// Takes the time from `clock`, which tells the time since any fixed moment.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> Duration + Send + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// What the text looks like; [`ProgressStyle::Keras3`] if not set.
    #[must_use]
    pub fn style(mut self, style: ProgressStyle) -> Self {
        self.style = style;
        self
    }

    /// Whether values are sorted by name, as Keras 3 sorts them; `false`, the order in which they
    /// are given, if not set.
    ///
    /// In a bar the values of the validation follow those of the training; in a line they are
    /// sorted together. What callbacks add stands last.
    ///
    /// ```
    /// use kerros::progress::{Batches, Progress, Verbose};
    ///
    /// let mut progress = Progress::stdout(Verbose::Bar).sorted(true);
    /// progress.evaluate_begin(Batches::new(8, 8));
    /// // 1/1 ━━━━━━━━━━━━━━━━━━━━ 0s 0s/step - accuracy: 0.7500 - loss: 0.5000
    /// progress.evaluate_end(&[("loss", 0.5), ("accuracy", 0.75)]);
    /// ```
    #[must_use]
    pub fn sorted(mut self, sorted: bool) -> Self {
        self.order.sorted = sorted;
        self
    }

    /// A training on `samples` rows begins; after each epoch it is judged by `validation_samples`
    /// others, if there are any.
    pub fn train_begin(&mut self, samples: usize, validation_samples: Option<usize>) {
        let Some(validation_samples) = validation_samples else { return };
        if self.mode != Mode::Silent && self.style == ProgressStyle::Keras2 {
            self.line.set_samples(samples, validation_samples);
            self.write_line();
        }
    }

    /// An epoch begins: `epoch` is its 0-based index of `epochs`, `batches` what it trains on.
    ///
    /// In the style of Keras 3 a training of a single epoch has no headline.
    pub fn epoch_begin(&mut self, epoch: usize, epochs: usize, batches: Batches) {
        self.begin(Kind::Epoch { number: epoch + 1, epochs }, batches);
        let has_headline = match (self.mode, self.style) {
            (Mode::Silent, _) | (Mode::Line, ProgressStyle::Keras3) => false,
            (Mode::Bar, ProgressStyle::Keras3) => epochs > 1,
            (Mode::Bar | Mode::Line, ProgressStyle::Keras2) => true,
        };
        if has_headline {
            self.line.set_headline(epoch + 1, epochs);
            self.write_line();
        }
    }

    /// `done` of the batches are finished, and these are the values so far.
    ///
    /// Costs a look at the clock unless the bar is due for a redraw; allocates nothing.
    pub fn step<N: AsRef<str>>(&mut self, done: usize, values: &[(N, f64)]) {
        if self.mode == Mode::Silent {
            return;
        }
        let now = (self.clock)();
        let Some(task) = &mut self.task else { return };
        task.timing.step(done, now);
        task.shown = values.len();
        let redraws = self.mode == Mode::Bar && self.terminal.is_some();
        if redraws && self.style.is_due(now, task.drawn_at, done == task.batches.count()) {
            task.drawn_at = Some(now);
            let values = self.order.of(values, values.len(), true);
            let report = Report { batches: task.batches, timing: &task.timing, now, values };
            match self.style {
                ProgressStyle::Keras3 => keras3::running(&mut self.line, task.place, &report),
                ProgressStyle::Keras2 => keras2::running(&mut self.line, task.place, &report),
            }
            self.write_line();
        }
    }

    /// The epoch is finished, including its validation; these are its final values.
    pub fn epoch_end(&mut self, values: &[(&str, f64)]) {
        self.end(values);
    }

    /// What callbacks call the epoch with this number, which counts from 0.
    pub(crate) fn epoch_label(&self, epoch: usize) -> String {
        self.style.epoch_label(epoch)
    }

    /// Whether an epoch's bar is full before callbacks are called, and does not show what they add.
    pub(crate) fn ends_before_callbacks(&self) -> bool {
        self.style == ProgressStyle::Keras2
    }

    /// An evaluation begins.
    pub fn evaluate_begin(&mut self, batches: Batches) {
        self.begin(Kind::Evaluation, batches);
    }

    /// The evaluation is finished; these are its results. The style of Keras 2.2 does not show them.
    pub fn evaluate_end(&mut self, values: &[(&str, f64)]) {
        match self.style {
            ProgressStyle::Keras3 => self.end(values),
            ProgressStyle::Keras2 => self.end(&[]),
        }
    }

    /// A prediction begins.
    pub fn predict_begin(&mut self, batches: Batches) {
        self.begin(Kind::Prediction, batches);
    }

    /// The prediction is finished.
    pub fn predict_end(&mut self) {
        self.end(&[]);
    }

    /// A line of text from elsewhere, such as a callback; it is written whatever [`Verbose`] says.
    ///
    /// A bar that stands unfinished is left above it. A line break that `text` starts with leaves a
    /// line free in the style of Keras 2.2, unless it is needed to leave the bar.
    pub fn message(&mut self, text: &str) {
        let left_bar = self.line.end_unfinished();
        if left_bar {
            self.write_line();
        }
        let text = match self.style {
            ProgressStyle::Keras2 if !left_bar => text,
            _ => text.trim_start_matches('\n'),
        };
        let written = writeln!(self.writer, "{text}");
        if written.and_then(|()| self.writer.flush()).is_err() {
            self.mode = Mode::Silent;
        }
    }

    fn begin(&mut self, kind: Kind, batches: Batches) {
        if self.mode == Mode::Silent {
            return;
        }
        self.leave_drawn_bar();
        let place = match &self.terminal {
            Some(terminal) => {
                Place::Terminal { width: (terminal.width)(), colors: terminal.colors }
            }
            None => Place::Plain,
        };
        let now = (self.clock)();
        let drawn_at = self.style.counts_as_drawn(now);
        let timing = Timing::start(now);
        self.task = Some(Task { kind, batches, timing, drawn_at, place, shown: 0 });
    }

    fn end(&mut self, values: &[(&str, f64)]) {
        let Some(task) = self.task.take() else { return };
        let shown = if task.shown == 0 { values.len() } else { task.shown };
        let values = self.order.of(values, shown, self.mode == Mode::Bar);
        let now = (self.clock)();
        let report = Report { batches: task.batches, timing: &task.timing, now, values };
        let line = &mut self.line;
        match (self.mode, self.style, task.kind) {
            (Mode::Silent, ..) => return,
            (Mode::Bar, ProgressStyle::Keras3, _) => keras3::finished(line, task.place, &report),
            (Mode::Line, ProgressStyle::Keras3, kind) => {
                keras3::summary(line, &kind.label(), &report);
            }
            (Mode::Bar, ProgressStyle::Keras2, _) => keras2::finished(line, task.place, &report),
            (Mode::Line, ProgressStyle::Keras2, Kind::Epoch { .. }) => {
                keras2::summary(line, &report);
            }
            (Mode::Line, ProgressStyle::Keras2, Kind::Evaluation | Kind::Prediction) => return,
        }
        self.write_line();
    }

    /// A task that was given up (an error, a new task) leaves its bar; text goes on below it.
    fn leave_drawn_bar(&mut self) {
        if self.line.end_unfinished() {
            self.write_line();
        }
    }

    /// Hands the line over; after an error (a closed pipe) nothing is written any more.
    fn write_line(&mut self) {
        let written = self.writer.write_all(self.line.as_bytes());
        if written.and_then(|()| self.writer.flush()).is_err() {
            self.mode = Mode::Silent;
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress")
            .field("mode", &self.mode)
            .field("style", &self.style)
            .field("sorted", &self.order.sorted)
            .finish_non_exhaustive()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.mode != Mode::Silent {
            self.leave_drawn_bar();
        }
    }
}

fn width_of_stdout() -> usize {
    terminal_size::terminal_size_of(io::stdout())
        .map_or(USUAL_TERMINAL_WIDTH, |(terminal_size::Width(width), _)| usize::from(width))
}

#[cfg(test)]
mod tests;
