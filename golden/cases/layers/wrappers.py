"""Layers around layers: TimeDistributed."""

import numpy as np

from cases.layers.modes import evaluate_in_mode, positive
from support.models import layer


def make():
    return {"time_distributed": time_distributed()}


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
        case("inside_itself", layer("TimeDistributed", layer=conv), (2, 2, 3, 3, 2)),
    ]
