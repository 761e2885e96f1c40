//! The progress text of training, evaluation and prediction, in the manner of Keras 3.
//!
//! On a terminal a bar is redrawn in place:
//!
//! ```text
//! Epoch 3/15
//! 30/30 ━━━━━━━━━━━━━━━━━━━━ 0s 8ms/step - accuracy: 0.9123 - loss: 0.3124 - val_loss: 0.4101
//! ```
//!
//! In a pipe each epoch is one line without control characters:
//!
//! ```text
//! Epoch 3/15 - 30/30 - 0s - 8ms/step - accuracy: 0.9123 - loss: 0.3124 - val_loss: 0.4101
//! ```

mod line;
mod timing;

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use self::line::{Line, Style};
use self::timing::Timing;

/// Time between two drawings of a bar: often enough to look alive, too seldom to cost anything.
const REDRAW_INTERVAL: Duration = Duration::from_millis(100);

/// The width assumed for a terminal that does not tell its own.
const USUAL_TERMINAL_WIDTH: usize = 80;

/// How much a training tells while it runs. Keras's `verbose` 0, 1, 2 and "auto".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verbose {
    /// Nothing (0).
    Silent,
    /// A progress bar an epoch (1). Without a terminal it is only written once, when full.
    Bar,
    /// One line an epoch, at its end (2).
    Line,
    /// A bar on a terminal, one line an epoch elsewhere.
    #[default]
    Auto,
}

/// Writes the progress of one training, evaluation or prediction at a time.
///
/// Metrics appear in the order in which they are given (Keras sorts them by name). Neither a
/// closed pipe nor any other error of the writer disturbs a training: the progress falls silent.
///
/// ```
/// use kerros::progress::{Progress, Verbose};
///
/// let mut progress = Progress::stdout(Verbose::Auto);
/// progress.epoch_begin(0, 2, 10);
/// for step in 1..=10 {
///     progress.step(step, &[("loss", 1.0 / step as f64)]);
/// }
/// progress.epoch_end(&[("loss", 0.1), ("val_loss", 0.2)]);
/// ```
pub struct Progress {
    mode: Mode,
    writer: Box<dyn Write + Send>,
    clock: Box<dyn Fn() -> Duration + Send>,
    terminal: Option<Terminal>,
    task: Option<Task>,
    line: Line,
}

/// What [`Verbose`] comes to, once it is known where the text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Silent,
    Bar,
    Line,
}

impl Mode {
    fn of(verbose: Verbose, on_terminal: bool) -> Self {
        match verbose {
            Verbose::Silent => Self::Silent,
            Verbose::Bar => Self::Bar,
            Verbose::Line => Self::Line,
            Verbose::Auto if on_terminal => Self::Bar,
            Verbose::Auto => Self::Line,
        }
    }
}

/// A writer that can redraw a line in place.
struct Terminal {
    /// The width in columns; asked anew for each task, since windows change their size.
    width: fn() -> usize,
    colors: bool,
}

/// What is going on: an epoch, an evaluation or a prediction.
struct Task {
    /// What a line without a bar starts with, such as "Epoch 3/15".
    label: String,
    steps: usize,
    timing: Timing,
    drawn_at: Duration,
    style: Style,
}

impl Progress {
    /// Progress written to `writer`, which is taken to be a file or a pipe, not a terminal.
    pub fn new(verbose: Verbose, writer: Box<dyn Write + Send>) -> Self {
        let origin = Instant::now();
        Self {
            mode: Mode::of(verbose, false),
            writer,
            clock: Box::new(move || origin.elapsed()),
            terminal: None,
            task: None,
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

    /// An epoch begins: `epoch` is its 0-based index of `epochs`, `steps` its number of batches.
    ///
    /// A training of a single epoch has no headline, as in Keras.
    pub fn epoch_begin(&mut self, epoch: usize, epochs: usize, steps: usize) {
        if self.mode == Mode::Silent {
            return;
        }
        let label =
            if epochs > 1 { format!("Epoch {}/{epochs}", epoch + 1) } else { String::new() };
        self.begin(label, steps);
        if self.mode == Mode::Bar && epochs > 1 {
            self.line.set_headline(epoch + 1, epochs);
            self.write_line();
        }
    }

    /// `done` of the steps are finished, and these are the values so far.
    ///
    /// Costs a look at the clock unless the bar is due for a redraw; allocates nothing.
    pub fn step<N: AsRef<str>>(&mut self, done: usize, values: &[(N, f64)]) {
        if self.mode == Mode::Silent {
            return;
        }
        let now = (self.clock)();
        let Some(task) = &mut self.task else { return };
        task.timing.step(done, now);
        let redraws = self.mode == Mode::Bar && self.terminal.is_some();
        if redraws && now.saturating_sub(task.drawn_at) >= REDRAW_INTERVAL {
            task.drawn_at = now;
            self.line.set_running(task.style, task.steps, &task.timing, values);
            self.write_line();
        }
    }

    /// The epoch is finished, including its validation; these are its final values.
    pub fn epoch_end(&mut self, values: &[(&str, f64)]) {
        self.end(values);
    }

    /// An evaluation of `steps` batches begins.
    pub fn evaluate_begin(&mut self, steps: usize) {
        self.begin("Evaluate".to_owned(), steps);
    }

    /// The evaluation is finished; these are its results.
    pub fn evaluate_end(&mut self, values: &[(&str, f64)]) {
        self.end(values);
    }

    /// A prediction of `steps` batches begins.
    pub fn predict_begin(&mut self, steps: usize) {
        self.begin("Predict".to_owned(), steps);
    }

    /// The prediction is finished.
    pub fn predict_end(&mut self) {
        self.end(&[]);
    }

    /// A line of text from elsewhere, such as a callback; it is written whatever [`Verbose`] says.
    /// A bar that stands unfinished is left above it.
    pub fn message(&mut self, text: &str) {
        if self.line.end_unfinished() {
            self.write_line();
        }
        let written = writeln!(self.writer, "{}", text.trim_start_matches('\n'));
        if written.and_then(|()| self.writer.flush()).is_err() {
            self.mode = Mode::Silent;
        }
    }

    fn begin(&mut self, label: String, steps: usize) {
        if self.mode == Mode::Silent {
            return;
        }
        self.leave_drawn_bar();
        let style = match &self.terminal {
            Some(terminal) => {
                Style::Terminal { width: (terminal.width)(), colors: terminal.colors }
            }
            None => Style::Plain,
        };
        let now = (self.clock)();
        self.task = Some(Task { label, steps, timing: Timing::start(now), drawn_at: now, style });
    }

    fn end(&mut self, values: &[(&str, f64)]) {
        let Some(task) = self.task.take() else { return };
        let now = (self.clock)();
        match self.mode {
            Mode::Silent => return,
            Mode::Bar => self.line.set_finished(task.style, task.steps, &task.timing, now, values),
            Mode::Line => {
                self.line.set_summary(&task.label, task.steps, &task.timing, now, values);
            }
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
