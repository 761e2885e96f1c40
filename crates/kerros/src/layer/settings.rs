//! What every layer has: a name, an input shape, and the first argument that made no sense.

use super::{Config, Value};
use crate::error::{Error, Result};
use crate::regularizers::SharedRegularizer;

/// A shape without the batch: what `input_shape` takes.
///
/// A plain number stands for one axis, as `input_shape = 4` does in R.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InnerShape(Vec<usize>);

impl InnerShape {
    /// The sizes.
    pub fn sizes(&self) -> &[usize] {
        &self.0
    }
}

impl From<usize> for InnerShape {
    fn from(size: usize) -> Self {
        InnerShape(vec![size])
    }
}

impl<const RANK: usize> From<[usize; RANK]> for InnerShape {
    fn from(sizes: [usize; RANK]) -> Self {
        InnerShape(sizes.to_vec())
    }
}

impl From<&[usize]> for InnerShape {
    fn from(sizes: &[usize]) -> Self {
        InnerShape(sizes.to_vec())
    }
}

impl From<Vec<usize>> for InnerShape {
    fn from(sizes: Vec<usize>) -> Self {
        InnerShape(sizes)
    }
}

/// What every layer has besides its own arguments.
///
/// Builders cannot return an error at each word, so the first argument that makes no sense is kept
/// here; the model reports it when the layer is added.
///
/// ```
/// use kerros::layer::Settings;
///
/// let mut settings = Settings::new();
/// settings.set_name("scale");
/// settings.set_input_shape([4, 2]);
/// assert_eq!((settings.name(), settings.input_shape()), (Some("scale"), Some(&[4, 2][..])));
/// settings.check()?;
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Settings {
    name: Option<String>,
    input_shape: Option<InnerShape>,
    batch_size: Option<usize>,
    frozen: bool,
    activity_regularizer: Option<SharedRegularizer>,
    problem: Option<Error>,
}

impl Settings {
    /// No name, no input shape.
    pub fn new() -> Self {
        Settings::default()
    }

    /// The name, the input shape and whether the layer is trained, of a configuration that has them: for layers of
    /// one's own that are read from files ([`FromJson`](crate::serialization::FromJson)).
    ///
    /// ```
    /// use kerros::layer::{Config, Settings};
    ///
    /// let config = Config::new().with("name", "scale").with("trainable", false);
    /// let settings = Settings::of(&config)?;
    /// assert_eq!((settings.name(), settings.trainable()), (Some("scale"), false));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When one of them is of another kind: a name that is no text.
    pub fn of(config: &Config) -> Result<Self> {
        let wrong = |what: &str, expected: &str, value: &Value| {
            let remedy = "Leave it out, or give one.";
            Err(Error::invalid(what, expected, value.to_string(), remedy))
        };
        let mut settings = Settings::new();
        match config.get("name") {
            None | Some(Value::None) => {}
            Some(Value::Text(name)) => settings.set_name(name),
            Some(other) => return wrong("name", "a text", other),
        }
        match config.get("trainable") {
            None | Some(Value::None) => {}
            Some(Value::Bool(trainable)) => settings.set_trainable(*trainable),
            Some(other) => return wrong("trainable", "true or false", other),
        }
        match config.get("input_shape") {
            None | Some(Value::None) => {}
            Some(given @ Value::List(sizes)) => {
                let size = |size: &Value| size.as_int().and_then(|size| usize::try_from(size).ok());
                match sizes.iter().map(size).collect::<Option<Vec<usize>>>() {
                    Some(sizes) => settings.set_input_shape(sizes),
                    None => return wrong("input_shape", "the sizes of one sample", given),
                }
            }
            Some(other) => return wrong("input_shape", "the sizes of one sample", other),
        }
        Ok(settings)
    }

    /// The name that was chosen for the layer; the model names it otherwise.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The shape of the layer's input without the batch, where it was given.
    pub fn input_shape(&self) -> Option<&[usize]> {
        self.input_shape.as_ref().map(InnerShape::sizes)
    }

    /// How many rows every batch has, where that was given.
    pub fn batch_size(&self) -> Option<usize> {
        self.batch_size
    }

