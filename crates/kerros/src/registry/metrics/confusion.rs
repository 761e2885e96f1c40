//! Metrics of confusion matrices.

use super::super::{Argument, Arguments, Class, Literal};
use super::{name, optional_size};
use crate::error::Result;
use crate::layer::Value;
use crate::metrics::{
    AUC, Average, Curve, F1Score, FBetaScore, FalseNegatives, FalsePositives, IntoMetric, Metric,
    Precision, PrecisionAtRecall, Recall, RecallAtPrecision, SensitivityAtSpecificity,
    SpecificityAtSensitivity, Summation, Thresholds, TrueNegatives, TruePositives,
};

const THRESHOLDS: Argument = Argument::with_default(
    "thresholds",
    Literal::None,
    "larger predictions count as positive: a number from 0 to 1, or several; 0.5 if not given",
);
const TOP_K: Argument = Argument::with_default(
    "top_k",
    Literal::None,
    "how many of a row's largest predictions count as positive, at least 1; all if not given",
);
const CLASS_ID: Argument = Argument::with_default(
    "class_id",
    Literal::None,
    "the only class that is judged, from 0; all if not given",
);
const NUM_THRESHOLDS: Argument = Argument::with_default(
    "num_thresholds",
    Literal::Int(200),
    "how many thresholds from 0 to 1 are tried",
);
const AVERAGE: Argument = Argument::with_default(
    "average",
    Literal::None,
    "how the classes' scores become one: \"micro\", \"macro\" or \"weighted\"; each its own if not given",
);
const THRESHOLD: Argument = Argument::with_default(
    "threshold",
    Literal::None,
    "larger predictions say the class, above 0 to 1; the largest of each row if not given",
);

pub(super) const AREA: Class<Box<dyn Metric>> = Class {
    name: "AUC",
    names: &["auc"],
    doc: "the area under the ROC curve, or under precision over recall",
    arguments: &[
        name("auc"),
        NUM_THRESHOLDS,
        Argument::with_default(
            "curve",
            Literal::Text("ROC"),
            "the curve: \"ROC\", \"PR\" or \"PRGAIN\"",
        ),
        Argument::with_default(
            "summation_method",
            Literal::Text("interpolation"),
            "how the area between two thresholds is taken: \"interpolation\", \"minoring\" or \"majoring\"",
        ),
        Argument::with_default(
            "thresholds",
            Literal::None,
            "these thresholds from 0 to 1, and two outside, in place of equal steps",
        ),
        Argument::with_default(
            "multi_label",
            Literal::Bool(false),
            "whether each column has an area, and the result is their mean",
        ),
        Argument::with_default(
            "num_labels",
            Literal::None,
            "how many columns there must be, with multi_label",
        ),
        Argument::with_default(
            "label_weights",
            Literal::None,
            "how much each column counts, at least 0; the same if not given",
        ),
        Argument::with_default(
            "from_logits",
            Literal::Bool(false),
            "whether the model predicts logits, not probabilities",
        ),
    ],
    make: |a| area(a)?.into_metric(),
};

fn area(a: &Arguments<'_>) -> Result<AUC> {
    let mut metric = AUC::new()
        .named(a.text("name")?)
        .num_thresholds(a.size("num_thresholds")?)
        .curve(Curve::try_from(a.text("curve")?)?)
        .summation_method(Summation::try_from(a.text("summation_method")?)?)
        .multi_label(a.bool("multi_label")?)
        .from_logits(a.bool("from_logits")?);
    if *a.value("thresholds")? != Value::None {
        metric = metric.thresholds(a.floats("thresholds")?);
    }
    if let Some(count) = optional_size(a, "num_labels")? {
        metric = metric.num_labels(count);
    }
    if *a.value("label_weights")? != Value::None {
        metric = metric.label_weights(a.floats("label_weights")?);
    }
    Ok(metric)
}

/// Nothing, a number, or several.
fn thresholds(a: &Arguments<'_>) -> Result<Thresholds> {
    Ok(match a.value("thresholds")? {
        Value::None => Thresholds::Default,
        Value::List(_) => a.floats("thresholds")?.into(),
        _ => a.float("thresholds")?.into(),
    })
}

/// The class of a share of true positives.
macro_rules! share {
    ($constant:ident, $class:ident, $name:literal, $doc:literal) => {
        pub(super) const $constant: Class<Box<dyn Metric>> = Class {
            name: stringify!($class),
            names: &[$name],
            doc: $doc,
            arguments: &[name($name), THRESHOLDS, TOP_K, CLASS_ID],
            make: |a| {
                let mut metric = $class::new().named(a.text("name")?).thresholds(thresholds(a)?);
                if let Some(k) = optional_size(a, "top_k")? {
                    metric = metric.top_k(k);
                }
                if let Some(class) = optional_size(a, "class_id")? {
                    metric = metric.class_id(class);
                }
                metric.into_metric()
            },
        };
    };
}

