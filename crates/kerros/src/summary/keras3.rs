//! The table of Keras 3.

use super::cells::{column_widths, with_commas, wrap};
use super::{HEADINGS, Summary};

/// Widths of the cells without their margins, as Keras 3 sets them on 80 columns.
const SMALLEST_WIDTHS: [usize; 3] = [31, 22, 13];

/// Where the columns end, as shares of the width.
const ENDS: [f64; 3] = [0.45, 0.8, 1.0];
/// What the three columns take when a fourth stands beside them.
const SHARE_BESIDE_TRAINABLE: f64 = 0.9;

/// R's keras3 makes no wider tables.
const LARGEST_WIDTH: usize = 180;
/// Keras refuses columns of less than four characters, which narrower tables would have.
const SMALLEST_WIDTH: usize = 16;
const SMALLEST_WIDTH_WITH_TRAINABLE: usize = 31;

/// Parameters are 32-bit floats.
const BYTES_PER_PARAMETER: usize = 4;

/// The characters of a horizontal rule: its left end, its line, its crossings, its right end.
type Rule = [char; 4];
const TOP: Rule = ['┏', '━', '┳', '┓'];
const UNDER_HEADINGS: Rule = ['┡', '━', '╇', '┩'];
const BETWEEN_ROWS: Rule = ['├', '─', '┼', '┤'];
const BOTTOM: Rule = ['└', '─', '┴', '┘'];

/// Layer, shape, parameters and whether it is trained stand at these sides of their columns.
const SIDES: [Side; 4] = [Side::Left, Side::Left, Side::Right, Side::Center];

#[derive(Clone, Copy, Debug)]
enum Side {
    Left,
    Center,
    Right,
}

/// The table with columns as wide as they need to be.
pub(super) fn table(summary: &Summary) -> String {
    let rows = rows(summary);
    let widths = column_widths(&rows, SMALLEST_WIDTHS);
    let lines = boxes(&HEADINGS, &rows, &widths);
    text(summary, lines, None)
}

/// The table with lines of `width` characters.
pub(super) fn table_of_width(summary: &Summary, width: usize) -> String {
    let rows = rows(summary);
    let lines = if summary.non_trainable == 0 {
        let width = width.clamp(SMALLEST_WIDTH, LARGEST_WIDTH);
        boxes(&HEADINGS, &rows, &widths(width, ENDS))
    } else {
        let width = width.clamp(SMALLEST_WIDTH_WITH_TRAINABLE, LARGEST_WIDTH);
        let [title, shape, parameters] = ENDS.map(|end| end * SHARE_BESIDE_TRAINABLE);
        let widths = widths(width, [title, shape, parameters, 1.0]);
        let trained = summary.rows.iter().map(|row| match (row.parameters, row.trainable) {
            (None | Some(0), _) => "-",
            (Some(_), true) => "Y",
            (Some(_), false) => "N",
        });
        let rows: Vec<[String; 4]> = std::iter::zip(rows, trained)
            .map(|([title, shape, parameters], trained)| {
                [title, shape, parameters, trained.to_owned()]
            })
            .collect();
        let [title, shape, parameters] = HEADINGS;
        boxes(&[title, shape, parameters, "Trainable"], &rows, &widths)
    };
    text(summary, lines, summary.optimizer)
}

fn rows(summary: &Summary) -> Vec<[String; 3]> {
    let rows = summary.rows.iter();
    rows.map(|row| [row.title(), row.output_shape.clone(), row.count(with_commas)]).collect()
}

/// Widths of the cells without their margins, in a table of this width.
///
/// Keras asks for columns that take the whole width, without room for margins and borders, three
/// characters a column and one more. The library that draws the table, rich, takes them from the
/// columns as evenly as whole numbers allow.
fn widths<const N: usize>(width: usize, ends: [f64; N]) -> [usize; N] {
    let mut excess = 3 * N + 1;
    let mut start = 0;
    let mut columns = N;
    ends.map(|end| {
        let end = (width as f64 * end) as usize;
        let share = (excess as f64 / columns as f64).round_ties_even() as usize;
        let cell = (end - start).saturating_sub(share);
        (start, excess, columns) = (end, excess - share, columns - 1);
        cell
    })
}

/// The table, and the numbers below it.
fn text(summary: &Summary, table: Vec<String>, optimizer: Option<usize>) -> String {
    let mut lines = vec![format!("Model: \"{}\"", summary.name)];
    lines.extend(table);
    let of_model = summary.trainable + summary.non_trainable;
    lines.push(total("Total params", of_model + optimizer.unwrap_or(0)));
    lines.push(total("Trainable params", summary.trainable));
    lines.push(total("Non-trainable params", summary.non_trainable));
    lines.extend(optimizer.map(|numbers| total("Optimizer params", numbers)));
    lines.join("\n") + "\n"
}

/// The lines of the table, from the top rule to the bottom rule.
fn boxes<const N: usize>(
    headings: &[&str; N],
    rows: &[[String; N]],
    widths: &[usize; N],
) -> Vec<String> {
    let mut lines = vec![rule(TOP, widths)];
    let headings = cells(headings, widths);
    let height = height(&headings);
    // Headings stand at the bottom of their row, other cells at the top.
    let headings = headings.map(|cell| {
        let free = height - cell.len();
        [vec![String::new(); free], cell].concat()
    });
    push_row(&mut lines, '┃', &headings, widths);
    lines.push(rule(UNDER_HEADINGS, widths));
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            lines.push(rule(BETWEEN_ROWS, widths));
        }
        push_row(&mut lines, '│', &cells(row, widths), widths);
    }
    lines.push(rule(BOTTOM, widths));
    lines
}

fn rule([left, line, crossing, right]: Rule, widths: &[usize]) -> String {
    let columns: Vec<String> =
        widths.iter().map(|width| String::from(line).repeat(width + 2)).collect();
    format!("{left}{}{right}", columns.join(&String::from(crossing)))
}

/// Each cell in lines that fit its column.
fn cells<T: AsRef<str>, const N: usize>(row: &[T; N], widths: &[usize; N]) -> [Vec<String>; N] {
    std::array::from_fn(|column| wrap(row[column].as_ref(), widths[column]))
}

fn height(cells: &[Vec<String>]) -> usize {
    cells.iter().map(Vec::len).max().unwrap_or(0)
}

fn push_row(lines: &mut Vec<String>, border: char, cells: &[Vec<String>], widths: &[usize]) {
    for index in 0..height(cells) {
        let mut line = String::from(border);
        for ((cell, width), side) in cells.iter().zip(widths).zip(SIDES) {
            let words = cell.get(index).map_or("", String::as_str);
            let words = match side {
                Side::Left => format!("{words:<width$}"),
                Side::Center => format!("{words:^width$}"),
                Side::Right => format!("{words:>width$}"),
            };
            line.extend([" ", &words, " ", &String::from(border)]);
        }
        lines.push(line);
    }
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
