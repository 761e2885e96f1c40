//! The values of a class's arguments, read with errors that name them.

use super::{
    ACTIVATIONS, Argument, CONSTRAINTS, INITIALIZERS, LAYERS, REGULARIZERS, find, nearest,
};
use crate::activations::Activation;
use crate::constraints::SharedConstraint;
use crate::error::{Error, Result};
use crate::initializers::SharedInitializer;
use crate::layer::{Config, SharedLayer, Value};
use crate::layers::{BothEnds, DataFormat, RenormClipping};
use crate::regularizers::SharedRegularizer;

/// The arguments of one class: what a configuration gives, and defaults for the rest.
#[derive(Debug)]
pub struct Arguments<'a> {
    known: &'static [Argument],
    /// For each known argument, its value; `None` where it must be given and was not.
    values: Vec<Option<Value>>,
    config: &'a Config,
}

impl<'a> Arguments<'a> {
    /// The arguments of a class that has the `known` ones.
    ///
    /// # Errors
    ///
    /// When `config` has an argument that is not known, or one under two names.
    pub(super) fn new(known: &'static [Argument], config: &'a Config) -> Result<Self> {
        let mut values: Vec<Option<Value>> = vec![None; known.len()];
        for (name, value) in config.iter() {
            let Some(index) = known.iter().position(|argument| argument.goes_by(name)) else {
                return Err(unknown(name, known));
            };
            if values[index].replace(value.clone()).is_some() {
                let name = known[index].name;
                return Err(Error::invalid(name, "one value", "two", "Give it under one name."));
            }
        }
        for (value, argument) in values.iter_mut().zip(known) {
            if value.is_none() {
                *value = argument.default.map(Into::into);
            }
        }
        Ok(Arguments { known, values, config })
    }

    /// The configuration that was given.
    pub fn config(&self) -> &Config {
        self.config
    }

    /// The value of the argument `name`.
    ///
    /// # Errors
    ///
    /// When it must be given and was not.
    pub fn value(&self, name: &str) -> Result<&Value> {
        let known = self.known.iter().position(|argument| argument.name == name);
        match known.map(|index| &self.values[index]) {
            Some(Some(value)) => Ok(value),
            Some(None) => Err(Error::invalid(name, "a value", "nothing", format!("Give {name}."))),
            None => Err(Error::internal(format!("the argument {name} is not registered"))),
        }
    }

    /// A truth value; 0 and 1 stand for one.
    ///
    /// # Errors
    ///
    /// As for every argument: when it was not given and must be, or is of another kind.
    pub fn bool(&self, name: &str) -> Result<bool> {
        match self.value(name)? {
            Value::Bool(value) => Ok(*value),
            // As Keras's `verbose` is given.
            other if integer(other) == Some(0) => Ok(false),
            other if integer(other) == Some(1) => Ok(true),
            other => Err(kind(name, "true or false", other)),
        }
    }

