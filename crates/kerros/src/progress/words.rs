//! Numbers and times, as Keras writes them.

use super::order::Values;
use std::fmt::Write;

/// How many digits `number` has.
pub(super) fn decimal_digits(number: usize) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// Hours, minutes and seconds that are left: "1:02:03", "1:05", "12s".
pub(super) fn push_remaining_time(text: &mut String, seconds: f64) {
    let whole = seconds as u64;
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    if seconds > 3600.0 {
        push(text, format_args!("{hours}:{minutes:02}:{rest:02}"));
    } else if seconds > 60.0 {
        push(text, format_args!("{}:{rest:02}", whole / 60));
    } else {
        push(text, format_args!("{whole}s"));
    }
}

/// "2s/step", "12ms/step" or "345us/step".
pub(super) fn push_step_time(text: &mut String, seconds: f64) {
    if seconds >= 1.0 {
        push(text, format_args!("{seconds:.0}s/step"));
    } else if seconds >= 1e-3 {
        push(text, format_args!("{:.0}ms/step", seconds * 1e3));
    } else {
        push(text, format_args!("{:.0}us/step", seconds * 1e6));
    }
}

/// " - loss: 0.5000 - acc: 0.2500".
pub(super) fn push_values<N: AsRef<str>>(text: &mut String, values: &Values<'_, N>) {
    for (name, value) in values.iter() {
        push(text, format_args!(" - {name}: "));
        push_value(text, value);
    }
}

/// Four decimals; scientific notation up to 1e-3, with exponents as Python writes them.
fn push_value(text: &mut String, value: f64) {
    if value.is_nan() {
        text.push_str("nan");
    } else if value.abs() > 1e-3 {
        push(text, format_args!("{value:.4}"));
    } else {
        let start = text.len();
        push(text, format_args!("{value:.4e}"));
        let Some(mantissa) = text[start..].find('e') else { return };
        let exponent: i32 = text[start + mantissa + 1..].parse().unwrap_or(0);
        text.truncate(start + mantissa);
        let sign = if exponent < 0 { '-' } else { '+' };
        push(text, format_args!("e{sign}{:02}", exponent.abs()));
    }
}

/// Cuts `text` to `columns` characters, the last of which is then an ellipsis.
pub(super) fn cut(text: &mut String, columns: usize) {
    if text.chars().count() <= columns {
        return;
    }
    let kept = columns.saturating_sub(1);
    let end = text.char_indices().nth(kept).map_or(text.len(), |(index, _)| index);
    text.truncate(end);
    if columns > 0 {
        text.push('…');
    }
}

pub(super) fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = text.write_fmt(arguments);
}

pub(super) fn push_repeated(text: &mut String, character: char, count: usize) {
    text.extend(std::iter::repeat_n(character, count));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(push: impl FnOnce(&mut String)) -> String {
        let mut text = String::new();
        push(&mut text);
        text
    }

    #[test]
    fn values_are_written_as_keras_writes_them() {
        for (value, expected) in [
            (0.91234, "0.9123"),
            (-2.5, "-2.5000"),
            (123.456, "123.4560"),
            (0.001, "1.0000e-03"),
            (0.0, "0.0000e+00"),
            (1.23456e-5, "1.2346e-05"),
            (-3e-120, "-3.0000e-120"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(written(|text| push_value(text, value)), expected);
        }
    }

    #[test]
    fn times_are_written_as_keras_writes_them() {
        for (seconds, expected) in
            [(0.4, "0s"), (59.9, "59s"), (65.0, "1:05"), (3600.0, "60:00"), (3725.0, "1:02:05")]
        {
            assert_eq!(written(|text| push_remaining_time(text, seconds)), expected);
        }
        for (seconds, expected) in
            [(0.0, "0us/step"), (2.4, "2s/step"), (0.0124, "12ms/step"), (0.000_345, "345us/step")]
        {
            assert_eq!(written(|text| push_step_time(text, seconds)), expected);
        }
    }

    #[test]
    fn cutting_keeps_whole_characters() {
        for (columns, expected) in [(9, "ä: 0.5"), (6, "ä: 0.5"), (5, "ä: 0…"), (1, "…"), (0, "")]
        {
            let mut text = "ä: 0.5".to_owned();
            cut(&mut text, columns);
            assert_eq!(text, expected);
        }
    }
}
