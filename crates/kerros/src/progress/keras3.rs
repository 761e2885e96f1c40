//! The lines of Keras 3, which count batches.

use super::line::{Line, Place, Report};
use super::words::{
    cut, decimal_digits, push, push_remaining_time, push_repeated, push_step_time, push_values,
};

/// The width of the bar where there is room for it.
const BAR_WIDTH: usize = 20;
/// On a narrow terminal the bar shrinks to this before values are cut.
const SMALLEST_BAR_WIDTH: usize = 5;

const BOLD: &str = "\x1b[1m";
const GREEN: &str = "\x1b[32m";
const GREY: &str = "\x1b[37m";
const RESET: &str = "\x1b[0m";

/// A bar that is under way, with the time that is left.
pub(super) fn running<N: AsRef<str>>(line: &mut Line, place: Place, report: &Report<'_, N>) {
    let (done, steps) = (report.timing.done(), report.batches.count());
    line.tail.clear();
    let seconds_per_step = report.timing.seconds_per_step();
    let left = seconds_per_step * steps.saturating_sub(done) as f64;
    push_remaining_time(&mut line.tail, left);
    bar(line, place, report, done, false);
}

/// A full bar with the time taken, closed by a line break.
pub(super) fn finished<N: AsRef<str>>(line: &mut Line, place: Place, report: &Report<'_, N>) {
    line.tail.clear();
    push(&mut line.tail, format_args!("{:.0}s", report.timing.elapsed(report.now)));
    bar(line, place, report, report.batches.count(), true);
}

/// All in one line without a bar: "Epoch 3/15 - 30/30 - 0s - 8ms/step - loss: 0.3124".
pub(super) fn summary<N: AsRef<str>>(line: &mut Line, label: &str, report: &Report<'_, N>) {
    let steps = report.batches.count();
    line.text.clear();
    if !label.is_empty() {
        push(&mut line.text, format_args!("{label} - "));
    }
    let elapsed = report.timing.elapsed(report.now);
    push(&mut line.text, format_args!("{steps}/{steps} - {elapsed:.0}s - "));
    push_time_of_step(&mut line.text, report);
    push_values(&mut line.text, &report.values);
    line.text.push('\n');
}

/// "12/30 ━━━━━━━━━━━━━━━━━━━━ ", the time, which stands in the tail, and values.
fn bar<N: AsRef<str>>(
    line: &mut Line,
    place: Place,
    report: &Report<'_, N>,
    done: usize,
    is_finished: bool,
) {
    let time_width = line.tail.len();
    line.tail.push(' ');
    push_time_of_step(&mut line.tail, report);
    push_values(&mut line.tail, &report.values);

    let steps = report.batches.count();
    let digits = decimal_digits(steps);
    let count_width = 2 * digits + 1;
    let rest = count_width + 2 + line.tail.chars().count();
    let columns = place.columns();
    let bar_width = columns.saturating_sub(rest).clamp(SMALLEST_BAR_WIDTH, BAR_WIDTH);
    if !is_finished {
        cut(&mut line.tail, columns.saturating_sub(count_width + bar_width + 2));
    }
    let time_width = time_width.min(line.tail.len());

    let (in_place, colors) = match place {
        Place::Plain => (false, false),
        Place::Terminal { colors, .. } => (true, colors),
    };
    let paint = |code| if colors { code } else { "" };
    let (bold, reset) = (paint(BOLD), paint(RESET));
    let Line { text, tail, .. } = line;
    text.clear();
    if in_place {
        text.push('\r');
    }
    push(text, format_args!("{bold}{done:>digits$}/{steps}{reset} "));
    // Without colours the two parts of the bar must differ in shape.
    let undone = if colors { '━' } else { '─' };
    let filled = bar_width * done.min(steps) / steps.max(1);
    let filled = if steps == 0 { bar_width } else { filled };
    push_part(text, paint(GREEN), '━', filled, reset);
    push_part(text, paint(GREY), undone, bar_width - filled, reset);
    let (time, values) = tail.split_at_checked(time_width).unwrap_or(("", tail));
    push(text, format_args!(" {bold}{time}{reset}{values}"));

    let width = count_width + bar_width + 2 + tail.chars().count();
    line.close_bar(place, width, is_finished);
}

/// "8ms/step"; before any step is timed, "0s/step".
fn push_time_of_step<N>(text: &mut String, report: &Report<'_, N>) {
    match report.timing.seconds_per_step() {
        0.0 => text.push_str("0s/step"),
        seconds => push_step_time(text, seconds),
    }
}

fn push_part(text: &mut String, color: &str, character: char, count: usize, reset: &str) {
    if count > 0 {
        text.push_str(color);
        push_repeated(text, character, count);
        text.push_str(reset);
    }
}
