//! The layers.

use super::{Argument, Class, Literal};
use crate::error::Result;
use crate::layer::Layer;
use crate::layers::{
    ActivationLayer, AveragePooling1D, Conv1D, Dense, Dropout, ELU, Flatten, Input, LeakyReLU,
    MaxPooling1D, PReLU, Padding, ReLU, Reshape, Softmax,
};

/// What every layer takes besides its own arguments.
const NAME: Argument =
    Argument::with_default("name", Literal::None, "the layer's name; otherwise the model names it");
const INPUT_SHAPE: Argument = Argument::with_default(
    "input_shape",
    Literal::None,
    "the sizes of one sample, for the first layer of a model",
);

const ACTIVATION: Argument =
    Argument::with_default("activation", Literal::Text("linear"), "an activation function");
const USE_BIAS: Argument =
    Argument::with_default("use_bias", Literal::Bool(true), "whether a bias is added");
const KERNEL_INITIALIZER: Argument = Argument::with_default(
    "kernel_initializer",
    Literal::Text("glorot_uniform"),
    "what the kernel starts with",
);
const BIAS_INITIALIZER: Argument =
    Argument::with_default("bias_initializer", Literal::Text("zeros"), "what the bias starts with");
const POOL_SIZE: Argument = Argument::with_default(
    "pool_size",
    Literal::Int(2),
    "the length of the window in steps, at least 1",
);
const POOL_STRIDES: Argument = Argument::with_default(
    "strides",
    Literal::None,
    "how many steps the window moves at a time; pool_size if not given",
);
const POOL_PADDING: Argument = Argument::with_default(
    "padding",
    Literal::Text("valid"),
    "what happens at the ends: \"valid\" (nothing is added) or \"same\"",
);

/// A pooling along one axis.
macro_rules! pooling {
    ($layer:ident, $doc:literal) => {
        Class {
            name: stringify!($layer),
            names: &[],
            doc: $doc,
            arguments: &[POOL_SIZE, POOL_STRIDES, POOL_PADDING, NAME, INPUT_SHAPE],
            make: |a| {
                let [pool_size] = a.sizes("pool_size")?;
                let mut layer = $layer::new(pool_size).padding(a.text("padding")?);
                if let Some([strides]) = a.optional_sizes("strides")? {
                    layer = layer.strides(strides);
                }
                boxed(layer.configured(a)?)
            },
        }
    };
}

