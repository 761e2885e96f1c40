"""Initializers: arguments, fans, what Keras asks its random numbers for, and moments of samples."""

import inspect
import math
from unittest import mock

import keras
import numpy as np
from keras.src.initializers import random_initializers
from keras.src.initializers.random_initializers import compute_fans

from support.json_format import array, single
from support.models import create, described
from support.precision import only_float64

# The standard deviation of a standard normal distribution cut off at -2 and 2.
TRUNCATED_STDDEV = 0.87962566103423978

SHAPES = [(4, 10), (9, 5), (64, 1), (960, 100), (30, 3, 40), (10, 40, 40), (3, 2, 5, 7)]
SMALL_SHAPES = [(), (7,), (1, 1)]
SAMPLE_SHAPES = [(400, 500), (10, 100, 200)]


def make():
    named = [
        "GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal",
    ]  # fmt: skip
    without_samples = [described("Orthogonal"), described("Identity"), described("STFT")]
    scaling = [
        *map(described, named),
        described("VarianceScaling"),
        described("VarianceScaling", scale=0.5, mode="fan_out", distribution="uniform"),
        described("VarianceScaling", scale=3.0, mode="fan_out", distribution="truncated_normal"),
        described("VarianceScaling", scale=2.0, mode="fan_avg", distribution="truncated_normal"),
    ]
    others = [
        described("RandomUniform"),
        described("RandomUniform", minval=-1.0, maxval=3.0),
        described("RandomNormal"),
        described("RandomNormal", mean=1.0, stddev=2.0),
        described("TruncatedNormal"),
        described("TruncatedNormal", mean=1.0, stddev=2.0),
        described("Zeros"),
        described("Ones"),
        described("Constant", value=0.25),
    ]
    return {
        "initializers": {
            "layer_defaults": layer_defaults(),
            "defaults": [
                defaults(class_name)
                for class_name in dict.fromkeys(d["class_name"] for d in [*scaling, *others, *without_samples])
            ],
            "fans": [
                {"shape": shape, "fan_in": fan_in, "fan_out": fan_out}
                for shape in [*SHAPES, *SMALL_SHAPES]
                for fan_in, fan_out in [compute_fans(shape)]
            ],
            "variance_scaling": [
                variance_scaling(description, shape)
                for description in scaling
                for shape in [*SHAPES, *SMALL_SHAPES]
            ],
            "samples": [
                sample(description, shape)
                for description in [*scaling, *others]
                for shape in SAMPLE_SHAPES
            ],
            "orthogonal": [
                orthogonal(shape)
                for shape in [(5, 3), (3, 5), (4, 4), (2, 3, 4), (1, 6), (6, 1), (3, 2, 4), (32, 128), (3, 3, 8, 16)]
            ],
            "identity": [
                identity(shape, gain)
                for shape, gain in [((3, 3), 1.0), ((2, 4), 1.0), ((5, 2), 2.5), ((1, 1), -0.5)]
            ],
            "stft": [stft(config, shape) for config, shape in stft_cases()],
            "names": dict(sorted(names().items())),
        }
    }


def layer_defaults():
    """The initializer arguments of each layer with weights."""
    table = []
    for layer in [keras.layers.Dense, keras.layers.Conv1D]:
        parameters = inspect.signature(layer.__init__).parameters
        arguments = ["kernel_initializer", "bias_initializer"]
        classes = {a: type(keras.initializers.get(parameters[a].default)).__name__ for a in arguments}
        table.append({"class_name": layer.__name__, **classes})
    return table


def defaults(class_name):
    """The arguments of an initializer and their defaults, but for the seed."""
    config = getattr(keras.initializers, class_name)().get_config()
    config.pop("seed", None)
    # Keras takes this argument, and forgets it in the configuration.
    if class_name == "Identity":
        config["gain"] = 1.0
    return {"class_name": class_name, "config": config}


