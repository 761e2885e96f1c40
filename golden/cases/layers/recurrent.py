"""Recurrent layers and their cells."""

import keras
import numpy as np

from cases.layers.modes import evaluate_in_mode
from support.models import described, layer


def make():
    return {
        "simple_rnn": of_layer("SimpleRNN", 1),
        "gru": of_layer("GRU", 1, GATED + RESET),
        "lstm": of_layer("LSTM", 2, GATED + [("forget_bias", {"unit_forget_bias": False})]),
        "simple_rnn_cell": of_cell("SimpleRNNCell", 1),
        "gru_cell": of_cell("GRUCell", 1, GATED + RESET),
        "lstm_cell": of_cell("LSTMCell", 2, GATED + [("forget_bias", {"unit_forget_bias": False})]),
        "stacked_rnn_cells": stacked_rnn_cells(),
        "rnn": rnn(),
    }


# What layers with gates have besides.
GATED = [
    ("recurrent_activation", {"recurrent_activation": "hard_sigmoid"}),
    ("all_activations", {"activation": "softsign", "recurrent_activation": "tanh"}),
    ("no_recurrent_activation", {"recurrent_activation": "linear"}),
]
RESET = [
    ("reset_before", {"reset_after": False}),
    ("reset_before_no_bias", {"reset_after": False, "use_bias": False}),
    ("reset_before_activations", {"reset_after": False, "recurrent_activation": "hard_sigmoid"}),
]

REGULARIZERS = {
    "kernel_regularizer": described("L2", l2=0.05),
    "recurrent_regularizer": described("L1", l1=0.25),
    "bias_regularizer": described("L1L2", l1=0.5, l2=0.125),
}
CONSTRAINTS = {
    f"{weight}_constraint": described("MaxNorm", max_value=0.5, axis=-1)
    for weight in ("kernel", "recurrent", "bias")
}
INITIALIZERS = {
    "kernel_initializer": "he_normal",
    "recurrent_initializer": "glorot_uniform",
    "bias_initializer": "ones",
}

SHAPE = (3, 4, 2)
# Steps that are left out at the end, at the beginning, and in the middle.
MASK = np.array([[1, 1, 0, 0], [0, 1, 1, 1], [1, 0, 0, 1]])
NOTHING = np.array([[1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 1, 0]])


def call(xs, masks):
    """The arguments of the call of a layer on a sequence, or on a sequence and a state."""
    named = {"initial_state": xs[1:]} if len(xs) > 1 else {}
    return [xs[0]], named if masks[0] is None else {**named, "mask": masks[0]}


def call_cell(xs, masks):
    """The arguments of the call of a cell."""
    return [xs[0], xs[1:]], {}


def evaluate(name, description, inputs=(SHAPE,), mask=None, **more):
    def prepare(built):
        # SimpleRNN of Keras 3.15 forgets this argument, which its documentation has; GRU and LSTM do not.
        regularizer = description["config"].get("activity_regularizer")
        built.activity_regularizer = keras.regularizers.get(regularizer)

    masks = [mask] + [None] * (len(inputs) - 1)
    more = {"call": call, "with_mask": True, "prepare": prepare, **more}
    return evaluate_in_mode(name, description, list(inputs), masks, **more)


def of_layer(class_name, parts, own=()):
    """Cases of a layer whose state has this many parts."""

    def case(name, shape=SHAPE, units=3, **more):
        given = {key: more.pop(key) for key in ("mask", "training", "state") if key in more}
        state = [(shape[0], units)] * parts if given.pop("state", False) else []
        return evaluate(name, layer(class_name, units=units, **more), [shape, *state], **given)

    everything = {"return_sequences": True, "return_state": True}
    return [
        case("last_output"),
        case("in_training", training=True),
        case("one_step", shape=(2, 1, 3)),
        case("one_row", shape=(1, 5, 2), units=4),
        case("one_unit", shape=(2, 3, 1), units=1),
        case("long", shape=(2, 25, 3), units=5),
        case("wide", shape=(2, 3, 5), units=11),
        case("activation", activation="softsign"),
        case("relu", activation="relu", return_sequences=True),
        case("no_bias", use_bias=False),
        case("initializers", **INITIALIZERS),
        case("regularizers", **REGULARIZERS, activity_regularizer=described("L2", l2=0.03)),
        case("constraints", **CONSTRAINTS),
        case("dropout_in_inference", dropout=0.4, recurrent_dropout=0.3, seed=7),
        case("sequences", return_sequences=True),
        case("sequences_in_training", return_sequences=True, training=True),
        case("state", return_state=True),
        case("everything", **everything, training=True),
        case("backwards", go_backwards=True),
        case("backwards_everything", go_backwards=True, **everything, training=True),
        case("unrolled", unroll=True, return_sequences=True),
        case("initial_state", state=True, **everything),
        case("initial_state_backwards", state=True, go_backwards=True, return_state=True),
        case("mask", mask=MASK),
        case("mask_in_training", mask=MASK, training=True, **everything),
        case("mask_backwards", mask=MASK, go_backwards=True, **everything),
        case("mask_of_nothing", mask=NOTHING, return_state=True),
        case("mask_and_state", mask=MASK, state=True, **everything),
        case("zeros_for_mask", mask=MASK, zero_output_for_mask=True, return_sequences=True),
        case("zero_for_mask", mask=MASK, zero_output_for_mask=True),
        case("zero_for_mask_backwards", mask=NOTHING, zero_output_for_mask=True, go_backwards=True),
        # Written out step by step, Keras takes no notice of zero_output_for_mask, and begins with outputs of 0.
        case("unrolled_zeros_for_mask", mask=MASK, unroll=True, zero_output_for_mask=True, return_sequences=True),
        case("unrolled_mask_and_state", mask=MASK, unroll=True, state=True, **everything),
        case("unrolled_mask_and_state_backwards", mask=NOTHING, unroll=True, state=True, go_backwards=True),
        *[case(name, **config, return_sequences=True) for name, config in own],
        *[case(f"{name}_in_training", **config, training=True, mask=MASK) for name, config in own],
    ]


