//! The table of Keras 3.

use super::cells::{with_commas, wrap};
use super::{CONNECTED_TO, HEADINGS, Summary, SummaryRow};

/// Widths of the cells without their margins, as Keras 3 sets them on 80 columns.
const SMALLEST_WIDTHS: [usize; 3] = [31, 22, 13];

/// Where the columns end, as shares of the width.
const ENDS: [f64; 3] = [0.45, 0.8, 1.0];
/// The same of a branched model.
const ENDS_BRANCHED: [f64; 4] = [0.3, 0.56, 0.74, 1.0];
/// What the other columns take when that of what is trained stands beside them.
const SHARE_BESIDE_TRAINABLE: f64 = 0.9;

/// R's keras3 makes no wider tables.
const LARGEST_WIDTH: usize = 180;
/// Keras refuses columns of less than four characters, which narrower tables would have.
const SMALLEST_WIDTH: usize = 16;
const SMALLEST_WIDTH_BRANCHED: usize = 21;
const SMALLEST_WIDTH_WITH_TRAINABLE: usize = 31;

/// Parameters are 32-bit floats.
const BYTES_PER_PARAMETER: usize = 4;

/// The characters of a horizontal rule: its left end, its line, its crossings, its right end.
type Rule = [char; 4];
const TOP: Rule = ['┏', '━', '┳', '┓'];
const UNDER_HEADINGS: Rule = ['┡', '━', '╇', '┩'];
const BETWEEN_ROWS: Rule = ['├', '─', '┼', '┤'];
const BOTTOM: Rule = ['└', '─', '┴', '┘'];

#[derive(Clone, Copy, Debug)]
enum Side {
    Left,
    Center,
    Right,
}

/// A column: its heading, its cells, and at which side of it they stand.
struct Column {
    heading: &'static str,
    cells: Vec<String>,
    side: Side,
}

/// The table with columns as wide as they need to be.
pub(super) fn table(summary: &Summary) -> String {
    let columns = columns(summary);
    let smallest = SMALLEST_WIDTHS.into_iter().chain([0]);
    let widths = columns.iter().zip(smallest).map(|(column, smallest)| {
        let cells = column.cells.iter().map(|cell| cell.chars().count());
        cells.max().unwrap_or(0).max(column.heading.len()).max(smallest)
    });
    let widths: Vec<usize> = widths.collect();
    text(summary, boxes(&columns, &widths), None)
}

/// The table with lines of `width` characters.
pub(super) fn table_of_width(summary: &Summary, width: usize) -> String {
    let mut columns = columns(summary);
    let mut ends = if summary.branched { ENDS_BRANCHED.to_vec() } else { ENDS.to_vec() };
    let mut smallest = if summary.branched { SMALLEST_WIDTH_BRANCHED } else { SMALLEST_WIDTH };
    if summary.non_trainable > 0 {
        smallest = SMALLEST_WIDTH_WITH_TRAINABLE;
        ends.iter_mut().for_each(|end| *end *= SHARE_BESIDE_TRAINABLE);
        ends.push(1.0);
        columns.push(trainable_column(summary));
    }
    let width = width.clamp(smallest, LARGEST_WIDTH);
    text(summary, boxes(&columns, &widths(width, &ends)), summary.optimizer)
}

fn columns(summary: &Summary) -> Vec<Column> {
    let column = |heading, side, cell: &dyn Fn(&SummaryRow) -> String| Column {
        heading,
        cells: summary.rows.iter().map(cell).collect(),
        side,
    };
    let [layer, shape, parameters] = HEADINGS;
    let mut columns = vec![
        column(layer, Side::Left, &SummaryRow::title),
        column(shape, Side::Left, &|row| row.output_shape.clone()),
        column(parameters, Side::Right, &|row| row.count(with_commas)),
    ];
    if summary.branched {
        columns.push(column(CONNECTED_TO, Side::Left, &|row| match row.connected_to.is_empty() {
            true => "-".to_owned(),
            false => row.connected_to.join(", "),
        }));
    }
    columns
}

fn trainable_column(summary: &Summary) -> Column {
    let trained = summary.rows.iter().map(|row| match (row.parameters, row.trainable) {
        (None | Some(0), _) => "-",
        (Some(_), true) => "Y",
        (Some(_), false) => "N",
    });
    Column { heading: "Trainable", cells: trained.map(str::to_owned).collect(), side: Side::Center }
}

/// Widths of the cells without their margins, in a table of this width.
///
/// Keras asks for columns that take the whole width, without room for margins and borders, three
/// characters a column and one more. The library that draws the table, rich, takes them from the
/// columns as evenly as whole numbers allow.
fn widths(width: usize, ends: &[f64]) -> Vec<usize> {
    let mut excess = 3 * ends.len() + 1;
    let mut start = 0;
    let mut columns = ends.len();
    let cells = ends.iter().map(|end| {
        let end = (width as f64 * end) as usize;
        let share = (excess as f64 / columns as f64).round_ties_even() as usize;
        let cell = (end - start).saturating_sub(share);
        (start, excess, columns) = (end, excess - share, columns - 1);
        cell
    });
    cells.collect()
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
fn boxes(columns: &[Column], widths: &[usize]) -> Vec<String> {
    let mut lines = vec![rule(TOP, widths)];
    let mut headings = cells(columns.iter().map(|column| column.heading), widths);
    let height = height(&headings);
    // Headings stand at the bottom of their row, other cells at the top.
    for heading in &mut headings {
        let free = height - heading.len();
        heading.splice(0..0, vec![String::new(); free]);
    }
    let sides: Vec<Side> = columns.iter().map(|column| column.side).collect();
    push_row(&mut lines, '┃', &headings, widths, &sides);
    lines.push(rule(UNDER_HEADINGS, widths));
    let rows = columns.iter().map(|column| column.cells.len()).max().unwrap_or(0);
    for index in 0..rows {
        if index > 0 {
            lines.push(rule(BETWEEN_ROWS, widths));
        }
        let row = columns.iter().map(|column| column.cells[index].as_str());
        push_row(&mut lines, '│', &cells(row, widths), widths, &sides);
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
fn cells<'c>(row: impl Iterator<Item = &'c str>, widths: &[usize]) -> Vec<Vec<String>> {
    row.zip(widths).map(|(cell, &width)| wrap(cell, width)).collect()
}

fn height(cells: &[Vec<String>]) -> usize {
    cells.iter().map(Vec::len).max().unwrap_or(0)
}

fn push_row(
    lines: &mut Vec<String>,
    border: char,
    cells: &[Vec<String>],
    widths: &[usize],
    sides: &[Side],
) {
    for index in 0..height(cells) {
        let mut line = String::from(border);
        for ((cell, width), side) in cells.iter().zip(widths).zip(sides) {
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
