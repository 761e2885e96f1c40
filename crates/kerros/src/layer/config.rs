//! The arguments of a layer or an initializer, under their names in Keras.

use super::SharedLayer;
use std::borrow::Cow;
use std::fmt;

/// The value of one argument.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Value {
    /// Nothing: Python's `None`, R's `NULL`.
    None,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number.
    Float(f64),
    /// A text.
    Text(String),
    /// Several values.
    List(Vec<Value>),
    /// A thing with a class and arguments of its own, such as an initializer.
    Object {
        /// The name of its class in Keras.
        class_name: String,
        /// Its arguments.
        config: Config,
    },
    /// A layer inside another. Two are equal if they are of one class and have one name and configuration.
    Layer(SharedLayer),
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::None, Value::None) => true,
            (Value::Bool(one), Value::Bool(other)) => one == other,
            (Value::Int(one), Value::Int(other)) => one == other,
            (Value::Float(one), Value::Float(other)) => one == other,
            (Value::Text(one), Value::Text(other)) => one == other,
            (Value::List(one), Value::List(other)) => one == other,
            (
                Value::Object { class_name, config },
                Value::Object { class_name: other_class, config: other_config },
            ) => class_name == other_class && config == other_config,
            (Value::Layer(one), Value::Layer(other)) => {
                one.class_name() == other.class_name()
                    && one.settings().name() == other.settings().name()
                    && one.config() == other.config()
            }
            _ => false,
        }
    }
}

/// What stands for the class of a value that is nothing but members with names: Python's `dict`.
const DICT: &str = "dict";

impl Value {
    /// Values under names: Python's `dict`, R's list with names.
    pub fn dict(members: Config) -> Self {
        Value::Object { class_name: DICT.to_owned(), config: members }
    }

    /// The values under their names, if that is all there is.
    pub fn as_dict(&self) -> Option<&Config> {
        match self {
            Value::Object { class_name, config } if class_name == DICT => Some(config),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match *self {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The integer, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        match *self {
            Value::Int(value) => Some(value),
            _ => None,
        }
    }

    /// The number, if it is one, whole or not.
    pub fn as_float(&self) -> Option<f64> {
        match *self {
            Value::Int(value) => Some(value as f64),
            Value::Float(value) => Some(value),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(value) => Some(value),
            _ => None,
        }
    }
}

/// Arguments in the order in which they are printed and written.
///
/// ```
/// use kerros::layer::{Config, Value};
///
/// let config = Config::new().with("units", 3).with("use_bias", true);
/// assert_eq!(config.get("units"), Some(&Value::Int(3)));
/// assert_eq!(config.to_string(), "units=3, use_bias=true");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config(Vec<(Cow<'static, str>, Value)>);

impl Config {
    /// No arguments.
    pub fn new() -> Self {
        Config::default()
    }

    /// These arguments and one more.
    #[must_use]
    pub fn with(mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.0.push((key.into(), value.into()));
        self
    }

    /// The value of the argument `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// The arguments, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (key, value)) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{key}={value}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::None => f.write_str("none"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Int(value) => write!(f, "{value}"),
            Value::Float(value) => write!(f, "{value:?}"),
            Value::Text(value) => write!(f, "{value:?}"),
            Value::List(values) => {
                f.write_str("[")?;
                for (index, value) in values.iter().enumerate() {
                    let separator = if index == 0 { "" } else { ", " };
                    write!(f, "{separator}{value}")?;
                }
                f.write_str("]")
            }
            Value::Object { class_name, config } => write!(f, "{class_name}({config})"),
            Value::Layer(layer) => write!(f, "{}({})", layer.class_name(), layer.config()),
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Value::Int(i64::from(value))
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        // Sizes beyond 2^63 cannot be reached: no array is that long.
        Value::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Float(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::Text(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::Text(value.to_owned())
    }
}

impl From<&SharedLayer> for Value {
    fn from(layer: &SharedLayer) -> Self {
        Value::Layer(layer.clone())
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Value::List(values.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::None, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::initializers::{Constant, SharedInitializer};

    #[test]
    fn prints_every_kind_of_value() {
        let initializer = SharedInitializer::from(Constant::new(0.5));
        let config = Config::new()
            .with("units", 3usize)
            .with("rate", 1.0)
            .with("name", Option::<&str>::None)
            .with("padding", "same")
            .with("target_shape", vec![-1i64, 2])
            .with("bias_initializer", &initializer);
        assert_eq!(
            config.to_string(),
            "units=3, rate=1.0, name=none, padding=\"same\", target_shape=[-1, 2], \
             bias_initializer=Constant(value=0.5)"
        );
    }
}
