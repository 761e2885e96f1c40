//! The losses.

use super::{Argument, Class, Literal};
use crate::losses::{
    BinaryCrossentropy, CategoricalCrossentropy, IntoLoss, Loss, MeanAbsoluteError,
    MeanSquaredError, SparseCategoricalCrossentropy,
};

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

/// The losses.
pub const LOSSES: &[Class<Box<dyn Loss>>] = &[
    Class {
        name: "MeanSquaredError",
        names: &["mean_squared_error", "mse", "MSE"],
        doc: "mean((target - prediction)^2)",
        arguments: &[],
        make: |_| MeanSquaredError::new().into_loss(),
    },
    Class {
        name: "MeanAbsoluteError",
        names: &["mean_absolute_error", "mae", "MAE"],
        doc: "mean(|target - prediction|)",
        arguments: &[],
        make: |_| MeanAbsoluteError::new().into_loss(),
    },
    Class {
        name: "BinaryCrossentropy",
        names: &["binary_crossentropy", "bce", "BCE"],
        doc: "two classes or several labels, after a sigmoid",
        arguments: &[FROM_LOGITS, LABEL_SMOOTHING],
        make: |a| {
            let loss = BinaryCrossentropy::new().from_logits(a.bool("from_logits")?);
            loss.label_smoothing(a.float("label_smoothing")?).into_loss()
        },
    },
    Class {
        name: "CategoricalCrossentropy",
        names: &["categorical_crossentropy"],
        doc: "one of several classes, one-hot, after a softmax",
        arguments: &[FROM_LOGITS, LABEL_SMOOTHING],
        make: |a| {
            let loss = CategoricalCrossentropy::new().from_logits(a.bool("from_logits")?);
            loss.label_smoothing(a.float("label_smoothing")?).into_loss()
        },
    },
    Class {
        name: "SparseCategoricalCrossentropy",
        names: &["sparse_categorical_crossentropy"],
        doc: "one of several classes, numbered, after a softmax",
        arguments: &[FROM_LOGITS],
        make: |a| {
            SparseCategoricalCrossentropy::new().from_logits(a.bool("from_logits")?).into_loss()
        },
    },
];
