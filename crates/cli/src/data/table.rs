//! A CSV file as a table of named columns.
//!
//! The text of all cells lies in one buffer, so that the 1.4 million cells of the walking signal cost
//! no allocation each. A column is read as numbers or as classes when it is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

use super::error::{Error, Result};

/// The first two bytes of every gzip file (RFC 1952, section 2.3.1).
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The rows of one CSV file below its header.
///
/// A cell that is empty or holds `NA` is missing, with or without quotation marks.
#[derive(Debug)]
pub(crate) struct Table {
    file: String,
    names: Vec<String>,
    /// The text of all cells, row after row.
    text: String,
    /// Where each cell ends in `text`; it starts where the cell before it ends.
    ends: Vec<usize>,
    /// The line on which each row starts.
    lines: Vec<u64>,
}

/// A column of classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Factor {
    /// The distinct values in order: by value where all are numbers, else by Unicode code point (as
    /// R's `factor` sorts in the C locale).
    pub(crate) levels: Vec<String>,
    /// The place of each row's value among the levels.
    pub(crate) codes: Vec<usize>,
}

impl Table {
    /// Reads the file at `path`: CSV with a header line, plain or compressed with gzip.
    ///
    /// # Errors
    /// If the file cannot be read, and those of [`Table::read_bytes`].
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let file = path.display().to_string();
        match fs::read(path) {
            Ok(bytes) => Self::read_bytes(&file, &bytes),
            Err(cause) => Err(Error::Unreadable { file, cause }),
        }
    }

    /// Reads the content of a file. `file` names it in errors; if the name ends in `.gz` the content
    /// must be gzip, otherwise its first bytes decide.
    ///
    /// # Errors
    /// If the gzip data are cut off or damaged, the text is not UTF-8, there are no rows, a row has
    /// more or fewer fields than the header, a quotation mark is not closed, or a name comes twice.
    pub(crate) fn read_bytes(file: &str, bytes: &[u8]) -> Result<Self> {
        if bytes.is_empty() {
            return Err(Error::Empty { file: file.to_owned(), received: "no bytes" });
        }
        if bytes.starts_with(&GZIP_MAGIC) || file.ends_with(".gz") {
            Self::parse(file, &decompress(file, bytes)?)
        } else {
            Self::parse(file, bytes)
        }
    }

    fn parse(file: &str, bytes: &[u8]) -> Result<Self> {
        if let Some(line) = unclosed_quote(bytes) {
            return Err(Error::UnclosedQuote { file: file.to_owned(), line });
        }
        let mut reader = csv::Reader::from_reader(bytes);
        let names: Vec<String> = match reader.headers() {
            Ok(header) => header.iter().map(str::to_owned).collect(),
            Err(error) => return Err(csv_error(file, bytes, &error)),
        };
        if names.is_empty() {
            return Err(Error::Empty { file: file.to_owned(), received: "blank lines" });
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = names.iter().find(|name| !seen.insert(name.as_str())) {
            return Err(Error::DuplicateColumn { file: file.to_owned(), column: twice.clone() });
        }

        let mut text = String::with_capacity(bytes.len());
        let mut ends = Vec::new();
        let mut lines = Vec::new();
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|error| csv_error(file, bytes, &error))? {
            for cell in &record {
                text.push_str(cell);
                ends.push(text.len());
            }
            lines.push(record.position().map_or(0, |position| line_of(bytes, position)));
        }
        if lines.is_empty() {
            return Err(Error::Empty { file: file.to_owned(), received: "a header alone" });
        }
        Ok(Self { file: file.to_owned(), names, text, ends, lines })
    }

    /// The name of the file, as errors give it.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// The number of rows, at least one.
    pub(crate) fn rows(&self) -> usize {
        self.lines.len()
    }

    /// The line of the file on which `row`, counted from 0, starts.
    pub(crate) fn line(&self, row: usize) -> u64 {
        self.lines[row]
    }

    /// A numeric column; a missing value is NaN. (NaN has no other source: a cell that says `NaN` or
    /// `inf` is an error.)
    ///
    /// # Errors
    /// If there is no such column, or a cell is neither missing nor a finite number.
    pub(crate) fn numbers(&self, column: &str) -> Result<Vec<f64>> {
        let index = self.find(column)?;
        (0..self.rows())
            .map(|row| {
                let cell = self.cell(row, index).trim();
                if is_missing(cell) {
                    return Ok(f64::NAN);
                }
                match cell.parse::<f64>() {
                    Ok(value) if value.is_finite() => Ok(value),
                    _ => Err(Error::NotNumber {
                        file: self.file.clone(),
                        line: self.lines[row],
                        column: column.to_owned(),
                        received: cell.to_owned(),
                    }),
                }
            })
            .collect()
    }

    /// A numeric column in which nothing is missing.
    ///
    /// # Errors
    /// As [`Table::numbers`], and if a value is missing.
    pub(crate) fn complete_numbers(&self, column: &str) -> Result<Vec<f64>> {
        let values = self.numbers(column)?;
        match values.iter().position(|value| value.is_nan()) {
            Some(row) => Err(self.missing(row, column)),
            None => Ok(values),
        }
    }

    /// A column of classes, in which nothing may be missing.
    ///
    /// # Errors
    /// If there is no such column, or a value is missing.
    pub(crate) fn factor(&self, column: &str) -> Result<Factor> {
        let index = self.find(column)?;
        if let Some(row) = (0..self.rows()).find(|&row| is_missing(self.cell(row, index))) {
            return Err(self.missing(row, column));
        }
        let distinct: BTreeSet<&str> = (0..self.rows()).map(|row| self.cell(row, index)).collect();
        let mut levels: Vec<&str> = distinct.into_iter().collect();
        let numbers: Option<Vec<f64>> =
            levels.iter().map(|level| level.trim().parse().ok()).collect();
        if let Some(numbers) = numbers {
            let mut order: Vec<usize> = (0..levels.len()).collect();
            order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]));
            levels = order.into_iter().map(|place| levels[place]).collect();
        }
        let places: BTreeMap<&str, usize> =
            levels.iter().enumerate().map(|(place, level)| (*level, place)).collect();
        let codes = (0..self.rows()).map(|row| places[self.cell(row, index)]).collect();
        Ok(Factor { levels: levels.into_iter().map(str::to_owned).collect(), codes })
    }

    fn cell(&self, row: usize, column: usize) -> &str {
        let index = row * self.names.len() + column;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.text[start..self.ends[index]]
    }

    fn find(&self, column: &str) -> Result<usize> {
        self.names.iter().position(|name| name == column).ok_or_else(|| {
            let distance =
                |name: &&String| strsim::levenshtein(&name.to_lowercase(), &column.to_lowercase());
            Error::UnknownColumn {
                file: self.file.clone(),
                column: column.to_owned(),
                nearest: self.names.iter().min_by_key(distance).cloned().unwrap_or_default(),
                available: self.names.join(", "),
            }
        })
    }

    fn missing(&self, row: usize, column: &str) -> Error {
        Error::MissingValue {
            file: self.file.clone(),
            line: self.lines[row],
            column: column.to_owned(),
        }
    }
}

