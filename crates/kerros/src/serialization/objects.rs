//! Single objects as JSON.

use super::from_json::FromJson;
use super::json::{parse, text};
use super::kind::Kind;
use super::reader::Reader;
use super::write;
use crate::constraints::SharedConstraint;
use crate::error::Result;
use crate::initializers::SharedInitializer;
use crate::layer::SharedLayer;
use crate::registry::{CONSTRAINTS, Class, INITIALIZERS, REGULARIZERS, find};
use crate::regularizers::SharedRegularizer;
use serde_json::Value as Json;

/// What can be written as a configuration and made of one: layers, initializers, regularizers,
/// constraints, losses, metrics and optimizers. Models have methods of their own
/// ([`Model::to_json`](crate::Model::to_json)).
///
/// ```
/// use kerros::prelude::*;
/// use kerros::serialization::Configurable;
///
/// let initializer = SharedInitializer::from(RandomNormal::new().stddev(0.5));
/// let json = initializer.to_json()?;
/// assert!(json.starts_with(r#"{"module":"keras.initializers","class_name":"RandomNormal""#));
/// assert_eq!(SharedInitializer::from_json(&json)?.config(), initializer.config());
/// # Ok::<(), kerros::Error>(())
/// ```
pub trait Configurable: Sized + sealed::Tree {
    /// The configuration in the form of Keras 3. In Keras: `keras.saving.serialize_keras_object`.
    ///
    /// # Errors
    ///
    /// When an argument has a value that Keras's files do not have.
    fn to_json(&self) -> Result<String> {
        self.to_tree().map(|json| text(&json))
    }

    /// What a configuration of Keras 3 or Keras 2 describes. In Keras:
    /// `keras.saving.deserialize_keras_object`.
    ///
    /// # Errors
    ///
    /// When the text is no JSON or no configuration, its class is not known, or an argument does not fit.
    fn from_json(json: &str) -> Result<Self> {
        Self::from_json_with(json, &FromJson::new())
    }

    /// [`from_json`](Self::from_json), with classes of one's own.
    ///
    /// # Errors
    ///
    /// Those of `from_json`.
    fn from_json_with(json: &str, options: &FromJson) -> Result<Self> {
        Self::of_tree(&Reader::new(options), &parse(json)?)
    }
}

impl<T: sealed::Tree> Configurable for T {}

pub(super) mod sealed {
    use super::Reader;
    use crate::error::Result;
    use serde_json::Value as Json;

    /// Configurations as trees.
    pub trait Tree: Sized {
        fn to_tree(&self) -> Result<Json>;
        fn of_tree(reader: &Reader<'_>, json: &Json) -> Result<Self>;
    }
}

/// Where a layer has no name of its own, it is written under that which Keras gives the first of its class.
impl sealed::Tree for SharedLayer {
    fn to_tree(&self) -> Result<Json> {
        write::layer(self, &self.label(), None)
    }

    fn of_tree(reader: &Reader<'_>, json: &Json) -> Result<Self> {
        reader.layer(json)
    }
}

/// A class that is nothing but a name and arguments.
macro_rules! held {
    ($shared:ty, $kind:ident, $word:literal, $list:ident) => {
        impl sealed::Tree for $shared {
            fn to_tree(&self) -> Result<Json> {
                write::of_class(Kind::$kind, self.name(), &self.config())
            }

            fn of_tree(reader: &Reader<'_>, json: &Json) -> Result<Self> {
                held(reader, Kind::$kind, $word, $list, json, |made| made.check())
            }
        }
    };
}

held!(SharedInitializer, Initializer, "initializer", INITIALIZERS);
held!(SharedRegularizer, Regularizer, "regularizer", REGULARIZERS);
held!(SharedConstraint, Constraint, "constraint", CONSTRAINTS);

/// What a name or an object of this kind stands for, once its arguments are found to fit.
fn held<T: for<'n> TryFrom<&'n str, Error = crate::Error>>(
    reader: &Reader<'_>,
    kind: Kind,
    word: &'static str,
    classes: &'static [Class<T>],
    json: &Json,
    check: impl Fn(&T) -> Result<()>,
) -> Result<T> {
    if let Json::String(name) = json {
        return T::try_from(name);
    }
    let described = reader.described(kind, json, word)?;
    let made = find(word, classes, &described.class_name)?.from_config(&described.config)?;
    check(&made).map_err(|error| error.at(&described.class_name))?;
    Ok(made)
}
