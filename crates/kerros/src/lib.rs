//! Deep learning in Rust with the words of Keras.
//!
//! A model is described layer by layer, compiled with an optimizer, a loss and metrics, and trained
//! with [`Model::fit`]. Names, defaults and numbers are those of Keras 3.
//!
//! ```
//! use kerros::prelude::*;
//!
//! // Which of two numbers is the larger?
//! let x = Array2::from_shape_fn((64, 2), |(row, column)| ((row * 7 + column * 5) % 11) as f32);
//! let y = Array1::from_shape_fn(64, |row| u8::from(x[[row, 1]] > x[[row, 0]]));
//!
//! let mut model = Sequential::new();
//! model.add(Dense::new(8).activation("relu").input_shape(2))?;
//! model.add(Dense::new(2).activation(Activation::Softmax))?;
//! model.compile(
//!     Compile::new()
//!         .optimizer("adam")
//!         .loss("sparse_categorical_crossentropy")
//!         .metrics(["accuracy"]),
//! )?;
//! let history = model.fit(&x, &y, Fit::new().epochs(3).verbose(Verbose::Silent))?;
//! assert_eq!(history.epochs().len(), 3);
//!
//! let scores = model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent))?;
//! assert!(scores.get("accuracy").is_some());
//! assert_eq!(model.predict_classes(&x)?.len(), 64);
//! # Ok::<(), kerros::Error>(())
//! ```
//!
//! | module | holds |
//! |---|---|
//! | [`model`] | [`Sequential`] and [`Model`]: build, compile, fit, evaluate, predict |
//! | [`layers`] | the layers |
//! | [`layer`] | what a layer is: for layers of one's own |
//! | [`activations`] | what a layer does to its result |
//! | [`initializers`] | what weights start with |
//! | [`regularizers`] | what weights and outputs add to the loss |
//! | [`constraints`] | what weights become after each step |
//! | [`losses`], [`metrics`], [`optimizers`] | what `compile` takes |
//! | [`schedules`] | learning rates that change from step to step |
//! | [`callbacks`] | what happens around the epochs and batches of a training |
//! | [`history`] | the numbers of a training, as text, table and picture |
//! | [`progress`], [`summary`] | what a training and a model print |
//! | [`picture`] | the picture of a model |
//! | [`registry`] | every name that a string may stand for |
//! | [`error`], [`prelude`] | what can go wrong; what most programs import |

#![forbid(unsafe_code)]

pub mod activations;
pub mod callbacks;
pub mod constraints;
pub mod error;
pub mod history;
pub mod initializers;
pub mod layer;
pub mod layers;
pub mod losses;
pub mod metrics;
pub mod model;
pub mod optimizers;
pub mod picture;
pub mod prelude;
pub mod progress;
pub mod registry;
pub mod regularizers;
pub mod schedules;
pub mod serialization;
mod shared;
pub mod summary;

pub use activations::Activation;
pub use error::{Error, Result};
pub use layer::Layer;
pub use model::{Model, Sequential};
