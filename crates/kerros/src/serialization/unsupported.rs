//! Arguments of Keras that Kerros does not have. Most change nothing; what would change numbers is refused.

use super::json::shown;
use super::kind::Kind;
use crate::error::{Error, Result};
use serde_json::{Value as Json, json};

/// Checks an argument that the class does not have here.
pub(super) fn check(kind: Kind, class_name: &str, key: &str, value: &Json) -> Result<()> {
    if kind != Kind::Layer {
        return Ok(());
    }
    let harmless = match key {
        // Inputs are numbers, whatever type they come in.
        "dtype" if class_name == "InputLayer" => true,
        "dtype" => is_float32(value),
        "data_format" => *value == json!("channels_last"),
        "groups" => *value == json!(1),
        "sparse"
        | "ragged"
        | "time_major"
        | "renorm"
        | "stateful"
        | "go_backwards"
        | "return_state"
        | "zero_output_for_mask" => *value == json!(false),
        "quantization_config" => value.is_null(),
        _ if key.ends_with("_regularizer") || key.ends_with("_constraint") => value.is_null(),
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
        _ => ("its default", "Kerros does not have this argument of the layer."),
    };
    Err(Error::invalid(key, expected, shown(value), remedy))
}

/// Whether it is this type in the forms of Keras 3 and Keras 2.
fn is_float32(dtype: &Json) -> bool {
    match dtype {
        Json::Null => true,
        Json::String(name) => name == "float32",
        other => other["config"]["name"] == "float32",
    }
}
