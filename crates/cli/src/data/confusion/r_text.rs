//! Numbers and matrices as R prints them.
//!
//! R writes a vector with as few digits as show every element to a given number of significant digits,
//! all with the same number of decimals, and in scientific notation if that is shorter. Source: the
//! help pages `print.default`, `format` and `format.pval` of R, and what R 4.2 prints.

use std::ops::Range;

/// Characters in a line, R's `getOption("width")`. R keeps the last one free.
const LINE_WIDTH: usize = 80;

/// The text of all `values` in R's common format with `digits` significant digits, padded on the left
/// to one width; `None` is `NA`.
pub(super) fn format_numbers(values: &[Option<f64>], digits: usize) -> Vec<String> {
    let finite: Vec<Decimal> = values
        .iter()
        .flatten()
        .filter(|value| value.is_finite())
        .map(|value| Decimal::new(*value, digits))
        .collect();
    let decimals = finite.iter().map(Decimal::decimals).max().unwrap_or(0);
    let fraction = finite.iter().map(|number| number.significant - 1).max().unwrap_or(0);
    let width = |write: &dyn Fn(f64) -> String| {
        values
            .iter()
            .flatten()
            .filter(|value| value.is_finite())
            .map(|value| write(*value).len())
            .max()
            .unwrap_or(0)
    };
    let fixed = |value: f64| format!("{value:.decimals$}");
    let scientific = |value: f64| scientific(value, fraction);
    let write: &dyn Fn(f64) -> String =
        if width(&fixed) <= width(&scientific) { &fixed } else { &scientific };
    let texts: Vec<String> = values
        .iter()
        .map(|value| match value {
            None => "NA".to_owned(),
            Some(value) if value.is_nan() => "NaN".to_owned(),
            Some(value) => write(*value),
        })
        .collect();
    let width = texts.iter().map(String::len).max().unwrap_or(0);
    texts.into_iter().map(|text| format!("{text:>width$}")).collect()
}

/// A number as R's `as.character` writes it: up to 15 significant digits.
pub(super) fn number(value: f64) -> String {
    format_numbers(&[Some(value)], 15).concat()
}

/// P-values as R's `format.pval` writes them: those of at least 0.0001 (0.001 when one digit is
/// wanted) and those below in a common format each, and those below the machine precision as `< 2.2e-16` or, next to short others,
/// `<2e-16`.
pub(super) fn format_p_values(values: &[Option<f64>], digits: usize) -> Vec<String> {
    let is_tiny = |value: f64| value < f64::EPSILON;
    // One digit more than 0.001 would need still counts as large.
    let is_fixed = |value: f64| value.log10().floor() >= if digits > 1 { -4.0 } else { -3.0 };
    let common = |in_group: &dyn Fn(f64) -> bool| {
        let members = values.iter().flatten().filter(|value| in_group(**value));
        format_numbers(&members.map(|value| Some(*value)).collect::<Vec<_>>(), digits)
    };
    let mut fixed = common(&|value| !is_tiny(value) && is_fixed(value)).into_iter();
    let mut small = common(&|value| !is_tiny(value) && !is_fixed(value)).into_iter();
    let longest = fixed.clone().chain(small.clone()).map(|text| text.len()).max();
    let tiny_digits = match longest {
        Some(longest) if digits + 4 > longest => longest.saturating_sub(7).max(1),
        _ => digits - 2,
    };
    let space =
        if tiny_digits == 1 && longest.is_none_or(|longest| longest <= 6) { "" } else { " " };
    let tiny = format!("<{space}{}", format_numbers(&[Some(f64::EPSILON)], tiny_digits).concat());
    values
        .iter()
        .map(|value| match *value {
            None => "NA".to_owned(),
            Some(value) if is_tiny(value) => tiny.clone(),
            Some(value) if is_fixed(value) => fixed.next().unwrap_or_default(),
            Some(_) => small.next().unwrap_or_default(),
        })
        .collect()
}