share!(PRECISION, Precision, "precision", "how many of the positive predictions are right");
share!(RECALL, Recall, "recall", "how many of the positive targets are found");

pub(super) const F1: Class<Box<dyn Metric>> = Class {
    name: "F1Score",
    names: &["f1_score"],
    doc: "the harmonic mean of precision and recall",
    arguments: &[name("f1_score"), AVERAGE, THRESHOLD],
    make: |a| {
        let mut metric = F1Score::new().named(a.text("name")?);
        if let Some(average) = a.optional_text("average")? {
            metric = metric.average(Average::try_from(average)?);
        }
        if let Some(threshold) = a.optional_float("threshold")? {
            metric = metric.threshold(threshold);
        }
        metric.into_metric()
    },
};

pub(super) const F_BETA: Class<Box<dyn Metric>> = Class {
    name: "FBetaScore",
    names: &["fbeta_score", "f_beta_score"],
    doc: "the weighted harmonic mean of precision and recall",
    arguments: &[
        name("fbeta_score"),
        AVERAGE,
        Argument::with_default(
            "beta",
            Literal::Float(1.0),
            "how many times as much recall counts as precision, above 0",
        ),
        THRESHOLD,
    ],
    make: |a| {
        let mut metric = FBetaScore::new().named(a.text("name")?).beta(a.float("beta")?);
        if let Some(average) = a.optional_text("average")? {
            metric = metric.average(Average::try_from(average)?);
        }
        if let Some(threshold) = a.optional_float("threshold")? {
            metric = metric.threshold(threshold);
        }
        metric.into_metric()
    },
};

/// The class of a count.
macro_rules! count {
    ($constant:ident, $class:ident, $name:literal, $doc:literal) => {
        pub(super) const $constant: Class<Box<dyn Metric>> = Class {
            name: stringify!($class),
            names: &[$name],
            doc: $doc,
            arguments: &[name($name), THRESHOLDS],
            make: |a| $class::new().named(a.text("name")?).thresholds(thresholds(a)?).into_metric(),
        };
    };
}

count!(TRUE_POSITIVES, TruePositives, "true_positives", "how many are predicted to be 1 and are");
count!(TRUE_NEGATIVES, TrueNegatives, "true_negatives", "how many are predicted to be 0 and are");
count!(
    FALSE_POSITIVES,
    FalsePositives,
    "false_positives",
    "how many are predicted to be 1 and are 0"
);
count!(
    FALSE_NEGATIVES,
    FalseNegatives,
    "false_negatives",
    "how many are predicted to be 0 and are 1"
);

/// The class of a share at an operating point.
macro_rules! operating_point {
    ($constant:ident, $class:ident, $name:literal, $argument:literal, $doc:literal) => {
        pub(super) const $constant: Class<Box<dyn Metric>> = Class {
            name: stringify!($class),
            names: &[$name],
            doc: $doc,
            arguments: &[
                name($name),
                Argument::required($argument, "what must be reached, from 0 to 1"),
                NUM_THRESHOLDS,
                CLASS_ID,
            ],
            make: |a| {
                let mut metric = $class::new(a.float($argument)?)
                    .named(a.text("name")?)
                    .num_thresholds(a.size("num_thresholds")?);
                if let Some(class) = optional_size(a, "class_id")? {
                    metric = metric.class_id(class);
                }
                metric.into_metric()
            },
        };
    };
}

operating_point!(
    SENSITIVITY_AT_SPECIFICITY,
    SensitivityAtSpecificity,
    "sensitivity_at_specificity",
    "specificity",
    "the best sensitivity where specificity reaches a value"
);
operating_point!(
    SPECIFICITY_AT_SENSITIVITY,
    SpecificityAtSensitivity,
    "specificity_at_sensitivity",
    "sensitivity",
    "the best specificity where sensitivity reaches a value"
);
operating_point!(
    PRECISION_AT_RECALL,
    PrecisionAtRecall,
    "precision_at_recall",
    "recall",
    "the best precision where recall reaches a value"
);
operating_point!(
    RECALL_AT_PRECISION,
    RecallAtPrecision,
    "recall_at_precision",
    "precision",
    "the best recall where precision reaches a value"
);
