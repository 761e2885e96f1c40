//! Accuracies.

use super::super::{Argument, Class, Literal};
use super::name;
use crate::metrics::{
    Accuracy, AutoAccuracy, BinaryAccuracy, CategoricalAccuracy, IntoMetric, Metric,
    SparseCategoricalAccuracy, SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy,
};

const K: Argument =
    Argument::with_default("k", Literal::Int(5), "how many of the most probable, at least 1");

pub(super) const AUTO: Class<Box<dyn Metric>> = Class {
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
};

pub(super) const BINARY: Class<Box<dyn Metric>> = Class {
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
};

pub(super) const CATEGORICAL: Class<Box<dyn Metric>> = Class {
    name: "CategoricalAccuracy",
    names: &["categorical_accuracy"],
    doc: "the share of right classes, one-hot targets",
    arguments: &[name("categorical_accuracy")],
    make: |a| CategoricalAccuracy::new().named(a.text("name")?).into_metric(),
};

pub(super) const SPARSE_CATEGORICAL: Class<Box<dyn Metric>> = Class {
    name: "SparseCategoricalAccuracy",
    names: &["sparse_categorical_accuracy"],
    doc: "the share of right classes, numbered targets",
    arguments: &[name("sparse_categorical_accuracy")],
    make: |a| SparseCategoricalAccuracy::new().named(a.text("name")?).into_metric(),
};

/// The name `accuracy` stands for one that suits the model.
pub(super) const EXACT: Class<Box<dyn Metric>> = Class {
    name: "Accuracy",
    names: &[],
    doc: "the share of predictions that equal the label, number for number",
    arguments: &[name("accuracy")],
    make: |a| Accuracy::new().named(a.text("name")?).into_metric(),
};

pub(super) const TOP_K: Class<Box<dyn Metric>> = Class {
    name: "TopKCategoricalAccuracy",
    names: &["top_k_categorical_accuracy"],
    doc: "the share of rows whose class is among the most probable, one-hot targets",
    arguments: &[name("top_k_categorical_accuracy"), K],
    make: |a| TopKCategoricalAccuracy::new().named(a.text("name")?).k(a.size("k")?).into_metric(),
};

pub(super) const SPARSE_TOP_K: Class<Box<dyn Metric>> = Class {
    name: "SparseTopKCategoricalAccuracy",
    names: &["sparse_top_k_categorical_accuracy"],
    doc: "the share of rows whose class is among the most probable, numbered targets",
    arguments: &[
        name("sparse_top_k_categorical_accuracy"),
        K,
        Argument::with_default(
            "from_sorted_ids",
            Literal::Bool(false),
            "whether predictions are class numbers, the most probable first",
        ),
    ],
    make: |a| {
        let metric = SparseTopKCategoricalAccuracy::new().named(a.text("name")?).k(a.size("k")?);
        metric.from_sorted_ids(a.bool("from_sorted_ids")?).into_metric()
    },
};
