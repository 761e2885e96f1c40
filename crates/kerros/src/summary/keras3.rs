//! The table of Keras 3.

use super::{HEADINGS, Summary, column_widths, with_commas};

/// Widths of the cells without their margins, as Keras 3 sets them on 80 columns.
const SMALLEST_WIDTHS: [usize; 3] = [31, 22, 13];

/// Parameters are 32-bit floats.
const BYTES_PER_PARAMETER: usize = 4;

/// The characters of a horizontal rule: its left end, its line, its crossings, its right end.
type Rule = [char; 4];
const TOP: Rule = ['┏', '━', '┳', '┓'];
const UNDER_HEADINGS: Rule = ['┡', '━', '╇', '┩'];
const BETWEEN_ROWS: Rule = ['├', '─', '┼', '┤'];
const BOTTOM: Rule = ['└', '─', '┴', '┘'];

pub(super) fn table(summary: &Summary) -> String {
    let rows: Vec<[String; 3]> = summary
        .rows
        .iter()
        .map(|row| [row.title(), row.output_shape.clone(), with_commas(row.parameters)])
        .collect();
    let widths = column_widths(&rows, SMALLEST_WIDTHS);

    let mut lines = vec![format!("Model: \"{}\"", summary.name)];
    lines.push(rule(TOP, widths));
    lines.push(cells('┃', &HEADINGS, widths));
    lines.push(rule(UNDER_HEADINGS, widths));
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            lines.push(rule(BETWEEN_ROWS, widths));
        }
        lines.push(cells('│', row, widths));
    }
    lines.push(rule(BOTTOM, widths));
    lines.push(total("Total params", summary.total()));
    lines.push(total("Trainable params", summary.trainable));
    lines.push(total("Non-trainable params", summary.non_trainable));
    lines.join("\n") + "\n"
}

fn rule([left, line, crossing, right]: Rule, widths: [usize; 3]) -> String {
    let columns = widths.map(|width| String::from(line).repeat(width + 2));
    format!("{left}{}{right}", columns.join(&String::from(crossing)))
}

/// A line of cells; numbers, in the last column, stand at the right.
fn cells<T: AsRef<str>>(border: char, cells: &[T; 3], widths: [usize; 3]) -> String {
    let [title, shape, parameters] = cells.each_ref().map(AsRef::as_ref);
    let [title_width, shape_width, parameters_width] = widths;
    format!(
        "{border} {title:<title_width$} {border} {shape:<shape_width$} {border} \
         {parameters:>parameters_width$} {border}"
    )
}

/// " Total params: 117,295 (458.18 KB)".
fn total(label: &str, parameters: usize) -> String {
    format!(" {label}: {} ({})", with_commas(parameters), memory(parameters))
}

/// The memory of `parameters`, in the largest unit of which there is at least one.
fn memory(parameters: usize) -> String {
    let mut amount = parameters as f64 * BYTES_PER_PARAMETER as f64;
    let units = ["B", "KB", "MB", "GB", "TB"];
    for unit in units {
        if amount < 1024.0 {
            return format!("{amount:.2} {unit}");
        }
        amount /= 1024.0;
    }
    format!("{amount:.2} PB")
}