    /// Says how many rows every batch has.
    pub fn set_batch_size(&mut self, batch_size: usize) {
        self.batch_size = Some(batch_size);
    }

    /// Whether training moves the layer's weights, as long as the model does not say otherwise.
    pub fn trainable(&self) -> bool {
        !self.frozen
    }

    /// Says whether training moves the layer's weights.
    pub fn set_trainable(&mut self, trainable: bool) {
        self.frozen = !trainable;
    }

    /// What each of the layer's outputs adds to the loss, divided by the number of rows.
    pub fn activity_regularizer(&self) -> Option<&SharedRegularizer> {
        self.activity_regularizer.as_ref()
    }

    /// Says what each of the layer's outputs adds to the loss.
    pub fn set_activity_regularizer(&mut self, regularizer: Option<SharedRegularizer>) {
        self.activity_regularizer = regularizer;
    }

    /// Chooses the layer's name.
    pub fn set_name(&mut self, name: impl Into<String>) {
        self.name = Some(name.into());
    }

    /// Says what the layer's input looks like.
    pub fn set_input_shape(&mut self, shape: impl Into<InnerShape>) {
        self.input_shape = Some(shape.into());
    }

    /// The value of an argument that may make no sense, such as a name; `None` where it does not,
    /// and the error is kept.
    pub fn accept<T, A>(&mut self, argument: A) -> Option<T>
    where
        A: TryInto<T>,
        A::Error: Into<Error>,
    {
        match argument.try_into() {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem.get_or_insert(error.into());
                None
            }
        }
    }

    /// The first problem that came up.
    ///
    /// # Errors
    ///
    /// That problem; or that the name or a size cannot be one.
    pub fn check(&self) -> Result<()> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        if let Some(regularizer) = &self.activity_regularizer {
            let fits = regularizer.check();
            fits.map_err(|error| error.at(regularizer.name()).at("activity_regularizer"))?;
        }
        if let Some(name) = &self.name
            && (name.is_empty() || name.contains('/'))
        {
            return Err(Error::invalid(
                "name",
                "a text without \"/\", which separates layer and weight",
                format!("{name:?}"),
                "Choose another name, or leave it out.",
            ));
        }
        if self.batch_size == Some(0) {
            let remedy = "Give the number of rows that every batch has, or leave it out.";
            return Err(Error::invalid("batch_size", "at least 1", "0", remedy));
        }
        if let Some(shape) = self.input_shape()
            && shape.contains(&0)
        {
            return Err(Error::invalid(
                "input_shape",
                "sizes of at least 1, without the number of rows",
                format!("{shape:?}"),
                "Give the shape of one sample.",
            ));
        }
        Ok(())
    }
}

/// The methods that every layer with a field `settings` has.
macro_rules! layer_settings {
    ($layer:ty) => {
        impl $layer {
            /// Names the layer; otherwise the model does: `dense`, `dense_1`.
            #[must_use]
            pub fn name(mut self, name: impl Into<String>) -> Self {
                self.settings.set_name(name);
                self
            }

            /// The shape of one sample, for the first layer of a model: `[260, 3]`, or `4`.
            #[must_use]
            pub fn input_shape(mut self, shape: impl Into<$crate::layer::InnerShape>) -> Self {
                self.settings.set_input_shape(shape);
                self
            }

            /// Whether training moves the layer's weights; `true` if not set.
            #[must_use]
            pub fn trainable(mut self, trainable: bool) -> Self {
                self.settings.set_trainable(trainable);
                self
            }

            /// The name and the input shape of a configuration.
            #[allow(dead_code, reason = "a layer that no configuration can make has no use for it")]
            pub(crate) fn configured(
                mut self,
                arguments: &$crate::registry::Arguments<'_>,
            ) -> $crate::Result<Self> {
                if let Some(name) = arguments.optional_text("name")? {
                    self.settings.set_name(name);
                }
                if let Some(shape) = arguments.optional_shape("input_shape")? {
                    self.settings.set_input_shape(shape);
                }
                Ok(self)
            }
        }
    };
}

pub(crate) use layer_settings;
