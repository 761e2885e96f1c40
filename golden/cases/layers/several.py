"""One case of a layer of several inputs, of inputs with masks, or of whole numbers."""

import jax
import keras
import numpy as np
from keras.src.backend import get_keras_mask, set_keras_mask

from support.inputs import Inputs
from support.json_format import array, optional_array
from support.models import create, layer


def evaluate_several(name, description, shapes=None, xs=None, masks=None, integers=None):
    """Output of the layer for inputs of `shapes` (or for `xs`), the output's mask, and the gradients of
    sum(output * cotangent), and of what the layer adds to the loss.

    `masks` has a list of 0 and 1 or `None` for each input. `integers` draws whole numbers below it.
    """
    inputs = Inputs(f"{description['class_name']} {name}")
    if xs is None and integers is None:
        xs = [inputs.normal(*shape) for shape in shapes]
    elif xs is None:
        xs = [inputs.classes(integers, *shape).astype(np.float32) for shape in shapes]
    masks = [None if m is None else np.asarray(m, bool) for m in masks or [None] * len(xs)]
    built = create(keras.layers, description)
    # A layer of one input takes it as it is, one of several takes a list.
    given = (lambda values: values[0]) if len(xs) == 1 and not _merges(built) else list
    built.build(given([x.shape for x in xs]))
    weights = inputs.weights(built.weights)
    seen = {}

    def forward(weights, xs):
        for x, mask in zip(xs, masks, strict=True):
            if mask is not None:
                set_keras_mask(x, mask)
        # Not `stateless_call`, which sees no masks.
        mapping = list(zip(built.weights, weights, strict=True))
        with keras.StatelessScope(mapping, collect_losses=True) as scope:
            output = built(given(xs))
        seen["losses"] = scope.losses
        seen["mask"] = get_keras_mask(output)
        return output

    output = np.asarray(forward(weights, [jax.numpy.asarray(x) for x in xs]))
    output_mask = None if seen["mask"] is None else np.asarray(seen["mask"], np.float32)
    losses = [np.asarray(loss)[()] for loss in seen["losses"]]
    cotangent = inputs.normal(*output.shape)

    def loss(weights, xs):
        return (forward(weights, xs) * cotangent).sum() + sum(seen["losses"])

    weight_gradients, input_gradients = jax.grad(loss, argnums=(0, 1))(weights, xs)
    return {
        "name": name,
        **description,
        **({} if integers is None else {"integers": True}),
        "inputs": [array(x) for x in xs],
        "masks": [optional_array(None if m is None else m.astype(np.float32)) for m in masks],
        "weights": [
            {"name": v.name, **array(w)} for v, w in zip(built.weights, weights, strict=True)
        ],
        "cotangent": array(cotangent),
        "output": array(output),
        "output_mask": optional_array(output_mask),
        **({"losses": losses, "losses_in_gradients": True} if losses else {}),
        "input_gradients": [array(g) for g in input_gradients],
        "weight_gradients": [
            {"name": v.name, **array(g)} for v, g in zip(built.weights, weight_gradients, strict=True)
        ],
    }


def _merges(built):
    return hasattr(built, "_merge_function")


def of_several(class_name, cases):
    """Cases of one class: name, shapes of the inputs, arguments, and perhaps masks or whole numbers."""
    return [
        evaluate_several(name, layer(class_name, **config), shapes, **more)
        for name, shapes, config, more in (case if len(case) == 4 else (*case, {}) for case in cases)
    ]
