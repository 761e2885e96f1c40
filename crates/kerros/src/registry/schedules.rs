//! The schedules.

use super::Class;
use crate::schedules::{
    CosineDecay, CosineDecayRestarts, ExponentialDecay, InverseTimeDecay, PiecewiseConstantDecay,
    PolynomialDecay, Schedule,
};
use std::sync::Arc;

/// The schedules of the learning rate.
pub const SCHEDULES: &[Class<Arc<dyn Schedule>>] = &[
    CosineDecay::CLASS,
    CosineDecayRestarts::CLASS,
    ExponentialDecay::CLASS,
    InverseTimeDecay::CLASS,
    PiecewiseConstantDecay::CLASS,
    PolynomialDecay::CLASS,
];
