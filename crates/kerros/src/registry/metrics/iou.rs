//! Intersections over unions.

use super::super::{Argument, Arguments, Class, Literal};
use super::name;
use crate::error::{Error, Result};
use crate::metrics::{BinaryIoU, IntoMetric, IoU, MeanIoU, Metric, OneHotIoU, OneHotMeanIoU};

const NUM_CLASSES: Argument =
    Argument::required("num_classes", "how many classes there are, at least 2");
const TARGET_CLASS_IDS: Argument =
    Argument::required("target_class_ids", "the classes whose mean is taken, from 0");
const DTYPE: Argument = Argument::with_default(
    "dtype",
    Literal::None,
    "\"float32\" to count weights as they are; otherwise they are cut to whole numbers",
);
const IGNORE_CLASS: Argument =
    Argument::with_default("ignore_class", Literal::None, "rows of this class do not count");
const AXIS: Argument = Argument::with_default(
    "axis",
    Literal::Int(-1),
    "the axis of the classes, of what has one number for each class",
);

const fn sparse_y_true() -> Argument {
    Argument::with_default(
        "sparse_y_true",
        Literal::Bool(true),
        "whether targets are class numbers, not one number for each class",
    )
}

const fn sparse_y_pred(default: bool) -> Argument {
    Argument::with_default(
        "sparse_y_pred",
        Literal::Bool(default),
        "whether predictions are class numbers, not one number for each class",
    )
}

/// Whether a `dtype` cuts weights to whole numbers.
fn whole_weights(a: &Arguments<'_>) -> Result<bool> {
    match a.optional_text("dtype")? {
        None | Some("int" | "int32" | "int64") => Ok(true),
        Some("float32") => Ok(false),
        Some(other) => Err(Error::invalid(
            "dtype",
            "\"int\" or \"float32\"",
            format!("{other:?}"),
            "Leave dtype out to cut weights to whole numbers, as Keras does.",
        )),
    }
}

/// Whole numbers of at least 0.
fn sizes(a: &Arguments<'_>, name: &str) -> Result<Vec<usize>> {
    let sizes = a.optional_size_list(name, "numbers of classes, from 0")?;
    sizes.ok_or_else(|| {
        let remedy = "Name the classes whose mean is taken, from 0.";
        Error::invalid(name, "numbers of classes", "none", remedy)
    })
}

/// The settings that classes have in common.
macro_rules! settings {
    ($a:ident, $metric:expr) => {{
        let mut metric = $metric
            .named($a.text("name")?)
            .whole_weights(whole_weights($a)?)
            .sparse_y_pred($a.bool("sparse_y_pred")?)
            .axis($a.integer("axis")?);
        if let Some(class) = $a.optional_integer("ignore_class")? {
            metric = metric.ignore_class(class);
        }
        metric
    }};
}

pub(super) const IOU: Class<Box<dyn Metric>> = Class {
    name: "IoU",
    names: &["io_u"],
    doc: "the mean intersection over union of some classes",
    arguments: &[
        name("io_u"),
        NUM_CLASSES,
        TARGET_CLASS_IDS,
        DTYPE,
        IGNORE_CLASS,
        sparse_y_true(),
        sparse_y_pred(true),
        AXIS,
    ],
    make: |a| {
        let metric = IoU::new(a.size("num_classes")?, sizes(a, "target_class_ids")?);
        settings!(a, metric).sparse_y_true(a.bool("sparse_y_true")?).into_metric()
    },
};

pub(super) const BINARY: Class<Box<dyn Metric>> = Class {
    name: "BinaryIoU",
    names: &["binary_io_u"],
    doc: "the mean intersection over union of two classes, targets 0 or 1",
    arguments: &[
        name("binary_io_u"),
        Argument::with_default(
            "target_class_ids",
            Literal::List(&[Literal::Int(0), Literal::Int(1)]),
            "the classes whose mean is taken: 0, 1 or both",
        ),
        Argument::with_default(
            "threshold",
            Literal::Float(0.5),
            "such predictions and larger ones are class 1, finite",
        ),
        DTYPE,
    ],
    make: |a| {
        BinaryIoU::new()
            .named(a.text("name")?)
            .target_class_ids(sizes(a, "target_class_ids")?)
            .threshold(a.float("threshold")?)
            .whole_weights(whole_weights(a)?)
            .into_metric()
    },
};

pub(super) const MEAN: Class<Box<dyn Metric>> = Class {
    name: "MeanIoU",
    names: &["mean_io_u"],
    doc: "the mean intersection over union of all classes",
    arguments: &[
        name("mean_io_u"),
        NUM_CLASSES,
        DTYPE,
        IGNORE_CLASS,
        sparse_y_true(),
        sparse_y_pred(true),
        AXIS,
    ],
    make: |a| {
        let metric = MeanIoU::new(a.size("num_classes")?);
        settings!(a, metric).sparse_y_true(a.bool("sparse_y_true")?).into_metric()
    },
};

pub(super) const ONE_HOT: Class<Box<dyn Metric>> = Class {
    name: "OneHotIoU",
    names: &["one_hot_io_u"],
    doc: "the mean intersection over union of some classes, one-hot targets",
    arguments: &[
        name("one_hot_io_u"),
        NUM_CLASSES,
        TARGET_CLASS_IDS,
        DTYPE,
        IGNORE_CLASS,
        sparse_y_pred(false),
        AXIS,
    ],
    make: |a| {
        let metric = OneHotIoU::new(a.size("num_classes")?, sizes(a, "target_class_ids")?);
        settings!(a, metric).into_metric()
    },
};

pub(super) const ONE_HOT_MEAN: Class<Box<dyn Metric>> = Class {
    name: "OneHotMeanIoU",
    names: &["one_hot_mean_io_u"],
    doc: "the mean intersection over union of all classes, one-hot targets",
    arguments: &[
        name("one_hot_mean_io_u"),
        NUM_CLASSES,
        DTYPE,
        IGNORE_CLASS,
        sparse_y_pred(false),
        AXIS,
    ],
    make: |a| settings!(a, OneHotMeanIoU::new(a.size("num_classes")?)).into_metric(),
};
