//! Layers against the numbers of Keras 3 in `golden/data/layers`.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;

#[path = "support/check_layer.rs"]
mod check;

use check::check_layer;

/// The arguments of a layer with a kernel and a bias about these and about its output.
const KERNEL_AND_BIAS: [&str; 7] = [
    "kernel_initializer",
    "bias_initializer",
    "kernel_regularizer",
    "bias_regularizer",
    "activity_regularizer",
    "kernel_constraint",
    "bias_constraint",
];

#[test]
fn dense() {
    check_layer("dense", &[&["units", "activation", "use_bias"][..], &KERNEL_AND_BIAS].concat());
}

const SLIDING: [&str; 3] = ["kernel_size", "strides", "padding"];

const ENDING: [&str; 2] = ["activation", "use_bias"];

#[test]
fn conv() {
    let own = ["data_format", "dilation_rate", "groups"];
    let initializers = ["kernel_initializer", "bias_initializer"];
    let arguments = [&["filters"][..], &SLIDING, &own, &ENDING, &initializers].concat();
    for file in ["conv1d", "conv2d", "conv3d"] {
        check_layer(file, &arguments);
    }
}

#[test]
fn conv_transpose() {
    let own = ["output_padding", "data_format", "dilation_rate"];
    let initializers = ["kernel_initializer", "bias_initializer"];
    let arguments = [&["filters"][..], &SLIDING, &own, &ENDING, &initializers].concat();
    for file in ["conv1d_transpose", "conv2d_transpose", "conv3d_transpose"] {
        check_layer(file, &arguments);
    }
}

#[test]
fn depthwise_conv() {
    let own = ["depth_multiplier", "data_format", "dilation_rate"];
    let initializers = ["depthwise_initializer", "bias_initializer"];
    let arguments = [&SLIDING[..], &own, &ENDING, &initializers].concat();
    for file in ["depthwise_conv1d", "depthwise_conv2d"] {
        check_layer(file, &arguments);
    }
}

#[test]
fn separable_conv() {
    let own = ["data_format", "dilation_rate", "depth_multiplier"];
    let initializers = ["depthwise_initializer", "pointwise_initializer", "bias_initializer"];
    let arguments = [&["filters"][..], &SLIDING, &own, &ENDING, &initializers].concat();
    for file in ["separable_conv1d", "separable_conv2d"] {
        check_layer(file, &arguments);
    }
}

#[test]
fn pooling() {
    for file in [
        "max_pooling1d",
        "max_pooling2d",
        "max_pooling3d",
        "average_pooling1d",
        "average_pooling2d",
        "average_pooling3d",
    ] {
        check_layer(file, &["pool_size", "strides", "padding", "data_format"]);
    }
}

#[test]
fn global_pooling() {
    for rank in 1..=3 {
        for kind in ["max", "average"] {
            let file = format!("global_{kind}_pooling{rank}d");
            check_layer(&file, &["data_format", "keepdims"]);
        }
    }
}

#[test]
fn flatten() {
    check_layer("flatten", &["data_format"]);
}

#[test]
fn reshape() {
    check_layer("reshape", &["target_shape"]);
}

#[test]
fn activation() {
    check_layer("activation", &["activation"]);
}

#[test]
fn re_lu() {
    check_layer("re_lu", &["max_value", "negative_slope", "threshold"]);
}

#[test]
fn leaky_re_lu() {
    check_layer("leaky_re_lu", &["negative_slope"]);
}

#[test]
fn elu() {
    check_layer("elu", &["alpha"]);
}

#[test]
fn p_re_lu() {
    check_layer(
        "p_re_lu",
        &["alpha_initializer", "alpha_regularizer", "alpha_constraint", "shared_axes"],
    );
}

#[test]
fn softmax() {
    check_layer("softmax", &["axis"]);
}

#[test]
fn dropout_at_rest() {
    check_layer("dropout", &["rate", "noise_shape", "seed"]);
    check_layer("alpha_dropout", &["rate", "noise_shape", "seed"]);
    check_layer("spatial_dropout1d", &["rate", "seed"]);
    check_layer("spatial_dropout2d", &["rate", "data_format", "seed"]);
    check_layer("spatial_dropout3d", &["rate", "data_format", "seed"]);
}

#[test]
fn noise_at_rest() {
    check_layer("gaussian_noise", &["stddev", "seed"]);
    check_layer("gaussian_dropout", &["rate", "seed"]);
}

#[test]
fn identity() {
    check_layer("identity", &[]);
}

#[test]
fn permute() {
    check_layer("permute", &["dims"]);
}

#[test]
fn repeat_vector() {
    check_layer("repeat_vector", &["n"]);
}

#[test]
fn cropping() {
    check_layer("cropping1d", &["cropping"]);
    check_layer("cropping2d", &["cropping", "data_format"]);
    check_layer("cropping3d", &["cropping", "data_format"]);
}

#[test]
fn zero_padding() {
    check_layer("zero_padding1d", &["padding", "data_format"]);
    check_layer("zero_padding2d", &["padding", "data_format"]);
    check_layer("zero_padding3d", &["padding", "data_format"]);
}

#[test]
fn up_sampling() {
    check_layer("up_sampling1d", &["size"]);
    check_layer("up_sampling2d", &["size", "data_format", "interpolation"]);
    check_layer("up_sampling3d", &["size", "data_format"]);
}

#[test]
fn embedding() {
    check_layer("embedding", &["input_dim", "output_dim", "embeddings_initializer", "mask_zero"]);
}

#[test]
fn masking() {
    check_layer("masking", &["mask_value"]);
}

#[test]
fn activity_regularization() {
    check_layer("activity_regularization", &["l1", "l2"]);
}

#[test]
fn merging() {
    for file in ["add", "subtract", "multiply", "average", "maximum", "minimum"] {
        check_layer(file, &[]);
    }
    check_layer("concatenate", &["axis"]);
    check_layer("dot", &["axes", "normalize"]);
}

#[test]
fn einsum_dense() {
    check_layer(
        "einsum_dense",
        &[
            "equation",
            "output_shape",
            "activation",
            "bias_axes",
            "kernel_initializer",
            "bias_initializer",
        ],
    );
}

#[test]
fn layer_normalization() {
    let initializers = ["beta_initializer", "gamma_initializer"];
    let own = ["axis", "epsilon", "center", "scale", "rms_scaling"];
    check_layer("layer_normalization", &[&own[..], &initializers].concat());
}

#[test]
fn group_normalization() {
    let initializers = ["beta_initializer", "gamma_initializer"];
    let own = ["groups", "axis", "epsilon", "center", "scale"];
    check_layer("group_normalization", &[&own[..], &initializers].concat());
}

#[test]
fn rms_and_unit_normalization() {
    check_layer("rms_normalization", &["axis", "epsilon"]);
    check_layer("unit_normalization", &["axis"]);
}

#[test]
fn batch_normalization() {
    let own = ["axis", "momentum", "epsilon", "center", "scale"];
    let initializers = [
        "beta_initializer",
        "gamma_initializer",
        "moving_mean_initializer",
        "moving_variance_initializer",
    ];
    check_layer("batch_normalization", &[&own[..], &initializers, &["synchronized"]].concat());
}

#[test]
fn wrappers() {
    check_layer("time_distributed", &["layer"]);
}
