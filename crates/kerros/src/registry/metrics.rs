//! The metrics.

use super::{Argument, Class, Literal};
use crate::losses;
use crate::metrics::{
    AutoAccuracy, BinaryAccuracy, CategoricalAccuracy, IntoMetric, LossMetric, Metric,
    SparseCategoricalAccuracy,
};

/// What every metric takes.
const fn name(default: &'static str) -> Argument {
    Argument::with_default("name", Literal::Text(default), "the name to report it under")
}

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

/// The metrics.
pub const METRICS: &[Class<Box<dyn Metric>>] = &[
    Class {
        name: "AutoAccuracy",
        names: &["accuracy", "acc"],
        doc: "the share of right predictions; binary, categorical or sparse by shape or loss",
        arguments: &[
            name("accuracy"),
            Argument::with_default(
                "loss",
                Literal::None,
                "the name of the loss to choose by, as Keras 2.2 did, or none to go by shape",
            ),
        ],
        make: |a| {
            let metric = AutoAccuracy::new().named(a.text("name")?);
            match a.optional_text("loss")? {
                Some(loss) => metric.chosen_by_loss(loss).into_metric(),
                None => metric.into_metric(),
            }
        },
    },
    Class {
        name: "BinaryAccuracy",
        names: &["binary_accuracy"],
        doc: "the share of predictions on the right side of a threshold",
        arguments: &[
            name("binary_accuracy"),
            Argument::with_default(
                "threshold",
                Literal::Float(0.5),
                "predictions above this count as 1, finite",
            ),
        ],
        make: |a| {
            let metric = BinaryAccuracy::new().named(a.text("name")?);
            metric.threshold(a.float("threshold")?).into_metric()
        },
    },
    Class {
        name: "CategoricalAccuracy",
        names: &["categorical_accuracy"],
        doc: "the share of right classes, one-hot targets",
        arguments: &[name("categorical_accuracy")],
        make: |a| CategoricalAccuracy::new().named(a.text("name")?).into_metric(),
    },
    Class {
        name: "SparseCategoricalAccuracy",
        names: &["sparse_categorical_accuracy"],
        doc: "the share of right classes, numbered targets",
        arguments: &[name("sparse_categorical_accuracy")],
        make: |a| SparseCategoricalAccuracy::new().named(a.text("name")?).into_metric(),
    },
    Class {
        name: "MeanSquaredError",
        names: &["mean_squared_error", "mse", "MSE"],
        doc: "mean((target - prediction)^2)",
        arguments: &[name("mean_squared_error")],
        make: |a| {
            LossMetric::of(losses::MeanSquaredError::new()).named(a.text("name")?).into_metric()
        },
    },
    Class {
        name: "MeanAbsoluteError",
        names: &["mean_absolute_error", "mae", "MAE"],
        doc: "mean(|target - prediction|)",
        arguments: &[name("mean_absolute_error")],
        make: |a| {
            LossMetric::of(losses::MeanAbsoluteError::new()).named(a.text("name")?).into_metric()
        },
    },
    Class {
        name: "BinaryCrossentropy",
        names: &["binary_crossentropy", "bce", "BCE"],
        doc: "the loss of that name, without the samples' weights",
        arguments: &[name("binary_crossentropy"), FROM_LOGITS, LABEL_SMOOTHING],
        make: |a| {
            let loss = losses::BinaryCrossentropy::new().from_logits(a.bool("from_logits")?);
            let loss = loss.label_smoothing(a.float("label_smoothing")?);
            LossMetric::of(loss).named(a.text("name")?).into_metric()
        },
    },
    Class {
        name: "CategoricalCrossentropy",
        names: &["categorical_crossentropy"],
        doc: "the loss of that name, without the samples' weights",
        arguments: &[name("categorical_crossentropy"), FROM_LOGITS, LABEL_SMOOTHING],
        make: |a| {
            let loss = losses::CategoricalCrossentropy::new().from_logits(a.bool("from_logits")?);
            let loss = loss.label_smoothing(a.float("label_smoothing")?);
            LossMetric::of(loss).named(a.text("name")?).into_metric()
        },
    },
    Class {
        name: "SparseCategoricalCrossentropy",
        names: &["sparse_categorical_crossentropy"],
        doc: "the loss of that name, without the samples' weights",
        arguments: &[name("sparse_categorical_crossentropy"), FROM_LOGITS],
        make: |a| {
            let loss = losses::SparseCategoricalCrossentropy::new();
            let loss = loss.from_logits(a.bool("from_logits")?);
            LossMetric::of(loss).named(a.text("name")?).into_metric()
        },
    },
];
