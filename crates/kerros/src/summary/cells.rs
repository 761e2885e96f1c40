//! The words in the cells of a table, and how they are fitted into columns.

use super::SummaryRow;

impl SummaryRow {
    /// The first column: "conv1d_1 (Conv1D)", behind a hook where the layer is in a model inside the model.
    pub(super) fn title(&self) -> String {
        let hook = match self.level {
            0 => String::new(),
            level => format!("{}└ ", "   ".repeat(level)),
        };
        format!("{hook}{} ({})", self.name, self.class)
    }

    /// The third column; `write` writes a number.
    pub(super) fn count(&self, write: impl Fn(usize) -> String) -> String {
        self.parameters.map_or_else(|| "0 (unbuilt)".to_owned(), write)
    }
}

/// The widths that hold every cell of `rows`, headings among them, and at least `smallest`.
pub(super) fn column_widths(rows: &[Vec<String>], smallest: &[usize]) -> Vec<usize> {
    let widest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    smallest.iter().enumerate().map(|(column, &width)| widest(column).max(width)).collect()
}

/// `number` with commas between its thousands: 117,295.
pub(super) fn with_commas(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `text` broken at blanks into lines of at most `width` characters. Of a word that is longer, what
/// fits is kept and followed by "…". A column without room stays empty.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    if width == 0 {
        return vec![String::new()];
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        let needed = line.chars().count() + word.trim_end().chars().count();
        if needed > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(word);
    }
    lines.push(line);
    for line in &mut lines {
        line.truncate(line.trim_end().len());
        if line.chars().count() > width {
            *line = line.chars().take(width.saturating_sub(1)).chain(['…']).collect();
        }
    }
    lines
}

/// Words with the blanks behind them; blanks before the first one belong to it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let indent = text.len() - text.trim_start().len();
    let first = text[indent..].find(' ').map_or(text.len(), |end| indent + end + 1);
    std::iter::once(&text[..first]).chain(text[first..].split_inclusive(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(with_commas(number), text);
        }
    }

    #[test]
    fn lines_break_at_blanks_and_long_words_are_cut() {
        for (width, lines) in [
            (17, &["(None, für, zwei)"][..]),
            (16, &["(None, für,", "zwei)"]),
            (7, &["(None,", "für,", "zwei)"]),
            (5, &["(Non…", "für,", "zwei)"]),
            (1, &["…", "…", "…"]),
        ] {
            assert_eq!(wrap("(None, für, zwei)", width), lines);
        }
        assert_eq!(wrap("", 3), [""]);
        assert_eq!(wrap("(None, 3)", 0), [""]);
    }
}
