//! Metrics of confusion matrices: how predictions above a threshold agree with targets that are 0 or 1.

pub(super) mod cells;
mod counts;
mod operating_point;
mod precision_recall;
mod top_k;

pub use counts::{FalseNegatives, FalsePositives, TrueNegatives, TruePositives};
pub use operating_point::{
    PrecisionAtRecall, RecallAtPrecision, SensitivityAtSpecificity, SpecificityAtSensitivity,
};
pub use precision_recall::{Precision, Recall};
