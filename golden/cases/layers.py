"""Layers: output, and gradients with respect to the input and to each weight."""

import jax
import keras
import numpy as np

from support.inputs import Inputs, floats
from support.json_format import array
from support.models import create, layer

DIFFERENT_WHILE_TRAINING = (
    keras.layers.Dropout,
    keras.layers.AlphaDropout,
    keras.layers.GaussianDropout,
    keras.layers.GaussianNoise,
)


def make():
    """One file for each layer class."""
    subjects = {
        "dense": dense(),
        "conv1d": conv1d(),
        "max_pooling1d": pooling("MaxPooling1D") + [max_pooling_ties()],
        "average_pooling1d": pooling("AveragePooling1D"),
        "flatten": flatten(),
        "reshape": reshape(),
        "activation": activation(),
        "re_lu": re_lu(),
        "leaky_re_lu": leaky_re_lu(),
        "elu": elu(),
        "p_re_lu": p_re_lu(),
        "softmax": softmax(),
        "dropout": dropout(),
        "permute": permute(),
        "repeat_vector": repeat_vector(),
        "cropping1d": cropping1d(),
        "cropping2d": cropping2d(),
        "cropping3d": cropping3d(),
        "zero_padding1d": zero_padding1d(),
        "zero_padding2d": zero_padding2d(),
        "zero_padding3d": zero_padding3d(),
        "up_sampling1d": up_sampling1d(),
        "up_sampling2d": up_sampling2d(),
        "up_sampling3d": up_sampling3d(),
        "max_pooling2d": pooling2d("MaxPooling2D") + [max_pooling2d_ties()],
        "average_pooling2d": pooling2d("AveragePooling2D"),
        "max_pooling3d": pooling3d("MaxPooling3D"),
        "average_pooling3d": pooling3d("AveragePooling3D"),
        **global_poolings(),
        "identity": identity(),
        **at_rest(),
    }
    return {f"layers/{name}": {"cases": cases} for name, cases in subjects.items()}


def evaluate(name, description, x=None, shape=None):
    """Output of the layer for `x` (by default random of `shape`), and the gradients of
    sum(output * cotangent)."""
    inputs = Inputs(f"{description['class_name']} {name}")
    x = inputs.normal(*shape) if x is None else x
    built = create(keras.layers, description)
    built.build(x.shape)
    weights = inputs.weights(built.weights)

    # Dropout keeps the state of its random numbers in a variable that is no weight.
    state = [v.value for v in built.non_trainable_variables]
    mode = {"training": False} if isinstance(built, DIFFERENT_WHILE_TRAINING) else {}

    def forward(weights, x):
        return built.stateless_call(weights, state, x, **mode)[0]

    output = np.asarray(forward(weights, x))
    cotangent = inputs.normal(*output.shape)
    gradient = jax.grad(lambda w, x: (forward(w, x) * cotangent).sum(), argnums=(0, 1))
    weight_gradients, input_gradient = gradient(weights, x)
    return {
        "name": name,
        **description,
        "input": array(x),
        "weights": [
            {"name": v.name, **array(w)} for v, w in zip(built.weights, weights, strict=True)
        ],
        "cotangent": array(cotangent),
        "output": array(output),
        "input_gradient": array(input_gradient),
        "weight_gradients": [
            {"name": v.name, **array(g)} for v, g in zip(built.weights, weight_gradients, strict=True)
        ],
    }


def dense():
    activations = ["linear", "relu", "sigmoid", "tanh", "softmax"]
    return [
        evaluate("no_activation", layer("Dense", units=3), shape=(5, 4)),
        *(
            evaluate(name, layer("Dense", units=6, activation=name), shape=(5, 4))
            for name in activations
        ),
        evaluate("no_bias", layer("Dense", units=3, use_bias=False), shape=(5, 4)),
        evaluate(
            "no_bias_relu", layer("Dense", units=7, activation="relu", use_bias=False), shape=(3, 9)
        ),
        evaluate("one_unit_sigmoid", layer("Dense", units=1, activation="sigmoid"), shape=(4, 5)),
        evaluate("one_row_one_feature", layer("Dense", units=2), shape=(1, 1)),
        evaluate("wide", layer("Dense", units=37, activation="tanh"), shape=(9, 19)),
        evaluate("rank3", layer("Dense", units=3), shape=(2, 5, 4)),
        evaluate("rank3_relu", layer("Dense", units=3, activation="relu"), shape=(2, 5, 4)),
        evaluate("rank3_softmax", layer("Dense", units=3, activation="softmax"), shape=(2, 5, 4)),
        evaluate("rank3_no_bias", layer("Dense", units=3, use_bias=False), shape=(2, 5, 4)),
    ]