def variance_scaling(description, shape):
    """The arguments with which Keras draws the random numbers for a weight of `shape`."""
    initializer = create(keras.initializers, description)
    fan_in, fan_out = compute_fans(shape)
    fans = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2.0}
    facts = {
        **description,
        "shape": shape,
        "fan_in": fan_in,
        "fan_out": fan_out,
        "scale": initializer.scale,
        "mode": initializer.mode,
        "distribution": initializer.distribution,
        "stddev": math.sqrt(initializer.scale / max(1.0, fans[initializer.mode])),
    }
    with mock.patch.object(random_initializers, "random") as random:
        initializer(shape)
    if initializer.distribution == "uniform":
        limit = random.uniform.call_args.kwargs["maxval"]
        assert random.uniform.call_args.kwargs["minval"] == -limit
        assert math.isclose(limit, math.sqrt(3.0) * facts["stddev"])
        return {**facts, "limit": limit}
    # The normal distribution is widened so that it has `stddev` after it is cut off.
    untruncated = random.truncated_normal.call_args.kwargs["stddev"]
    assert math.isclose(untruncated * TRUNCATED_STDDEV, facts["stddev"])
    return {**facts, "untruncated_stddev": untruncated, "limit": 2.0 * untruncated}


def sample(description, shape):
    """Moments of one big sample drawn by Keras."""
    seeded = description["class_name"] not in ("Zeros", "Ones", "Constant")
    config = {**description["config"], **({"seed": 20_240_501} if seeded else {})}
    initializer = create(keras.initializers, {**description, "config": config})
    values = np.asarray(initializer(shape))
    doubles = values.astype(np.float64)
    return {
        **description,
        "shape": shape,
        "mean": round(float(doubles.mean()), 8),
        "stddev": round(float(doubles.std()), 8),
        "min": single(values.min()),
        "max": single(values.max()),
    }


def orthogonal(shape):
    """The Gram matrix of the sample: the identity, over the columns or (if fewer) the rows."""
    values = np.asarray(keras.initializers.Orthogonal(seed=1)(shape), np.float64)
    matrix = values.reshape(-1, shape[-1])
    by_columns = matrix.shape[0] >= matrix.shape[1]
    gram = matrix.T @ matrix if by_columns else matrix @ matrix.T
    assert np.allclose(gram, np.eye(len(gram)), atol=1e-5)
    return {"shape": shape, "orthonormal": "columns" if by_columns else "rows"}


def identity(shape, gain):
    return {"gain": gain, **array(keras.initializers.Identity(gain)(shape))}


def stft_cases():
    """Every window, of even and odd length; every argument."""
    windows = [
        "barthann", "bartlett", "blackman", "blackmanharris", "bohman", "boxcar", "cosine", "exponential",
        "flattop", "hamming", "hann", "lanczos", "nuttall", "parzen", "taylor", "triang", "tukey",
    ]  # fmt: skip
    cases = [({}, (8, 1, 5)), ({"side": "imag"}, (9, 1, 5)), ({}, (6, 1, 2)), ({}, (64, 1, 33))]
    cases += [({"scaling": scaling}, (10, 1, 4)) for scaling in ["density", "spectrum", None]]
    cases += [({"window": None, "side": side}, (12, 1, 7)) for side in ["real", "imag"]]
    cases += [({"window": window}, (8, 1, 3)) for window in windows]
    cases += [({"window": window, "periodic": True, "scaling": None}, (9, 1, 3)) for window in windows]
    cases.append(({"window": [0.25, 1.0, -0.5, 2.0], "scaling": "spectrum", "side": "imag"}, (4, 1, 3)))
    return cases


def stft(config, shape):
    """The kernel in double precision, rounded to float32: in single precision Keras loses digits of the angles
    before it takes their cosine."""
    window = config.get("window")
    given = {**config, "window": np.array(window)} if isinstance(window, list) else config
    with only_float64():
        kernel = np.asarray(keras.initializers.STFT(**given)(shape, dtype="float64"))
    assert kernel.dtype == np.float64
    return {"config": config, **array(kernel.astype(np.float32))}


def names():
    """Every text that stands for an initializer, and its class."""
    known = keras.src.initializers.ALL_OBJECTS_DICT.items()
    return {name: c.__name__ for name, c in known if c is not keras.initializers.Initializer}