fn is_missing(cell: &str) -> bool {
    cell.is_empty() || cell == "NA"
}

/// Decompresses all members of a gzip file; their checksums are verified.
fn decompress(file: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    match flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut text) {
        Ok(0) => Err(Error::Empty { file: file.to_owned(), received: "no bytes" }),
        Ok(_) => Ok(text),
        Err(cause) => Err(Error::DamagedGzip { file: file.to_owned(), decoded: text.len(), cause }),
    }
}

/// The line on which a quoted field starts that is still open at the end of the file. The CSV reader
/// would take all that follows for its content.
fn unclosed_quote(bytes: &[u8]) -> Option<u64> {
    if !bytes.contains(&b'"') {
        return None;
    }
    let mut line = 1;
    let mut open = None;
    let mut field_starts = true;
    let mut bytes = bytes.iter().peekable();
    while let Some(&byte) = bytes.next() {
        match byte {
            b'"' if open.is_some() && bytes.peek() == Some(&&b'"') => {
                bytes.next();
            }
            b'"' if open.is_some() => open = None,
            b'"' if field_starts => open = Some(line),
            b'\n' => line += 1,
            _ => {}
        }
        field_starts = open.is_none() && matches!(byte, b',' | b'\n' | b'\r');
    }
    open
}

/// The line on which a row starts. The CSV reader's position is that of the first blank line before
/// the row.
fn line_of(bytes: &[u8], position: &csv::Position) -> u64 {
    let rest = usize::try_from(position.byte()).ok().and_then(|start| bytes.get(start..));
    let blank = rest.unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + blank.filter(|byte| **byte == b'\n').count() as u64
}

