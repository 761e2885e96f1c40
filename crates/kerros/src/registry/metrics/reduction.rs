//! Means and sums.

use super::super::{Argument, Class, METRICS, find};
use super::name;
use crate::layer::Config;
use crate::metrics::{IntoMetric, Mean, Metric, Sum};

pub(super) const MEAN: Class<Box<dyn Metric>> = Class {
    name: "Mean",
    names: &["mean"],
    doc: "the mean of the predictions",
    arguments: &[name("mean")],
    make: |a| Mean::new().named(a.text("name")?).into_metric(),
};

pub(super) const SUM: Class<Box<dyn Metric>> = Class {
    name: "Sum",
    names: &["sum"],
    doc: "the sum of the predictions, each times its weight",
    arguments: &[name("sum")],
    make: |a| Sum::new().named(a.text("name")?).into_metric(),
};

/// A configuration can only name the function.
pub(super) const WRAPPER: Class<Box<dyn Metric>> = Class {
    name: "MeanMetricWrapper",
    names: &[],
    doc: "the mean of a loss or another function, by its name",
    arguments: &[
        name("mean_metric_wrapper"),
        Argument::required("fn", "the name of a metric that is the mean of a function"),
    ],
    make: |a| {
        let class = find("metric", METRICS, a.text("fn")?)?;
        class.from_config(&Config::new().with("name", a.text("name")?))
    },
};
