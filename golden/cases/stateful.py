"""Recurrent layers that keep their state: what they give for one batch after the other."""

import jax
import keras

from cases.layers.modes import inner_name
from support.inputs import Inputs
from support.json_format import array
from support.models import create, layer

ROWS, STEPS, FEATURES = 3, 4, 2


def make():
    stack = layer("StackedRNNCells", cells=[layer("LSTMCell", units=2), layer("GRUCell", units=3)])
    lstm = layer("LSTM", units=3, stateful=True, return_sequences=True)
    image = {"filters": 2, "kernel_size": 2, "stateful": True}
    cases = [
        case("SimpleRNN", layer("SimpleRNN", units=3, stateful=True)),
        case("GRU", layer("GRU", units=2, stateful=True, return_sequences=True)),
        case("LSTM", lstm),
        case("LSTM backwards", layer("LSTM", units=3, stateful=True, go_backwards=True)),
        case("RNN", layer("RNN", cell=stack, stateful=True)),
        case("Bidirectional", layer("Bidirectional", layer=lstm, merge_mode="sum")),
        case("ConvLSTM1D", layer("ConvLSTM1D", **image), 4, 1),
        case("ConvLSTM2D", layer("ConvLSTM2D", **image), 3, 3, 2),
        case("ConvLSTM3D", layer("ConvLSTM3D", **image), 3, 2, 3, 1),
    ]
    return {"stateful": {"cases": cases}}


def reset(built):
    """Sets the states to 0. Not `reset_state`, which Keras 3.15 has not for states of cells above each other."""
    layers = [built.forward_layer, built.backward_layer] if hasattr(built, "forward_layer") else [built]
    for state in keras.tree.flatten([recurrent.states for recurrent in layers]):
        state.assign(jax.numpy.zeros(state.shape))


def case(name, description, *sizes):
    """Three batches; the states are set to 0 before the third, which is the first again."""
    keras.utils.clear_session()
    inputs = Inputs(f"stateful {name}")
    shape = (ROWS, STEPS, *(sizes or [FEATURES]))
    built = create(keras.layers, description)
    built.build(shape)
    weights = inputs.weights(built.weights)
    built.set_weights(weights)
    batches = [inputs.normal(*shape) for _ in range(2)]
    outputs = [built(jax.numpy.asarray(x)) for x in batches]
    reset(built)
    outputs.append(built(jax.numpy.asarray(batches[0])))
    return {
        "name": name,
        **description,
        "weights": [
            {"name": inner_name(v), **array(w)} for v, w in zip(built.weights, weights, strict=True)
        ],
        "batches": [array(x) for x in [*batches, batches[0]]],
        "outputs": [array(output) for output in outputs],
    }
