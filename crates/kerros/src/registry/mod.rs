//! Everything that has a name, with its arguments: the single source of what may be asked for by a
//! string or written as a configuration.
//!
//! | list | of |
//! |---|---|
//! | [`LAYERS`] | layers |
//! | [`ACTIVATIONS`] | activation functions |
//! | [`INITIALIZERS`] | initializers |
//! | [`REGULARIZERS`] | regularizers |
//! | [`CONSTRAINTS`] | constraints |
//! | [`LOSSES`] | losses |
//! | [`METRICS`] | metrics |
//! | [`OPTIMIZERS`] | optimizers |
//! | [`SCHEDULES`] | schedules of the learning rate |
//! | [`CALLBACKS`] | callbacks that are configuration only |
//!
//! `Activation::try_from("relu")` and its sisters look here, and so do the error messages that name
//! the nearest known word. Functions of other languages are generated from these lists.

mod activations;
mod argument;
mod arguments;
mod callbacks;
mod constraints;
mod initializers;
mod layers;
mod losses;
mod metrics;
mod optimizers;
mod regularizers;
mod schedules;
#[cfg(test)]
mod tests;

pub use activations::ACTIVATIONS;
pub use argument::{Argument, Literal, UNWRITTEN};
pub use arguments::Arguments;
pub use callbacks::CALLBACKS;
pub use constraints::CONSTRAINTS;
pub use initializers::INITIALIZERS;
pub use layers::LAYERS;
pub use losses::LOSSES;
pub use metrics::METRICS;
pub use optimizers::OPTIMIZERS;
pub use regularizers::REGULARIZERS;
pub use schedules::SCHEDULES;

use crate::error::{Error, Result};
use crate::layer::Config;

/// Something that can be made from a name or a configuration.
#[derive(Clone, Copy, Debug)]
pub struct Class<T: 'static> {
    /// The name of its class in Keras, which configurations give: `Dense`, `MeanSquaredError`.
    pub name: &'static str,
    /// The names that a string may give, besides the class's; the first is the one that is printed.
    /// None where a string cannot stand for it. That of a layer is the one that Keras's configurations give, if it
    /// differs.
    pub names: &'static [&'static str],
    /// What it is, in one line.
    pub doc: &'static str,
    /// Its arguments, in the order of Keras.
    pub arguments: &'static [Argument],
    /// Makes it.
    pub make: fn(&Arguments<'_>) -> Result<T>,
}

impl<T> Class<T> {
    /// Makes it from a configuration; what is not given has its default.
    ///
    /// ```
    /// use kerros::layer::Config;
    /// use kerros::registry::{LAYERS, find};
    ///
    /// let dense = find("layer", LAYERS, "Dense")?;
    /// let layer = dense.from_config(&Config::new().with("units", 3usize))?;
    /// assert_eq!(layer.class_name(), "Dense");
    /// assert!(dense.from_config(&Config::new().with("unit", 3usize)).is_err());
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When an argument is unknown, missing, given twice, or of the wrong kind.
    pub fn from_config(&self, config: &Config) -> Result<T> {
        self.make_from(config).map_err(|error| error.at(self.name))
    }

    /// [`from_config`](Self::from_config) for those who say in errors themselves which class it is.
    pub(crate) fn make_from(&self, config: &Config) -> Result<T> {
        (self.make)(&Arguments::new(self.arguments, config)?)
    }

    /// Whether `name` means this: one of its names, or its class's.
    pub(crate) fn goes_by(&self, name: &str) -> bool {
        self.name == name || self.names.contains(&name)
    }

    /// The name that is printed.
    fn printed(&self) -> &'static str {
        self.names.first().copied().unwrap_or(self.name)
    }
}

/// The class of this `kind` that goes by `name`.
///
/// ```
/// use kerros::registry::{LOSSES, find};
///
/// assert_eq!(find("loss", LOSSES, "mse")?.name, "MeanSquaredError");
/// assert!(find("loss", LOSSES, "msee").is_err());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When nothing goes by it; the error names the nearest name and all the others.
pub fn find<T>(
    kind: &'static str,
    classes: &'static [Class<T>],
    name: &str,
) -> Result<&'static Class<T>> {
    if let Some(class) = classes.iter().find(|class| class.goes_by(name)) {
        return Ok(class);
    }
    let names = classes.iter().flat_map(|class| class.names.iter().copied().chain([class.name]));
    let known: Vec<&str> = classes.iter().map(Class::printed).collect();
    Err(Error::UnknownName {
        place: String::new(),
        kind,
        name: name.to_owned(),
        suggestion: match nearest(name, names) {
            Some(nearest) => format!("did you mean {nearest:?}? Known are {}.", known.join(", ")),
            None => format!("known are {}.", known.join(", ")),
        },
    })
}

/// What goes by `name` in a table; the first name of a thing is the one that errors print.
pub(crate) fn choose<T: Copy + PartialEq>(
    kind: &'static str,
    table: &[(&'static str, T)],
    name: &str,
) -> Result<T> {
    if let Some(&(_, chosen)) = table.iter().find(|(known, _)| *known == name) {
        return Ok(chosen);
    }
    let is_first =
        |place: &usize| table[..*place].iter().all(|(_, thing)| *thing != table[*place].1);
    let known: Vec<&str> = (0..table.len()).filter(is_first).map(|place| table[place].0).collect();
    let nearest = nearest(name, known.iter().copied()).unwrap_or_default();
    Err(Error::UnknownName {
        place: String::new(),
        kind,
        name: name.to_owned(),
        suggestion: format!("did you mean {nearest:?}? Known are {}.", known.join(", ")),
    })
}

/// Makes what a name alone stands for: all arguments have their defaults.
pub(crate) fn make<T>(kind: &'static str, classes: &'static [Class<T>], name: &str) -> Result<T> {
    find(kind, classes, name)?.from_config(&Config::new())
}

/// The known word that is spelled most like `word`, whatever the case.
fn nearest<'n>(word: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let word = Some(word.to_lowercase()).filter(|word| !word.is_empty())?;
    known.min_by_key(|known| strsim::damerau_levenshtein(&known.to_lowercase(), &word))
}
