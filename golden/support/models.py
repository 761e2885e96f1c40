"""Models from plain descriptions: the same description goes into the golden file."""

import keras

from support.json_format import array


def layer(class_name, **config):
    """Describes a layer by its Keras class and the arguments that differ from the defaults."""
    return {"class_name": class_name, "config": config}


def described(class_name, **config):
    """Describes a loss or an optimizer in the same way."""
    return {"class_name": class_name, "config": config}


# Classes that Keras exports under another name than their own.
EXPORTED = {"GroupedQueryAttention": "GroupQueryAttention"}


def create(module, description):
    """The Keras object that `description` describes; `module` is e.g. `keras.layers`."""
    config = {key: _argument(key, value) for key, value in description["config"].items()}
    class_name = description["class_name"]
    return getattr(module, EXPORTED.get(class_name, class_name))(**config)


def _argument(key, value):
    """The value of an argument: a layer inside another is a description as well."""
    if key in ("layer", "backward_layer", "cell") and value is not None:
        return create(keras.layers, value)
    if key == "cells":
        return [create(keras.layers, cell) for cell in value]
    return value


def build(input_shape, layers):
    """A Sequential model; `input_shape` is without the batch dimension."""
    # So that the first Dense layer is "dense" whatever was built before.
    keras.utils.clear_session()
    return keras.Sequential(
        [keras.Input(input_shape)] + [create(keras.layers, description) for description in layers]
    )


def named_weights(variables, values):
    """Arrays with the names of the variables they belong to, in Keras's order."""
    return [{"name": v.path, **array(w)} for v, w in zip(variables, values, strict=True)]


def arrays(values):
    """A list of arrays."""
    return [array(v) for v in values]
