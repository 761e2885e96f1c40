//! Activation functions: what a layer does to each number, or to each row, before it hands it on.
//!
//! Layers take an [`Activation`] or its name: `.activation("relu")`,
//! `.activation(Activation::LeakyRelu { negative_slope: 0.1 })`. The functions of this module are what they
//! compute, for layers and losses of one's own. Names, arguments, defaults, and gradients where a function has
//! a kink, are those of Keras ("Layer activation functions").
//!
//! | family | functions |
//! |---|---|
//! | rectified | [`relu`], [`relu6`], [`leaky_relu`] |
//! | exponential below 0 | [`elu`], [`selu`], [`celu`], [`exponential`] |
//! | a number times a gate | [`silu`], [`gelu`], [`mish`], [`glu`] |
//! | smooth | [`sigmoid`], [`tanh`], [`softplus`], [`log_sigmoid`], [`softsign`], [`squareplus`], [`tanh_shrink`] |
//! | of pieces | [`hard_sigmoid`], [`hard_silu`], [`hard_tanh`], [`sparse_plus`], [`sparse_sigmoid`] |
//! | of pieces, with a threshold | [`hard_shrink`], [`soft_shrink`], [`threshold`] |
//! | of rows | [`softmax`], [`log_softmax`], [`sparsemax`] |
//!
//! Every function keeps the shape, but for [`glu`], which halves an axis. They write nodes into a graph; an
//! [`Activation`] also computes numbers at once:
//!
//! ```
//! use kerros::Activation;
//! use ndarray::array;
//!
//! let y = Activation::Softplus.apply(&array![-1000.0, 0.0, 1000.0])?;
//! assert_eq!(y, array![0.0, 2.0f32.ln(), 1000.0].into_dyn());
//! # Ok::<(), kerros::Error>(())
//! ```

mod activation;
mod apply;
mod axis;
mod elu;
mod gates;
mod names;
mod pieces;
mod rectified;
mod rows;
mod smooth;
mod thresholds;

pub use activation::Activation;
pub(crate) use axis::axis_of;
pub use elu::{celu, elu, exponential, selu};
pub use gates::{gelu, glu, mish, silu};
pub use pieces::{hard_sigmoid, hard_silu, hard_tanh, sparse_plus, sparse_sigmoid};
pub use rectified::{leaky_relu, relu, relu6};
pub use rows::{log_softmax, softmax, sparsemax};
pub use smooth::{log_sigmoid, sigmoid, softplus, softsign, squareplus, tanh, tanh_shrink};
pub use thresholds::{hard_shrink, soft_shrink, threshold};