def conv1d():
    """Shapes are (rows, steps, channels)."""

    def case(name, shape, filters, kernel_size, **config):
        config = {"filters": filters, "kernel_size": kernel_size, **config}
        return evaluate(name, layer("Conv1D", **config), shape=shape)

    return [
        case("valid", (2, 10, 2), 3, 3),
        case("kernel_size_1", (2, 6, 3), 4, 1),
        case("kernel_as_long_as_input", (3, 7, 2), 4, 7),
        case("one_channel_one_filter", (2, 9, 1), 1, 4),
        case("no_bias", (2, 9, 2), 3, 3, use_bias=False),
        case("relu", (2, 10, 2), 5, 3, activation="relu"),
        case("sigmoid", (2, 10, 2), 3, 4, activation="sigmoid"),
        case("no_bias_relu_strides_2", (2, 11, 3), 4, 4, strides=2, activation="relu", use_bias=False),
        case("strides_2_exact", (2, 15, 2), 3, 5, strides=2),
        case("strides_2_last_step_unused", (2, 16, 2), 3, 5, strides=2),
        case("strides_3_last_step_unused", (2, 17, 2), 3, 4, strides=3),
        case("strides_3_two_last_steps_unused", (2, 18, 2), 3, 4, strides=3),
        case("strides_longer_than_kernel", (2, 12, 2), 3, 2, strides=3),
        case("strides_2_kernel_size_1", (2, 8, 2), 3, 1, strides=2),
        case("same", (2, 8, 2), 3, 3, padding="same"),
        case("same_even_kernel", (2, 8, 2), 3, 4, padding="same"),
        case("same_kernel_longer_than_input", (2, 4, 2), 3, 7, padding="same"),
        case("same_strides_2_even_extent", (2, 10, 2), 3, 3, strides=2, padding="same"),
        case("same_strides_2_odd_extent", (2, 11, 2), 3, 3, strides=2, padding="same"),
        case("same_strides_2_even_kernel", (2, 11, 2), 3, 4, strides=2, padding="same"),
        case("same_strides_3", (2, 14, 2), 3, 5, strides=3, padding="same"),
        case("same_strides_longer_than_kernel", (2, 11, 2), 3, 2, strides=4, padding="same"),
        case("causal", (2, 8, 2), 3, 3, padding="causal"),
        case("causal_strides_2", (2, 9, 2), 3, 3, strides=2, padding="causal"),
        case("causal_dilation_2", (2, 10, 2), 3, 3, padding="causal", dilation_rate=2),
        case("dilation_2", (2, 12, 2), 3, 3, dilation_rate=2),
        case("dilation_3_even_kernel", (2, 14, 2), 3, 4, dilation_rate=3),
        case("dilation_2_same", (2, 11, 2), 3, 3, padding="same", dilation_rate=2),
        case("dilation_2_same_even_kernel_relu", (2, 11, 2), 3, 4,
             padding="same", dilation_rate=2, activation="relu"),
        case("course_first_scaled_down", (3, 52, 3), 8, 6, strides=2, activation="relu"),
        case("course_second_scaled_down", (3, 11, 8), 8, 4, activation="relu"),
        case("course_kernel_30", (2, 90, 3), 20, 30, strides=2, activation="relu"),
        case("course_kernel_10", (2, 29, 20), 10, 10, activation="relu"),
    ]


