"""Constraints: what a weight becomes; their configurations and names."""

import keras
import numpy as np

from support.inputs import Inputs, floats
from support.json_format import array
from support.models import create, described

SHAPES = [(4,), (4, 3), (3, 2, 4), (2, 3, 2, 3)]


def make():
    classes = ["MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"]
    along_axes = [
        described("MaxNorm"),
        described("MaxNorm", max_value=0.5),
        described("MinMaxNorm"),
        described("MinMaxNorm", min_value=1.0, max_value=2.0),
        described("MinMaxNorm", min_value=1.5, max_value=1.75, rate=0.25),
        described("UnitNorm"),
    ]
    return {
        "constraints": {
            "defaults": [
                {"class_name": c, "config": getattr(keras.constraints, c)().get_config()}
                for c in classes
            ],
            "names": dict(sorted(names().items())),
            "cases": [
                *(evaluate(d, shape) for d in along_axes for shape in SHAPES),
                *(evaluate(described("NonNeg"), shape) for shape in SHAPES),
                *(
                    evaluate(described(d["class_name"], **d["config"], axis=axis), (3, 2, 4))
                    for d in along_axes
                    for axis in [1, -1, [0, 1], [0, -1], None]
                ),
                *(evaluate(d, (4, 3), zeros=True) for d in [*along_axes, described("NonNeg")]),
            ],
        }
    }


def names():
    """Every text that stands for a constraint, and its class."""
    known = keras.src.constraints.ALL_OBJECTS_DICT.items()
    return {name: c.__name__ for name, c in known if c is not keras.constraints.Constraint}


def evaluate(description, shape, zeros=False):
    """`zeros` makes the first unit's weights 0, which have no length."""
    name = "_".join([description["class_name"], *map(str, shape), *["zeros"] * zeros])
    weight = Inputs(f"{name} {description['config']}").normal(*shape)
    if zeros:
        weight = floats(weight * (np.arange(shape[-1]) > 0))
    config = description["config"]
    # A list of axes must be a tuple for JAX.
    axes = {"axis": tuple(config["axis"])} if isinstance(config.get("axis"), list) else {}
    constraint = create(keras.constraints, {**description, "config": {**config, **axes}})
    return {"name": name, **description, "weight": array(weight), "constrained": array(constraint(weight))}