fn csv_error(file: &str, bytes: &[u8], error: &csv::Error) -> Error {
    let file = file.to_owned();
    let line = error.position().map_or(1, |position| line_of(bytes, position));
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            Error::Ragged { file, line, expected: *expected_len, received: *len }
        }
        // All bytes are in memory, so that nothing is left but text that is not UTF-8.
        csv::ErrorKind::Utf8 { err, .. } => Error::NotText { file, line, cause: err.to_string() },
        _ => Error::NotText { file, line, cause: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn read(text: &str) -> Result<Table> {
        Table::read_bytes("t.csv", text.as_bytes())
    }

    fn message(result: Result<impl std::fmt::Debug>) -> String {
        result.unwrap_err().to_string()
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn quotes_line_ends_byte_order_marks_and_blank_lines_are_understood() {
        let text =
            "\u{feff}\"a\",\"b, c\"\r\n1,\"x \"\"y\"\"\"\r\n\r\n 2.5 ,\"two\nlines\"\r\n-3e2,z";
        let table = read(text).unwrap();
        assert_eq!(table.rows(), 3);
        assert_eq!(table.numbers("a").unwrap(), [1.0, 2.5, -300.0]);
        let factor = table.factor("b, c").unwrap();
        assert_eq!(factor.levels, ["two\nlines", "x \"y\"", "z"]);
        assert_eq!(factor.codes, [1, 0, 2]);
        assert_eq!((0..3).map(|row| table.line(row)).collect::<Vec<_>>(), [2, 4, 6]);
    }

    #[test]
    fn missing_cells_are_nan_in_numbers_and_refused_elsewhere() {
        let table = read("a,b\n1,x\nNA,\n,y\n\"NA\",z\n").unwrap();
        let values = table.numbers("a").unwrap();
        assert_eq!(values[0], 1.0);
        assert!(values[1..].iter().all(|value| value.is_nan()));
        assert!(message(table.complete_numbers("a")).starts_with("t.csv, line 3, column `a`"));
        assert!(message(table.factor("b")).starts_with("t.csv, line 3, column `b`"));
    }

    #[test]
    fn levels_sort_by_number_when_all_are_numbers_and_else_by_code_point() {
        let table = read("n,t\n10,b\n9,B\n1,a\n9,a\n").unwrap();
        assert_eq!(table.factor("n").unwrap().levels, ["1", "9", "10"]);
        assert_eq!(table.factor("n").unwrap().codes, [2, 1, 0, 1]);
        assert_eq!(table.factor("t").unwrap().levels, ["B", "a", "b"]);
    }

    #[test]
    fn an_unknown_column_names_the_nearest() {
        let table = read("Sepal.Length,Sepal.Width,Species\n1,2,a\n").unwrap();
        let text = message(table.numbers("sepal.lenght"));
        assert!(text.contains("no column `sepal.lenght`"), "{text}");
        assert!(text.contains("nearest name is `Sepal.Length`"), "{text}");
        assert!(text.contains("Sepal.Length, Sepal.Width, Species"), "{text}");
    }

    #[test]
    fn what_is_no_number_is_named_by_line_and_column() {
        for cell in ["x", "1,2", "NaN", "inf", "1 2", "0x10"] {
            let table = read(&format!("a,b\n1,1\n2,\"{cell}\"\n")).unwrap();
            let text = message(table.numbers("b"));
            assert!(text.starts_with("t.csv, line 3, column `b`"), "{text}");
            assert!(text.contains(&format!("received `{cell}`")), "{text}");
        }
    }

    #[test]
    fn damaged_csv_is_named_by_line() {
        let text = message(read("a,b\n1,2\n\n3,4,5\n"));
        assert!(text.starts_with("t.csv, line 4: expected 2 fields"), "{text}");
        assert!(text.contains("received 3"), "{text}");
        assert!(message(read("a,b\n1,2\n3")).starts_with("t.csv, line 3: expected 2 fields"));
        let open = message(read("a,b\n1,\"x\"\n2,\"y\n3,z\n"));
        assert!(open.starts_with("t.csv, line 3: a quotation mark"), "{open}");
        assert!(message(read("a,a\n1,2\n")).contains("two columns are named `a`"));
        let bytes = b"a,b\n1,2\n3,\xff\n";
        let text = message(Table::read_bytes("t.csv", bytes));
        assert!(text.starts_with("t.csv, line 3: expected text in UTF-8"), "{text}");
    }

    #[test]
    fn an_empty_file_is_an_error() {
        for (text, received) in
            [("", "no bytes"), ("\n\n", "blank lines"), ("a,b\n", "a header alone")]
        {
            let text = message(read(text));
            assert!(text.starts_with("t.csv: empty") && text.contains(received), "{text}");
        }
        assert!(message(Table::read_bytes("t.gz", &gzip(b""))).contains("no bytes"));
    }

    #[test]
    fn gzip_is_recognised_by_its_bytes_and_read_over_several_members() {
        let bytes = [gzip(b"a,b\n1,2\n"), gzip(b"3,4\n")].concat();
        let table = Table::read_bytes("t.csv", &bytes).unwrap();
        assert_eq!(table.numbers("b").unwrap(), [2.0, 4.0]);
    }

    #[test]
    fn a_truncated_or_changed_gzip_file_is_an_error_wherever_it_is_damaged() {
        let text: String = (0..2000).map(|i| format!("{i},{}\n", i * i)).collect();
        let whole = gzip(format!("a,b\n{text}").as_bytes());
        for length in (2..whole.len()).step_by(97).chain([whole.len() - 1]) {
            let text = message(Table::read_bytes("t.csv.gz", &whole[..length]));
            assert!(text.starts_with("t.csv.gz: damaged gzip data"), "{length}: {text}");
        }
        for place in (100..whole.len()).step_by(211) {
            let mut changed = whole.clone();
            changed[place] ^= 0x10;
            assert!(Table::read_bytes("t.csv.gz", &changed).is_err(), "{place}");
        }
        assert!(message(Table::read_bytes("t.csv.gz", b"a,b\n1,2\n")).contains("damaged gzip"));
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error_with_its_path() {
        let text = message(Table::read(Path::new("no/such/file.csv")));
        assert!(text.starts_with("cannot read no/such/file.csv: "), "{text}");
    }
}