def pooling(class_name):
    """Shapes are (rows, steps, channels)."""

    def case(name, shape, pool_size, **config):
        return evaluate(name, layer(class_name, pool_size=pool_size, **config), shape=shape)

    return [
        case("pool_2", (2, 8, 3), 2),
        case("pool_2_odd_extent", (2, 9, 3), 2),
        case("pool_3", (2, 9, 2), 3),
        case("pool_3_two_last_steps_unused", (2, 11, 2), 3),
        case("pool_as_long_as_input", (2, 5, 2), 5),
        case("pool_1_strides_2", (2, 7, 2), 1, strides=2),
        case("pool_2_strides_1", (2, 7, 2), 2, strides=1),
        case("pool_3_strides_1", (2, 7, 2), 3, strides=1),
        case("pool_3_strides_2", (2, 10, 2), 3, strides=2),
        case("pool_2_strides_3", (2, 10, 2), 2, strides=3),
        case("pool_2_strides_4_odd_extent", (2, 13, 2), 2, strides=4),
        case("pool_5_strides_2_many_channels", (2, 14, 19), 5, strides=2),
        case("same_pool_2", (2, 8, 2), 2, padding="same"),
        case("same_pool_2_odd_extent", (2, 9, 2), 2, padding="same"),
        case("same_pool_3", (2, 9, 2), 3, padding="same"),
        case("same_pool_3_odd_extent", (2, 11, 2), 3, padding="same"),
        case("same_pool_2_strides_1", (2, 7, 2), 2, strides=1, padding="same"),
        case("same_pool_3_strides_1", (2, 7, 2), 3, strides=1, padding="same"),
        case("same_pool_3_strides_2", (2, 10, 2), 3, strides=2, padding="same"),
        case("same_pool_2_strides_3", (2, 11, 2), 2, strides=3, padding="same"),
        case("same_pool_longer_than_input", (2, 3, 2), 5, padding="same"),
        case("channels_first", (2, 3, 8), 2, data_format="channels_first"),
        case("channels_first_same_strides_2", (2, 2, 9), 3, strides=2, padding="same",
             data_format="channels_first"),
    ]


def max_pooling_ties():
    """Equal largest values in one window: which of them gets the gradient is a convention."""
    steps = [1.0, 1.0, 0.0, 0.0, 2.0, 2.0, -1.0, 3.0, 3.0, 3.0]
    x = floats([[[s, -s] for s in steps]])
    return evaluate("ties", layer("MaxPooling1D", pool_size=3, strides=2), x=x)


def flatten():
    return [
        evaluate("rank2", layer("Flatten"), shape=(3, 4)),
        evaluate("rank3", layer("Flatten"), shape=(2, 4, 3)),
        evaluate("rank4", layer("Flatten"), shape=(2, 2, 3, 2)),
        *of_layer("Flatten", [
            ("channels_last", (2, 4, 3), {"data_format": "channels_last"}),
            ("channels_first_rank2", (3, 4), {"data_format": "channels_first"}),
            ("channels_first_rank3", (2, 4, 3), {"data_format": "channels_first"}),
            ("channels_first_rank4", (2, 3, 4, 2), {"data_format": "channels_first"}),
            ("channels_first_rank5", (2, 2, 3, 1, 4), {"data_format": "channels_first"}),
        ]),
    ]


def reshape():
    return [
        evaluate("to_rank3", layer("Reshape", target_shape=[3, 4]), shape=(2, 12)),
        evaluate("to_rank2", layer("Reshape", target_shape=[12]), shape=(2, 3, 4)),
        evaluate("unknown_first", layer("Reshape", target_shape=[-1, 2]), shape=(2, 3, 4)),
        evaluate("unknown_last", layer("Reshape", target_shape=[6, -1]), shape=(2, 3, 4)),
        evaluate("unknown_alone", layer("Reshape", target_shape=[-1]), shape=(2, 3, 4)),
        evaluate("same_shape", layer("Reshape", target_shape=[3, 4]), shape=(2, 3, 4)),
        evaluate("to_rank5", layer("Reshape", target_shape=[2, 3, 1, -1]), shape=(3, 12)),
        evaluate("from_rank4", layer("Reshape", target_shape=[4, 6]), shape=(2, 2, 3, 4)),
    ]


EXTREMES = floats([[-30.0, -8.0, -1.0, -1e-3, 0.0], [0.0, 1e-3, 1.0, 8.0, 30.0]])


def activation():
    """Functions with their default arguments; `activations.json` has the others."""
    names = [
        "linear", "relu", "sigmoid", "tanh", "softmax", "celu", "elu", "exponential", "gelu",
        "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "leaky_relu",
        "log_sigmoid", "log_softmax", "mish", "relu6", "selu", "silu", "soft_shrink", "softplus",
        "softsign", "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus", "swish",
        "tanh_shrink",
    ]  # fmt: skip
    cases = [
        case
        for name in names
        for case in (
            evaluate(f"{name}_rank2", layer("Activation", activation=name), shape=(4, 5)),
            evaluate(f"{name}_rank3", layer("Activation", activation=name), shape=(2, 3, 4)),
            evaluate(f"{name}_extremes", layer("Activation", activation=name), x=EXTREMES),
        )
    ]
    return [
        *cases,
        evaluate("glu_rank2", layer("Activation", activation="glu"), shape=(4, 6)),
        evaluate("glu_rank3", layer("Activation", activation="glu"), shape=(2, 3, 4)),
    ]


