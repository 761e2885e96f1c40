//! The layers.

use super::{Argument, Class, Literal};
use crate::error::Result;
use crate::layer::Layer;
use crate::layers::{
    ActivationLayer, AlphaDropout, AveragePooling1D, AveragePooling2D, AveragePooling3D, Conv1D,
    Cropping1D, Cropping2D, Cropping3D, Dense, Dropout, ELU, Flatten, GaussianDropout,
    GaussianNoise, GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D,
    GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D, Identity, Input, Interpolation,
    LeakyReLU, MaxPooling1D, MaxPooling2D, MaxPooling3D, PReLU, Padding, Permute, ReLU,
    RepeatVector, Reshape, Softmax, SpatialDropout1D, SpatialDropout2D, SpatialDropout3D,
    UpSampling1D, UpSampling2D, UpSampling3D, ZeroPadding1D, ZeroPadding2D, ZeroPadding3D,
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
    "the size of the window: one number, or one for each axis; at least 1",
);
const POOL_STRIDES: Argument = Argument::with_default(
    "strides",
    Literal::None,
    "how many elements the window moves at a time; pool_size if not given",
);
const POOL_PADDING: Argument = Argument::with_default(
    "padding",
    Literal::Text("valid"),
    "what happens at the ends: \"valid\" (nothing is added) or \"same\"",
);
const DATA_FORMAT: Argument = Argument::with_default(
    "data_format",
    Literal::None,
    "where the channels are: \"channels_last\" or \"channels_first\"; last if not given",
);

const ONE: Literal = Literal::Int(1);
const TWO: Literal = Literal::Int(2);
const NONE_AT_BOTH: Literal = Literal::List(&[Literal::Int(0), Literal::Int(0)]);
const ONE_AT_BOTH: Literal = Literal::List(&[ONE, ONE]);

/// Cropping or padding along the axes in space.
macro_rules! edges {
    ($layer:ident, $argument:literal = $default:expr, $doc:literal $(, $data_format:ident)?) => {
        Class {
            name: stringify!($layer),
            names: &[],
            doc: $doc,
            arguments: &[
                Argument::with_default(
                    $argument,
                    $default,
                    "elements at both ends: one number for all axes, one for each, or a pair for each",
                ),
                $($data_format,)?
                NAME,
                INPUT_SHAPE,
            ],
            make: |a| {
                let layer = $layer::new(a.both_ends($argument)?);
                $(let layer = layer.data_format(a.data_format($data_format.name)?);)?
                boxed(layer.configured(a)?)
            },
        }
    };
}

const UP_SAMPLING_DOC: &str = "how often each element is repeated, at least 1";

/// A pooling.
macro_rules! pooling {
    ($layer:ident, $doc:literal) => {
        Class {
            name: stringify!($layer),
            names: &[],
            doc: $doc,
            arguments: &[POOL_SIZE, POOL_STRIDES, POOL_PADDING, DATA_FORMAT, NAME, INPUT_SHAPE],
            make: |a| {
                let mut layer = $layer::new(a.sizes("pool_size")?)
                    .padding(Padding::try_from(a.text("padding")?)?)
                    .data_format(a.data_format("data_format")?);
                if let Some(strides) = a.optional_sizes("strides")? {
                    layer = layer.strides(strides);
                }
                boxed(layer.configured(a)?)
            },
        }
    };
}

/// A pooling over everything in space.
macro_rules! global_pooling {
    ($layer:ident, $doc:literal) => {
        Class {
            name: stringify!($layer),
            names: &[],
            doc: $doc,
            arguments: &[
                DATA_FORMAT,
                Argument::with_default(
                    "keepdims",
                    Literal::Bool(false),
                    "whether the axes in space stay, with size 1",
                ),
                NAME,
                INPUT_SHAPE,
            ],
            make: |a| {
                let layer = $layer::new()
                    .data_format(a.data_format("data_format")?)
                    .keepdims(a.bool("keepdims")?);
                boxed(layer.configured(a)?)
            },
        }
    };
}

const RATE: Argument = Argument::required("rate", "the share of numbers to drop, from 0 to 1");
const RATE_BELOW_1: Argument =
    Argument::required("rate", "the share of numbers to drop, from 0 to below 1");
