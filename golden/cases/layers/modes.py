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


def evaluate_in_mode(
    name,
    description,
    inputs,
    masks=None,
    training=False,
    values=None,
    call=None,
    with_mask=False,
    prepare=lambda layer: None,
):
    """Outputs of the layer, gradients of sum(output * cotangent), and its states after the step.

    `inputs` are arrays, or shapes of random ones; `masks` belong to them. `values` gives weights, by name,
    another way to be drawn. `prepare` is shown the layer before it is built. `call` makes the arguments of the call from both. `with_mask` says that the case
    holds the mask of the (first) output as well.
    """
    # So that the first layer inside is "dense" whatever was built before.
    keras.utils.clear_session()
    call = call or call_of
    source = Inputs(f"{description['class_name']} {name}")
    inputs = [source.normal(*x) if isinstance(x, tuple) else x for x in inputs]
    masks = masks or [None] * len(inputs)
    with only_float64():
        xs = [np.asarray(x, np.float64) for x in inputs]
        flags = [None if mask is None else np.asarray(mask, bool) for mask in masks]
        built = create(keras.layers, description)
        prepare(built)
        mode = {"training": training} if built._call_has_training_arg else {}

        def arguments(xs):
            positional, named = call(xs, flags)
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
            outputs, after = built.stateless_call(
                [weights[v.path] for v in trained],
                # The state of random numbers is no weight.
                [weights.get(v.path, v.value) for v in kept],
                *positional,
                **named,
            )
            return jax.tree.leaves(outputs), after

        outputs, after = forward(weights, xs)
        cotangents = [source.normal(*output.shape) for output in outputs]

        def loss(weights, xs):
            pairs = zip(forward(weights, xs)[0], cotangents, strict=True)
            return sum((output * cotangent).sum() for output, cotangent in pairs)

        by_weight, by_input = jax.grad(loss, argnums=(0, 1))(weights, xs)
        after = {v.path: a for v, a in zip(kept, after, strict=True) if v.path in weights}
        # They are compared with a model at rest.
        of_outputs = [] if training else activity_losses(built, weights, arguments(xs))
        penalties = [loss for losses in of_outputs for loss in losses]
        regularized = [] if training else [v for v in trained if v.regularizer is not None]
        penalties += [v.regularizer(weights[v.path]) for v in regularized]
        # The layer's own are the model's to add.
        inside = [loss for losses in of_outputs[1:] for loss in losses]
    return {
        "name": name,
        **description,
        "training": training,
        "inputs": [single(x) for x in inputs],
        "masks": [None if mask is None else single(mask) for mask in masks],
        "weights": [{"name": inner_name(v), **single(weights[v.path])} for v in built.weights],
        **several("cotangent", cotangents),
        **several("output", outputs),
        **({"output_mask": mask_of(built, xs, flags)} if with_mask else {}),
        "input_gradients": [single(g) for g in by_input],
        "weight_gradients": [
            {"name": inner_name(v), **single(by_weight[v.path])} for v in built.weights
        ],
        "states": [
            {"name": inner_name(v), **single(after[v.path])} for v in built.weights if v.path in after
        ],
        **({"losses": [np.float32(loss) for loss in inside]} if inside else {}),
        # What regularizers add to the loss: of outputs first, then of the weights.
        **({"penalties": [np.float32(p) for p in penalties]} if penalties else {}),
    }


def several(key, values):
    """The only value under its key, or all in a list."""
    values = [single(value) for value in values]
    return {key: values[0]} if len(values) == 1 else {f"{key}s": values}


def activity_losses(built, weights, arguments):
    """What regularizers of outputs add to the loss: the layer's own, and those of each layer inside."""
    layers = list(built._flatten_layers())
    if all(layer.activity_regularizer is None for layer in layers):
        return []
    for variable in built.weights:
        variable.assign(weights[variable.path])
    positional, named = arguments
    built(*positional, **named)
    return [layer._get_own_losses() for layer in layers]


def mask_of(built, xs, masks):
    """The mask of the first output, as the layer makes it of that of its first input."""
    if not built.supports_masking:
        return None
    mask = built.compute_mask(xs[0], masks[0])
    while isinstance(mask, (list, tuple)):
        mask = mask[0]
    return None if mask is None else single(mask)


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