def re_lu():
    def case(name, shape=None, x=None, **config):
        return evaluate(name, layer("ReLU", **config), shape=shape, x=x)

    return [
        case("rank2", (4, 5)),
        case("rank3", (2, 3, 4)),
        case("max_value", (4, 5), max_value=0.75),
        case("max_value_6", (4, 5), max_value=6.0),
        case("max_value_0", (4, 5), max_value=0.0),
        case("negative_slope", (2, 3, 4), negative_slope=0.3),
        case("threshold", (4, 5), threshold=0.4),
        case("negative_slope_and_threshold", (4, 5), negative_slope=0.3, threshold=0.4),
        case("negative_slope_and_max_value", (4, 5), negative_slope=0.3, max_value=0.9),
        case("threshold_and_max_value", (4, 5), threshold=0.4, max_value=0.9),
        case("all", (2, 3, 2, 2), max_value=0.9, negative_slope=0.3, threshold=0.4),
        case("ties", x=EXTREMES, max_value=1.0, negative_slope=0.25),
        case("ties_with_threshold", x=EXTREMES, max_value=8.0, negative_slope=0.25, threshold=1.0),
    ]


def leaky_re_lu():
    def case(name, shape=None, x=None, **config):
        return evaluate(name, layer("LeakyReLU", **config), shape=shape, x=x)

    return [
        case("rank2", (4, 5)),
        case("rank3", (2, 3, 4)),
        case("rank4", (2, 3, 2, 2)),
        case("slope_0", (4, 5), negative_slope=0.0),
        case("slope_of_the_function", (4, 5), negative_slope=0.2),
        case("small_slope", (2, 3, 4), negative_slope=0.01),
        case("slope_1", (4, 5), negative_slope=1.0),
        case("slope_above_1", (4, 5), negative_slope=2.5),
        case("ties", x=EXTREMES),
    ]


def elu():
    def case(name, shape=None, x=None, **config):
        return evaluate(name, layer("ELU", **config), shape=shape, x=x)

    return [
        case("rank2", (4, 5)),
        case("rank3", (2, 3, 4)),
        case("rank4", (2, 3, 2, 2)),
        case("alpha_0", (4, 5), alpha=0.0),
        case("small_alpha", (4, 5), alpha=0.1),
        case("alpha_below_1", (2, 3, 4), alpha=0.5),
        case("alpha_above_1", (4, 5), alpha=2.5),
        case("negative_alpha", (4, 5), alpha=-0.5),
        case("ties", x=EXTREMES, alpha=1.5),
    ]


def p_re_lu():
    def case(name, shape=None, x=None, **config):
        return evaluate(name, layer("PReLU", **config), shape=shape, x=x)

    return [
        case("rank2", (4, 5)),
        case("rank3", (2, 3, 4)),
        case("rank4", (2, 3, 2, 2)),
        case("ones", (4, 5), alpha_initializer="ones"),
        case("constant", (4, 5), alpha_initializer={"class_name": "Constant", "config": {"value": 0.25}}),
        case("one_slope", (4, 5), shared_axes=[1]),
        case("shared_steps", (2, 3, 4), shared_axes=[1]),
        case("shared_channels", (2, 3, 4), shared_axes=[2]),
        case("shared_image", (2, 3, 2, 4), shared_axes=[1, 2]),
        case("shared_ends", (2, 3, 2, 4), shared_axes=[1, 3]),
        case("all_shared", (2, 3, 4), shared_axes=[1, 2]),
        case("ties", x=EXTREMES),
    ]


