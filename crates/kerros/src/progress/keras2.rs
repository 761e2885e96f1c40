//! The lines of Keras 2.2, which count rows.

use super::line::{Line, Place, Report};
use super::words::{
    cut, decimal_digits, push, push_remaining_time, push_repeated, push_step_time, push_values,
};

const BAR_WIDTH: usize = 30;

/// A bar that is under way, with the time that is left.
pub(super) fn running<N: AsRef<str>>(line: &mut Line, place: Place, report: &Report<'_, N>) {
    let (done, rows) = (report.batches.rows_in(report.timing.done()), report.batches.rows());
    let seconds_per_row = report.timing.elapsed(report.now) / done.max(1) as f64;
    line.tail.clear();
    line.tail.push_str(" - ETA: ");
    push_remaining_time(&mut line.tail, seconds_per_row * (rows - done) as f64);
    push_values(&mut line.tail, &report.values);
    bar(line, place, done, rows, false);
}

/// A full bar with the time taken, closed by a line break.
pub(super) fn finished<N: AsRef<str>>(line: &mut Line, place: Place, report: &Report<'_, N>) {
    let rows = report.batches.rows();
    let elapsed = report.timing.elapsed(report.now);
    line.tail.clear();
    push(&mut line.tail, format_args!(" - {elapsed:.0}s "));
    push_step_time(&mut line.tail, elapsed / rows.max(1) as f64);
    push_values(&mut line.tail, &report.values);
    bar(line, place, rows, rows, true);
}

/// An epoch without a bar: " - 1s - loss: 0.3124".
pub(super) fn summary<N: AsRef<str>>(line: &mut Line, report: &Report<'_, N>) {
    line.text.clear();
    push(&mut line.text, format_args!(" - {:.0}s", report.timing.elapsed(report.now)));
    push_values(&mut line.text, &report.values);
    line.text.push('\n');
}

/// " 96/120 [=======================>......]" and the tail.
fn bar(line: &mut Line, place: Place, done: usize, rows: usize, is_finished: bool) {
    let digits = decimal_digits(rows);
    let count_width = 2 * digits + 1;
    let room = place.columns().saturating_sub(count_width + 3);
    let bar_width = if is_finished { BAR_WIDTH } else { room.min(BAR_WIDTH) };
    if !is_finished {
        cut(&mut line.tail, room - bar_width);
    }

    let drawn = line.drawn();
    let Line { text, tail, .. } = line;
    text.clear();
    if place != Place::Plain {
        push_repeated(text, '\x08', drawn);
        text.push('\r');
    }
    push(text, format_args!("{done:>digits$}/{rows} ["));
    let share = if rows == 0 { 1.0 } else { done as f64 / rows as f64 };
    let filled = (bar_width as f64 * share) as usize;
    if filled > 0 {
        push_repeated(text, '=', filled - 1);
        text.push(if done < rows { '>' } else { '=' });
    }
    push_repeated(text, '.', bar_width - filled);
    push(text, format_args!("]{tail}"));

    let width = count_width + bar_width + 3 + tail.chars().count();
    line.close_bar(place, width, is_finished);
}
