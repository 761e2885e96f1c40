//! Errors on their way to R, where they become conditions.

use kerros::Error;
use std::any::Any;

/// An error: the end of its condition's class, and its message.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) kind: &'static str,
    pub(crate) message: String,
}

/// The result of anything that R calls.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A value that does not fit.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Failure { kind: "invalid", message: message.into() }
    }

    /// Something asked for at the wrong time.
    pub(crate) fn order(message: impl Into<String>) -> Self {
        Failure { kind: "order", message: message.into() }
    }

    /// A fault of the package.
    pub(crate) fn internal(message: impl std::fmt::Display) -> Self {
        let message = format!("{message}. Please report this as a bug of Kerros.");
        Failure { kind: "internal", message }
    }

    /// The same failure, which happened at `place`.
    pub(crate) fn at(mut self, place: &str) -> Self {
        self.message = format!("{place}: {}", self.message);
        self
    }

    /// A panic that was caught.
    pub(crate) fn panic(panic: &(dyn Any + Send)) -> Self {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Failure::internal(text.unwrap_or("a panic"))
    }
}

/// A message with positions as R counts them: "row 2, column 1 (counted from 0)" is row 3, column 2.
pub(crate) fn counted_from_one(message: String) -> String {
    const MARK: &str = " (counted from 0)";
    let Some(end) = message.find(MARK) else { return message };
    let last = |words: [&str; 2]| words.iter().filter_map(|word| message[..end].rfind(word)).max();
    // Where there are both, the row comes first.
    let start = last(["row ", "rows "]).or_else(|| last(["column ", "columns "]));
    let Some(start) = start else { return message };
    let mut place = String::new();
    let mut digits = String::new();
    // A letter behind the place, so that its last number is written too.
    for letter in message[start..end].chars().chain(['.']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if let Ok(number) = digits.parse::<usize>() {
            place.push_str(&(number + 1).to_string());
        }
        digits.clear();
        place.push(letter);
    }
    place.pop();
    format!("{}{place}{}", &message[..start], &message[end + MARK.len()..])
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::Invalid { .. } => "invalid",
            Error::Order { .. } => "order",
            Error::UnknownName { .. } => "unknown_name",
            Error::File { .. } => "file",
            Error::NonFinite { .. } => "non_finite",
            Error::Graph { .. } => "graph",
            _ => "internal",
        };
        Failure { kind, message: counted_from_one(error.to_string()) }
    }
}

/// What model and training say when an argument of an entry is of another kind than R's side promises.
pub(crate) fn wrong(what: &str) -> Failure {
    Failure::internal(format!("the bridge expected {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_in_r() {
        for (message, expected) in [
            ("y at row 99 (counted from 0): expected 2", "y at row 100: expected 2"),
            ("x at row 2, column 0 (counted from 0): no", "x at row 3, column 1: no"),
            (
                "x at row 0, position [0, 9], column 1 (counted from 0).",
                "x at row 1, position [1, 10], column 2.",
            ),
            ("at rows 3, 9 of x (counted from 0) and 2 more", "at rows 4, 10 of x and 2 more"),
            ("x: columns 0, 9 (counted from 0) are not", "x: columns 1, 10 are not"),
            ("no place", "no place"),
            ("its only number (counted from 0)", "its only number (counted from 0)"),
        ] {
            assert_eq!(counted_from_one(message.to_owned()), expected);
        }
    }
}