def softmax():
    def case(name, shape=None, x=None, **config):
        return evaluate(name, layer("Softmax", **config), shape=shape, x=x)

    return [
        case("rank2", (4, 5)),
        case("rank3", (2, 3, 4)),
        case("last_axis", (2, 3, 4), axis=2),
        case("middle_axis", (2, 3, 4), axis=1),
        case("middle_axis_from_the_end", (2, 3, 4), axis=-2),
        case("rank4_axis_1", (2, 3, 2, 4), axis=1),
        case("batch", (4, 5), axis=0),
        case("two_axes", (2, 3, 4), axis=[1, 2]),
        case("two_axes_apart", (2, 3, 2, 4), axis=[1, 3]),
        case("two_axes_from_the_end", (2, 3, 2, 4), axis=[-1, -2]),
        case("three_axes", (2, 3, 2, 4), axis=[1, 2, 3]),
        case("extremes", x=EXTREMES),
    ]


def dropout():
    """At inference, where dropout hands its input through."""
    return [
        evaluate("rate_half", layer("Dropout", rate=0.5), shape=(3, 4)),
        evaluate("rate_0", layer("Dropout", rate=0.0), shape=(2, 3, 4)),
        *of_layer("Dropout", [
            ("rate_1", (3, 2), {"rate": 1.0}),
            ("rank4", (2, 2, 3, 2), {"rate": 0.25}),
            ("seed", (3, 4), {"rate": 0.1, "seed": 7}),
            ("noise_shape", (2, 3, 4), {"rate": 0.5, "noise_shape": [None, 1, 4]}),
            ("noise_shape_of_all_rows", (3, 5), {"rate": 0.5, "noise_shape": [1, None]}),
            ("noise_shape_and_seed", (2, 5), {"rate": 0.3, "noise_shape": [None, 1], "seed": 0}),
        ]),
    ]


def of_layer(class_name, cases):
    """Cases of one class: name, shape of the input, arguments."""
    return [evaluate(name, layer(class_name, **config), shape=shape) for name, shape, config in cases]


def permute():
    orders = [[1], [1, 2], [2, 1], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1],
              [4, 1, 3, 2], [2, 4, 1, 3]]
    sizes = (3, 4, 2, 5)
    return of_layer("Permute", [
        ("dims_" + "".join(map(str, dims)), (2, *sizes[: len(dims)]), {"dims": dims})
        for dims in orders
    ])


def repeat_vector():
    shapes = [(2, 3), (1, 1), (4, 5), (3, 2), (2, 7), (5, 1), (1, 6), (3, 4)]
    return of_layer("RepeatVector", [
        (f"n_{n}", shape, {"n": n}) for n, shape in enumerate(shapes, 1)
    ])


def cropping1d():
    """Shapes are (rows, steps, channels)."""
    return of_layer("Cropping1D", [
        ("default", (2, 6, 3), {}),
        ("nothing", (2, 4, 2), {"cropping": 0}),
        ("one_number", (2, 7, 2), {"cropping": 2}),
        ("before", (2, 6, 2), {"cropping": [2, 0]}),
        ("after", (2, 6, 2), {"cropping": [0, 3]}),
        ("both", (3, 8, 1), {"cropping": [1, 3]}),
        ("one_step_left", (2, 5, 2), {"cropping": [3, 1]}),
        ("many_channels", (1, 5, 19), {"cropping": [1, 2]}),
    ])


def cropping2d():
    """Shapes are (rows, height, width, channels), or with the channels before the height."""
    first = {"data_format": "channels_first"}
    return of_layer("Cropping2D", [
        ("default", (2, 3, 4, 2), {}),
        ("one_number", (2, 5, 4, 2), {"cropping": 1}),
        ("one_number_for_each_axis", (2, 5, 6, 2), {"cropping": [1, 2]}),
        ("pairs", (2, 6, 7, 2), {"cropping": [[1, 2], [3, 1]]}),
        ("rows_only", (2, 6, 3, 2), {"cropping": [[2, 1], [0, 0]]}),
        ("last_columns_only", (2, 3, 5, 3), {"cropping": [[0, 0], [0, 2]]}),
        ("one_element_left", (3, 4, 3, 1), {"cropping": [[1, 2], [2, 0]]}),
        ("channels_first", (2, 2, 5, 6), {"cropping": [1, 2], **first}),
        ("channels_first_pairs", (2, 3, 6, 5), {"cropping": [[0, 2], [1, 3]], **first}),
    ])


