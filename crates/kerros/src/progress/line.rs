//! One line of progress text: put together, cut to the terminal, padded over the one before.

use std::fmt::Write;
use std::time::Duration;

use super::timing::Timing;

/// The width of the bar where there is room for it.
const BAR_WIDTH: usize = 20;
/// On a narrow terminal the bar shrinks to this before values are cut.
const SMALLEST_BAR_WIDTH: usize = 5;

const BOLD: &str = "\x1b[1m";
const GREEN: &str = "\x1b[32m";
const GREY: &str = "\x1b[37m";
const RESET: &str = "\x1b[0m";

/// How a bar may be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Text only.
    Plain,
    /// Redrawn in place, at most `width` columns wide.
    Terminal { width: usize, colors: bool },
}

/// The text that is written next. Its buffers are used again for every line.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
    /// What stands to the right of the bar: time and values.
    tail: String,
    /// Columns taken by a bar that stands on the terminal without a line break after it.
    drawn: usize,
}

impl Line {
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// "Epoch 3/15".
    pub(super) fn set_headline(&mut self, epoch: usize, epochs: usize) {
        self.text.clear();
        push(&mut self.text, format_args!("Epoch {epoch}/{epochs}\n"));
    }

    /// A bar that is under way, with the time that is left.
    pub(super) fn set_running<N: AsRef<str>>(
        &mut self,
        style: Style,
        steps: usize,
        timing: &Timing,
        values: &[(N, f64)],
    ) {
        self.tail.clear();
        let seconds_per_step = timing.seconds_per_step();
        let left = seconds_per_step * steps.saturating_sub(timing.done()) as f64;
        push_remaining_time(&mut self.tail, left);
        let time_width = self.tail.len();
        self.tail.push(' ');
        push_step_time(&mut self.tail, seconds_per_step);
        push_values(&mut self.tail, values);
        self.set_bar(style, timing.done(), steps, time_width, true);
    }

    /// A full bar with the time taken, closed by a line break.
    pub(super) fn set_finished(
        &mut self,
        style: Style,
        steps: usize,
        timing: &Timing,
        now: Duration,
        values: &[(&str, f64)],
    ) {
        self.tail.clear();
        push(&mut self.tail, format_args!("{:.0}s", timing.elapsed(now)));
        let time_width = self.tail.len();
        self.tail.push(' ');
        push_step_time(&mut self.tail, timing.seconds_per_step());
        push_values(&mut self.tail, values);
        self.set_bar(style, steps, steps, time_width, false);
        self.text.push('\n');
        self.drawn = 0;
    }

    /// All in one line without a bar: "Epoch 3/15 - 30/30 - 0s - 8ms/step - loss: 0.3124".
    pub(super) fn set_summary(
        &mut self,
        label: &str,
        steps: usize,
        timing: &Timing,
        now: Duration,
        values: &[(&str, f64)],
    ) {
        self.text.clear();
        if !label.is_empty() {
            push(&mut self.text, format_args!("{label} - "));
        }
        push(&mut self.text, format_args!("{steps}/{steps} - {:.0}s - ", timing.elapsed(now)));
        push_step_time(&mut self.text, timing.seconds_per_step());
        push_values(&mut self.text, values);
        self.text.push('\n');
    }

    /// Sets a line break if a bar stands unfinished, and tells whether it does.
    pub(super) fn end_unfinished(&mut self) -> bool {
        self.text.clear();
        self.text.push('\n');
        std::mem::take(&mut self.drawn) > 0
    }

    /// "12/30 ━━━━━━━━━━━━━━━━━━━━ " and the tail, whose first `time_width` characters are the time.
    fn set_bar(
        &mut self,
        style: Style,
        done: usize,
        steps: usize,
        time_width: usize,
        may_cut: bool,
    ) {
        let digits = decimal_digits(steps);
        let count_width = 2 * digits + 1;
        let rest = count_width + 2 + self.tail.chars().count();
        let (columns, colors, in_place) = match style {
            Style::Plain => (usize::MAX, false, false),
            // The last column stays free: some terminals break the line when it is filled.
            Style::Terminal { width, colors } => (width.saturating_sub(1), colors, true),
        };
        let bar_width = columns.saturating_sub(rest).clamp(SMALLEST_BAR_WIDTH, BAR_WIDTH);
        if may_cut {
            let room = columns.saturating_sub(count_width + bar_width + 2);
            cut(&mut self.tail, room);
        }
        let time_width = time_width.min(self.tail.len());

        self.text.clear();
        if in_place {
            self.text.push('\r');
        }
        let paint = |code| if colors { code } else { "" };
        let (bold, reset) = (paint(BOLD), paint(RESET));
        push(&mut self.text, format_args!("{bold}{done:>digits$}/{steps}{reset} "));
        // Without colours the two parts of the bar must differ in shape.
        let undone = if colors { '━' } else { '─' };
        let filled = bar_width * done.min(steps) / steps.max(1);
        let filled = if steps == 0 { bar_width } else { filled };
        push_repeated(&mut self.text, paint(GREEN), '━', filled, reset);
        push_repeated(&mut self.text, paint(GREY), undone, bar_width - filled, reset);
        let (time, values) = self.tail.split_at_checked(time_width).unwrap_or(("", &self.tail));
        push(&mut self.text, format_args!(" {bold}{time}{reset}{values}"));

        let width = count_width + bar_width + 2 + self.tail.chars().count();
        for _ in width..self.drawn {
            self.text.push(' ');
        }
        if in_place {
            self.drawn = width;
        }
    }
}

