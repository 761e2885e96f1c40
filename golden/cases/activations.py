"""Activation functions with their arguments: output and gradient in double precision, rounded to float32.

Single precision would not do as a measure: Keras itself is off by 3e-6 in the gradients of gelu and mish, and
by all digits in tails such as squareplus(-1000).
"""

import jax
import jax.numpy as jnp
import keras
import numpy as np

from support.inputs import Inputs, floats
from support.json_format import array
from support.precision import only_float64

# Around every kink that a function here has, and far out.
MAGNITUDES = [
    1e-30, 1e-6, 1e-3, 0.1, 0.25, 0.3, 0.45, 0.5, 0.6, 0.75, 0.9, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5,
    4.0, 4.9, 5.0, 5.5, 6.0, 8.0, 10.0, 12.5, 16.0, 16.6, 30.0, 50.0, 80.0, 88.0, 100.0, 1000.0, 10000.0,
]  # fmt: skip
NUMBERS = [0.0, -0.0] + [sign * m for m in MAGNITUDES for sign in (1, -1)]

WITHOUT_ARGUMENTS = [
    "linear", "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "silu", "gelu", "mish",
    "sigmoid", "tanh", "softplus", "log_sigmoid", "softsign", "squareplus", "tanh_shrink",
    "hard_sigmoid", "hard_silu", "hard_tanh", "sparse_plus", "sparse_sigmoid", "hard_shrink",
    "soft_shrink",
]  # fmt: skip
WITH_ARGUMENTS = [
    ("relu", {"negative_slope": 0.1}),
    ("relu", {"max_value": 6.0}),
    ("relu", {"max_value": 2.5}),
    ("relu", {"threshold": 1.0}),
    ("relu", {"threshold": -1.0}),
    ("relu", {"negative_slope": 0.5, "max_value": 6.0}),
    ("relu", {"negative_slope": 0.5, "threshold": 1.5}),
    ("relu", {"negative_slope": 0.25, "max_value": 5.0, "threshold": 0.5}),
    ("leaky_relu", {"negative_slope": 0.01}),
    ("elu", {"alpha": 0.5}),
    ("elu", {"alpha": 2.5}),
    ("celu", {"alpha": 0.3}),
    ("celu", {"alpha": 3.0}),
    ("gelu", {"approximate": True}),
    ("squareplus", {"b": 0.01}),
    ("squareplus", {"b": 100.0}),
    ("hard_shrink", {"threshold": 2.0}),
    ("hard_shrink", {"threshold": 0.0}),
    ("soft_shrink", {"threshold": 2.0}),
    ("soft_shrink", {"threshold": 0.0}),
    ("threshold", {"threshold": 0.5, "default_value": -1.0}),
    ("threshold", {"threshold": -2.0, "default_value": 7.5}),
]
FAR_APART = [[1000.0, 999.0, -1000.0, 0.0], [0.0, 0.0, 0.0, 0.0], [-80.0, 5.0, 5.0, 4.5]]


def make():
    spread = [case(name, {}, NUMBERS) for name in WITHOUT_ARGUMENTS]
    spread += [case(name, config, NUMBERS) for name, config in WITH_ARGUMENTS]
    # Beyond 88 the exponential is infinite.
    spread.append(case("exponential", {}, [x for x in NUMBERS if x <= 88.0]))
    return {"activations": {"cases": spread + rows()}}


def rows():
    """Functions of all numbers along an axis."""
    cases = []
    for name in ["softmax", "log_softmax", "sparsemax"]:
        cases += [
            random_case(name, {}, (4, 5)),
            random_case(name, {}, (2, 3, 4)),
            random_case(name, {"axis": 1}, (2, 3, 4)),
            random_case(name, {"axis": -2}, (2, 3, 2, 4)),
            case(name, {}, FAR_APART),
        ]
    # Several numbers share the support, some of them equal.
    cases.append(case("sparsemax", {}, [[0.1, 0.2, 0.3, 0.25], [0.5, 0.5, -1.0, 0.4], [0.0, 0.0, 0.0, 0.0]]))
    cases += [
        random_case("softmax", {"axis": 0}, (3, 4)),
        random_case("glu", {}, (3, 6)),
        random_case("glu", {}, (2, 3, 4)),
        random_case("glu", {"axis": 1}, (2, 4, 3)),
        random_case("glu", {"axis": -2}, (2, 6, 1)),
        case("glu", {}, [[2.0, -3.0, 30.0, -30.0], [1e-3, 0.0, 100.0, -100.0]]),
    ]
    return cases


def random_case(name, config, shape):
    return case(name, config, Inputs(f"{title(name, config)} {shape}").normal(*shape, scale=2.0))


def case(name, config, x):
    """Output for `x`, and the gradient of sum(output * cotangent)."""
    x = floats(x)
    if x.ndim == 1:
        x = x[:, None]
    function = getattr(keras.activations, name)
    with only_float64():
        doubles = jnp.asarray(x, "float64")
        output = function(doubles, **config)
        assert output.dtype == "float64", (name, config)
        cotangent = Inputs(f"cotangent {title(name, config)} {x.shape}").normal(*output.shape)
        weights = jnp.asarray(cotangent, "float64")
        gradient = jax.grad(lambda x: (function(x, **config) * weights).sum())(doubles)
        output, gradient = np.asarray(output), np.asarray(gradient)
    return {
        "name": f"{title(name, config)} {list(x.shape)}",
        "activation": name,
        "config": config,
        "input": array(x),
        "cotangent": array(cotangent),
        "output": array(output.astype(np.float32)),
        "input_gradient": array(gradient.astype(np.float32)),
    }


def title(name, config):
    return " ".join([name, *(f"{key}={value}" for key, value in config.items())])
