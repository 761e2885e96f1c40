//! The history as text: the print of R's keras and a table in CSV.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use super::History;
use crate::error::{Error, Result};

/// Significant digits of printed values, as in R's keras.
const DIGITS: usize = 4;

impl fmt::Display for History {
    /// Prints as R's keras prints a `keras_training_history`: what it was trained on, then the
    /// values of the last epoch, names aligned to the right and four significant digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters = self.parameters();
        if parameters.samples > 0 {
            write!(f, "Trained on {} samples", group_thousands(&parameters.samples.to_string()))?;
            if let Some(samples) = parameters.validation_samples {
                let samples = group_thousands(&samples.to_string());
                write!(f, ", validated on {samples} samples")?;
            }
            let batch_size = group_thousands(&parameters.batch_size.to_string());
            let epochs = group_thousands(&parameters.epochs.to_string());
            writeln!(f, " (batch_size={batch_size}, epochs={epochs})")?;
        }
        if self.epochs().is_empty() {
            return write!(f, "No epoch has run.");
        }
        write!(f, "Final epoch (plot to see history):")?;
        let width = self.names().map(|name| name.chars().count()).max().unwrap_or(0);
        for (name, values) in self.metrics() {
            let last = values.last().copied().unwrap_or(f64::NAN);
            write!(f, "\n{name:>width$}: {}", format_significant(last, DIGITS))?;
        }
        Ok(())
    }
}

impl History {
    /// Writes the history as CSV: a header, then one line per epoch.
    ///
    /// Columns are `epoch` (counted from 1, as everywhere in text) and the metrics. Values are
    /// written so that they read back as the same bits; not-a-number is `NaN`.
    ///
    /// ```
    /// use kerros::history::History;
    ///
    /// let mut history = History::default();
    /// history.push_epoch(0, &[("loss", 0.5), ("val_loss", 0.75)]);
    /// let mut csv = Vec::new();
    /// history.write_csv(&mut csv)?;
    /// assert_eq!(csv, b"epoch,loss,val_loss\n1,0.5,0.75\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the writer fails.
    pub fn write_csv(&self, mut writer: impl Write) -> io::Result<()> {
        write!(writer, "epoch")?;
        for name in self.names() {
            write!(writer, ",{}", quote_csv(name, ','))?;
        }
        writeln!(writer)?;
        for (row, epoch) in self.epochs().iter().enumerate() {
            write!(writer, "{}", epoch + 1)?;
            for (_, values) in self.metrics() {
                write!(writer, ",{}", values[row])?;
            }
            writeln!(writer)?;
        }
        writer.flush()
    }

    /// Writes the history as CSV to the file `path`; see [`write_csv`](Self::write_csv).
    ///
    /// # Errors
    ///
    /// [`Error::File`] when the file cannot be written.
    pub fn save_csv(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let mut csv = Vec::new();
        self.write_csv(&mut csv)
            .and_then(|()| std::fs::write(path, csv))
            .map_err(|error| Error::file("table of the history", path, &error))
    }
}

