//! Everything that has a name: one line each with its names, how to make it, and what it is.
//!
//! The lists are the single source for what a string may stand for; `Activation::try_from("relu")`
//! and its sisters look here, and so do the error messages that name the nearest known word.

use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::initializers::{self, SharedInitializer};
use crate::losses::{self, Loss};
use crate::metrics::{self, Metric};
use crate::optimizers::{self, Optimizer};

/// One line of a registry.
#[derive(Clone, Copy, Debug)]
pub struct Entry<T: 'static> {
    /// The names it goes by; the first is the one that is printed.
    pub names: &'static [&'static str],
    /// Makes it with Keras's defaults.
    pub make: fn() -> T,
    /// What it is, in one line.
    pub doc: &'static str,
}

/// A line of a registry.
const fn entry<T>(names: &'static [&'static str], make: fn() -> T, doc: &'static str) -> Entry<T> {
    Entry { names, make, doc }
}

/// The activation functions.
pub const ACTIVATIONS: &[Entry<Activation>] = &[
    entry(&["linear"], || Activation::Linear, "x, unchanged"),
    entry(&["relu"], || Activation::Relu, "max(x, 0)"),
    entry(&["sigmoid"], || Activation::Sigmoid, "1 / (1 + e^-x)"),
    entry(&["tanh"], || Activation::Tanh, "the hyperbolic tangent"),
    entry(&["softmax"], || Activation::Softmax, "e^x / sum(e^x) along the last axis"),
];

/// The initializers.
pub const INITIALIZERS: &[Entry<SharedInitializer>] = &[
    entry(
        &["glorot_uniform", "GlorotUniform"],
        || initializers::GlorotUniform.into(),
        "uniform within sqrt(6 / (fan_in + fan_out))",
    ),
    entry(
        &["glorot_normal", "GlorotNormal"],
        || initializers::GlorotNormal.into(),
        "truncated normal, variance 2 / (fan_in + fan_out)",
    ),
    entry(
        &["he_uniform", "HeUniform"],
        || initializers::HeUniform.into(),
        "uniform within sqrt(6 / fan_in)",
    ),
    entry(
        &["he_normal", "HeNormal"],
        || initializers::HeNormal.into(),
        "truncated normal, variance 2 / fan_in",
    ),
    entry(
        &["lecun_uniform", "LecunUniform"],
        || initializers::LecunUniform.into(),
        "uniform within sqrt(3 / fan_in)",
    ),
    entry(
        &["lecun_normal", "LecunNormal"],
        || initializers::LecunNormal.into(),
        "truncated normal, variance 1 / fan_in",
    ),
    entry(&["zeros", "Zeros"], || initializers::Zeros.into(), "all 0"),
    entry(&["ones", "Ones"], || initializers::Ones.into(), "all 1"),
    entry(
        &["constant", "Constant"],
        || initializers::Constant::new(0.0).into(),
        "all the same number, 0 by default",
    ),
    entry(
        &["random_uniform", "RandomUniform"],
        || initializers::RandomUniform::new().into(),
        "uniform in [-0.05, 0.05)",
    ),
    entry(
        &["random_normal", "RandomNormal"],
        || initializers::RandomNormal::new().into(),
        "normal, mean 0, standard deviation 0.05",
    ),
    entry(
        &["truncated_normal", "TruncatedNormal"],
        || initializers::TruncatedNormal::new().into(),
        "normal within two standard deviations, mean 0, standard deviation 0.05",
    ),
];

/// The losses.
pub const LOSSES: &[Entry<Box<dyn Loss>>] = &[
    entry(
        &["mean_squared_error", "mse", "MSE", "MeanSquaredError"],
        || Box::new(losses::MeanSquaredError::new()),
        "mean((target - prediction)^2)",
    ),
    entry(
        &["mean_absolute_error", "mae", "MAE", "MeanAbsoluteError"],
        || Box::new(losses::MeanAbsoluteError::new()),
        "mean(|target - prediction|)",
    ),
    entry(
        &["binary_crossentropy", "bce", "BCE", "BinaryCrossentropy"],
        || Box::new(losses::BinaryCrossentropy::new()),
        "two classes or several labels, after a sigmoid",
    ),
    entry(
        &["categorical_crossentropy", "CategoricalCrossentropy"],
        || Box::new(losses::CategoricalCrossentropy::new()),
        "one of several classes, one-hot, after a softmax",
    ),
    entry(
        &["sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"],
        || Box::new(losses::SparseCategoricalCrossentropy::new()),
        "one of several classes, numbered, after a softmax",
    ),
];

/// Makes a metric that is reported under the given name.
pub type MakeMetric = fn(&str) -> Box<dyn Metric>;

