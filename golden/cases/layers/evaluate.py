"""One case of a layer: output, and gradients with respect to the input and to each weight."""

import jax
import keras
import numpy as np

from support.inputs import Inputs
from support.json_format import array
from support.models import create, described, layer

DIFFERENT_WHILE_TRAINING = (
    keras.layers.Dropout,
    keras.layers.AlphaDropout,
    keras.layers.GaussianDropout,
    keras.layers.GaussianNoise,
)


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
    built.set_weights(weights)
    built(x, **mode)
    penalties = built.losses
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
        # What regularizers add to the loss: of the output first, then of the weights.
        **({"penalties": [np.asarray(p)[()] for p in penalties]} if penalties else {}),
    }


def of_layer(class_name, cases):
    """Cases of one class: name, shape of the input, arguments."""
    return [evaluate(name, layer(class_name, **config), shape=shape) for name, shape, config in cases]


def of_regularizers(class_name, shape, weights, activity=True, x=None, **config):
    """Cases of a layer whose weights with these prefixes are regularized and constrained."""
    cases = options_of(weights, activity)
    return [
        evaluate(name, layer(class_name, **config, **given), x=x, shape=shape) for name, given in cases
    ]


def options_of(weights, activity=False):
    """Names of cases, and the arguments about the weights with these prefixes and about the output."""
    kinds = [
        described("L2", l2=0.05),
        described("L1", l1=0.25),
        described("L1L2", l1=0.5, l2=0.125),
        described("L2", l2=0.3),
    ]
    regularizers = {f"{w}_regularizer": kind for w, kind in zip(weights, kinds, strict=False)}
    outputs = {"activity_regularizer": described("L1L2", l1=0.02, l2=0.03)} if activity else {}
    constraints = {f"{w}_constraint": described("MaxNorm", max_value=0.5, axis=-1) for w in weights}
    cases = [("regularizers", {**regularizers, **outputs}), ("constraints", constraints)]
    if activity:
        cases.append(("activity_regularizer", outputs))
    return cases
