//! Everything that a program that trains a model needs: `use kerros::prelude::*;`.

pub use crate::activations::Activation;
pub use crate::constraints::{MaxNorm, MinMaxNorm, NonNeg, SharedConstraint, UnitNorm};
pub use crate::error::Error;
pub use crate::history::History;
pub use crate::initializers::*;
pub use crate::layer::{Layer, SharedLayer, SymbolicTensor};
pub use crate::layers::*;
pub use crate::model::{Compile, Evaluate, Fit, Model, Predict, Scores, Sequential};
pub use crate::optimizers::{
    Adadelta, Adafactor, Adagrad, Adam, AdamW, Adamax, Ftrl, Lamb, Lion, LossScaleOptimizer, Muon,
    Nadam, RMSprop, SGD,
};
pub use crate::progress::Verbose;
pub use crate::regularizers::{
    L1, L1L2, L2, OrthogonalMode, OrthogonalRegularizer, SharedRegularizer,
};
pub use crate::schedules::{
    CosineDecay, CosineDecayRestarts, ExponentialDecay, InverseTimeDecay, PiecewiseConstantDecay,
    PolynomialDecay,
};
pub use ndarray::{Array1, Array2, Array3, ArrayD};
