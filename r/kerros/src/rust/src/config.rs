//! R's lists as configurations, and back.

use crate::bridge::{self, Arg, Numbers};
use crate::failure::{Failure, Result};
use kerros::layer::{Config, SharedLayer, Value};

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
        if name == "renorm_clipping" && !items.is_empty() {
            return Ok(Value::dict(config(arg)?));
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

/// Arguments as R has them: a list with names.
pub(crate) fn listed<'c>(
    arguments: impl IntoIterator<Item = (&'c str, &'c Value)>,
) -> Result<bridge::Value> {
    let listed = arguments.into_iter().map(|(name, value)| Ok((name, argument(value)?)));
    Ok(bridge::Value::list(listed.collect::<Result<Vec<_>>>()?))
}

/// A thing as R has it: its class and its arguments.
pub(crate) fn described(class_name: &str, config: bridge::Value) -> bridge::Value {
    bridge::Value::list([("class_name", bridge::Value::text(class_name)), ("config", config)])
}

fn argument(value: &Value) -> Result<bridge::Value> {
    Ok(match value {
        Value::Bool(truth) => bridge::Value::Logical(*truth),
        Value::Int(number) => whole(*number),
        Value::Float(number) => bridge::Value::double(*number),
        Value::Text(text) => bridge::Value::text(text.as_str()),
        Value::List(values) => {
            bridge::Value::unnamed(values.iter().map(argument).collect::<Result<Vec<_>>>()?)
        }
        Value::Object { config, .. } if value.as_dict().is_some() => listed(config.iter())?,
        Value::Object { class_name, config } => described(class_name, listed(config.iter())?),
        Value::Layer(layer) => inner_layer(layer)?,
        // `None`, and what there may be one day: nothing.
        _ => bridge::Value::Null,
    })
}

/// A whole number, as an integer where R has one that large.
pub(crate) fn whole(number: i64) -> bridge::Value {
    match i32::try_from(number) {
        Ok(number) if number != bridge::MISSING => bridge::Value::Integers(vec![number]),
        _ => bridge::Value::double(number as f64),
    }
}

/// A layer inside another one.
fn inner_layer(layer: &SharedLayer) -> Result<bridge::Value> {
    if layer.connections().is_some() || !layer.is_trainable() {
        return Err(Failure::invalid(format!(
            "{}: expected a layer that is trained, received {} inside of another layer. Use a layer that R can \
             make, and freeze the outer one.",
            layer.class_name(),
            if layer.is_trainable() { "a model" } else { "a frozen layer" },
        )));
    }
    let (name, config) = (layer.settings().name().map(Value::from), layer.config());
    let name = name.iter().map(|name| ("name", name));
    Ok(described(layer.class_name(), listed(name.chain(config.iter()))?))
}

/// A size that may be missing.
pub(crate) fn optional(size: Option<usize>) -> bridge::Value {
    size.map_or(bridge::Value::Null, bridge::Value::integer)
}