def cropping3d():
    """Shapes are (rows, depth, height, width, channels), or with the channels before the depth."""
    first = {"data_format": "channels_first"}
    return of_layer("Cropping3D", [
        ("default", (2, 3, 4, 5, 2), {}),
        ("nothing", (2, 2, 3, 2, 2), {"cropping": 0}),
        ("one_number", (1, 5, 6, 5, 2), {"cropping": 2}),
        ("one_number_for_each_axis", (2, 3, 5, 2, 2), {"cropping": [1, 2, 0]}),
        ("pairs", (1, 4, 5, 4, 2), {"cropping": [[1, 2], [0, 3], [2, 0]]}),
        ("depth_only", (2, 4, 2, 3, 1), {"cropping": [[1, 0], [0, 0], [0, 0]]}),
        ("channels_first", (2, 2, 3, 4, 5), {"cropping": 1, **first}),
        ("channels_first_pairs", (1, 3, 4, 4, 3), {"cropping": [[0, 2], [1, 0], [1, 1]], **first}),
    ])


def zero_padding1d():
    """Shapes are (rows, steps, channels), or with the channels before the steps."""
    first = {"data_format": "channels_first"}
    return of_layer("ZeroPadding1D", [
        ("default", (2, 4, 3), {}),
        ("nothing", (2, 4, 2), {"padding": 0}),
        ("one_number", (2, 3, 2), {"padding": 3}),
        ("before", (2, 4, 2), {"padding": [2, 0]}),
        ("after", (2, 4, 2), {"padding": [0, 3]}),
        ("both", (3, 3, 1), {"padding": [1, 4]}),
        ("channels_first", (2, 3, 4), {"padding": 2, **first}),
        ("channels_first_pair", (2, 2, 5), {"padding": [1, 2], **first}),
    ])


def zero_padding2d():
    """Shapes are (rows, height, width, channels), or with the channels before the height."""
    first = {"data_format": "channels_first"}
    return of_layer("ZeroPadding2D", [
        ("default", (2, 2, 3, 2), {}),
        ("nothing", (2, 2, 3, 2), {"padding": 0}),
        ("one_number", (2, 3, 2, 2), {"padding": 2}),
        ("one_number_for_each_axis", (2, 2, 3, 2), {"padding": [1, 3]}),
        ("pairs", (2, 2, 3, 2), {"padding": [[1, 2], [3, 0]]}),
        ("rows_only", (2, 2, 2, 3), {"padding": [[2, 1], [0, 0]]}),
        ("channels_first", (2, 2, 3, 4), {"padding": 1, **first}),
        ("channels_first_pairs", (2, 3, 2, 3), {"padding": [[0, 2], [1, 3]], **first}),
    ])


def zero_padding3d():
    """Shapes are (rows, depth, height, width, channels), or with the channels before the depth."""
    first = {"data_format": "channels_first"}
    return of_layer("ZeroPadding3D", [
        ("default", (2, 2, 1, 3, 2), {}),
        ("nothing", (2, 2, 3, 2, 2), {"padding": 0}),
        ("one_number", (1, 2, 1, 2, 2), {"padding": 2}),
        ("one_number_for_each_axis", (2, 1, 2, 3, 1), {"padding": [1, 2, 0]}),
        ("pairs", (1, 2, 1, 2, 2), {"padding": [[1, 2], [0, 3], [2, 0]]}),
        ("depth_only", (2, 2, 2, 2, 1), {"padding": [[1, 2], [0, 0], [0, 0]]}),
        ("channels_first", (1, 2, 2, 1, 3), {"padding": 1, **first}),
        ("channels_first_pairs", (1, 3, 2, 2, 1), {"padding": [[0, 2], [1, 0], [1, 1]], **first}),
    ])


def up_sampling1d():
    """Shapes are (rows, steps, channels)."""
    shapes = [(2, 4, 2), (2, 3, 3), (1, 5, 2), (3, 2, 1), (2, 1, 4), (1, 3, 9), (2, 2, 2)]
    return of_layer("UpSampling1D", [
        ("default", (2, 4, 3), {}),
        *((f"size_{size}", shape, {"size": size}) for size, shape in enumerate(shapes, 1)),
    ])


