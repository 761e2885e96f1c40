//! The layers.
//!
//! | layer | does |
//! |---|---|
//! | [`Input`] | says what the model's input looks like |
//! | [`Dense`] | `activation(x . kernel + bias)` |
//! | [`Activation`](ActivationLayer) | an activation function on its own |
//! | [`Dropout`] | sets random numbers to 0 while training |
//! | [`Conv1D`] | slides a kernel along the steps |
//! | [`MaxPooling1D`], [`AveragePooling1D`] | the largest, the mean of each window |
//! | [`Flatten`], [`Reshape`] | the same numbers under another shape |
//!
//! Channels are the last axis everywhere. Names, arguments and defaults are those of Keras ("Keras
//! layers API").

mod activation;
mod conv1d;
mod dense;
mod dropout;
mod flatten;
mod input;
mod padding;
mod pooling1d;
mod reshape;

pub use activation::ActivationLayer;
pub use conv1d::Conv1D;
pub use dense::Dense;
pub use dropout::Dropout;
pub use flatten::Flatten;
pub use input::Input;
pub use padding::Padding;
pub use pooling1d::{AveragePooling1D, MaxPooling1D};
pub use reshape::Reshape;

use crate::error::{Error, Result};

/// Checks that a size is not 0.
fn at_least_one(what: &str, size: usize) -> Result<()> {
    if size > 0 {
        return Ok(());
    }
    Err(Error::invalid(what, "at least 1", "0", format!("Give {what} a positive number.")))
}
