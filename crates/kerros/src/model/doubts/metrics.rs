//! Metrics that do not fit the loss and the last activation, by their classes in Keras.
//!
//! | metric | with | doubt |
//! |---|---|---|
//! | an accuracy, top-k, AUC, precision, recall, F | a loss of a regression and another last activation than sigmoid or softmax | there are no classes |
//! | an error (MAE, MSE and their kin), R2 | a crossentropy of several classes | probabilities are no quantities |
//! | binary accuracy | softmax over several units | each unit is held against 0.5 |
//! | categorical accuracy, sparse too | one unit | there is nothing to choose from |
//! | binary accuracy with threshold 0.5 | `from_logits` | logits are not from 0 to 1 |

use super::targets::is_regression;
use crate::activations::Activation;
use crate::losses::Loss;
use crate::metrics::Metric;
use kerros_graph::Shape;
use kerros_graph::types::Dim;

/// What a metric asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The accuracy that suits the shapes.
    Accuracy,
    BinaryAccuracy,
    /// Whether the largest unit is the right one.
    Largest,
    /// Something else about classes.
    Classes,
    /// A distance of quantities.
    Distance,
}

/// The kind of a metric of this class; `None` if it fits everywhere or is not known.
fn kind(class: &str) -> Option<Kind> {
    Some(match class {
        "AutoAccuracy" => Kind::Accuracy,
        "BinaryAccuracy" => Kind::BinaryAccuracy,
        "CategoricalAccuracy"
        | "SparseCategoricalAccuracy"
        | "TopKCategoricalAccuracy"
        | "SparseTopKCategoricalAccuracy" => Kind::Largest,
        "AUC"
        | "Precision"
        | "Recall"
        | "F1Score"
        | "FBetaScore"
        | "PrecisionAtRecall"
        | "RecallAtPrecision"
        | "SensitivityAtSpecificity"
        | "SpecificityAtSensitivity"
        | "TruePositives"
        | "TrueNegatives"
        | "FalsePositives"
        | "FalseNegatives" => Kind::Classes,
        "MeanAbsoluteError"
        | "MeanSquaredError"
        | "RootMeanSquaredError"
        | "MeanAbsolutePercentageError"
        | "MeanSquaredLogarithmicError"
        | "R2Score" => Kind::Distance,
        _ => return None,
    })
}

/// Whether the loss of this name is a crossentropy of several classes.
fn tells_several_classes_apart(loss: &str) -> bool {
    const LOSSES: [&str; 3] = [
        "categorical_crossentropy",
        "categorical_focal_crossentropy",
        "sparse_categorical_crossentropy",
    ];
    LOSSES.contains(&loss)
}

