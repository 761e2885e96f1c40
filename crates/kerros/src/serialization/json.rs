//! JSON as text and as a tree, with errors that say where in it something is wrong.

use crate::error::{Error, Result};
use serde_json::{Map, Value as Json};

/// The members of an object, in order.
pub(super) type Members = Map<String, Json>;

/// How much of a wrong value an error shows.
const SHOWN: usize = 60;

/// Reads a text. Nesting deeper than 128 levels is refused, as no configuration has it.
pub(super) fn parse(text: &str) -> Result<Json> {
    serde_json::from_str(text).map_err(|error| {
        let remedy = "Give the text that to_json wrote, here or in Keras.";
        Error::invalid("JSON", "a configuration", error.to_string(), remedy)
    })
}

/// Writes a tree as one line.
pub(super) fn text(json: &Json) -> String {
    json.to_string()
}

/// A wrong value.
pub(super) fn wrong(what: &str, expected: &str, received: &Json) -> Error {
    let remedy = "The configuration is damaged, or of a kind that Kerros does not know.";
    Error::invalid(what, expected, shown(received), remedy)
}

/// The text of a value, cut where it is long.
pub(super) fn shown(json: &Json) -> String {
    let text = json.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// The members of an object.
pub(super) fn members<'j>(json: &'j Json, what: &str) -> Result<&'j Members> {
    json.as_object().ok_or_else(|| wrong(what, "an object of JSON", json))
}

/// The elements of a list.
pub(super) fn list<'j>(json: &'j Json, what: &str) -> Result<&'j [Json]> {
    match json {
        Json::Array(elements) => Ok(elements),
        _ => Err(wrong(what, "a list", json)),
    }
}

/// A text.
pub(super) fn string<'j>(json: &'j Json, what: &str) -> Result<&'j str> {
    json.as_str().ok_or_else(|| wrong(what, "a text", json))
}

/// A whole number from 0 on.
pub(super) fn index(json: &Json, what: &str) -> Result<usize> {
    let number = json.as_u64().and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| wrong(what, "a whole number from 0 on", json))
}

/// The member `key`, which must be there.
pub(super) fn member<'j>(object: &'j Members, key: &str) -> Result<&'j Json> {
    object.get(key).ok_or_else(|| {
        let keys: Vec<&str> = object.keys().map(String::as_str).take(12).collect();
        let received = match keys.is_empty() {
            true => "an empty object".to_owned(),
            false => format!("only {}", keys.join(", ")),
        };
        let remedy = "The configuration is damaged, or of a kind that Kerros does not know.";
        Error::invalid(key, "a member of that name", received, remedy)
    })
}