/// The layers.
pub const LAYERS: &[Class<Box<dyn Layer>>] = &[
    Class {
        name: "InputLayer",
        names: &[],
        doc: "says what the model's input looks like",
        arguments: &[
            Argument::required("shape", "the sizes of one sample, without the number of rows"),
            NAME,
        ],
        make: |a| {
            let mut layer = Input::new(a.optional_shape("shape")?.unwrap_or_default());
            if let Some(name) = a.optional_text("name")? {
                layer = layer.name(name);
            }
            boxed(layer)
        },
    },
    Class {
        name: "Dense",
        names: &[],
        doc: "a densely connected layer: activation(x . kernel + bias)",
        arguments: &[
            Argument::required("units", "how many numbers come out, at least 1"),
            ACTIVATION,
            USE_BIAS,
            KERNEL_INITIALIZER,
            BIAS_INITIALIZER,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer = Dense::new(a.size("units")?)
                .activation(a.activation("activation")?)
                .use_bias(a.bool("use_bias")?)
                .kernel_initializer(a.initializer("kernel_initializer")?)
                .bias_initializer(a.initializer("bias_initializer")?);
            boxed(layer.configured(a)?)
        },
    },
    Class {
        name: "Activation",
        names: &[],
        doc: "an activation function as a layer of its own",
        arguments: &[Argument::required("activation", "an activation function"), NAME, INPUT_SHAPE],
        make: |a| boxed(ActivationLayer::new(a.activation("activation")?).configured(a)?),
    },
    Class {
        name: "ReLU",
        names: &[],
        doc: "a rectified linear unit: max(x, 0)",
        arguments: &[
            Argument::with_default("max_value", Literal::None, "the largest value, not negative"),
            Argument::with_default(
                "negative_slope",
                Literal::Float(0.0),
                "the slope below the threshold, not negative",
            ),
            Argument::with_default(
                "threshold",
                Literal::Float(0.0),
                "where the function starts, not negative",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer = ReLU::new()
                .max_value(a.optional_float("max_value")?)
                .negative_slope(a.float("negative_slope")?)
                .threshold(a.float("threshold")?);
            boxed(layer.configured(a)?)
        },
    },
    Class {
        name: "LeakyReLU",
        names: &[],
        doc: "a leaky rectified linear unit: x from 0 on, negative_slope x below",
        arguments: &[
            Argument::with_default(
                "negative_slope",
                Literal::Float(0.3),
                "the slope below 0, not negative",
            )
            .formerly(&["alpha"]),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer = LeakyReLU::new().negative_slope(a.float("negative_slope")?);
            boxed(layer.configured(a)?)
        },
    },
    Class {
        name: "ELU",
        names: &[],
        doc: "an exponential linear unit: x above 0, alpha (e^x - 1) below",
        arguments: &[
            Argument::with_default(
                "alpha",
                Literal::Float(1.0),
                "minus what the function approaches far below 0, finite",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| boxed(ELU::new().alpha(a.float("alpha")?).configured(a)?),
    },
    Class {
        name: "PReLU",
        names: &[],
        doc: "a rectified linear unit whose slope below 0 is learned",
        arguments: &[
            Argument::with_default(
                "alpha_initializer",
                Literal::Text("zeros"),
                "what the slopes start with",
            ),
            Argument::with_default(
                "shared_axes",
                Literal::None,
                "axes along which the slope is the same",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let mut layer = PReLU::new().alpha_initializer(a.initializer("alpha_initializer")?);
            if let Some(axes) = a.optional_size_list("shared_axes", "axes from 1 on")? {
                layer = layer.shared_axes(axes);
            }
            boxed(layer.configured(a)?)
        },
    },
    Class {
        name: "Softmax",
        names: &[],
        doc: "e^x / sum(e^x) along an axis",
        arguments: &[
            Argument::with_default(
                "axis",
                Literal::Int(-1),
                "one axis, or several; negative ones count from the last",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| boxed(Softmax::new().axes(a.integers("axis")?).configured(a)?),
    },
    Class {
        name: "Dropout",
        names: &[],
        doc: "sets random numbers to 0 while the model trains, and scales up the others",
        arguments: &[
            Argument::required("rate", "the share of numbers to drop, from 0 to 1"),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| boxed(Dropout::new(a.float("rate")?).configured(a)?),
    },
    Class {
        name: "Conv1D",
        names: &[],
        doc: "a convolution along the steps of a sequence",
        arguments: &[
            Argument::required("filters", "channels of the output, at least 1"),
            Argument::required("kernel_size", "the length of the kernel in steps, at least 1"),
            Argument::with_default(
                "strides",
                Literal::Int(1),
                "how many steps the kernel moves at a time, at least 1",
            ),
            Argument::with_default(
                "padding",
                Literal::Text("valid"),
                "what happens at the ends: \"valid\" (nothing is added), \"same\" or \"causal\"",
            ),
            Argument::with_default(
                "dilation_rate",
                Literal::Int(1),
                "the distance between the steps that the kernel looks at, at least 1",
            ),
            ACTIVATION,
            USE_BIAS,
            KERNEL_INITIALIZER,
            BIAS_INITIALIZER,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let [kernel_size] = a.sizes("kernel_size")?;
            let [strides] = a.sizes("strides")?;
            let [dilation_rate] = a.sizes("dilation_rate")?;
            let layer = Conv1D::new(a.size("filters")?, kernel_size)
                .strides(strides)
                .padding(Padding::try_from(a.text("padding")?)?)
                .dilation_rate(dilation_rate)
                .activation(a.activation("activation")?)
                .use_bias(a.bool("use_bias")?)
                .kernel_initializer(a.initializer("kernel_initializer")?)
                .bias_initializer(a.initializer("bias_initializer")?);
            boxed(layer.configured(a)?)
        },
    },
    pooling!(MaxPooling1D, "the largest number of each window of steps"),
    pooling!(AveragePooling1D, "the mean of each window of steps"),
    Class {
        name: "Flatten",
        names: &[],
        doc: "puts all numbers of a sample into one row",
        arguments: &[NAME, INPUT_SHAPE],
        make: |a| boxed(Flatten::new().configured(a)?),
    },
    Class {
        name: "Reshape",
        names: &[],
        doc: "the numbers of each sample under another shape",
        arguments: &[
            Argument::required(
                "target_shape",
                "sizes of one sample; one may be -1: whatever the others leave",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| boxed(Reshape::new(a.integers("target_shape")?).configured(a)?),
    },
];

/// The layer, once its arguments are found to make sense.
fn boxed(layer: impl Layer + 'static) -> Result<Box<dyn Layer>> {
    layer.settings().check()?;
    layer.check()?;
    Ok(Box::new(layer))
}
