//! The data of the demos: from a file to the arrays a model takes.
//!
//! Only what the four demos need; a crate for data preparation can take its place. The way of one
//! set: [`table`] reads a CSV file, [`split`] chooses training and test rows, [`scale`] learns means
//! and deviations on the training rows, [`one_hot`] encodes the classes, [`windows`] cuts the walking
//! signal, and [`sets`] puts them together as the course does. [`confusion`] judges predictions.

pub(crate) mod confusion;
pub(crate) mod error;
pub(crate) mod one_hot;
pub(crate) mod scale;
pub(crate) mod sets;
pub(crate) mod split;
pub(crate) mod table;
pub(crate) mod windows;
