//! The table of Keras 2, as R's keras prints it in the course.

use super::cells::{column_widths, with_commas};
use super::{CONNECTED_TO, HEADINGS, Summary};

/// Widths of the columns with the blanks behind them: 45 %, 40 % and 15 % of a line of 80.
const SMALLEST_WIDTHS: [usize; 3] = [36, 32, 12];
/// The same of a branched model.
const SMALLEST_WIDTHS_BRANCHED: [usize; 4] = [26, 18, 9, 27];

/// Where the columns end, as shares of the width.
const ENDS: [f64; 3] = [0.45, 0.85, 1.0];
/// The same of a branched model.
const ENDS_BRANCHED: [f64; 4] = [0.33, 0.55, 0.67, 1.0];

/// The table with columns as wide as they need to be.
pub(super) fn table(summary: &Summary) -> String {
    let lines = lines(summary);
    let mut spaced: Vec<Vec<String>> = lines.iter().flatten().cloned().collect();
    for cells in &mut spaced {
        // A blank keeps the column apart from the next one.
        let last = cells.len() - 1;
        cells[..last].iter_mut().for_each(|cell| cell.push(' '));
    }
    spaced.push(headings(summary));
    let smallest: &[usize] =
        if summary.branched { &SMALLEST_WIDTHS_BRANCHED } else { &SMALLEST_WIDTHS };
    let mut end = 0;
    let ends = column_widths(&spaced, smallest).into_iter().map(|width| {
        end += width;
        end
    });
    text(summary, &lines, &ends.collect::<Vec<_>>())
}

/// The table with lines of `width` characters.
pub(super) fn table_of_width(summary: &Summary, width: usize) -> String {
    let ends: &[f64] = if summary.branched { &ENDS_BRANCHED } else { &ENDS };
    let ends: Vec<usize> = ends.iter().map(|end| (width as f64 * end) as usize).collect();
    text(summary, &lines(summary), &ends)
}

fn headings(summary: &Summary) -> Vec<String> {
    let connected = summary.branched.then_some(CONNECTED_TO);
    HEADINGS.into_iter().chain(connected).map(str::to_owned).collect()
}

/// The lines of each layer, in cells: one, and one more for each further connection.
fn lines(summary: &Summary) -> Vec<Vec<Vec<String>>> {
    let row = |row: &super::SummaryRow| {
        let mut cells =
            vec![row.title(), row.output_shape.clone(), row.count(|number| number.to_string())];
        if !summary.branched {
            return vec![cells];
        }
        let mut connections = row.connected_to.iter().cloned();
        cells.push(connections.next().unwrap_or_default());
        let further = connections.map(|connection| {
            let mut cells = vec![String::new(); 3];
            cells.push(connection);
            cells
        });
        std::iter::once(cells).chain(further).collect()
    };
    summary.rows.iter().map(row).collect()
}

/// The table with columns that end at `ends`.
fn text(summary: &Summary, rows: &[Vec<Vec<String>>], ends: &[usize]) -> String {
    let width = ends.last().copied().unwrap_or(0);
    let thin_rule = "_".repeat(width);
    let thick_rule = "=".repeat(width);

    let mut lines = vec!["Model".to_owned(), thin_rule.clone()];
    lines.push(line(&headings(summary), ends));
    lines.push(thick_rule.clone());
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            lines.push(thin_rule.clone());
        }
        lines.extend(row.iter().map(|cells| line(cells, ends)));
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
fn line(fields: &[String], ends: &[usize]) -> String {
    let mut line = Vec::with_capacity(ends.last().copied().unwrap_or(0));
    for (index, (field, &end)) in fields.iter().zip(ends).enumerate() {
        if index > 0 {
            line.pop();
            line.push(' ');
        }
        line.extend(field.chars());
        line.resize(end, ' ');
    }
    line.into_iter().collect()
}
