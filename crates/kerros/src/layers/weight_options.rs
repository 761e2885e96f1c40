//! What a layer is told of one of its weights: what it starts with, adds to the loss, and is kept to.

use crate::constraints::SharedConstraint;
use crate::error::Result;
use crate::initializers::SharedInitializer;
use crate::layer::{Config, Settings, Weight};
use crate::registry::{Argument, Arguments, Literal};
use crate::regularizers::SharedRegularizer;

/// The arguments of a layer about one of its weights.
#[derive(Clone, Debug)]
pub(crate) struct WeightOptions {
    pub(crate) initializer: SharedInitializer,
    pub(crate) regularizer: Option<SharedRegularizer>,
    pub(crate) constraint: Option<SharedConstraint>,
}

impl WeightOptions {
    /// A weight that starts like this, and nothing else.
    pub(crate) fn new(initializer: impl Into<SharedInitializer>) -> Self {
        WeightOptions { initializer: initializer.into(), regularizer: None, constraint: None }
    }

    /// The arguments of a configuration that begin with `prefix`: `kernel_initializer` and so on.
    pub(crate) fn configured(arguments: &Arguments<'_>, prefix: &str) -> Result<Self> {
        Ok(WeightOptions {
            initializer: arguments.initializer(&format!("{prefix}_initializer"))?,
            regularizer: arguments.regularizer(&format!("{prefix}_regularizer"))?,
            constraint: arguments.constraint(&format!("{prefix}_constraint"))?,
        })
    }

    /// The weight to declare.
    pub(crate) fn weight<'w>(&'w self, name: &'w str, shape: &'w [usize]) -> Weight<'w> {
        Weight::new(name, shape, &self.initializer)
            .regularizer(&self.regularizer)
            .constraint(&self.constraint)
    }
}

/// Weights of a layer, each with the prefix of its arguments.
type Weights<'w, const COUNT: usize> = [(&'static str, &'w WeightOptions); COUNT];

/// `config` with the arguments of these weights in Keras's order: what the weights start with, what they
/// and, with `output`, the output add to the loss, and what they are kept to.
pub(super) fn with_options<const COUNT: usize>(
    config: Config,
    weights: Weights<'_, COUNT>,
    output: Option<&Settings>,
) -> Config {
    with_penalties_and_constraints(with_initializers(config, weights), weights, output)
}

/// `config` with what these weights start with.
pub(super) fn with_initializers<const COUNT: usize>(
    config: Config,
    weights: Weights<'_, COUNT>,
) -> Config {
    weights.into_iter().fold(config, |config, (prefix, options)| {
        config.with(format!("{prefix}_initializer"), &options.initializer)
    })
}

/// `config` with all but what these weights start with.
pub(super) fn with_penalties_and_constraints<const COUNT: usize>(
    mut config: Config,
    weights: Weights<'_, COUNT>,
    output: Option<&Settings>,
) -> Config {
    for (prefix, options) in weights {
        config = config.with(format!("{prefix}_regularizer"), &options.regularizer);
    }
    if let Some(settings) = output {
        config = config.with("activity_regularizer", settings.activity_regularizer());
    }
    for (prefix, options) in weights {
        config = config.with(format!("{prefix}_constraint"), &options.constraint);
    }
    config
}

/// Settings with what a configuration says the output adds to the loss.
pub(super) fn output_settings(arguments: &Arguments<'_>) -> Result<Settings> {
    let mut settings = Settings::new();
    settings.set_activity_regularizer(arguments.regularizer("activity_regularizer")?);
    Ok(settings)
}

/// An argument that is a regularizer or nothing.
pub(super) const fn regularizer(name: &'static str, doc: &'static str) -> Argument {
    Argument::with_default(name, Literal::None, doc)
}

/// An argument that is a constraint or nothing.
pub(super) const fn constraint(name: &'static str, doc: &'static str) -> Argument {
    Argument::with_default(name, Literal::None, doc)
}

pub(super) const KERNEL_REGULARIZER: Argument =
    regularizer("kernel_regularizer", "what the kernel adds to the loss");

pub(super) const BIAS_REGULARIZER: Argument =
    regularizer("bias_regularizer", "what the bias adds to the loss");

pub(super) const ACTIVITY_REGULARIZER: Argument = regularizer(
    "activity_regularizer",
    "what the output adds to the loss, divided by the number of rows",
);

pub(super) const KERNEL_CONSTRAINT: Argument =
    constraint("kernel_constraint", "what the kernel becomes after each step");

pub(super) const BIAS_CONSTRAINT: Argument =
    constraint("bias_constraint", "what the bias becomes after each step");

/// The methods that set what weights start with: for each field that holds an initializer, the weight's
/// words in the documentation, the default, and the name of the method.
macro_rules! initializer_settings {
    ($layer:ty {
        $($($field:ident).+: $word:literal, $default:literal => $initializer:ident;)+
    }) => {
        impl $layer {
            $(
                #[doc = concat!("What ", $word, " starts with: an initializer, or its name; `", $default, "` if not set.")]
                #[must_use]
                pub fn $initializer<I>(mut self, initializer: I) -> Self
                where
                    I: TryInto<$crate::initializers::SharedInitializer>,
                    I::Error: Into<$crate::error::Error>,
                {
                    if let Some(initializer) = self.settings.accept(initializer) {
                        self.$($field).+ = initializer;
                    }
                    self
                }
            )+
        }
    };
}

/// The methods of a layer that has fields of [`WeightOptions`]: for each, its words in the documentation,
/// the default of its initializer, and the names of the three methods. It has a field `settings` too.
macro_rules! weight_options {
    ($layer:ty {
        $($($weight:ident).+: $word:literal, $default:literal =>
            $initializer:ident, $regularizer:ident, $constraint:ident;)+
    }) => {
        $crate::layers::weight_options::initializer_settings!($layer {
            $($($weight).+.initializer: $word, $default => $initializer;)+
        });

        impl $layer {
            $(
                #[doc = concat!("What ", $word, " adds to the loss: a regularizer, or its name; nothing if not set.")]
                #[must_use]
                pub fn $regularizer<R>(mut self, regularizer: R) -> Self
                where
                    R: TryInto<$crate::regularizers::SharedRegularizer>,
                    R::Error: Into<$crate::error::Error>,
                {
                    self.$($weight).+.regularizer = self.settings.accept(regularizer);
                    self
                }

                #[doc = concat!("What ", $word, " becomes after each step: a constraint, or its name; what the optimizer made of it if not set.")]
                #[must_use]
                pub fn $constraint<C>(mut self, constraint: C) -> Self
                where
                    C: TryInto<$crate::constraints::SharedConstraint>,
                    C::Error: Into<$crate::error::Error>,
                {
                    self.$($weight).+.constraint = self.settings.accept(constraint);
                    self
                }
            )+
        }
    };
}

/// The method of a layer whose output may add to the loss.
macro_rules! activity_regularizer {
    ($layer:ty) => {
        impl $layer {
            /// What the output adds to the loss, divided by the number of rows: a regularizer, or its name;
            /// nothing if not set.
            #[must_use]
            pub fn activity_regularizer<R>(mut self, regularizer: R) -> Self
            where
                R: TryInto<$crate::regularizers::SharedRegularizer>,
                R::Error: Into<$crate::error::Error>,
            {
                let regularizer = self.settings.accept(regularizer);
                self.settings.set_activity_regularizer(regularizer);
                self
            }
        }
    };
}

pub(super) use {activity_regularizer, initializer_settings, weight_options};
