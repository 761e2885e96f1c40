"""Two networks trained against each other, through three models that share their layers.

Keras 3 looks at `trainable` in each step, and not only in `compile`; so the discriminator is frozen and thawed around
the generator's step. Both networks have a batch normalization: the frozen one goes by its moving means and leaves them.
"""

import keras
import numpy as np

from support.inputs import Inputs, floats
from support.json_format import array, single
from support.models import named_weights
from support.precision import float64

STEPS = 12
ROWS = 6
NOISE = 3
WIDTH = 5

layers = keras.layers


def make():
    inputs = Inputs("adversarial")
    discriminator, generator, _ = fresh()
    initial = [initial_weights(inputs, model.weights) for model in (discriminator, generator)]
    noise = lambda: inputs.uniform(-1.0, 1.0, ROWS, NOISE)  # noqa: E731
    steps = [(inputs.normal(ROWS, WIDTH), noise(), noise()) for _ in range(STEPS)]
    losses, models = run(initial, steps)
    with float64():
        doubles, _ = run(initial, steps)
    weights = lambda of: {  # noqa: E731
        name: named_weights(model.weights, values)
        for name, model, values in zip(("discriminator", "generator"), models, of, strict=True)
    }
    return {
        "adversarial": {
            "initial_weights": weights(initial),
            "steps": [
                {"real": array(real), "drawn_from": array(drawn), "judged_from": array(judged)}
                for real, drawn, judged in steps
            ],
            "losses": [[single(loss) for loss in both] for both in losses],
            "losses_float64": [[float(f"{loss:.12g}") for loss in both] for both in doubles],
            "final_weights": weights([model.get_weights() for model in models]),
        }
    }


def fresh():
    """The discriminator, the generator, and the one behind the other, compiled."""
    keras.utils.clear_session()
    discriminator = keras.Sequential([
        keras.Input([WIDTH]),
        # A bias before a batch normalization has the gradient 0 but for rounding, which Adam scales up to whole steps.
        layers.Dense(8, use_bias=False),
        layers.BatchNormalization(momentum=0.8),
        layers.LeakyReLU(negative_slope=0.2),
        layers.Dense(1, activation="sigmoid"),
    ])  # fmt: skip
    generator = keras.Sequential([
        keras.Input([NOISE]),
        layers.Dense(6, activation="tanh"),
        layers.BatchNormalization(momentum=0.8),
        layers.Dense(WIDTH),
    ])  # fmt: skip
    noise = keras.Input([NOISE])
    both = keras.Model(noise, discriminator(generator(noise)))
    for model, rate in ((discriminator, 0.02), (both, 0.01)):
        optimizer = keras.optimizers.Adam(learning_rate=rate, beta_1=0.5)
        model.compile(optimizer=optimizer, loss="binary_crossentropy")
    return discriminator, generator, both


def initial_weights(inputs, variables):
    """Glorot kernels, small biases; scales and variances near 1."""
    near_1 = ("gamma", "moving_variance")
    values = zip(variables, inputs.weights(variables), strict=True)
    return [floats(value + (1.0 if of.name in near_1 else 0.0)) for of, value in values]


def run(initial, steps):
    """The losses of discriminator and generator in each step, before it moves them."""
    floatx = keras.config.floatx()
    models = discriminator, generator, both = fresh()
    for model, weights in zip((discriminator, generator), initial, strict=True):
        model.set_weights(weights)
    labels = np.repeat([[1.0], [0.0]], ROWS, axis=0).astype(floatx)

    def step(real, drawn_from, judged_from):
        drawn = generator.predict_on_batch(drawn_from.astype(floatx))
        discriminator.trainable = True
        rows = np.concatenate([real.astype(floatx), drawn])
        learned = discriminator.train_on_batch(rows, labels)
        discriminator.trainable = False
        return learned, both.train_on_batch(judged_from.astype(floatx), labels[:ROWS])

    losses = [step(*one) for one in steps]
    discriminator.trainable = True
    return losses, models[:2]
