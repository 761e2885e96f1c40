//! The losses.

use super::Class;
use crate::losses::{
    BinaryCrossentropy, BinaryFocalCrossentropy, CTC, CategoricalCrossentropy,
    CategoricalFocalCrossentropy, CategoricalGeneralizedCrossEntropy, CategoricalHinge, Circle,
    CosineSimilarity, Dice, Hinge, Huber, KLDivergence, LogCosh, Loss, MeanAbsoluteError,
    MeanAbsolutePercentageError, MeanSquaredError, MeanSquaredLogarithmicError, Poisson,
    SparseCategoricalCrossentropy, SquaredHinge, Tversky,
};

/// The losses.
pub const LOSSES: &[Class<Box<dyn Loss>>] = &[
    MeanSquaredError::CLASS,
    MeanAbsoluteError::CLASS,
    MeanAbsolutePercentageError::CLASS,
    MeanSquaredLogarithmicError::CLASS,
    Huber::CLASS,
    LogCosh::CLASS,
    CosineSimilarity::CLASS,
    Poisson::CLASS,
    KLDivergence::CLASS,
    BinaryCrossentropy::CLASS,
    BinaryFocalCrossentropy::CLASS,
    CategoricalCrossentropy::CLASS,
    CategoricalFocalCrossentropy::CLASS,
    SparseCategoricalCrossentropy::CLASS,
    CategoricalGeneralizedCrossEntropy::CLASS,
    Hinge::CLASS,
    SquaredHinge::CLASS,
    CategoricalHinge::CLASS,
    Dice::CLASS,
    Tversky::CLASS,
    Circle::CLASS,
    CTC::CLASS,
];