/// A doubt about a metric of an output of this shape.
pub(super) fn unfit(
    metric: &dyn Metric,
    loss: &dyn Loss,
    last: Activation,
    prediction: &Shape,
) -> Option<String> {
    let kind = kind(metric.class_name())?;
    let (name, loss_name) = (metric.name(), loss.name());
    let one_unit = prediction.dims().last() == Some(&Dim::Const(1));
    let probabilities = matches!(last, Activation::Sigmoid | Activation::Softmax);
    let of_classes = kind != Kind::Distance;
    if of_classes && is_regression(loss_name) && !probabilities {
        return Some(format!(
            "the metric {name} counts right classes, and with the loss {loss_name} and the last activation {last} \
             numbers are predicted. Use mae for a regression, or another loss to tell classes apart."
        ));
    }
    if kind == Kind::Distance && tells_several_classes_apart(loss_name) {
        return Some(format!(
            "the metric {name} measures distances of numbers, and the loss {loss_name} tells classes apart. Use accuracy, \
             or mse as the loss of a regression."
        ));
    }
    if kind == Kind::BinaryAccuracy && last == Activation::Softmax && !one_unit {
        return Some(format!(
            "the metric {name} holds each unit of a softmax against 0.5 by itself. Use accuracy, which asks whether the \
             largest is the right one."
        ));
    }
    if kind == Kind::Largest && one_unit {
        return Some(format!(
            "the metric {name} asks for the largest unit, and the last layer has one. Use accuracy, which is \
             binary_accuracy there."
        ));
    }
    let from_logits = loss.config().get("from_logits").and_then(|value| value.as_bool());
    let by_half = match kind {
        Kind::BinaryAccuracy => {
            metric.config().get("threshold").and_then(|value| value.as_float()) == Some(0.5)
        }
        Kind::Accuracy => one_unit,
        _ => false,
    };
    (by_half && from_logits == Some(true)).then(|| {
        format!(
            "the metric {name} holds logits against 0.5, and with from_logits they tell the classes apart at 0. Use \
             BinaryAccuracy with the threshold 0."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::losses::{
        BinaryCrossentropy, CategoricalCrossentropy, MeanSquaredError,
        SparseCategoricalCrossentropy,
    };
    use crate::metrics::{BinaryAccuracy, IntoMetric};

    fn doubt(metric: &str, loss: &dyn Loss, last: Activation, units: usize) -> Option<String> {
        let metric = metric.into_metric().unwrap();
        unfit(&*metric, loss, last, &Shape::batch(&[units]))
    }

    #[test]
    fn classes_are_not_counted_in_a_regression() {
        let mse = MeanSquaredError::new();
        for metric in ["accuracy", "acc", "binary_accuracy", "categorical_accuracy"] {
            assert!(
                doubt(metric, &mse, Activation::Linear, 1).unwrap().contains("Use mae"),
                "{metric}"
            );
        }
        assert_eq!(doubt("accuracy", &mse, Activation::Sigmoid, 1), None, "the Brier score");
        assert_eq!(doubt("accuracy", &mse, Activation::Softmax, 3), None);
        assert_eq!(doubt("mae", &mse, Activation::Linear, 1), None);
    }

    #[test]
    fn distances_are_not_measured_between_classes() {
        let softmax = Activation::Softmax;
        for metric in ["mae", "mse"] {
            assert!(
                doubt(metric, &CategoricalCrossentropy::new(), softmax, 3).is_some(),
                "{metric}"
            );
            assert!(doubt(metric, &SparseCategoricalCrossentropy::new(), softmax, 3).is_some());
            assert_eq!(doubt(metric, &BinaryCrossentropy::new(), Activation::Sigmoid, 1), None);
        }
        assert_eq!(doubt("accuracy", &CategoricalCrossentropy::new(), softmax, 3), None);
    }

    #[test]
    fn accuracies_fit_the_units() {
        let (binary, categorical) = (BinaryCrossentropy::new(), CategoricalCrossentropy::new());
        let doubts = doubt("binary_accuracy", &categorical, Activation::Softmax, 3).unwrap();
        assert!(doubts.contains("against 0.5"), "{doubts}");
        assert_eq!(
            doubt("binary_accuracy", &binary, Activation::Sigmoid, 3),
            None,
            "several labels"
        );
        assert!(doubt("categorical_accuracy", &binary, Activation::Sigmoid, 1).is_some());
        assert_eq!(doubt("categorical_accuracy", &categorical, Activation::Softmax, 3), None);
        assert_eq!(doubt("accuracy", &binary, Activation::Sigmoid, 1), None);
    }

    #[test]
    fn logits_are_told_apart_at_zero() {
        let logits = BinaryCrossentropy::new().from_logits(true);
        assert!(
            doubt("binary_accuracy", &logits, Activation::Linear, 1)
                .unwrap()
                .contains("threshold 0")
        );
        assert!(doubt("accuracy", &logits, Activation::Linear, 1).is_some());
        let at_zero = BinaryAccuracy::new().threshold(0.0);
        let one = Shape::batch(&[1]);
        assert_eq!(unfit(&at_zero, &logits, Activation::Linear, &one), None);
        let probabilities = BinaryCrossentropy::new();
        assert_eq!(doubt("accuracy", &probabilities, Activation::Sigmoid, 1), None);
    }
}
