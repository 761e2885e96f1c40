//! The table of Keras 2, as R's keras prints it in the course.

use super::{HEADINGS, Summary, column_widths, with_commas};

/// Widths of the columns with the blanks behind them: 45 %, 40 % and 15 % of a line of 80.
const SMALLEST_WIDTHS: [usize; 3] = [36, 32, 12];

pub(super) fn table(summary: &Summary) -> String {
    let rows: Vec<[String; 3]> = summary
        .rows
        .iter()
        .map(|row| {
            let parameters = row.parameters.to_string();
            // A blank keeps the column apart from the next one.
            [row.title() + " ", row.output_shape.clone() + " ", parameters]
        })
        .collect();
    let widths = column_widths(&rows, SMALLEST_WIDTHS);
    let line_width = widths.iter().sum();
    let thin_rule = "_".repeat(line_width);
    let thick_rule = "=".repeat(line_width);

    let mut lines = vec!["Model".to_owned(), thin_rule.clone()];
    lines.push(cells(&HEADINGS, widths));
    lines.push(thick_rule.clone());
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            lines.push(thin_rule.clone());
        }
        lines.push(cells(row, widths));
    }
    if !rows.is_empty() {
        lines.push(thick_rule);
    }
    lines.push(format!("Total params: {}", with_commas(summary.total())));
    lines.push(format!("Trainable params: {}", with_commas(summary.trainable)));
    lines.push(format!("Non-trainable params: {}", with_commas(summary.non_trainable)));
    lines.push(thin_rule);
    lines.join("\n") + "\n"
}

fn cells<T: AsRef<str>>(cells: &[T; 3], widths: [usize; 3]) -> String {
    let [title, shape, parameters] = cells.each_ref().map(AsRef::as_ref);
    let [title_width, shape_width, parameters_width] = widths;
    format!("{title:<title_width$}{shape:<shape_width$}{parameters:<parameters_width$}")
}