/// `value` rounded to four decimals as R 4 does: to the nearer of both neighbours as they are in
/// binary, to the even one of two equally near.
pub(super) fn round_4(value: f64) -> f64 {
    const SCALE: f64 = 1e4;
    let floor = (value * SCALE).floor();
    let (below, above) = (floor / SCALE, (value * SCALE).ceil() / SCALE);
    let (down, up) = (value - below, above - value);
    if down < up || (down == up && floor % 2.0 == 0.0) { below } else { above }
}

/// A matrix of texts as R prints it: columns aligned right, lines broken between columns so that each
/// has fewer than 80 characters. With `titles`, the names of what rows and columns stand for, as for a
/// table. Every line ends in a line break.
pub(super) fn print_matrix(
    titles: Option<(&str, &str)>,
    rows: &[String],
    columns: &[(String, Vec<String>)],
) -> String {
    let longest_row = rows.iter().map(|name| width(name)).max().unwrap_or(0);
    // R indents the names of rows below their title, by two characters at least.
    let indent =
        titles.map_or(0, |(row_title, _)| width(row_title).saturating_sub(longest_row).max(2));
    let label_width = longest_row + indent;
    let widths: Vec<usize> = columns
        .iter()
        .map(|(name, cells)| cells.iter().map(|cell| width(cell)).fold(width(name), usize::max) + 1)
        .collect();

    let line = |label: &str, cells: &mut dyn Iterator<Item = (&String, usize)>| {
        let cells: String = cells.map(|(cell, width)| pad_left(cell, width)).collect();
        format!("{}{cells}\n", pad_right(label, label_width))
    };
    let mut text = String::new();
    for block in blocks(&widths, label_width) {
        let columns = || columns[block.clone()].iter().zip(widths[block.clone()].iter().copied());
        if let Some((_, column_title)) = titles {
            text.push_str(&format!("{}{column_title}\n", pad_right("", label_width)));
        }
        let corner = titles.map_or("", |(row_title, _)| row_title);
        text.push_str(&line(corner, &mut columns().map(|((name, _), width)| (name, width))));
        for (row, name) in rows.iter().enumerate() {
            let label = format!("{}{name}", " ".repeat(indent));
            let mut cells = columns().map(|((_, cells), width)| (&cells[row], width));
            text.push_str(&line(&label, &mut cells));
        }
    }
    text
}

/// The columns that fit into one line each time, at least one.
fn blocks(widths: &[usize], label_width: usize) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut start = 0;
    while start < widths.len() {
        let mut end = start + 1;
        let mut line_width = label_width + widths[start];
        while end < widths.len() && line_width + widths[end] < LINE_WIDTH {
            line_width += widths[end];
            end += 1;
        }
        blocks.push(start..end);
        start = end;
    }
    blocks
}

/// The number of characters.
pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

/// `text` with blanks after it up to `width` characters.
pub(super) fn pad_right(text: &str, width: usize) -> String {
    format!("{text:<width$}")
}

/// `text` with blanks before it up to `width` characters.
pub(super) fn pad_left(text: &str, width: usize) -> String {
    format!("{text:>width$}")
}

/// A number rounded to some significant digits, without trailing zeros.
struct Decimal {
    /// How many digits are left.
    significant: usize,
    /// The power of ten of the first of them.
    exponent: i32,
}

impl Decimal {
    fn new(value: f64, digits: usize) -> Self {
        let (mantissa, exponent) = mantissa_and_exponent(value, digits - 1);
        let kept = mantissa.trim_start_matches('-').trim_end_matches('0');
        let significant = kept.chars().filter(char::is_ascii_digit).count().max(1);
        Self { significant, exponent }
    }

    /// How many decimals show the number in fixed notation.
    fn decimals(&self) -> usize {
        usize::try_from(self.significant as i32 - 1 - self.exponent).unwrap_or(0)
    }
}

/// Scientific notation with at least two digits in the exponent, as C and R write it.
fn scientific(value: f64, fraction: usize) -> String {
    let (mantissa, exponent) = mantissa_and_exponent(value, fraction);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

fn mantissa_and_exponent(value: f64, fraction: usize) -> (String, i32) {
    let text = format!("{value:.fraction$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.to_owned(), exponent.parse().unwrap_or(0))
}
