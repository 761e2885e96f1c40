"""Whole trainings: the loss of each of thirty batches, from given weights, in the given order.

Each file holds the model as Keras writes it, its initial weights, the batches and the losses, in float32 and in
float64. Where the two part, rounding has taken over, and nobody is right in the last digits.
"""

import gzip
import json
import pathlib

import keras
import numpy as np

from support.inputs import Inputs, floats
from support.json_format import array, single
from support.models import create, described, named_weights
from support.precision import float64

STEPS = 30
ROWS = 8
FASHION = pathlib.Path("/usr/share/datasets/fashion-mnist")

layers = keras.layers


def make():
    """One file for each training."""
    return {
        f"whole/{name}": training(name, *case())
        for name, case in {
            "lstm": lstm,
            "res_net": res_net,
            "transformer": transformer,
            "autoencoder": autoencoder,
            "two_inputs": two_inputs,
            "spectral": spectral,
        }.items()
    }


def training(name, build, loss, optimizer, batches):
    """The losses of `build()` on `batches`, lists of inputs and of targets."""
    model = fresh(build)
    weights = initial(Inputs(f"weights of {name}"), model.weights)
    losses = run(model, weights, loss, optimizer, batches)
    after = model.get_weights()
    with float64():
        doubles = run(fresh(build), weights, loss, optimizer, batches)
    return {
        "model": json.loads(model.to_json()),
        "loss": loss,
        "optimizer": optimizer,
        "initial_weights": named_weights(model.weights, weights),
        "batches": [
            # The target of an autoencoder is its input.
            {"x": [array(x) for x in inputs], "y": None if target is inputs[0] else array(target)}
            for inputs, target in batches
        ],
        "losses": [single(loss) for loss in losses],
        "losses_float64": [float(f"{loss:.12g}") for loss in doubles],
        "final_weights": named_weights(model.weights, after),
    }


def fresh(build):
    """The model, with names as if it were the first of the session."""
    keras.utils.clear_session()
    return build()


def initial(inputs, variables):
    """Glorot kernels, small biases; scales and variances near 1."""

    def values(variable):
        if len(variable.shape) > 1:
            return inputs.kernel(*variable.shape)
        near_1 = variable.name in ("gamma", "moving_variance")
        return floats(inputs.uniform(-0.2, 0.2, *variable.shape) + (1.0 if near_1 else 0.0))

    return [values(variable) for variable in variables]


def run(model, weights, loss, optimizer, batches):
    """The loss of each batch, before its step."""
    floatx = keras.config.floatx()
    model.set_weights(weights)
    model.compile(
        loss=create(keras.losses, loss), optimizer=create(keras.optimizers, optimizer)
    )

    def step(inputs, target):
        inputs = [x.astype(floatx) for x in inputs]
        x = inputs if len(inputs) > 1 else inputs[0]
        return model.train_on_batch(x, target.astype(floatx), return_dict=True)["loss"]

    return [step(inputs, target) for inputs, target in batches]


def lstm():
    """Sequences of words of different lengths: Embedding with a mask, LSTM."""
    inputs = Inputs("whole lstm")

    def batch():
        words = inputs.classes(29, ROWS, 12) + 1
        lengths = inputs.classes(9, ROWS) + 4
        words[np.arange(12) >= lengths[:, None]] = 0
        target = (words == 7).sum(1) + (words > 20).sum(1) > lengths // 3
        return [floats(words)], floats(target[:, None])

    def build():
        return keras.Sequential([
            keras.Input([12]),
            layers.Embedding(30, 6, mask_zero=True),
            layers.LSTM(8),
            layers.Dense(1, activation="sigmoid"),
        ])  # fmt: skip

    optimizer = described("Adam", learning_rate=0.01)
    return build, described("BinaryCrossentropy"), optimizer, [batch() for _ in range(STEPS)]