def up_sampling2d():
    """Shapes are (rows, height, width, channels), or with the channels before the height."""
    first = {"data_format": "channels_first"}
    lines = {"interpolation": "bilinear"}
    return of_layer("UpSampling2D", [
        ("default", (2, 3, 2, 2), {}),
        ("one_number", (2, 2, 3, 2), {"size": 3}),
        ("size_1", (2, 2, 3, 2), {"size": 1}),
        ("rows_only", (2, 2, 3, 2), {"size": [3, 1]}),
        ("columns_only", (2, 2, 3, 1), {"size": [1, 4]}),
        ("channels_first", (2, 3, 2, 4), {"size": [2, 3], **first}),
        ("bilinear", (2, 3, 4, 2), lines),
        ("bilinear_one_number", (2, 4, 3, 1), {"size": 3, **lines}),
        ("bilinear_rows_only", (2, 3, 2, 3), {"size": [4, 1], **lines}),
        ("bilinear_columns_only", (2, 3, 5, 1), {"size": [1, 5], **lines}),
        ("bilinear_one_row", (2, 1, 3, 2), {"size": [3, 2], **lines}),
        ("bilinear_channels_first", (2, 2, 3, 4), {"size": [3, 2], **first, **lines}),
    ])


def up_sampling3d():
    """Shapes are (rows, depth, height, width, channels), or with the channels before the depth."""
    first = {"data_format": "channels_first"}
    return of_layer("UpSampling3D", [
        ("default", (2, 2, 1, 2, 2), {}),
        ("one_number", (1, 2, 1, 2, 2), {"size": 3}),
        ("size_1", (2, 1, 2, 3, 2), {"size": 1}),
        ("one_number_for_each_axis", (1, 2, 2, 1, 3), {"size": [1, 2, 4]}),
        ("depth_only", (2, 2, 2, 3, 1), {"size": [3, 1, 1]}),
        ("width_only", (2, 2, 1, 3, 2), {"size": [1, 1, 5]}),
        ("channels_first", (2, 2, 1, 2, 3), {"size": 2, **first}),
        ("channels_first_one_number_for_each_axis", (1, 3, 2, 1, 2), {"size": [2, 3, 1], **first}),
    ])


def pooling2d(class_name):
    """Shapes are (rows, height, width, channels), or with the channels before the height."""
    # Keras has a default for the maximum only.
    pool_2 = {} if class_name.startswith("Max") else {"pool_size": 2}
    first = {"data_format": "channels_first"}
    same = {"padding": "same"}
    return of_layer(class_name, [
        ("pool_2", (2, 4, 6, 2), pool_2),
        ("pool_3_odd_extents", (1, 7, 8, 2), {"pool_size": 3}),
        ("pool_2_by_3", (2, 4, 7, 2), {"pool_size": [2, 3]}),
        ("strides_1", (2, 4, 3, 2), {"pool_size": 2, "strides": 1}),
        ("strides_1_by_3", (2, 4, 7, 2), {"pool_size": [3, 2], "strides": [1, 3]}),
        ("strides_longer_than_pool", (2, 7, 5, 1), {"pool_size": [2, 1], "strides": [3, 2]}),
        ("pool_as_large_as_input", (2, 3, 4, 3), {"pool_size": [3, 4]}),
        ("same", (2, 5, 4, 2), {"pool_size": 2, **same}),
        ("same_strides_1", (2, 4, 5, 2), {"pool_size": [3, 2], "strides": 1, **same}),
        ("same_strides_2", (2, 5, 6, 2), {"pool_size": 3, "strides": 2, **same}),
        ("same_pool_larger_than_input", (2, 2, 3, 2), {"pool_size": 5, **same}),
        ("channels_first", (2, 3, 4, 6), {"pool_size": [2, 3], **first}),
        ("channels_first_same", (2, 2, 5, 4), {"pool_size": 3, "strides": 2, **same, **first}),
    ])


def max_pooling2d_ties():
    """Equal largest values in one window: which of them gets the gradient is a convention."""
    x = floats([[[1, 1, 0, 2], [1, 3, 2, 2], [3, 3, -1, -1], [0, 3, -1, -1]]])[..., None]
    return evaluate("ties", layer("MaxPooling2D", pool_size=2, strides=1), x=x)


