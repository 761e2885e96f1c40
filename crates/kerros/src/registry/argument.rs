//! What is known of an argument before it has a value.

use crate::layer::Value;

/// A default that can be written into a list of constants.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Literal {
    /// Nothing: Python's `None`, R's `NULL`.
    None,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number.
    Float(f64),
    /// A text; where an activation or an initializer is due, its name.
    Text(&'static str),
    /// Several values.
    List(&'static [Literal]),
}

impl From<Literal> for Value {
    fn from(literal: Literal) -> Self {
        match literal {
            Literal::None => Value::None,
            Literal::Bool(value) => value.into(),
            Literal::Int(value) => value.into(),
            Literal::Float(value) => value.into(),
            Literal::Text(value) => value.into(),
            Literal::List(values) => {
                Value::List(values.iter().map(|&value| value.into()).collect())
            }
        }
    }
}

/// An argument of a [`Class`](super::Class).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Argument {
    /// The name in Keras 3.
    pub name: &'static str,
    /// Names that earlier versions had, which are accepted as well: `lr`.
    pub former_names: &'static [&'static str],
    /// What it is if not given; `None` where it must be given.
    pub default: Option<Literal>,
    /// What it means, with its unit and range.
    pub doc: &'static str,
}

impl Argument {
    /// An argument that must be given.
    pub(crate) const fn required(name: &'static str, doc: &'static str) -> Self {
        Argument { name, former_names: &[], default: None, doc }
    }

    /// An argument with a default.
    pub(crate) const fn with_default(
        name: &'static str,
        default: Literal,
        doc: &'static str,
    ) -> Self {
        Argument { name, former_names: &[], default: Some(default), doc }
    }

    /// The same argument, also under names that earlier versions had.
    pub(crate) const fn formerly(self, former_names: &'static [&'static str]) -> Self {
        Argument { former_names, ..self }
    }

    /// Whether it goes by `name`, now or formerly.
    pub fn goes_by(&self, name: &str) -> bool {
        self.name == name || self.former_names.contains(&name)
    }
}

/// Arguments that no configuration keeps: what Keras is told at each call of a layer, and what changes no numbers.
pub const UNWRITTEN: [&str; 4] =
    ["use_causal_mask", "attention_mask", "return_attention_scores", "flash_attention"];