fn decimal_digits(number: usize) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// Cuts `text` to `columns` characters, the last of which is then an ellipsis.
fn cut(text: &mut String, columns: usize) {
    if text.chars().count() <= columns {
        return;
    }
    let kept = columns.saturating_sub(1);
    let end = text.char_indices().nth(kept).map_or(text.len(), |(index, _)| index);
    text.truncate(end);
    if columns > 0 {
        text.push('…');
    }
}

fn push_repeated(text: &mut String, color: &str, character: char, count: usize, reset: &str) {
    if count == 0 {
        return;
    }
    text.push_str(color);
    text.extend(std::iter::repeat_n(character, count));
    text.push_str(reset);
}

/// Hours, minutes and seconds as Keras writes the time left: "1:02:03", "1:05", "12s".
fn push_remaining_time(text: &mut String, seconds: f64) {
    let whole = seconds as u64;
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    if seconds > 3600.0 {
        push(text, format_args!("{hours}:{minutes:02}:{rest:02}"));
    } else if seconds > 60.0 {
        push(text, format_args!("{}:{rest:02}", whole / 60));
    } else {
        push(text, format_args!("{whole}s"));
    }
}

/// "2s/step", "12ms/step" or "345us/step".
fn push_step_time(text: &mut String, seconds: f64) {
    if seconds >= 1.0 || seconds == 0.0 {
        push(text, format_args!("{seconds:.0}s/step"));
    } else if seconds >= 1e-3 {
        push(text, format_args!("{:.0}ms/step", seconds * 1e3));
    } else {
        push(text, format_args!("{:.0}us/step", seconds * 1e6));
    }
}

fn push_values<N: AsRef<str>>(text: &mut String, values: &[(N, f64)]) {
    for (name, value) in values {
        push(text, format_args!(" - {}: ", name.as_ref()));
        push_value(text, *value);
    }
}

/// Four decimals; scientific notation up to 1e-3, with exponents as Python writes them.
fn push_value(text: &mut String, value: f64) {
    if value.is_nan() {
        text.push_str("nan");
    } else if value.abs() > 1e-3 {
        push(text, format_args!("{value:.4}"));
    } else {
        let start = text.len();
        push(text, format_args!("{value:.4e}"));
        let Some(mantissa) = text[start..].find('e') else { return };
        let exponent: i32 = text[start + mantissa + 1..].parse().unwrap_or(0);
        text.truncate(start + mantissa);
        let sign = if exponent < 0 { '-' } else { '+' };
        push(text, format_args!("e{sign}{:02}", exponent.abs()));
    }
}

fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = text.write_fmt(arguments);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(push: impl FnOnce(&mut String)) -> String {
        let mut text = String::new();
        push(&mut text);
        text
    }

    #[test]
    fn values_are_written_as_keras_writes_them() {
        for (value, expected) in [
            (0.91234, "0.9123"),
            (-2.5, "-2.5000"),
            (123.456, "123.4560"),
            (0.001, "1.0000e-03"),
            (0.0, "0.0000e+00"),
            (1.23456e-5, "1.2346e-05"),
            (-3e-120, "-3.0000e-120"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(written(|text| push_value(text, value)), expected);
        }
    }

    #[test]
    fn times_are_written_as_keras_writes_them() {
        for (seconds, expected) in
            [(0.4, "0s"), (59.9, "59s"), (65.0, "1:05"), (3600.0, "60:00"), (3725.0, "1:02:05")]
        {
            assert_eq!(written(|text| push_remaining_time(text, seconds)), expected);
        }
        for (seconds, expected) in
            [(0.0, "0s/step"), (2.4, "2s/step"), (0.0124, "12ms/step"), (0.000_345, "345us/step")]
        {
            assert_eq!(written(|text| push_step_time(text, seconds)), expected);
        }
    }

    #[test]
    fn cutting_keeps_whole_characters() {
        for (columns, expected) in [(9, "ä: 0.5"), (6, "ä: 0.5"), (5, "ä: 0…"), (1, "…"), (0, "")]
        {
            let mut text = "ä: 0.5".to_owned();
            cut(&mut text, columns);
            assert_eq!(text, expected);
        }
    }
}