def pooling3d(class_name):
    """Shapes are (rows, depth, height, width, channels), or with the channels before the depth."""
    # Keras has a default for the maximum only.
    pool_2 = {} if class_name.startswith("Max") else {"pool_size": 2}
    first = {"data_format": "channels_first"}
    same = {"padding": "same"}
    return of_layer(class_name, [
        ("pool_2", (2, 2, 4, 3, 2), pool_2),
        ("pool_1_by_2_by_3", (1, 2, 4, 7, 2), {"pool_size": [1, 2, 3]}),
        ("strides_1", (1, 3, 3, 4, 2), {"pool_size": 2, "strides": 1}),
        ("strides_1_by_2_by_3", (1, 3, 5, 5, 1), {"pool_size": [2, 3, 2], "strides": [1, 2, 3]}),
        ("pool_as_large_as_input", (2, 2, 3, 2, 2), {"pool_size": [2, 3, 2]}),
        ("same", (1, 3, 5, 2, 2), {"pool_size": 2, **same}),
        ("same_strides_1", (1, 2, 3, 3, 1), {"pool_size": [3, 2, 2], "strides": 1, **same}),
        ("same_strides_2", (1, 3, 5, 4, 1), {"pool_size": 3, "strides": 2, **same}),
        ("channels_first", (2, 2, 2, 4, 3), {"pool_size": [2, 2, 3], **first}),
        ("channels_first_same", (1, 2, 3, 5, 2), {"pool_size": 3, "strides": 2, **same, **first}),
    ])


def global_poolings():
    """Largest and mean of each channel, in one, two and three dimensions."""
    first = {"data_format": "channels_first"}
    keep = {"keepdims": True}
    ties = floats([[[1, -1], [3, -1], [3, -2], [0, -3], [3, -1]]])
    files = {}
    for rank, sizes in enumerate([(5,), (3, 4), (2, 3, 2)], 1):
        for kind in ["Max", "Average"]:
            name = f"Global{kind}Pooling{rank}D"
            cases = of_layer(name, [
                ("default", (2, *sizes, 3), {}),
                ("channels_last", (3, *sizes, 1), {"data_format": "channels_last"}),
                ("drops_axes", (1, *sizes, 4), {"keepdims": False}),
                ("one_place", (2, *[1] * rank, 3), {}),
                ("keepdims", (2, *sizes, 2), keep),
                ("channels_first", (2, 3, *sizes), first),
                ("channels_first_keepdims", (2, 2, *sizes), {**first, **keep}),
                ("channels_first_one_channel", (3, 1, *sizes), first),
            ])
            if kind == "Max":
                x = ties.reshape(1, 5, *[1] * (rank - 1), 2)
                cases.append(evaluate("ties", layer(name), x=x))
            files[f"global_{kind.lower()}_pooling{rank}d"] = cases
    return files


def identity():
    shapes = [(4, 3), (2, 1), (3, 4), (1, 9), (2, 3, 4), (2, 1, 5), (2, 2, 3, 2), (1, 2, 2, 3, 2)]
    return of_layer("Identity", [("_".join(map(str, shape)), shape, {}) for shape in shapes])


def at_rest():
    """Layers that differ while training only, at inference, where they hand their input through."""
    rates = [0.0, 0.1, 0.25, 0.5, 0.9]
    vector = (3, 4)

    def by_rate(class_name, shape, argument="rate"):
        return of_layer(class_name, [
            *((f"{argument}_{rate}", shape, {argument: rate}) for rate in rates),
            ("seed_0", shape, {argument: 0.3, "seed": 0}),
            ("seed", shape, {argument: 0.7, "seed": 1234}),
            ("one_row", (1, *shape[1:]), {argument: 0.4}),
        ])

    files = {
        "gaussian_noise": by_rate("GaussianNoise", vector, "stddev"),
        "gaussian_dropout": by_rate("GaussianDropout", (2, 3, 2)),
        "alpha_dropout": by_rate("AlphaDropout", vector) + of_layer("AlphaDropout", [
            ("noise_shape", (2, 3, 4), {"rate": 0.5, "noise_shape": [None, 1, 4]}),
            ("noise_shape_of_all_rows", (3, 5), {"rate": 0.5, "noise_shape": [1, None]}),
        ]),
    }
    for rank, sizes in enumerate([(4,), (3, 2), (2, 2, 3)], 1):
        name = f"SpatialDropout{rank}D"
        cases = by_rate(name, (2, *sizes, 2))
        if rank > 1:
            first = {"data_format": "channels_first"}
            cases += of_layer(name, [
                ("channels_first", (2, 3, *sizes), {"rate": 0.5, **first}),
                ("channels_first_seed", (1, 2, *sizes), {"rate": 0.2, "seed": 3, **first}),
            ])
        files[f"spatial_dropout{rank}d"] = cases
    return files
