//! Losses as metrics.

use super::super::{Argument, Class, Literal};
use super::name;
use crate::losses;
use crate::metrics::{IntoMetric, LossMetric, Metric};

const FROM_LOGITS: Argument = Argument::with_default(
    "from_logits",
    Literal::Bool(false),
    "whether the model predicts logits, not probabilities",
);
const LABEL_SMOOTHING: Argument = Argument::with_default(
    "label_smoothing",
    Literal::Float(0.0),
    "how far targets are moved towards the even distribution, from 0 to 1",
);

const AXIS: Argument =
    Argument::with_default("axis", Literal::Int(-1), "the axis that a value is taken over");
const GAMMA: Argument = Argument::with_default(
    "gamma",
    Literal::Float(2.0),
    "how much less what is predicted well counts, at least 0",
);

/// The class of a loss without arguments.
macro_rules! plain {
    ($constant:ident, $class:ident, $names:expr, $name:literal, $doc:literal) => {
        pub(super) const $constant: Class<Box<dyn Metric>> = Class {
            name: stringify!($class),
            names: $names,
            doc: $doc,
            arguments: &[name($name)],
            make: |a| LossMetric::of(losses::$class::new()).named(a.text("name")?).into_metric(),
        };
    };
}

plain!(
    MEAN_SQUARED_ERROR,
    MeanSquaredError,
    &["mean_squared_error", "mse", "MSE"],
    "mean_squared_error",
    "mean((target - prediction)^2)"
);
plain!(
    MEAN_ABSOLUTE_ERROR,
    MeanAbsoluteError,
    &["mean_absolute_error", "mae", "MAE"],
    "mean_absolute_error",
    "mean(|target - prediction|)"
);
plain!(
    MEAN_ABSOLUTE_PERCENTAGE_ERROR,
    MeanAbsolutePercentageError,
    &["mean_absolute_percentage_error", "mape", "MAPE"],
    "mean_absolute_percentage_error",
    "100 mean(|target - prediction| / |target|)"
);
plain!(
    MEAN_SQUARED_LOGARITHMIC_ERROR,
    MeanSquaredLogarithmicError,
    &["mean_squared_logarithmic_error", "msle", "MSLE"],
    "mean_squared_logarithmic_error",
    "mean((log(1 + target) - log(1 + prediction))^2)"
);
plain!(
    KL_DIVERGENCE,
    KLDivergence,
    &["kl_divergence", "kullback_leibler_divergence", "kld", "KLD"],
    "kl_divergence",
    "the Kullback-Leibler divergence of two distributions"
);
plain!(POISSON, Poisson, &["poisson"], "poisson", "mean(prediction - target log(prediction))");
plain!(LOG_COSH, LogCosh, &["log_cosh"], "log_cosh", "mean(log(cosh(prediction - target)))");
plain!(HINGE, Hinge, &["hinge"], "hinge", "mean(max(1 - target prediction, 0)), targets -1 or 1");
plain!(
    SQUARED_HINGE,
    SquaredHinge,
    &["squared_hinge"],
    "squared_hinge",
    "mean(max(1 - target prediction, 0)^2), targets -1 or 1"
);
plain!(
    CATEGORICAL_HINGE,
    CategoricalHinge,
    &["categorical_hinge"],
    "categorical_hinge",
    "by how much the right class is not ahead of the others by 1"
);

pub(super) const LOG_COSH_ERROR: Class<Box<dyn Metric>> = Class {
    name: "LogCoshError",
    names: &["logcosh", "log_cosh_error"],
    doc: "mean(log(cosh(prediction - target)))",
    arguments: &[name("logcosh")],
    make: |a| LossMetric::error().named(a.text("name")?).into_metric(),
};

pub(super) const HUBER: Class<Box<dyn Metric>> = Class {
    name: "Huber",
    names: &["huber"],
    doc: "squares of small errors, absolute values of large ones",
    arguments: &[
        name("huber"),
        Argument::with_default(
            "delta",
            Literal::Float(1.0),
            "from which error on it is linear, above 0",
        ),
    ],
    make: |a| {
        let loss = losses::Huber::new().delta(a.float("delta")?);
        LossMetric::of(loss).named(a.text("name")?).into_metric()
    },
};

