//! Arguments of Keras that Kerros does not have. Most change nothing; what would change numbers is refused.

use super::json::shown;
use super::kind::Kind;
use crate::error::{Error, Result};
use serde_json::{Value as Json, json};

/// Checks an argument that the class does not have here.
pub(super) fn check(kind: Kind, class_name: &str, key: &str, value: &Json) -> Result<()> {
    let harmless = match kind {
        Kind::Layer => is_harmless_to_layers(class_name, key, value),
        Kind::Loss | Kind::Metric => match key {
            "reduction" => ["sum_over_batch_size", "auto"].iter().any(|known| value == known),
            "dtype" => is_float32(value),
            "axis" => *value == json!(-1),
            "ignore_class" => value.is_null(),
            _ => true,
        },
        _ => true,
    };
    if harmless {
        return Ok(());
    }
    let (expected, remedy) = match key {
        "dtype" => (
            "\"float32\"",
            "Kerros computes with float32: set this type in Keras, and save the model again.",
        ),
        "lora_rank" => (
            "null",
            "Add lora_alpha / lora_rank times the product of the two small matrices to the kernel in Keras, and save a \
             model without lora_rank.",
        ),
        "quantization_config" | "quantization_mode" => (
            "null",
            "Kerros computes with float32: save the model in Keras before it is quantized.",
        ),
        "virtual_batch_size" => (
            "null",
            "Kerros normalizes over the whole batch: train with batches of this size, and leave the argument out.",
        ),
        _ if kind == Kind::Layer => (
            "its default",
            "Kerros does not have this argument of the layer, and it changes numbers: set its default in Keras, and \
             save the model again.",
        ),
        _ => ("its default", "Kerros does not have this argument."),
    };
    Err(Error::invalid(key, expected, shown(value), remedy))
}

/// Whether an argument that Kerros's layer of this class does not have changes no number.
fn is_harmless_to_layers(class_name: &str, key: &str, value: &Json) -> bool {
    match key {
        // Inputs are numbers, whatever type they come in.
        "dtype" if class_name == "InputLayer" => true,
        "dtype" => is_float32(value),
        "data_format" => *value == json!("channels_last"),
        "groups" => *value == json!(1),
        "sparse"
        | "ragged"
        | "time_major"
        | "stateful"
        | "go_backwards"
        | "return_state"
        | "zero_output_for_mask" => *value == json!(false),
        "quantization_config"
        | "quantization_mode"
        | "lora_rank"
        | "virtual_batch_size"
        | "adjustment"
        | "sliding_window" => value.is_null(),
        "use_gate" => *value == json!(false),
        _ if key.ends_with("_regularizer") || key.ends_with("_constraint") => value.is_null(),
        _ => true,
    }
}

/// Whether it is this type in the forms of Keras 3 and Keras 2.
fn is_float32(dtype: &Json) -> bool {
    match dtype {
        Json::Null => true,
        Json::String(name) => name == "float32",
        other => other["config"]["name"] == "float32",
    }
}
