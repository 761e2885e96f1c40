//! Trees of JSON as R's lists, and back.
//!
//! | JSON | R |
//! |---|---|
//! | object, list | list with names, list without; an empty object is an empty list too |
//! | text, truth value, `null` | one text, one truth value, `NULL` |
//! | number | one integer where it is whole and R has one that large, otherwise one double |
//!
//! Back again, a vector of one value is that value, any other a list. Whole numbers are written as such, as R's
//! users write them as doubles.

use crate::bridge::{Arg, MISSING, Numbers, Value};
use crate::config::whole;
use crate::failure::{Failure, Result};
use serde_json::{Map, Number, Value as Json};

/// Members that are objects also where they are empty, which R's lists cannot tell.
const OBJECTS: [&str; 4] = ["config", "kwargs", "compile_config", "build_config"];

/// Above this, whole numbers of `f64` are not all there.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// The tree of a text.
pub(crate) fn parse(text: &str) -> Result<Json> {
    serde_json::from_str(text).map_err(Failure::internal)
}

/// A tree for R.
pub(crate) fn listed(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Logical(*truth),
        Json::Number(number) => match number.as_i64() {
            Some(number) => whole(number),
            None => Value::double(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::text(text.as_str()),
        Json::Array(values) => Value::unnamed(values.iter().map(listed)),
        Json::Object(members) => {
            Value::list(members.iter().map(|(name, value)| (name.as_str(), listed(value))))
        }
    }
}

/// The tree of a list of R's; `what` is where it is.
pub(crate) fn tree(what: &str, arg: &Arg) -> Result<Json> {
    if arg.is_null() {
        return Ok(Json::Null);
    }
    if let Some(items) = arg.items() {
        return of_items(what, &items);
    }
    let mut values = of_vector(what, arg)?;
    Ok(if values.len() == 1 { values.remove(0) } else { values.into() })
}

fn of_items(what: &str, items: &[(&str, &Arg)]) -> Result<Json> {
    if items.iter().all(|(name, _)| name.is_empty()) {
        if items.is_empty() && OBJECTS.contains(&what) {
            return Ok(Json::Object(Map::new()));
        }
        return items.iter().map(|(_, item)| tree(what, item)).collect();
    }
    let mut members = Map::new();
    for (name, item) in items {
        if name.is_empty() {
            return Err(Failure::invalid(format!(
                "{what}: expected a list in which all or none have names, received one without a name among \
                 others. Give it a name.",
            )));
        }
        members.insert((*name).to_owned(), tree(name, item)?);
    }
    Ok(members.into())
}

fn of_vector(what: &str, arg: &Arg) -> Result<Vec<Json>> {
    if let Some(truth) = arg.logical() {
        return Ok(vec![truth.into()]);
    }
    let missing = || {
        Failure::invalid(format!(
            "{what}: expected finite numbers and texts, received one that is missing or not finite. Give a \
             value, or NULL for none.",
        ))
    };
    if let Some(texts) = arg.texts() {
        let texts = texts.into_iter().map(|text| text.map(Json::from).ok_or_else(missing));
        return texts.collect();
    }
    match arg.numbers() {
        Some(Numbers::Doubles(numbers)) => {
            numbers.iter().map(|&x| number(x).ok_or_else(missing)).collect()
        }
        Some(Numbers::Integers(numbers)) => {
            let number = |&x: &i32| (x != MISSING).then(|| x.into()).ok_or_else(missing);
            numbers.iter().map(number).collect()
        }
        None => Err(Failure::invalid(format!(
            "{what}: expected a number, text, truth value or list, received something else. Give a \
             configuration as get_config() gives it.",
        ))),
    }
}

fn number(x: f64) -> Option<Json> {
    match x == x.trunc() && x.abs() < WHOLE {
        true => Some((x as i64).into()),
        false => Number::from_f64(x).map(Json::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whole_numbers_are_written_as_such() {
        assert_eq!(number(3.0), Some(json!(3)));
        assert_eq!(number(-0.5), Some(json!(-0.5)));
        assert_eq!(number(1e300), Some(json!(1e300)));
        assert_eq!(number(f64::INFINITY), None);
        assert_eq!(number(f64::NAN), None);
    }

    #[test]
    fn numbers_that_are_no_integers_of_r_are_doubles() {
        let integer = |json| matches!(listed(&json), Value::Integers(_));
        assert!(integer(json!(7)) && integer(json!(-2_147_483_647)));
        assert!(!integer(json!(7.5)) && !integer(json!(1_u64 << 40)));
        // R's missing value.
        assert!(matches!(listed(&json!(i32::MIN)), Value::Doubles(x) if x == [-2_147_483_648.0]));
    }
}
