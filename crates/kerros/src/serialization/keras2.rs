//! Forms that Keras 2 wrote and Keras 3 no longer does. Former names of arguments are in the registry.

use serde_json::Value as Json;

/// The argument as Keras 3 writes it.
pub(super) fn argument<'j>(class_name: &str, key: &str, json: &'j Json) -> &'j Json {
    match (class_name, key, json) {
        // `tf.keras` wrote the one axis as a list.
        ("BatchNormalization", "axis", Json::Array(axes)) if axes.len() == 1 => &axes[0],
        _ => json,
    }
}
