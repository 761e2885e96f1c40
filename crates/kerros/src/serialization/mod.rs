//! Configurations in Keras's JSON.
//!
//! [`Sequential::to_json`](crate::Sequential::to_json) writes what Keras 3 writes, so that
//! `keras.models.model_from_json` reads it; [`Sequential::from_json`](crate::Sequential::from_json) reads
//! that of Keras 3 and of Keras 2, whatever it was written by.
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
//! | `batch_shape`, `batch_input_shape` | the input's shape |
//! | `dtype` | must be `float32`; the type of an input may be any |

mod json;
mod keras2;
mod kind;
mod layer;
mod objects;
mod read;
mod sequential;
mod unsupported;
mod write;

pub use objects::Configurable;