/// The metrics.
pub const METRICS: &[Entry<MakeMetric>] = &[
    entry(
        &["accuracy", "acc"],
        || |name| Box::new(metrics::AutoAccuracy::new().named(name)),
        "the share of right predictions; binary, categorical or sparse by shape",
    ),
    entry(
        &["binary_accuracy", "BinaryAccuracy"],
        || |name| Box::new(metrics::BinaryAccuracy::new().named(name)),
        "the share of predictions on the right side of 0.5",
    ),
    entry(
        &["categorical_accuracy", "CategoricalAccuracy"],
        || |name| Box::new(metrics::CategoricalAccuracy::new().named(name)),
        "the share of right classes, one-hot targets",
    ),
    entry(
        &["sparse_categorical_accuracy", "SparseCategoricalAccuracy"],
        || |name| Box::new(metrics::SparseCategoricalAccuracy::new().named(name)),
        "the share of right classes, numbered targets",
    ),
    entry(
        &["mean_squared_error", "mse", "MSE", "MeanSquaredError"],
        || |name| Box::new(metrics::MeanSquaredError::new().named(name)),
        "mean((target - prediction)^2)",
    ),
    entry(
        &["mean_absolute_error", "mae", "MAE", "MeanAbsoluteError"],
        || |name| Box::new(metrics::MeanAbsoluteError::new().named(name)),
        "mean(|target - prediction|)",
    ),
    entry(
        &["binary_crossentropy", "bce", "BCE", "BinaryCrossentropy"],
        || |name| Box::new(metrics::BinaryCrossentropy::new().named(name)),
        "the loss of that name, without the samples' weights",
    ),
    entry(
        &["categorical_crossentropy", "CategoricalCrossentropy"],
        || |name| Box::new(metrics::CategoricalCrossentropy::new().named(name)),
        "the loss of that name, without the samples' weights",
    ),
    entry(
        &["sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"],
        || |name| Box::new(metrics::SparseCategoricalCrossentropy::new().named(name)),
        "the loss of that name, without the samples' weights",
    ),
];

/// The optimizers.
pub const OPTIMIZERS: &[Entry<Box<dyn Optimizer>>] = &[
    entry(&["sgd", "SGD"], || Box::new(optimizers::SGD::new()), "gradient descent, rate 0.01"),
    entry(
        &["rmsprop", "RMSprop"],
        || Box::new(optimizers::RMSprop::new()),
        "gradients divided by their recent root mean square, rate 0.001",
    ),
    entry(
        &["adam", "Adam"],
        || Box::new(optimizers::Adam::new()),
        "moving means of the gradient and its square, rate 0.001",
    ),
];

/// Makes the thing of this `kind` that goes by `name`.
///
/// ```
/// use kerros::registry::{LOSSES, find};
///
/// assert_eq!(find("loss", LOSSES, "mse")?.name(), "mean_squared_error");
/// assert!(find("loss", LOSSES, "msee").is_err());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When nothing goes by it; the error names the nearest name and all the others.
pub fn find<T>(kind: &'static str, entries: &[Entry<T>], name: &str) -> Result<T> {
    if let Some(entry) = entries.iter().find(|entry| entry.names.contains(&name)) {
        return Ok((entry.make)());
    }
    let nearest = entries.iter().flat_map(|entry| entry.names).min_by_key(|known| {
        strsim::damerau_levenshtein(&known.to_lowercase(), &name.to_lowercase())
    });
    let known: Vec<&str> = entries.iter().map(|entry| entry.names[0]).collect();
    let suggestion = match nearest {
        Some(nearest) => format!("did you mean {nearest:?}? Known are {}.", known.join(", ")),
        None => "none is known.".to_owned(),
    };
    Err(Error::UnknownName { place: String::new(), kind, name: name.to_owned(), suggestion })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_suggests_the_nearest() {
        let message = find("activation", ACTIVATIONS, "sofmax").unwrap_err().to_string();
        assert_eq!(
            message,
            "unknown activation \"sofmax\": did you mean \"softmax\"? \
             Known are linear, relu, sigmoid, tanh, softmax."
        );
    }

    #[test]
    fn names_are_unique_and_documented() {
        fn check<T>(entries: &[Entry<T>]) {
            let mut names: Vec<_> = entries.iter().flat_map(|entry| entry.names).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{names:?}");
            assert!(entries.iter().all(|entry| !entry.doc.is_empty()));
        }
        check(ACTIVATIONS);
        check(INITIALIZERS);
        check(LOSSES);
        check(METRICS);
        check(OPTIMIZERS);
    }

    #[test]
    fn printed_names_are_found_again() {
        for entry in ACTIVATIONS {
            assert_eq!((entry.make)().name(), entry.names[0]);
        }
        for entry in INITIALIZERS {
            assert_eq!((entry.make)().name(), entry.names[1]);
        }
        for entry in LOSSES {
            assert_eq!((entry.make)().name(), entry.names[0]);
        }
        for entry in METRICS {
            assert_eq!((entry.make)()("given").name(), "given");
        }
        for entry in OPTIMIZERS {
            assert_eq!((entry.make)().name(), entry.names[0]);
        }
    }
}
