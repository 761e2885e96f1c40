"""Recurrent layers whose products are convolutions.

No case has a mask: Keras on JAX compares a mask of (batch, 1) with states of images along their last axes.
"""

from cases.layers.recurrent import CONSTRAINTS, INITIALIZERS, REGULARIZERS, evaluate
from support.models import described, layer


def make():
    return {
        "conv_lstm1d": of_rank("ConvLSTM1D", (2, 3, 5, 2)),
        "conv_lstm2d": of_rank("ConvLSTM2D", (2, 3, 4, 3, 2)),
        "conv_lstm3d": of_rank("ConvLSTM3D", (2, 2, 3, 3, 3, 1)),
    }


def of_rank(class_name, shape):
    rank = len(shape) - 3

    def case(name, shape=shape, training=False, state=None, **config):
        description = layer(class_name, **{"filters": 2, "kernel_size": 2, **config})
        inputs = [shape] if state is None else [shape, state, state]
        return evaluate(name, description, inputs, training=training)

    rows, _, *places, channels = shape
    smaller = (rows, *[size - 1 for size in places], 2)
    first = (*shape[:2], channels, *places)
    everything = {"return_sequences": True, "return_state": True}
    return [
        case("last_output"),
        case("in_training", training=True),
        case("one_step", shape=(shape[0], 1, *shape[2:])),
        case("one_row", shape=(1, *shape[1:]), filters=3),
        case("one_filter", filters=1, kernel_size=1),
        case("padding_same", padding="same", return_sequences=True),
        case("padding_same_wide", padding="same", kernel_size=3, training=True),
        case("strides", strides=2),
        case("strides_same", strides=2, padding="same", return_sequences=True),
        case("dilation_rate", dilation_rate=2),
        case("sizes_of_axes", kernel_size=[2, 1, 3][:rank], strides=[1, 2, 1][:rank], padding="same"),
        case("channels_first", shape=first, data_format="channels_first", **everything),
        case("channels_first_in_training", shape=first, data_format="channels_first", training=True),
        case("activation", activation="softsign"),
        case("recurrent_activation", recurrent_activation="hard_sigmoid", training=True),
        case("no_bias", use_bias=False, return_sequences=True),
        case("initializers", **INITIALIZERS, unit_forget_bias=False),
        case("regularizers", **REGULARIZERS, activity_regularizer=described("L2", l2=0.03)),
        case("constraints", **CONSTRAINTS),
        case("dropout_in_inference", dropout=0.4, recurrent_dropout=0.3, seed=7),
        case("everything", **everything, training=True),
        case("backwards", go_backwards=True, **everything),
        case("unrolled", unroll=True, zero_output_for_mask=True),
        case("initial_state", state=smaller, **everything),
    ]