    /// A number.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn float(&self, name: &str) -> Result<f64> {
        let value = self.value(name)?;
        float(value).ok_or_else(|| kind(name, "a number", value))
    }

    /// Numbers; a single one counts as a list of one.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn floats(&self, name: &str) -> Result<Vec<f64>> {
        let value = self.value(name)?;
        let listed = match value {
            Value::List(values) => values.iter().map(float).collect::<Option<Vec<_>>>(),
            one => float(one).map(|number| vec![number]),
        };
        listed.ok_or_else(|| kind(name, "numbers", value))
    }

    /// A number, or `None`.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn optional_float(&self, name: &str) -> Result<Option<f64>> {
        match self.value(name)? {
            Value::None => Ok(None),
            _ => self.float(name).map(Some),
        }
    }

    /// A single character.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn character(&self, name: &str) -> Result<char> {
        let mut letters = self.text(name)?.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) => Ok(letter),
            _ => Err(kind(name, "one character", self.value(name)?)),
        }
    }

    /// A text.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn text(&self, name: &str) -> Result<&str> {
        match self.value(name)? {
            Value::Text(text) => Ok(text),
            other => Err(kind(name, "a text", other)),
        }
    }

    /// Texts; a single one counts as a list of one, and `None` as none.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn texts(&self, name: &str) -> Result<Vec<String>> {
        let value = self.value(name)?;
        let listed = match value {
            Value::None => Some(Vec::new()),
            Value::List(values) => values.iter().map(|v| v.as_text().map(str::to_owned)).collect(),
            one => one.as_text().map(|text| vec![text.to_owned()]),
        };
        listed.ok_or_else(|| kind(name, "texts", value))
    }

    /// A text, or `None`.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn optional_text(&self, name: &str) -> Result<Option<&str>> {
        match self.value(name)? {
            Value::None => Ok(None),
            _ => self.text(name).map(Some),
        }
    }

    /// A whole number, which may be negative.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn integer(&self, name: &str) -> Result<i64> {
        let value = self.value(name)?;
        integer(value).ok_or_else(|| kind(name, "a whole number", value))
    }

    /// A size: a whole number of at least 0.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn size(&self, name: &str) -> Result<usize> {
        let value = self.value(name)?;
        size(value).ok_or_else(|| kind(name, "a whole number", value))
    }

    /// One size for each of `RANK` axes: as many numbers, or one for all of them.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn sizes<const RANK: usize>(&self, name: &str) -> Result<[usize; RANK]> {
        let value = self.value(name)?;
        let listed = match value {
            Value::List(sizes) => sizes.iter().map(size).collect::<Option<Vec<_>>>(),
            one => size(one).map(|size| vec![size; RANK]),
        };
        listed.and_then(|sizes| sizes.try_into().ok()).ok_or_else(|| {
            let expected = match RANK {
                1 => "a whole number".to_owned(),
                _ => format!("a whole number, or {RANK} of them"),
            };
            kind(name, &expected, value)
        })
    }

    /// As [`sizes`](Self::sizes), or `None`.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn optional_sizes<const RANK: usize>(&self, name: &str) -> Result<Option<[usize; RANK]>> {
        match self.value(name)? {
            Value::None => Ok(None),
            _ => self.sizes(name).map(Some),
        }
    }

    /// How many elements at both ends of each of `RANK` axes: one number for all, one for each axis,
    /// or a pair for each axis. For one axis a pair alone does as well.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn both_ends<const RANK: usize>(&self, name: &str) -> Result<BothEnds<RANK>> {
        let value = self.value(name)?;
        let pair = |value: &Value| match value {
            Value::List(ends) => match &ends[..] {
                [both] => size(both).map(|both| (both, both)),
                [before, after] => size(before).zip(size(after)),
                _ => None,
            },
            both => size(both).map(|both| (both, both)),
        };
        let alone = if RANK == 1 { pair(value) } else { None };
        let listed = match (alone, value) {
            (Some(pair), _) => Some(vec![pair; RANK]),
            (None, Value::List(axes)) => axes.iter().map(pair).collect(),
            (None, one) => pair(one).map(|pair| vec![pair; RANK]),
        };
        let ends = listed.and_then(|ends| <[(usize, usize); RANK]>::try_from(ends).ok());
        ends.map(BothEnds::from).ok_or_else(|| {
            let expected = match RANK {
                1 => "a whole number, or two of them".to_owned(),
                _ => format!("a whole number, {RANK} of them, or {RANK} pairs of them"),
            };
            kind(name, &expected, value)
        })
    }

    /// A shape with its batch, where an axis may be `None`, or `None` for all of it.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn noise_shape(&self, name: &str) -> Result<Option<Vec<Option<usize>>>> {
        let value = self.value(name)?;
        let listed = match value {
            Value::None => return Ok(None),
            Value::List(sizes) => sizes
                .iter()
                .map(|one| match one {
                    Value::None => Some(None),
                    one => size(one).map(Some),
                })
                .collect::<Option<Vec<_>>>(),
            one => size(one).map(|size| vec![Some(size)]),
        };
        let expected = "whole numbers, none for an axis's own size";
        listed.map(Some).ok_or_else(|| kind(name, expected, value))
    }

    /// A whole number, which may be negative, or `None`.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn optional_integer(&self, name: &str) -> Result<Option<i64>> {
        match self.value(name)? {
            Value::None => Ok(None),
            value => integer(value).map(Some).ok_or_else(|| kind(name, "a whole number", value)),
        }
    }

    /// Where the channels are; `None` is last.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool), and when nothing has that name.
    pub fn data_format(&self, name: &str) -> Result<DataFormat> {
        self.optional_text(name)?.map_or(Ok(DataFormat::default()), DataFormat::try_from)
    }

    /// Whole numbers, which may be negative; a single one counts as a list of one.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn integers(&self, name: &str) -> Result<Vec<i64>> {
        let value = self.value(name)?;
        let listed = match value {
            Value::List(values) => values.iter().map(integer).collect::<Option<Vec<_>>>(),
            one => integer(one).map(|integer| vec![integer]),
        };
        listed.ok_or_else(|| kind(name, "whole numbers", value))
    }

    /// As [`integers`](Self::integers), or `None`.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn optional_integers(&self, name: &str) -> Result<Option<Vec<i64>>> {
        match self.value(name)? {
            Value::None => Ok(None),
            _ => self.integers(name).map(Some),
        }
    }

    /// The shape of a sample, or `None`.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn optional_shape(&self, name: &str) -> Result<Option<Vec<usize>>> {
        self.optional_size_list(name, "the sizes of one sample")
    }

    /// As many sizes as there are, or `None`; a single one counts as a list of one. `expected` says in
    /// the error what they are.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool).
    pub fn optional_size_list(&self, name: &str, expected: &str) -> Result<Option<Vec<usize>>> {
        let value = self.value(name)?;
        let listed = match value {
            Value::None => return Ok(None),
            Value::List(sizes) => sizes.iter().map(size).collect::<Option<Vec<_>>>(),
            one => size(one).map(|size| vec![size]),
        };
        listed.map(Some).ok_or_else(|| kind(name, expected, value))
    }

    /// An activation: a name; a function with a configuration; or one of the layers that are an
    /// activation, which Keras takes as well. `None` is linear.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool), when no activation has that name, and when its own arguments do
    /// not fit.
    pub fn activation(&self, name: &str) -> Result<Activation> {
        let made = match self.value(name)? {
            Value::None => return Ok(Activation::Linear),
            Value::Text(activation) => Activation::try_from(activation.as_str()),
            Value::Object { class_name, config } => activation(class_name, config),
            other => return Err(kind(name, "an activation or its name", other)),
        };
        made.map_err(|error| error.at(name))
    }

    /// An initializer: a name, or a class with a configuration.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool), when no initializer has that name, and when its own arguments
    /// do not fit.
    pub fn initializer(&self, name: &str) -> Result<SharedInitializer> {
        let made = match self.value(name)? {
            Value::Text(initializer) => SharedInitializer::try_from(initializer.as_str()),
            Value::Object { class_name, config } => find("initializer", INITIALIZERS, class_name)
                .and_then(|class| class.from_config(config)),
            other => return Err(kind(name, "an initializer or its name", other)),
        };
        made.map_err(|error| error.at(name))
    }

    /// A regularizer: a name, or a class with a configuration; or `None`.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool), when no regularizer has that name, and when its own arguments
    /// do not fit.
    pub fn regularizer(&self, name: &str) -> Result<Option<SharedRegularizer>> {
        let made = match self.value(name)? {
            Value::None => return Ok(None),
            Value::Text(regularizer) => SharedRegularizer::try_from(regularizer.as_str()),
            Value::Object { class_name, config } => find("regularizer", REGULARIZERS, class_name)
                .and_then(|class| class.from_config(config)),
            other => return Err(kind(name, "a regularizer, its name or none", other)),
        };
        made.map(Some).map_err(|error| error.at(name))
    }

    /// A constraint: a name, or a class with a configuration; or `None`.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool), when no constraint has that name, and when its own arguments do
    /// not fit.
    pub fn constraint(&self, name: &str) -> Result<Option<SharedConstraint>> {
        let made = match self.value(name)? {
            Value::None => return Ok(None),
            Value::Text(constraint) => SharedConstraint::try_from(constraint.as_str()),
            Value::Object { class_name, config } => find("constraint", CONSTRAINTS, class_name)
                .and_then(|class| class.from_config(config)),
            other => return Err(kind(name, "a constraint, its name or none", other)),
        };
        made.map(Some).map_err(|error| error.at(name))
    }

    /// The bounds of a renormalization under their names, or `None`.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool), and when there are others.
    pub fn optional_bounds(&self, name: &str) -> Result<Option<RenormClipping>> {
        match self.value(name)? {
            Value::None => Ok(None),
            // As R has a list without members.
            Value::List(none) if none.is_empty() => Ok(Some(RenormClipping::new())),
            value => {
                let members = value.as_dict();
                let members = members.ok_or_else(|| kind(name, "bounds under names", value))?;
                RenormClipping::of(members).map(Some).map_err(|error| error.at(name))
            }
        }
    }

    /// A layer, as it is or as a class with a configuration.
    ///
    /// # Errors
    ///
    /// As for [`bool`](Self::bool), when no layer has that name, and when its own arguments do not fit.
    pub fn layer(&self, name: &str) -> Result<SharedLayer> {
        let value = self.value(name)?;
        layer(value).ok_or_else(|| kind(name, "a layer", value))?.map_err(|error| error.at(name))
    }

    /// As [`layer`](Self::layer), or `None`.
    ///
    /// # Errors
    ///
    /// Those of `layer`.
    pub fn optional_layer(&self, name: &str) -> Result<Option<SharedLayer>> {
        match self.value(name)? {
            Value::None => Ok(None),
            _ => self.layer(name).map(Some),
        }
    }

    /// Several layers.
    ///
    /// # Errors
    ///
    /// Those of [`layer`](Self::layer).
    pub fn layers(&self, name: &str) -> Result<Vec<SharedLayer>> {
        let value = self.value(name)?;
        let listed: Option<Vec<_>> = match value {
            Value::List(values) => values.iter().map(layer).collect(),
            one => layer(one).map(|layer| vec![layer]),
        };
        let layers = listed.ok_or_else(|| kind(name, "layers", value))?;
        layers.into_iter().collect::<Result<_>>().map_err(|error| error.at(name))
    }
}

