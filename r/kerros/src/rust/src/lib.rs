//! The border between R and Kerros: handles and conversions. The logic is the crate `kerros`.
//!
//! | module | |
//! |---|---|
//! | `bridge` | views of R's arguments, values for R: all `unsafe` |
//! | `failure` | errors on their way to conditions |
//! | `arrays` | arrays in and out, from one order to the other |
//! | `config` | R's lists as configurations, and back |
//! | `configurations` | what things and models are made of, in Keras's forms, and things and models made of that |
//! | `objects` | checking objects; activations and losses on data |
//! | `layer` | layers that models share, and the values between them |
//! | `model` | models |
//! | `picture` | pictures of models |
//! | `training` | a training on a thread of its own |
//! | `tree` | trees of JSON as R's lists, and back |

#![deny(unsafe_code)]

mod arrays;
mod bridge;
mod config;
mod configurations;
mod failure;
mod layer;
mod model;
mod objects;
mod picture;
mod training;
mod tree;

use bridge::Entry;

/// What R can call: name, number of arguments, function.
static ENTRIES: &[(&str, usize, Entry)] = &[
    ("check_object", 3, objects::check),
    ("find", 2, objects::find),
    ("get_config", 3, configurations::of_object),
    ("from_config", 2, configurations::object),
    ("activate", 3, objects::activate),
    ("loss", 4, objects::loss),
    ("layer_new", 3, layer::new),
    ("layer_is_alive", 1, layer::is_alive),
    ("layer_set_trainable", 2, layer::set_trainable),
    ("layer_weights", 1, layer::weights),
    ("layer_set_weights", 2, layer::set_weights),
    ("layer_values", 1, layer::values),
    ("layer_apply", 3, layer::apply),
    ("layer_get_config", 1, configurations::of_layer),
    ("input_new", 1, layer::input),
    ("tensor_is_alive", 1, layer::tensor_is_alive),
    ("model_new", 2, model::new),
    ("model_functional", 5, model::functional),
    ("model_is_alive", 1, model::is_alive),
    ("model_is_training", 1, model::is_training),
    ("model_to_json", 1, configurations::model_to_json),
    ("model_get_config", 1, configurations::of_model),
    ("model_plan", 1, configurations::model),
    ("model_add", 2, model::add),
    ("model_pop", 1, model::pop),
    ("model_layers", 1, model::layers),
    ("model_names", 1, model::names),
    ("model_shape", 2, model::shape),
    ("model_trainable_weights", 1, model::trainable_weights),
    ("model_as_layer", 1, model::as_layer),
    ("model_hand_out", 2, model::hand_out),
    ("model_count_params", 1, model::count_params),
    ("model_summary", 3, model::summary),
    ("model_picture", 6, picture::picture),
    ("model_compile", 3, model::compile),
    ("model_metric_names", 1, model::metric_names),
    ("model_learning_rate", 1, model::learning_rate),
    ("model_reset_states", 1, model::reset_states),
    ("model_set_learning_rate", 2, model::set_learning_rate),
    ("model_weights", 1, model::weights),
    ("model_set_weights", 2, model::set_weights),
    ("model_values", 1, model::values),
    ("model_restore", 2, model::restore),
    ("model_set_threads", 2, model::set_threads),
    ("model_evaluate", 6, model::evaluate),
    ("model_predict", 3, model::predict),
    ("model_train_on_batch", 4, model::train_on_batch),
    ("training_start", 3, training::start),
    ("training_next", 2, training::next),
    ("training_reply", 2, training::reply),
    ("training_stop", 1, training::stop),
    ("training_finish", 1, training::finish),
    ("model_history", 1, training::history),
];