def fashion(rows):
    """The first images of Fashion-MNIST's training set, from 0 to 1, and their classes."""
    images = gzip.decompress((FASHION / "train-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((FASHION / "train-labels-idx1-ubyte.gz").read_bytes())
    images = np.frombuffer(images, np.uint8, rows * 28 * 28, 16).reshape(rows, 28, 28, 1)
    # Every second pixel, in three decimals: enough to tell shoes from shirts, and a small file.
    images = np.round(images[:, ::2, ::2] / 255.0, 3)
    return floats(images), np.frombuffer(labels, np.uint8, rows, 8)


def fashion_batches(target):
    images, classes = fashion(STEPS * ROWS)
    pieces = [slice(step * ROWS, (step + 1) * ROWS) for step in range(STEPS)]
    batches = [(images[piece], classes[piece]) for piece in pieces]
    return [([images], target(images, classes)) for images, classes in batches]


def res_net():
    """Residual blocks with batch normalization, one of them with a projection."""

    def convolution(x, filters, size, strides=1):
        x = layers.Conv2D(filters, size, strides=strides, padding="same", use_bias=False)(x)
        return layers.BatchNormalization()(x)

    def block(x, filters, strides):
        shortcut = x if strides == 1 else convolution(x, filters, 1, strides)
        y = layers.Activation("relu")(convolution(x, filters, 3, strides))
        y = convolution(y, filters, 3)
        return layers.Activation("relu")(layers.Add()([y, shortcut]))

    def build():
        image = keras.Input([14, 14, 1])
        x = layers.Activation("relu")(convolution(image, 6, 3))
        x = layers.MaxPooling2D(2)(block(x, 6, 1))
        x = layers.GlobalAveragePooling2D()(block(x, 8, 2))
        return keras.Model(image, layers.Dense(10, activation="softmax")(x))

    batches = fashion_batches(lambda _images, classes: floats(classes[:, None]))
    optimizer = described("SGD", learning_rate=0.01, momentum=0.9)
    return build, described("SparseCategoricalCrossentropy"), optimizer, batches


def transformer():
    """An encoder block: attention and a feed-forward part, each with a residual and a normalization."""
    inputs = Inputs("whole transformer")
    steps, width = 10, 8

    def batch():
        words = inputs.classes(20, ROWS, steps)
        target = (words[:, :5].sum(1) > words[:, 5:].sum(1)).astype(int)
        positions = np.broadcast_to(np.arange(steps), (ROWS, steps))
        return [floats(words), floats(positions)], floats(target[:, None])

    def build():
        words, positions = keras.Input([steps], name="words"), keras.Input([steps], name="positions")
        x = layers.Add()([
            layers.Embedding(20, width)(words),
            layers.Embedding(steps, width)(positions),
        ])  # fmt: skip
        attended = layers.MultiHeadAttention(num_heads=2, key_dim=4)(x, x)
        x = layers.LayerNormalization(epsilon=1e-6)(layers.Add()([x, attended]))
        forward = layers.Dense(width)(layers.Dense(16, activation="gelu")(x))
        x = layers.LayerNormalization(epsilon=1e-6)(layers.Add()([x, forward]))
        x = layers.GlobalAveragePooling1D()(x)
        return keras.Model([words, positions], layers.Dense(2, activation="softmax")(x))

    optimizer = described("Adam", learning_rate=0.005)
    loss = described("SparseCategoricalCrossentropy")
    return build, loss, optimizer, [batch() for _ in range(STEPS)]


def autoencoder():
    """Convolutions down to a small image, and transposed ones up again."""

    def build():
        return keras.Sequential([
            keras.Input([14, 14, 1]),
            layers.Conv2D(6, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(4, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2DTranspose(4, 3, strides=2, padding="same", output_padding=0,
                                   activation="relu"),
            layers.Conv2DTranspose(6, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
        ])  # fmt: skip

    batches = fashion_batches(lambda images, _classes: images)
    return build, described("BinaryCrossentropy"), described("RMSprop"), batches


def two_inputs():
    """Two inputs through one layer: are the two close?"""
    inputs = Inputs("whole two inputs")

    def batch():
        left, right = inputs.normal(ROWS, 6), inputs.normal(ROWS, 6)
        target = (np.abs(left - right).mean(1) < 1.1)[:, None]
        return [left, right], floats(target)

    def build():
        left, right = keras.Input([6], name="left"), keras.Input([6], name="right")
        shared = layers.Dense(5, activation="tanh", name="shared")
        both = [shared(left), shared(right)]
        x = layers.Concatenate()([*both, layers.Subtract()(both), layers.Dot(axes=1)(both)])
        x = layers.Dense(6, activation="relu")(x)
        return keras.Model([left, right], layers.Dense(1, activation="sigmoid")(x))

    optimizer = described("Adam", learning_rate=0.02)
    return build, described("BinaryCrossentropy"), optimizer, [batch() for _ in range(STEPS)]


def spectral():
    """Kernels divided by their largest singular values, one of them regularized."""
    inputs = Inputs("whole spectral")

    def batch():
        x = inputs.normal(ROWS, 6)
        return [x], floats((x[:, :1] * x[:, 1:2] > 0.2))

    def build():
        x = keras.Input([6])
        hidden = layers.Dense(7, activation="tanh", kernel_regularizer=keras.regularizers.L2(0.02))
        y = layers.SpectralNormalization(hidden)(x)
        y = layers.SpectralNormalization(layers.Dense(1, name="last"), power_iterations=2)(y)
        return keras.Model(x, layers.Activation("sigmoid")(y))

    optimizer = described("SGD", learning_rate=0.2, momentum=0.5)
    return build, described("BinaryCrossentropy"), optimizer, [batch() for _ in range(STEPS)]
