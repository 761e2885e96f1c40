"""Layers around layers: TimeDistributed, Bidirectional, SpectralNormalization."""

import numpy as np

from cases.layers.modes import evaluate_in_mode, positive
from cases.layers.recurrent import MASK, NOTHING, evaluate
from support.models import layer


def make():
    return {
        "time_distributed": time_distributed(),
        "bidirectional": bidirectional(),
        "spectral_normalization": spectral_normalization(),
    }


STEPS = np.array([[1, 1, 0], [0, 1, 0]])
# Of the words of each sentence.
WORDS = np.array([[[1, 1, 0, 1], [1, 0, 0, 0], [0, 1, 1, 1]], [[1, 1, 1, 1], [0, 0, 1, 1], [1, 1, 0, 0]]])


def time_distributed():
    def case(name, inner, shape, **more):
        description = layer("TimeDistributed", layer=inner)
        return evaluate_in_mode(name, description, [shape], with_mask=True, **more)

    moving = {"values": {"moving_variance": positive}}
    norm = layer("BatchNormalization", momentum=0.75)
    conv = layer("Conv1D", filters=2, kernel_size=2, padding="same")
    return [
        case("dense", layer("Dense", units=3, activation="tanh"), (2, 3, 4)),
        case("one_step", layer("Dense", units=2), (3, 1, 4)),
        case("one_row", layer("Dense", units=2, use_bias=False), (1, 5, 3)),
        case("convolution", layer("Conv2D", filters=2, kernel_size=[2, 2]), (2, 3, 4, 3, 2)),
        case("pooling", layer("GlobalAveragePooling1D"), (2, 3, 4, 2)),
        case("flatten", layer("Flatten"), (2, 3, 2, 2)),
        case("reshape", layer("Reshape", target_shape=[2, 3]), (2, 2, 6)),
        case("repeat", layer("RepeatVector", n=2), (2, 3, 2)),
        case("layer_normalization", layer("LayerNormalization"), (2, 3, 4)),
        case("mask", layer("Dense", units=2), (2, 3, 2), masks=[STEPS]),
        case("mask_of_inner_steps", layer("GlobalAveragePooling1D"), (2, 3, 4, 2), masks=[WORDS]),
        case("batch_normalization", norm, (3, 4, 2), **moving),
        case("batch_normalization_in_training", norm, (3, 4, 2), training=True, **moving),
        case("activity_regularizer", layer("Dense", units=2, activity_regularizer="l2"), (2, 3, 2)),
        case("activity_regularization", layer("ActivityRegularization", l2=0.1), (2, 3, 2)),
        case("inside_itself", layer("TimeDistributed", layer=conv), (2, 2, 3, 3, 2)),
        case("norm_inside_itself", layer("TimeDistributed", layer=norm), (3, 2, 2, 2), training=True, **moving),
    ]


def spectral_normalization():
    def case(name, inner, shape, training=True, fixed=False, **config):
        description = layer("SpectralNormalization", layer=inner, **config)
        values = {"kernel": zeros} if name.startswith("zeros") else None
        made = evaluate_in_mode(name, description, [shape], training=training, values=values, with_mask=True)
        # While training, gradients stop where differences go on: at the two vectors.
        stops = {"stops_gradients": True} if training else {}
        return {**made, **stops, **({"fixed_inputs": [0]} if fixed else {})}

    words = np.array([[0, 3, 4], [1, 1, 2]], np.float32)
    dense = layer("Dense", units=3, activation="tanh")
    regularized = layer("Dense", units=3, kernel_regularizer="l2", bias_regularizer="l1")
    return [
        case("dense", dense, (4, 5)),
        case("dense_at_rest", dense, (4, 5), training=False),
        case("dense_of_steps", layer("Dense", units=2, use_bias=False), (2, 3, 4), power_iterations=2),
        case("one_unit", layer("Dense", units=1), (3, 4)),
        case("one_feature", layer("Dense", units=3), (3, 1), power_iterations=3),
        case("many_iterations", dense, (4, 5), power_iterations=20),
        case("zeros", layer("Dense", units=3), (4, 5)),
        case("regularizers", regularized, (4, 5)),
        case("convolution", layer("Conv2D", filters=3, kernel_size=[2, 2], activation="relu"), (2, 4, 4, 2)),
        case("convolution_at_rest", layer("Conv2D", filters=3, kernel_size=[2, 2]), (2, 4, 4, 2), training=False),
        case("convolution_of_steps", layer("Conv1D", filters=4, kernel_size=3), (2, 6, 2), power_iterations=2),
        case("transposed", layer("Conv1DTranspose", filters=2, kernel_size=3, strides=2), (2, 4, 3)),
        case("depthwise", layer("DepthwiseConv1D", kernel_size=2, depth_multiplier=2), (2, 5, 3)),
        case("einsum", layer("EinsumDense", equation="abc,cde->abde", output_shape=[None, 2, 3]), (2, 3, 4)),
        case("activity_regularizer", layer("Dense", units=3, activity_regularizer="l2"), (4, 5), training=False),
        case("embedding", layer("Embedding", input_dim=5, output_dim=3), words, fixed=True),
        case("embedding_at_rest", layer("Embedding", input_dim=5, output_dim=3), words, training=False, fixed=True),
    ]


def zeros(_source, shape):
    return np.zeros(shape)


def bidirectional():
    def case(name, inner, shape=(3, 4, 2), states=(), **more):
        given = {key: more.pop(key) for key in ("mask", "training") if key in more}
        description = layer("Bidirectional", layer=inner, **more)
        inputs = [shape, *[(shape[0], size) for size in states]]
        return evaluate(name, description, inputs, **given)

    everything = {"return_sequences": True, "return_state": True}
    lstm, sequences = layer("LSTM", units=3), layer("LSTM", units=3, return_sequences=True)
    cells = layer("StackedRNNCells", cells=[layer("GRUCell", units=2), layer("LSTMCell", units=3)])
    back = layer("GRU", units=3, return_sequences=True, go_backwards=True, activation="softsign")
    image = layer("ConvLSTM1D", filters=2, kernel_size=2, return_sequences=True)
    return [
        case("lstm", lstm),
        case("in_training", lstm, training=True),
        case("sequences", sequences),
        case("sum", sequences, merge_mode="sum"),
        case("average", layer("GRU", units=3), merge_mode="ave", training=True),
        case("product", layer("SimpleRNN", units=4, return_sequences=True), merge_mode="mul"),
        case("separate", sequences, merge_mode=None),
        case("everything", layer("LSTM", units=2, **everything), training=True),
        case("everything_separate", layer("GRU", units=2, **everything), merge_mode=None),
        case("initial_state", layer("LSTM", units=2, **everything), states=[2] * 4),
        case("mask", lstm, mask=MASK),
        case("mask_of_sequences", layer("GRU", units=3, **everything), mask=MASK, training=True),
        case("mask_of_nothing", sequences, mask=NOTHING, merge_mode=None),
        case("backward_layer", layer("LSTM", units=3, return_sequences=True), backward_layer=back),
        case("any_cells", layer("RNN", cell=cells, return_sequences=True), mask=MASK),
        case("regularizers", layer("GRU", units=2, kernel_regularizer="l2", activity_regularizer="l1")),
        case("one_row", lstm, shape=(1, 5, 1)),
        case("images", image, shape=(2, 3, 4, 1), merge_mode="sum"),
    ]