def of_cell(class_name, parts, own=()):
    """Cases of a cell whose state has this many parts."""

    def case(name, rows=3, features=2, units=4, training=False, **config):
        inputs = [(rows, features)] + [(rows, units)] * parts
        description = layer(class_name, units=units, **config)
        return evaluate_in_mode(name, description, inputs, training=training, call=call_cell)

    return [
        case("step"),
        case("in_training", training=True),
        case("one_row", rows=1, features=5),
        case("one_unit", features=1, units=1),
        case("wide", features=7, units=9),
        case("activation", activation="elu"),
        case("no_bias", use_bias=False),
        case("initializers", **INITIALIZERS),
        case("regularizers", **REGULARIZERS),
        case("constraints", **CONSTRAINTS),
        case("dropout_in_inference", dropout=0.4, recurrent_dropout=0.3, seed=7),
        *[case(name, **config) for name, config in own],
    ]


SIMPLE = layer("SimpleRNNCell", units=3)
GRU = layer("GRUCell", units=2, reset_after=False)
LSTM = layer("LSTMCell", units=4)


def stacked_rnn_cells():
    def case(name, cells, sizes, rows=3, features=2, training=False):
        inputs = [(rows, features)] + [(rows, size) for size in sizes]

        def nested(xs, masks):
            """Each cell has its states in a list of its own."""
            states, rest = [], xs[1:]
            for cell in cells:
                parts = 2 if cell["class_name"] == "LSTMCell" else 1
                states.append(rest[:parts])
                rest = rest[parts:]
            return [xs[0], states], {}

        description = layer("StackedRNNCells", cells=cells)
        return evaluate_in_mode(name, description, inputs, training=training, call=nested)

    return [
        case("one", [SIMPLE], [3]),
        case("two", [SIMPLE, GRU], [3, 2]),
        case("two_of_one_kind", [SIMPLE, SIMPLE], [3, 3]),
        case("memory_below", [LSTM, GRU], [4, 4, 2]),
        case("memory_above", [GRU, LSTM], [2, 4, 4]),
        case("three", [LSTM, SIMPLE, LSTM], [4, 4, 3, 4, 4], training=True),
        case("one_row", [GRU, GRU], [2, 2], rows=1),
        case("one_feature", [SIMPLE, LSTM], [3, 4, 4], features=1),
    ]


def rnn():
    def case(name, cell, shape=SHAPE, states=(), **more):
        given = {key: more.pop(key) for key in ("mask", "training") if key in more}
        inputs = [shape, *[(shape[0], size) for size in states]]
        return evaluate(name, layer("RNN", cell=cell, **more), inputs, **given)

    stack = layer("StackedRNNCells", cells=[SIMPLE, GRU])
    memory = layer("StackedRNNCells", cells=[LSTM, layer("LSTMCell", units=2)])
    everything = {"return_sequences": True, "return_state": True}
    return [
        case("simple", SIMPLE),
        case("gru", GRU, return_sequences=True),
        case("lstm", LSTM, **everything, training=True),
        case("stack", stack),
        case("stack_everything", stack, **everything),
        case("stack_of_memories", memory, **everything, training=True),
        case("stack_of_memories_backwards", memory, go_backwards=True, **everything),
        case("stack_mask", memory, mask=MASK, return_sequences=True),
        case("stack_mask_everything", stack, mask=MASK, **everything, training=True),
        case("stack_zeros_for_mask", memory, mask=MASK, zero_output_for_mask=True, return_sequences=True),
        case("backwards", LSTM, go_backwards=True),
        case("unrolled", GRU, unroll=True, return_sequences=True),
        case("mask", LSTM, mask=MASK, **everything),
        case("zero_for_mask", SIMPLE, mask=NOTHING, zero_output_for_mask=True),
        case("initial_state", LSTM, states=[4, 4], **everything),
        case("one_step", stack, shape=(2, 1, 3)),
    ]
