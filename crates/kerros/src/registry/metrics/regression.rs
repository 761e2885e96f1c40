//! Metrics of regressions that are no loss.

use super::super::{Argument, Class, Literal};
use super::{AXIS, name};
use crate::metrics::{
    Aggregation, ConcordanceCorrelation, CosineSimilarity, IntoMetric, Metric, PearsonCorrelation,
    R2Score, RootMeanSquaredError,
};

pub(super) const ROOT_MEAN_SQUARED_ERROR: Class<Box<dyn Metric>> = Class {
    name: "RootMeanSquaredError",
    names: &["root_mean_squared_error"],
    doc: "sqrt(mean((target - prediction)^2))",
    arguments: &[name("root_mean_squared_error")],
    make: |a| RootMeanSquaredError::new().named(a.text("name")?).into_metric(),
};

pub(super) const R2: Class<Box<dyn Metric>> = Class {
    name: "R2Score",
    names: &["r2_score"],
    doc: "the share of the targets' variance that the predictions explain",
    arguments: &[
        name("r2_score"),
        Argument::with_default(
            "class_aggregation",
            Literal::Text("uniform_average"),
            "how the columns' scores become one: \"uniform_average\" or \"variance_weighted_average\"; each its own \
             if none",
        ),
        Argument::with_default(
            "num_regressors",
            Literal::Int(0),
            "how many independent variables there are, for the adjusted score",
        ),
    ],
    make: |a| {
        let aggregation = a.optional_text("class_aggregation")?;
        let aggregation = aggregation.map(Aggregation::try_from).transpose()?;
        R2Score::new()
            .named(a.text("name")?)
            .class_aggregation(aggregation)
            .num_regressors(a.size("num_regressors")?)
            .into_metric()
    },
};

/// The class of a metric that compares along an axis.
macro_rules! along_axis {
    ($constant:ident, $class:ident, $names:expr, $name:literal, $doc:literal) => {
        pub(super) const $constant: Class<Box<dyn Metric>> = Class {
            name: stringify!($class),
            names: $names,
            doc: $doc,
            arguments: &[name($name), AXIS],
            make: |a| $class::new().named(a.text("name")?).axis(a.integer("axis")?).into_metric(),
        };
    };
}

along_axis!(
    COSINE_SIMILARITY,
    CosineSimilarity,
    &["cosine_similarity", "cosine_proximity", "cosine"],
    "cosine_similarity",
    "the cosine of the angle between target and prediction"
);
along_axis!(
    PEARSON_CORRELATION,
    PearsonCorrelation,
    &["pearson_correlation"],
    "pearson_correlation",
    "Pearson's correlation of target and prediction of each sample"
);
along_axis!(
    CONCORDANCE_CORRELATION,
    ConcordanceCorrelation,
    &["concordance_correlation"],
    "concordance_correlation",
    "the concordance correlation of target and prediction of each sample"
);