pub(super) const BINARY_CROSSENTROPY: Class<Box<dyn Metric>> = Class {
    name: "BinaryCrossentropy",
    names: &["binary_crossentropy", "bce", "BCE"],
    doc: "the loss of that name, without the samples' weights",
    arguments: &[name("binary_crossentropy"), FROM_LOGITS, LABEL_SMOOTHING],
    make: |a| {
        let loss = losses::BinaryCrossentropy::new().from_logits(a.bool("from_logits")?);
        let loss = loss.label_smoothing(a.float("label_smoothing")?);
        LossMetric::of(loss).named(a.text("name")?).into_metric()
    },
};

pub(super) const CATEGORICAL_CROSSENTROPY: Class<Box<dyn Metric>> = Class {
    name: "CategoricalCrossentropy",
    names: &["categorical_crossentropy"],
    doc: "the loss of that name, without the samples' weights",
    arguments: &[name("categorical_crossentropy"), FROM_LOGITS, LABEL_SMOOTHING, AXIS],
    make: |a| {
        let loss = losses::CategoricalCrossentropy::new().from_logits(a.bool("from_logits")?);
        let loss = loss.label_smoothing(a.float("label_smoothing")?).axis(a.integer("axis")?);
        LossMetric::of(loss).named(a.text("name")?).into_metric()
    },
};

pub(super) const SPARSE_CATEGORICAL_CROSSENTROPY: Class<Box<dyn Metric>> = Class {
    name: "SparseCategoricalCrossentropy",
    names: &["sparse_categorical_crossentropy"],
    doc: "the loss of that name, without the samples' weights",
    arguments: &[
        name("sparse_categorical_crossentropy"),
        FROM_LOGITS,
        Argument::with_default(
            "ignore_class",
            Literal::None,
            "a class number whose rows have the loss 0",
        ),
        AXIS,
    ],
    make: |a| {
        let loss = losses::SparseCategoricalCrossentropy::new();
        let loss = loss.from_logits(a.bool("from_logits")?).axis(a.integer("axis")?);
        let loss = loss.ignore_class(a.optional_integer("ignore_class")?);
        LossMetric::of(loss).named(a.text("name")?).into_metric()
    },
};

pub(super) const BINARY_FOCAL_CROSSENTROPY: Class<Box<dyn Metric>> = Class {
    name: "BinaryFocalCrossentropy",
    names: &["binary_focal_crossentropy"],
    doc: "binary crossentropy in which what is predicted well counts less",
    arguments: &[
        name("binary_focal_crossentropy"),
        Argument::with_default(
            "apply_class_balancing",
            Literal::Bool(false),
            "whether alpha counts",
        ),
        Argument::with_default(
            "alpha",
            Literal::Float(0.25),
            "how much class 1 counts, from 0 to 1; class 0 counts 1 - alpha",
        ),
        GAMMA,
        FROM_LOGITS,
        LABEL_SMOOTHING,
        AXIS,
    ],
    make: |a| {
        let loss = losses::BinaryFocalCrossentropy::new()
            .apply_class_balancing(a.bool("apply_class_balancing")?)
            .alpha(a.float("alpha")?)
            .gamma(a.float("gamma")?)
            .from_logits(a.bool("from_logits")?)
            .label_smoothing(a.float("label_smoothing")?)
            .axis(a.integer("axis")?);
        LossMetric::of(loss).named(a.text("name")?).into_metric()
    },
};

pub(super) const CATEGORICAL_FOCAL_CROSSENTROPY: Class<Box<dyn Metric>> = Class {
    name: "CategoricalFocalCrossentropy",
    names: &["categorical_focal_crossentropy"],
    doc: "categorical crossentropy in which what is predicted well counts less",
    arguments: &[
        name("categorical_focal_crossentropy"),
        Argument::with_default(
            "alpha",
            Literal::Float(0.25),
            "how much each class counts, from 0 to 1: one number, or one for each class",
        ),
        GAMMA,
        FROM_LOGITS,
        LABEL_SMOOTHING,
        AXIS,
    ],
    make: |a| {
        let loss = losses::CategoricalFocalCrossentropy::of(a)?;
        LossMetric::of(loss).named(a.text("name")?).into_metric()
    },
};
