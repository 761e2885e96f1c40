//! The table of Keras 2, as R's keras prints it in the course.

use super::cells::{column_widths, with_commas};
use super::{HEADINGS, Summary};

/// Widths of the columns with the blanks behind them: 45 %, 40 % and 15 % of a line of 80.
const SMALLEST_WIDTHS: [usize; 3] = [36, 32, 12];

/// Where the columns end, as shares of the width.
const ENDS: [f64; 3] = [0.45, 0.85, 1.0];

/// The table with columns as wide as they need to be.
pub(super) fn table(summary: &Summary) -> String {
    let mut rows = rows(summary);
    for [title, shape, _] in &mut rows {
        // A blank keeps the column apart from the next one.
        title.push(' ');
        shape.push(' ');
    }
    let [title, shape, parameters] = column_widths(&rows, SMALLEST_WIDTHS);
    text(summary, &rows, [title, title + shape, title + shape + parameters])
}

/// The table with lines of `width` characters.
pub(super) fn table_of_width(summary: &Summary, width: usize) -> String {
    text(summary, &rows(summary), ENDS.map(|end| (width as f64 * end) as usize))
}

fn rows(summary: &Summary) -> Vec<[String; 3]> {
    let rows = summary.rows.iter();
    rows.map(|row| [row.title(), row.output_shape.clone(), row.count(|number| number.to_string())])
        .collect()
}

/// The table with columns that end at `ends`.
fn text(summary: &Summary, rows: &[[String; 3]], ends: [usize; 3]) -> String {
    let thin_rule = "_".repeat(ends[2]);
    let thick_rule = "=".repeat(ends[2]);

    let mut lines = vec!["Model".to_owned(), thin_rule.clone()];
    lines.push(line(&HEADINGS, ends));
    lines.push(thick_rule.clone());
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            lines.push(thin_rule.clone());
        }
        lines.push(line(row, ends));
    }
    if !rows.is_empty() {
        lines.push(thick_rule);
    }
    let total = summary.trainable + summary.non_trainable;
    lines.push(format!("Total params: {}", with_commas(total)));
    lines.push(format!("Trainable params: {}", with_commas(summary.trainable)));
    lines.push(format!("Non-trainable params: {}", with_commas(summary.non_trainable)));
    lines.push(thin_rule);
    lines.join("\n") + "\n"
}

/// A row: each field is cut where its column ends, and the last character before the next is blank.
fn line<T: AsRef<str>>(fields: &[T; 3], ends: [usize; 3]) -> String {
    let mut line = Vec::with_capacity(ends[2]);
    for (index, (field, end)) in fields.iter().zip(ends).enumerate() {
        if index > 0 {
            line.pop();
            line.push(' ');
        }
        line.extend(field.as_ref().chars());
        line.resize(end, ' ');
    }
    line.into_iter().collect()
}
