"""Regularizers: value, and gradient with respect to the weight; their configurations and names."""

import jax
import jax.numpy as jnp
import keras
import numpy as np

from support.inputs import Inputs
from support.json_format import array
from support.models import create, described
from support.precision import only_float64


def make():
    classes = ["L1", "L2", "L1L2", "OrthogonalRegularizer"]
    return {
        "regularizers": {
            "defaults": [defaults(class_name) for class_name in classes],
            "names": dict(sorted(names().items())),
            "cases": [
                evaluate(description, shape)
                for description in [
                    described("L1"),
                    described("L1", l1=0.3),
                    described("L2"),
                    described("L2", l2=0.05),
                    described("L1L2", l1=0.1, l2=0.2),
                    described("L1L2", l1=0.1),
                    described("L1L2", l2=0.2),
                    described("L1L2"),
                ]
                for shape in [(7,), (4, 3), (3, 2, 4)]
            ]
            + [
                evaluate(described("OrthogonalRegularizer", **config), shape)
                for config in [{}, {"mode": "columns"}, {"factor": 0.5}]
                for shape in [(4, 3), (2, 9), (6, 2)]
            ],
        }
    }


def defaults(class_name):
    """The arguments of a regularizer and their defaults."""
    config = getattr(keras.regularizers, class_name)().get_config()
    # Keras keeps some factors in float32.
    rounded = {k: float(np.float32(v)) if isinstance(v, float) else v for k, v in config.items()}
    return {"class_name": class_name, "config": rounded}


def names():
    """Every text that stands for a regularizer, and its class."""
    known = keras.src.regularizers.ALL_OBJECTS_DICT.items()
    return {name: c.__name__ for name, c in known if c is not keras.regularizers.Regularizer}


def evaluate(description, shape):
    """Computed in double precision, then rounded."""
    name = "_".join([description["class_name"], *map(str, shape)])
    weight = Inputs(f"{name} {description['config']}").normal(*shape)
    # At 0 the gradient of the absolute value is 1 on JAX and 0 on Keras's other back ends.
    assert (weight != 0).all()
    with only_float64():
        regularizer = create(keras.regularizers, description)
        value, gradient = jax.value_and_grad(regularizer)(jnp.asarray(weight, "float64"))
        assert value.dtype == gradient.dtype == "float64"
        value, gradient = np.float32(value), np.asarray(gradient).astype(np.float32)
    return {
        "name": name,
        **description,
        "weight": array(weight),
        "value": value,
        "gradient": array(gradient),
    }