/// The layer of a value; `None` if it is something else.
fn layer(value: &Value) -> Option<Result<SharedLayer>> {
    match value {
        Value::Layer(layer) => Some(Ok(layer.clone())),
        Value::Object { class_name, config } => {
            let class = find("layer", LAYERS, class_name);
            Some(class.and_then(|class| class.from_config(config)).map(SharedLayer::from))
        }
        _ => None,
    }
}

/// Layers that a configuration may give where an activation is due: those without weights.
const ACTIVATION_LAYERS: [&str; 5] = ["Activation", "ReLU", "LeakyReLU", "ELU", "Softmax"];

/// The activation of a class and its configuration.
fn activation(class_name: &str, config: &Config) -> Result<Activation> {
    if !ACTIVATION_LAYERS.contains(&class_name) {
        return find("activation", ACTIVATIONS, class_name)?.from_config(config);
    }
    let layer = find("layer", LAYERS, class_name)?.from_config(config)?;
    Ok(layer.output_activation().unwrap_or_default())
}

fn float(value: &Value) -> Option<f64> {
    match *value {
        Value::Int(value) => Some(value as f64),
        Value::Float(value) => Some(value),
        _ => None,
    }
}

/// Whole numbers; languages like R write them as floats.
fn integer(value: &Value) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match *value {
        Value::Int(value) => Some(value),
        Value::Float(value) if value.fract() == 0.0 && value.abs() <= EXACT => Some(value as i64),
        _ => None,
    }
}

fn size(value: &Value) -> Option<usize> {
    integer(value).and_then(|value| usize::try_from(value).ok())
}

/// A value of the wrong kind.
fn kind(name: &str, expected: &str, received: &Value) -> Error {
    Error::invalid(name, expected, received.to_string(), format!("Give {name} such a value."))
}

fn unknown(name: &str, known: &'static [Argument]) -> Error {
    let names = || known.iter().map(|argument| argument.name);
    let known: Vec<&str> = names().collect();
    let suggestion = match nearest(name, names()) {
        Some(nearest) => format!("did you mean {nearest:?}? Known are {}.", known.join(", ")),
        None => format!("known are {}.", known.join(", ")),
    };
    Error::UnknownName { place: String::new(), kind: "argument", name: name.to_owned(), suggestion }
}
