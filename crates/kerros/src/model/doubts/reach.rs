//! What the numbers of an input come to.

use crate::layer::SharedLayer;
use crate::model::network::Network;

/// Layers that hand on numbers as they are.
const HANDING_ON: &[&str] = &[
    "Activation",
    "Cropping1D",
    "Cropping2D",
    "Cropping3D",
    "Dropout",
    "Flatten",
    "Identity",
    "Masking",
    "Permute",
    "RepeatVector",
    "Reshape",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "ZeroPadding1D",
    "ZeroPadding2D",
    "ZeroPadding3D",
];

/// Layers that take numbers of any scale: those that scale them, those that take them for names, and those that
/// may do anything.
const ANY_SCALE: &[&str] = &[
    "BatchNormalization",
    "Embedding",
    "GroupNormalization",
    "Lambda",
    "LayerNormalization",
    "Normalization",
    "RMSNormalization",
    "Rescaling",
    "UnitNormalization",
];

/// Whether a value may be of any scale, such as that of an input with this number: whether a layer that it goes to
/// takes such.
pub(super) fn takes_any_scale(network: &Network, value: usize) -> bool {
    let mut next = network.inputs.len();
    network.calls.iter().any(|call| {
        let made = next..next + call.outputs;
        next = made.end;
        let places = call.inputs.iter().enumerate().filter(|(_, input)| **input == value);
        let mut places = places.map(|(place, _)| place);
        places.any(|place| {
            let layer = &network.layers[call.layer].layer;
            layer_takes_any_scale(layer, place)
                || HANDING_ON.contains(&layer.class_name())
                    && made.clone().any(|value| takes_any_scale(network, value))
        })
    })
}

fn layer_takes_any_scale(layer: &SharedLayer, input: usize) -> bool {
    match layer.network() {
        Some(inner) => takes_any_scale(inner, input),
        None => ANY_SCALE.contains(&layer.class_name()),
    }
}
