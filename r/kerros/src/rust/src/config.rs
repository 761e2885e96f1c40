//! R's lists as configurations.

use crate::bridge::{Arg, Numbers};
use crate::failure::{Failure, Result};
use kerros::layer::{Config, Value};

/// A named list as the arguments of a class.
pub(crate) fn config(arg: &Arg) -> Result<Config> {
    let items = match arg.items() {
        Some(items) => items,
        None if arg.is_null() => Vec::new(),
        None => return Err(Failure::internal("the bridge expected a list of arguments")),
    };
    items.into_iter().try_fold(Config::new(), |config, (name, item)| {
        if name.is_empty() {
            return Err(Failure::invalid("an argument has no name. Name every argument."));
        }
        Ok(config.with(name.to_owned(), value(name, item)?))
    })
}

fn value(name: &str, arg: &Arg) -> Result<Value> {
    if arg.is_null() {
        return Ok(Value::None);
    }
    if let Some(truth) = arg.logical() {
        return Ok(Value::Bool(truth));
    }
    if let Some(items) = arg.items() {
        let field = |wanted| items.iter().find(|(name, _)| *name == wanted).map(|(_, item)| *item);
        if let (Some(class), Some(arguments)) = (field("class_name"), field("config")) {
            let class_name = single_text(class).unwrap_or_default().to_owned();
            return Ok(Value::Object { class_name, config: config(arguments)? });
        }
        let values = items.into_iter().map(|(_, item)| value(name, item));
        return Ok(Value::List(values.collect::<Result<_>>()?));
    }
    if let Some(texts) = arg.texts() {
        let texts = texts.into_iter().map(|text| text.map(|text| Value::Text(text.to_owned())));
        return several(texts.collect::<Option<Vec<_>>>().ok_or_else(|| missing(name))?);
    }
    match arg.numbers() {
        Some(Numbers::Doubles(numbers)) if numbers.iter().any(|number| number.is_nan()) => {
            Err(missing(name))
        }
        Some(Numbers::Doubles(numbers)) => several(numbers.iter().map(|&x| x.into()).collect()),
        Some(Numbers::Integers(numbers)) if numbers.contains(&crate::bridge::MISSING) => {
            Err(missing(name))
        }
        Some(Numbers::Integers(numbers)) => several(numbers.iter().map(|&x| x.into()).collect()),
        None => Err(Failure::invalid(format!(
            "{name}: expected a number, text, truth value or list. Give one of these."
        ))),
    }
}

/// One value as itself, several as a list: R has no single values.
fn several(mut values: Vec<Value>) -> Result<Value> {
    match values.len() {
        1 => Ok(values.remove(0)),
        _ => Ok(Value::List(values)),
    }
}

fn missing(name: &str) -> Failure {
    Failure::invalid(format!("{name}: expected a value, received NA. Give one, or leave it out."))
}

/// A single string.
pub(crate) fn single_text(arg: &Arg) -> Option<&str> {
    match arg.texts()?.as_slice() {
        [Some(text)] => Some(text),
        _ => None,
    }
}
