//! Configurations in Keras's JSON.
//!
//! [`Model::to_json`](crate::Model::to_json) writes what Keras 3 writes, so that `keras.models.model_from_json` reads
//! it; [`Model::from_json`](crate::Model::from_json) and
//! [`Sequential::from_json`](crate::Sequential::from_json) read that of Keras 3 and of Keras 2, whatever it was
//! written by. Single objects have the methods of [`Configurable`]; [`FromJson`] makes classes of one's own known.
//!
//! Arguments that are not known are ignored, and those that are missing have their defaults. Where an
//! argument of Keras that Kerros does not have would change the numbers, it is refused, and so is every
//! class that is not known: nothing is ever left out silently. A configuration is data: code in it
//! (`Lambda`) is refused, and never run.
//!
//! | in the file | read as |
//! |---|---|
//! | `{"module", "class_name", "config", "registered_name"}` | an object; module and registered name may be missing, as in Keras 2 |
//! | `{"class_name": "function", "config": name}` | the name |
//! | `{"class_name": "__numpy__" or "__tensor__", "config": {"value"}}`, `{"type", "value"}` | the numbers |
//! | `{"args": [...], "kwargs": {...}}` with `__keras_tensor__` inside | a call of a layer, as in Keras 3 |
//! | `[[layer, node, output, {}], ...]` | a call of a layer, as in Keras 2 |
//! | `input_layers`, `output_layers`: one `[layer, node, output]`, lists of such, objects of such | in Keras's order, which for objects is that of the names |
//! | `batch_shape`, `batch_input_shape` | the input's shape |
//! | `dtype` | must be `float32`; the type of an input may be any |
//!
//! What differs from Keras, or between its versions:
//!
//! - An input with an axis of unknown size (`None` in Keras) is refused, but for the number of rows: Kerros's models have
//!   fixed sizes.
//! - A name says what it says in Keras 3. `hard_sigmoid` of a file of Keras 2, the default of LSTM and GRU there, was `0.2 x +
//!   1 / 2` and is read as `x / 6 + 1 / 2` here and in Keras 3, so that a trained model predicts other numbers: train it on.
//! - A mask that is given as an argument of a call is refused, and so is `training=True` there.

mod calls;
mod compile;
mod from_json;
mod functional;
mod json;
mod keras2;
mod kind;
mod layer;
mod models;
mod objects;
mod operations;
mod read;
mod reader;
mod references;
mod sequential;
mod training;
mod unsupported;
mod write;
mod write_model;

pub use from_json::FromJson;
pub use objects::Configurable;