/// A CSV field, quoted where it must be (RFC 4180).
pub(crate) fn quote_csv(field: &str, separator: char) -> String {
    if field.contains([separator, '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// `value` with up to `digits` significant digits, as R's `prettyNum(format(value, digits))`
/// writes it: no trailing zeros, thousands separated by commas, and scientific notation only
/// where it is shorter.
pub(super) fn format_significant(value: f64, digits: usize) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Inf" } else { "-Inf" }.to_owned();
    }
    // Rust rounds to `digits` significant digits here: "-1.235e2".
    let rounded = format!("{value:.*e}", digits.saturating_sub(1));
    let Some((mantissa, exponent)) = rounded.split_once('e') else { return rounded };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mantissa = if mantissa.contains('.') { mantissa.trim_end_matches('0') } else { mantissa };
    let mantissa = mantissa.trim_end_matches('.');

    let significant = mantissa.chars().filter(char::is_ascii_digit).count() as i32;
    let decimals = (significant - 1 - exponent).max(0) as usize;
    let sign = if exponent < 0 { '-' } else { '+' };
    let scientific = format!("{mantissa}e{sign}{:02}", exponent.abs());
    let integer_digits = exponent.max(0) as usize + 1;
    let fixed_width = integer_digits
        + usize::from(value.is_sign_negative())
        + if decimals > 0 { decimals + 1 } else { 0 };
    if fixed_width > scientific.len() {
        return scientific;
    }
    group_thousands(&format!("{value:.decimals$}"))
}

/// Separates the thousands of a decimal number by commas.
fn group_thousands(number: &str) -> String {
    let (sign, rest) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let (integer, fraction) = match rest.split_once('.') {
        Some((integer, fraction)) => (integer, format!(".{fraction}")),
        None => (rest, String::new()),
    };
    let mut grouped = String::from(sign);
    for (index, digit) in integer.chars().enumerate() {
        if index > 0 && (integer.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + &fraction
}

#[cfg(test)]
mod tests {
    use super::super::{History, TrainingParameters};
    use super::*;
    use crate::error::Error;

    fn iris() -> History {
        let mut history = History::new(TrainingParameters {
            epochs: 100,
            steps: 4,
            batch_size: 32,
            samples: 120,
            validation_samples: Some(30),
        });
        let names = ["loss", "accuracy", "val_loss", "val_accuracy"];
        for (epoch, values) in
            [[1.0, 0.5, 1.5, 0.25], [0.25119, 0.925, 0.35481, 0.8]].into_iter().enumerate()
        {
            let logs: Vec<_> = names.into_iter().zip(values).collect();
            history.push_epoch(epoch, &logs);
        }
        history
    }

    #[test]
    fn prints_as_r_does() {
        let expected = "\
Trained on 120 samples, validated on 30 samples (batch_size=32, epochs=100)
Final epoch (plot to see history):
        loss: 0.2512
    accuracy: 0.925
    val_loss: 0.3548
val_accuracy: 0.8";
        assert_eq!(iris().to_string(), expected);
    }

    #[test]
    fn prints_without_samples_and_without_epochs() {
        let mut history = History::default();
        assert_eq!(history.to_string(), "No epoch has run.");
        history.push_epoch(0, &[("loss", f64::NAN)]);
        assert_eq!(history.to_string(), "Final epoch (plot to see history):\nloss: NaN");
    }

    #[test]
    fn numbers_are_written_as_r_writes_them() {
        // Right-hand sides: prettyNum(format(x, digits = 4), big.mark = ",") in R.
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (0.8, "0.8"),
            (-0.25119, "-0.2512"),
            (0.99996, "1"),
            (1234.5678, "1,235"),
            (123456.7, "123,457"),
            (100000.0, "1e+05"),
            (123456789.0, "123,456,789"),
            (0.0001, "1e-04"),
            (0.00012345, "0.0001234"),
            (0.00001234, "1.234e-05"),
            (1e300, "1e+300"),
            (f64::NEG_INFINITY, "-Inf"),
        ] {
            assert_eq!(format_significant(value, 4), text, "{value:?}");
        }
    }

    #[test]
    fn csv_reads_back_bit_for_bit() {
        let mut history = iris();
        history.push_epoch(7, &[("loss", 0.1 + 0.2), ("a,\"b\"", f64::INFINITY)]);
        let mut csv = Vec::new();
        history.write_csv(&mut csv).unwrap();
        let csv = String::from_utf8(csv).unwrap();
        let lines: Vec<_> = csv.lines().collect();
        assert_eq!(lines[0], "epoch,loss,accuracy,val_loss,val_accuracy,\"a,\"\"b\"\"\"");
        assert_eq!(lines[1], "1,1,0.5,1.5,0.25,NaN");
        assert_eq!(lines[3], "8,0.30000000000000004,NaN,NaN,NaN,inf");
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn a_path_that_cannot_be_written_is_an_error_with_a_remedy() {
        let path = std::env::temp_dir().join("kerros-no-such-folder").join("history.csv");
        let error = iris().save_csv(&path).unwrap_err();
        assert!(matches!(&error, Error::File { path: at, .. } if *at == path));
        let text = error.to_string();
        assert!(text.contains("history.csv") && text.contains("Choose a folder"), "{text}");
    }
}
