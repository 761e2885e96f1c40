"""Activation functions as layers."""

from cases.layers.evaluate import evaluate, of_regularizers
from support.inputs import floats
from support.models import layer


def make():
    return {
        "activation": activation(),
        "re_lu": re_lu(),
        "leaky_re_lu": leaky_re_lu(),
        "elu": elu(),
        "p_re_lu": p_re_lu(),
        "softmax": softmax(),
    }


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
        *of_regularizers("PReLU", (4, 5), ["alpha"], activity=False),
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
