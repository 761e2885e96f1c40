//! The optimizers.

use super::Class;
use crate::optimizers::{
    Adadelta, Adafactor, Adagrad, Adam, AdamW, Adamax, Ftrl, Lamb, Lion, LossScaleOptimizer, Muon,
    Nadam, Optimizer, RMSprop, SGD,
};

/// The optimizers.
pub const OPTIMIZERS: &[Class<Box<dyn Optimizer>>] = &[
    SGD::CLASS,
    RMSprop::CLASS,
    Adam::CLASS,
    AdamW::CLASS,
    Adadelta::CLASS,
    Adagrad::CLASS,
    Adamax::CLASS,
    Adafactor::CLASS,
    Nadam::CLASS,
    Ftrl::CLASS,
    Lion::CLASS,
    Lamb::CLASS,
    Muon::CLASS,
    LossScaleOptimizer::CLASS,
];
