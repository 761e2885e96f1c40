//! The activation functions.

use super::Class;
use crate::activations::Activation;

macro_rules! activation {
    ($name:literal, $activation:ident, $doc:literal) => {
        Class {
            name: $name,
            names: &[$name],
            doc: $doc,
            arguments: &[],
            make: |_| Ok(Activation::$activation),
        }
    };
}

/// The activation functions.
pub const ACTIVATIONS: &[Class<Activation>] = &[
    activation!("linear", Linear, "x, unchanged"),
    activation!("relu", Relu, "max(x, 0)"),
    activation!("sigmoid", Sigmoid, "1 / (1 + e^-x)"),
    activation!("tanh", Tanh, "the hyperbolic tangent"),
    activation!("softmax", Softmax, "e^x / sum(e^x) along the last axis"),
];
