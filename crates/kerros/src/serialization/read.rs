//! Configurations in the forms of Keras 3 and Keras 2.

use super::json::{Members, member, members, string, wrong};
use super::keras2;
use super::kind::Kind;
use super::reader::Reader;
use super::unsupported;
use crate::error::{Error, Result};
use crate::layer::{Config, Value};
use serde_json::Value as Json;

/// Arguments that are values under names.
const DICTS: [&str; 1] = ["renorm_clipping"];

/// A class and its arguments, as far as Kerros has them.
pub(super) struct Described {
    pub(super) class_name: String,
    pub(super) config: Config,
}

/// The name of an object's class, which must not be code.
pub(super) fn class_name(object: &Members) -> Result<&str> {
    let class_name = string(member(object, "class_name")?, "class_name")?;
    if matches!(class_name, "Lambda" | "__lambda__") {
        return Err(Error::invalid(
            class_name,
            "configuration only",
            "code of Python",
            "Loading a file never runs code. Write the function as a layer in Rust, and put that in its place.",
        ));
    }
    Ok(class_name)
}

/// The members of an object's configuration; none if it is null.
pub(super) fn config_of(object: &Members) -> Result<&Members> {
    static EMPTY: std::sync::LazyLock<Members> = std::sync::LazyLock::new(Members::new);
    match object.get("config") {
        None | Some(Json::Null) => Ok(&EMPTY),
        Some(config) => members(config, "config"),
    }
}

impl Reader<'_> {
    /// An object of this kind: `{"class_name": ..., "config": {...}}` with or without module and registered
    /// name, or `{"class_name": "function", "config": name}`.
    pub(super) fn described(&self, kind: Kind, json: &Json, what: &str) -> Result<Described> {
        let object = members(json, what)?;
        let class_name = class_name(object)?;
        let config = self.arguments(kind, class_name, config_of(object)?);
        let config = config.map_err(|error| error.at(class_name))?;
        Ok(Described { class_name: class_name.to_owned(), config })
    }

    /// The arguments of a class, without those that Kerros does not know. Of a class that is not known, all:
    /// the registry says so.
    pub(super) fn arguments(
        &self,
        kind: Kind,
        class_name: &str,
        config: &Members,
    ) -> Result<Config> {
        let known = kind.arguments(class_name);
        let is_known = |key: &str| known.is_none_or(|known| known.iter().any(|a| a.goes_by(key)));
        let mut arguments = Config::new();
        for (key, json) in config {
            if is_known(key) {
                let json = keras2::argument(class_name, key, json);
                let value =
                    self.value(Kind::of_argument(key), key, json).map_err(|error| error.at(key))?;
                arguments = arguments.with(key.clone(), value);
            } else {
                unsupported::check(kind, class_name, key, json)?;
            }
        }
        Ok(arguments)
    }

    /// The value of the argument `key`; if it is an object, then one of this kind.
    pub(super) fn value(&self, kind: Kind, key: &str, json: &Json) -> Result<Value> {
        Ok(match json {
            Json::Null => Value::None,
            Json::Bool(value) => (*value).into(),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => integer.into(),
                (None, Some(number)) => number.into(),
                (None, None) => return Err(wrong(key, "a number", json)),
            },
            Json::String(text) => text.as_str().into(),
            Json::Array(elements) => {
                let listed: Result<Vec<Value>> =
                    elements.iter().map(|json| self.value(kind, key, json)).collect();
                Value::List(listed?)
            }
            Json::Object(object) => self.object_value(kind, key, json, object)?,
        })
    }

    /// An argument that is an object of Keras, an array, or a list in disguise.
    fn object_value(&self, kind: Kind, key: &str, json: &Json, object: &Members) -> Result<Value> {
        if !object.contains_key("class_name") {
            // As Keras 2 writes an array.
            return match (object.len(), object.get("type"), object.get("value")) {
                (2, Some(_), Some(array)) => self.value(kind, key, array),
                _ if DICTS.contains(&key) => {
                    let mut read = Config::new();
                    for (name, json) in object {
                        read = read.with(name.clone(), self.value(kind, name, json)?);
                    }
                    Ok(Value::dict(read))
                }
                _ => Err(wrong(key, "a value or an object with class_name and config", json)),
            };
        }
        match class_name(object)? {
            "function" => self.value(kind, key, member(object, "config")?),
            "__numpy__" | "__tensor__" => {
                self.value(kind, key, member(config_of(object)?, "value")?)
            }
            "__tuple__" => self.value(kind, key, member(object, "items")?),
            _ => {
                // An activation may be given as a layer.
                let class_name = class_name(object)?;
                let kind = match kind {
                    Kind::Layer => return self.layer(json).map(Value::Layer),
                    Kind::Activation if kind.arguments(class_name).is_none() => Kind::Layer,
                    kind => kind,
                };
                let Described { class_name, config } = self.described(kind, json, key)?;
                Ok(Value::Object { class_name, config })
            }
        }
    }
}