const NOISE_SHAPE: Argument = Argument::with_default(
    "noise_shape",
    Literal::None,
    "the shape in which is drawn, with the batch: 1 to draw once for the whole of an axis, nothing \
     for its own size",
);
const SEED: Argument = Argument::with_default(
    "seed",
    Literal::None,
    "kept in the configuration only: the seed of the model decides",
);

/// A layer with the seed of its configuration.
macro_rules! seeded {
    ($arguments:ident, $layer:expr) => {
        match $arguments.optional_integer("seed")? {
            Some(seed) => $layer.seed(seed),
            None => $layer,
        }
    };
}

/// Dropout of channels, with more than one axis in space.
macro_rules! spatial_dropout {
    ($layer:ident, $doc:literal) => {
        Class {
            name: stringify!($layer),
            names: &[],
            doc: $doc,
            arguments: &[RATE, DATA_FORMAT, SEED, NAME, INPUT_SHAPE],
            make: |a| {
                let layer = seeded!(a, $layer::new(a.float("rate")?));
                let layer = layer.data_format(a.data_format("data_format")?);
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
        name: "Identity",
        names: &[],
        doc: "hands on its input",
        arguments: &[NAME, INPUT_SHAPE],
        make: |a| boxed(Identity::new().configured(a)?),
    },
    Class {
        name: "Dropout",
        names: &[],
        doc: "sets random numbers to 0 while the model trains, and scales up the others",
        arguments: &[RATE, NOISE_SHAPE, SEED, NAME, INPUT_SHAPE],
        make: |a| {
            let mut layer = seeded!(a, Dropout::new(a.float("rate")?));
            if let Some(shape) = a.noise_shape("noise_shape")? {
                layer = layer.noise_shape(shape);
            }
            boxed(layer.configured(a)?)
        },
    },
    Class {
        name: "AlphaDropout",
        names: &[],
        doc: "dropout for networks of selu, which keeps mean 0 and variance 1 while the model trains",
        arguments: &[RATE_BELOW_1, NOISE_SHAPE, SEED, NAME, INPUT_SHAPE],
        make: |a| {
            let mut layer = seeded!(a, AlphaDropout::new(a.float("rate")?));
            if let Some(shape) = a.noise_shape("noise_shape")? {
                layer = layer.noise_shape(shape);
            }
            boxed(layer.configured(a)?)
        },
    },
    Class {
        name: "GaussianDropout",
        names: &[],
        doc: "multiplies by normal numbers of mean 1 while the model trains",
        arguments: &[RATE_BELOW_1, SEED, NAME, INPUT_SHAPE],
        make: |a| boxed(seeded!(a, GaussianDropout::new(a.float("rate")?)).configured(a)?),
    },
    Class {
        name: "GaussianNoise",
        names: &[],
        doc: "adds normal numbers of mean 0 while the model trains",
        arguments: &[
            Argument::required("stddev", "the standard deviation of the noise, from 0 to 1"),
            SEED,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| boxed(seeded!(a, GaussianNoise::new(a.float("stddev")?)).configured(a)?),
    },
    Class {
        name: "SpatialDropout1D",
        names: &[],
        doc: "sets random channels of a sequence to 0 while the model trains, and scales up the others",
        arguments: &[RATE, SEED, NAME, INPUT_SHAPE],
        make: |a| boxed(seeded!(a, SpatialDropout1D::new(a.float("rate")?)).configured(a)?),
    },
    spatial_dropout!(
        SpatialDropout2D,
        "sets random channels of an image to 0 while the model trains, and scales up the others"
    ),
    spatial_dropout!(
        SpatialDropout3D,
        "sets random channels of a volume to 0 while the model trains, and scales up the others"
    ),
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
    pooling!(MaxPooling2D, "the largest number of each window of rows and columns"),
    pooling!(AveragePooling2D, "the mean of each window of rows and columns"),
    pooling!(MaxPooling3D, "the largest number of each window of a volume"),
    pooling!(AveragePooling3D, "the mean of each window of a volume"),
    global_pooling!(GlobalMaxPooling1D, "the largest number of each channel over all steps"),
    global_pooling!(GlobalAveragePooling1D, "the mean of each channel over all steps"),
    global_pooling!(GlobalMaxPooling2D, "the largest number of each channel of an image"),
    global_pooling!(GlobalAveragePooling2D, "the mean of each channel of an image"),
    global_pooling!(GlobalMaxPooling3D, "the largest number of each channel of a volume"),
    global_pooling!(GlobalAveragePooling3D, "the mean of each channel of a volume"),
    Class {
        name: "Flatten",
        names: &[],
        doc: "puts all numbers of a sample into one row",
        arguments: &[DATA_FORMAT, NAME, INPUT_SHAPE],
        make: |a| {
            let layer = Flatten::new().data_format(a.data_format("data_format")?);
            boxed(layer.configured(a)?)
        },
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
    Class {
        name: "Permute",
        names: &[],
        doc: "the axes of each sample in another order",
        arguments: &[
            Argument::required(
                "dims",
                "the order: each of 1, 2, ... up to the number of axes of a sample once",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let dims = a.optional_shape("dims")?.unwrap_or_default();
            boxed(Permute::new(dims).configured(a)?)
        },
    },
    Class {
        name: "RepeatVector",
        names: &[],
        doc: "each sample several times, as the steps of a sequence",
        arguments: &[Argument::required("n", "how often, at least 1"), NAME, INPUT_SHAPE],
        make: |a| boxed(RepeatVector::new(a.size("n")?).configured(a)?),
    },
    edges!(Cropping1D, "cropping" = ONE_AT_BOTH, "leaves steps of a sequence away at its ends"),
    edges!(
        Cropping2D,
        "cropping" = Literal::List(&[NONE_AT_BOTH, NONE_AT_BOTH]),
        "leaves rows and columns of an image away at its sides",
        DATA_FORMAT
    ),
    edges!(
        Cropping3D,
        "cropping" = Literal::List(&[ONE_AT_BOTH, ONE_AT_BOTH, ONE_AT_BOTH]),
        "leaves planes of a volume away at its sides",
        DATA_FORMAT
    ),
    edges!(
        ZeroPadding1D,
        "padding" = ONE,
        "puts steps of zeros at the ends of a sequence",
        DATA_FORMAT
    ),
    edges!(
        ZeroPadding2D,
        "padding" = ONE_AT_BOTH,
        "puts rows and columns of zeros at the sides of an image",
        DATA_FORMAT
    ),
    edges!(
        ZeroPadding3D,
        "padding" = Literal::List(&[ONE_AT_BOTH, ONE_AT_BOTH, ONE_AT_BOTH]),
        "puts planes of zeros at the sides of a volume",
        DATA_FORMAT
    ),
    Class {
        name: "UpSampling1D",
        names: &[],
        doc: "each step of a sequence several times",
        arguments: &[Argument::with_default("size", TWO, UP_SAMPLING_DOC), NAME, INPUT_SHAPE],
        make: |a| boxed(UpSampling1D::new(a.sizes("size")?).configured(a)?),
    },
    Class {
        name: "UpSampling2D",
        names: &[],
        doc: "the rows and columns of an image several times, or lines between them",
        arguments: &[
            Argument::with_default("size", Literal::List(&[TWO, TWO]), UP_SAMPLING_DOC),
            DATA_FORMAT,
            Argument::with_default(
                "interpolation",
                Literal::Text("nearest"),
                "how the places between are filled: \"nearest\" or \"bilinear\"",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer = UpSampling2D::new(a.sizes("size")?)
                .data_format(a.data_format("data_format")?)
                .interpolation(Interpolation::try_from(a.text("interpolation")?)?);
            boxed(layer.configured(a)?)
        },
    },
    Class {
        name: "UpSampling3D",
        names: &[],
        doc: "each element of a volume several times along each axis",
        arguments: &[
            Argument::with_default("size", Literal::List(&[TWO, TWO, TWO]), UP_SAMPLING_DOC),
            DATA_FORMAT,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer =
                UpSampling3D::new(a.sizes("size")?).data_format(a.data_format("data_format")?);
            boxed(layer.configured(a)?)
        },
    },
];

/// The layer, once its arguments are found to make sense.
fn boxed(layer: impl Layer + 'static) -> Result<Box<dyn Layer>> {
    layer.settings().check()?;
    layer.check()?;
    Ok(Box::new(layer))
}
