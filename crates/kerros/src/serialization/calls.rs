//! How Keras passes values and other arguments to layers when it calls them.
//!
//! Some of Keras's arguments of calls are arguments of Kerros's layers: they go from one place to the other here.

use super::json::{Members, shown};
use super::kind::Kind;
use super::references::Node;
use super::write;
use crate::error::{Error, Result};
use crate::layer::SharedLayer;
use serde_json::{Value as Json, json};

/// Layers whose calls have `training` false by default in Keras 3, which writes the defaults of calls into its files. It
/// says nothing: a model that trains tells all its layers so, before their defaults.
pub(super) const NOT_TRAINING_BY_DEFAULT: [&str; 18] = [
    "AlphaDropout",
    "Attention",
    "AdditiveAttention",
    "ConvLSTM1D",
    "ConvLSTM2D",
    "ConvLSTM3D",
    "Dropout",
    "GRU",
    "GaussianDropout",
    "GaussianNoise",
    "LSTM",
    "RNN",
    "SimpleRNN",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "SpectralNormalization",
    "StackedRNNCells",
];

/// Checks that a call for inference of this class can be told from a plain one in Keras 3's files.
pub(super) fn check_inference(class_name: &str) -> Result<()> {
    if !NOT_TRAINING_BY_DEFAULT.contains(&class_name) {
        return Ok(());
    }
    Err(Error::invalid(
        "training",
        "a call that Keras's files can describe",
        "apply_for_inference of a layer whose plain calls are written alike",
        "Put the layer into a model, and apply that for inference.",
    ))
}

/// Arguments of Keras's calls that Kerros's layers have themselves, if they have them.
const OF_LAYERS: [&str; 2] = ["use_causal_mask", "return_attention_scores"];

/// Whether the last value that the layer takes is one of these; the values themselves are arguments in Keras.
const ATTENTION_MASK: &str = "attention_mask";

/// The `args` and `kwargs` with which a layer of this class takes these values, and what else is [`passed`] to it.
pub(super) fn arguments(class_name: &str, mut values: Vec<Json>, passed: &Members) -> Json {
    const RECURRENT: [&str; 8] = [
        "RNN",
        "SimpleRNN",
        "LSTM",
        "GRU",
        "Bidirectional",
        "ConvLSTM1D",
        "ConvLSTM2D",
        "ConvLSTM3D",
    ];
    // Each value is an argument of its own: query, value, key.
    const ONE_BY_ONE: [&str; 3] =
        ["MultiHeadAttention", "GroupQueryAttention", "GroupedQueryAttention"];
    let mut kwargs = passed.clone();
    if kwargs.contains_key(ATTENTION_MASK) {
        kwargs[ATTENTION_MASK] = values.pop().unwrap_or(Json::Null);
    }
    let args = match values.len() {
        1 => json!(values),
        _ if RECURRENT.contains(&class_name) => {
            let states = values.split_off(1);
            kwargs.insert("initial_state".to_owned(), states.into());
            json!(values)
        }
        _ if ONE_BY_ONE.contains(&class_name) => json!(values),
        _ => json!([values]),
    };
    json!({"args": args, "kwargs": kwargs})
}

/// What Keras passes with the calls of a layer.
pub(super) fn passed(layer: &SharedLayer) -> Result<Members> {
    write::members(&layer.call_arguments())
}

/// Checks that Keras passes nothing with calls, where a layer is called by others: in a stack, in another layer.
pub(super) fn check_none(layer: &SharedLayer) -> Result<()> {
    match layer.call_arguments().iter().next() {
        None => Ok(()),
        Some((key, value)) => Err(Error::invalid(
            key,
            "its default in a stack and inside other layers",
            value.to_string(),
            "Keras passes this argument with the call: make a functional model of the layer.",
        )),
    }
}

/// The layer of a file, told what Keras passes with its calls. `None` if that is nothing.
pub(super) fn joined(
    json: &Json,
    class_name: &str,
    nodes: &mut [Node<'_>],
) -> Result<Option<Json>> {
    let known = Kind::Layer.arguments(class_name).unwrap_or_default();
    let mut told = None;
    for key in OF_LAYERS.into_iter().chain([ATTENTION_MASK]) {
        if !known.iter().any(|argument| argument.goes_by(key)) {
            continue;
        }
        let given = nodes.iter_mut().map(|node| match key {
            ATTENTION_MASK => node.has_attention_mask,
            key => node.take_away(key).is_some_and(|value| *value == true),
        });
        let given: Vec<bool> = given.collect();
        if given.contains(&true) {
            if given.contains(&false) {
                return Err(Error::invalid(
                    key,
                    "the same at all calls of the layer",
                    shown(&json!(given)),
                    "Kerros has this argument of calls as one of the layer: make a layer for each.",
                ));
            }
            let told: &mut Json = told.get_or_insert_with(|| json.clone());
            if let Some(config) = told.get_mut("config").and_then(Json::as_object_mut) {
                config.insert(key.to_owned(), json!(true));
            }
        }
    }
    Ok(told)
}
