//! The metrics.

mod accuracy;
mod confusion;
mod iou;
mod losses;
mod reduction;
mod regression;

use super::{Argument, Arguments, Class, Literal};
use crate::error::Result;
use crate::metrics::Metric;

/// What every metric takes.
const fn name(default: &'static str) -> Argument {
    Argument::with_default("name", Literal::Text(default), "the name to report it under")
}

/// The axis of a metric that compares along one.
const AXIS: Argument = Argument::with_default(
    "axis",
    Literal::Int(-1),
    "the axis along which numbers are compared, not the batch",
);

/// The metrics.
pub const METRICS: &[Class<Box<dyn Metric>>] = &[
    accuracy::AUTO,
    accuracy::BINARY,
    accuracy::CATEGORICAL,
    accuracy::SPARSE_CATEGORICAL,
    accuracy::EXACT,
    accuracy::TOP_K,
    accuracy::SPARSE_TOP_K,
    confusion::AREA,
    confusion::PRECISION,
    confusion::RECALL,
    confusion::F1,
    confusion::F_BETA,
    confusion::TRUE_POSITIVES,
    confusion::TRUE_NEGATIVES,
    confusion::FALSE_POSITIVES,
    confusion::FALSE_NEGATIVES,
    confusion::SENSITIVITY_AT_SPECIFICITY,
    confusion::SPECIFICITY_AT_SENSITIVITY,
    confusion::PRECISION_AT_RECALL,
    confusion::RECALL_AT_PRECISION,
    iou::IOU,
    iou::BINARY,
    iou::MEAN,
    iou::ONE_HOT,
    iou::ONE_HOT_MEAN,
    losses::MEAN_SQUARED_ERROR,
    regression::ROOT_MEAN_SQUARED_ERROR,
    losses::MEAN_ABSOLUTE_ERROR,
    regression::R2,
    regression::COSINE_SIMILARITY,
    regression::PEARSON_CORRELATION,
    regression::CONCORDANCE_CORRELATION,
    losses::BINARY_CROSSENTROPY,
    losses::CATEGORICAL_CROSSENTROPY,
    losses::SPARSE_CATEGORICAL_CROSSENTROPY,
    losses::BINARY_FOCAL_CROSSENTROPY,
    losses::CATEGORICAL_FOCAL_CROSSENTROPY,
    losses::KL_DIVERGENCE,
    losses::POISSON,
    losses::MEAN_ABSOLUTE_PERCENTAGE_ERROR,
    losses::MEAN_SQUARED_LOGARITHMIC_ERROR,
    losses::HUBER,
    losses::LOG_COSH,
    losses::LOG_COSH_ERROR,
    losses::HINGE,
    losses::SQUARED_HINGE,
    losses::CATEGORICAL_HINGE,
    reduction::MEAN,
    reduction::SUM,
    reduction::WRAPPER,
];

/// A size, or nothing.
fn optional_size(arguments: &Arguments<'_>, name: &str) -> Result<Option<usize>> {
    match arguments.value(name)? {
        crate::layer::Value::None => Ok(None),
        _ => arguments.size(name).map(Some),
    }
}
