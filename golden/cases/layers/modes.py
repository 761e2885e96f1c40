"""One case of a layer with states, or in training mode.

Computed in double precision from single precision inputs, and rounded at the end: outputs that are small
differences of large numbers, such as gradients of normalizations, are then known to the last digit.
"""

import jax
import keras
import numpy as np

from support.inputs import Inputs
from support.json_format import array
from support.models import create
from support.precision import only_float64


def evaluate_in_mode(name, description, inputs, masks=None, training=False, values=None):
    """Output of the layer, gradients of sum(output * cotangent), and its states after the step.

    `inputs` are arrays, or shapes of random ones; `masks` belong to them. `values` gives weights, by name,
    another way to be drawn.
    """
    source = Inputs(f"{description['class_name']} {name}")
    inputs = [source.normal(*x) if isinstance(x, tuple) else x for x in inputs]
    masks = masks or [None] * len(inputs)
    with only_float64():
        xs = [np.asarray(x, np.float64) for x in inputs]
        flags = [None if mask is None else np.asarray(mask, bool) for mask in masks]
        built = create(keras.layers, description)
        mode = {"training": training} if built._call_has_training_arg else {}

        def arguments(xs):
            positional, named = call_of(xs, flags)
            return positional, {**named, **mode}

        positional, named = arguments([jax.numpy.asarray(x) for x in xs])
        built(*positional, **named)
        weights = {
            v.path: np.asarray((values or {}).get(v.name, default)(source, v.shape), np.float64)
            for v in built.weights
        }
        trained, kept = built.trainable_variables, built.non_trainable_variables

        def forward(weights, xs):
            positional, named = arguments(xs)
            return built.stateless_call(
                [weights[v.path] for v in trained],
                # The state of random numbers is no weight.
                [weights.get(v.path, v.value) for v in kept],
                *positional,
                **named,
            )

        output, after = forward(weights, xs)
        cotangent = source.normal(*output.shape)
        by_weight, by_input = jax.grad(
            lambda weights, xs: (forward(weights, xs)[0] * cotangent).sum(), argnums=(0, 1)
        )(weights, xs)
        after = {v.path: a for v, a in zip(kept, after, strict=True) if v.path in weights}
    return {
        "name": name,
        **description,
        "training": training,
        "inputs": [single(x) for x in inputs],
        "masks": [None if mask is None else single(mask) for mask in masks],
        "weights": [{"name": inner_name(v), **single(weights[v.path])} for v in built.weights],
        "cotangent": single(cotangent),
        "output": single(output),
        "input_gradients": [single(g) for g in by_input],
        "weight_gradients": [
            {"name": inner_name(v), **single(by_weight[v.path])} for v in built.weights
        ],
        "states": [
            {"name": inner_name(v), **single(after[v.path])} for v in built.weights if v.path in after
        ],
    }


def call_of(xs, masks):
    """The arguments of the call: the only input, or all in one list."""
    if len(xs) == 1:
        return xs, {} if masks[0] is None else {"mask": masks[0]}
    return [xs], {} if all(mask is None for mask in masks) else {"mask": masks}


def default(source, shape):
    """A Glorot kernel, or small numbers that are not 0."""
    if len(shape) > 1:
        return source.kernel(*shape)
    return source.uniform(-0.2, 0.2, *shape)


def positive(source, shape):
    """Variances and the like."""
    return source.uniform(0.5, 1.5, *shape)


def single(values):
    """`values` in single precision, ready to be written."""
    return array(np.asarray(values, np.float32))


def inner_name(variable):
    """The name within the layer: `query/kernel`."""
    return variable.path.split("/", 1)[1]
