//! The layers.
//!
//! | layer | does |
//! |---|---|
//! | [`Input`] | says what the model's input looks like |
//! | [`Dense`] | `activation(x . kernel + bias)` |
//! | [`Activation`](ActivationLayer) | an activation function on its own |
//! | [`ReLU`], [`LeakyReLU`], [`ELU`], [`Softmax`] | activations with arguments on their own |
//! | [`PReLU`] | a rectified linear unit with a learned slope below 0 |
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
mod elu;
mod flatten;
mod input;
mod leaky_relu;
mod padding;
mod pooling1d;
mod prelu;
mod relu;
mod reshape;
mod softmax;

pub use activation::ActivationLayer;
pub use conv1d::Conv1D;
pub use dense::Dense;
pub use dropout::Dropout;
pub use elu::ELU;
pub use flatten::Flatten;
pub use input::Input;
pub use leaky_relu::LeakyReLU;
pub use padding::Padding;
pub use pooling1d::{AveragePooling1D, MaxPooling1D};
pub use prelu::PReLU;
pub use relu::ReLU;
pub use reshape::Reshape;
pub use softmax::Softmax;

use crate::error::{Error, Result};

/// Checks that a size is not 0.
fn at_least_one(what: &str, size: usize) -> Result<()> {
    if size > 0 {
        return Ok(());
    }
    Err(Error::invalid(what, "at least 1", "0", format!("Give {what} a positive number.")))
}

/// Checks that a number is finite, also as `f32`, and not below 0.
fn not_negative(what: &str, number: f64) -> Result<()> {
    if number >= 0.0 && (number as f32).is_finite() {
        return Ok(());
    }
    let remedy = format!("Give {what} another value, or leave it out.");
    Err(Error::invalid(what, "a finite number from 0 on", number.to_string(), remedy))
}
