"""The course's final walking network: thirty steps from weights that both sides compute.

Thirty steps of this network amplify rounding: a relu or a maximum that flips changes the gradient,
and RMSprop carries that on. For most initial weights Keras in float32 does not agree with *itself*
to 1e-4 once channels and filters are numbered differently, which is the same network with its sums
taken in another order. So each run states, step by step, how far Keras strays from itself, and
next to the first seed there are two whose thirty losses stay put.
"""

import math

import keras
import numpy as np
from keras.src.initializers.random_initializers import compute_fans

from cases.training import CATEGORICAL, RMSPROP, compiled
from support import philox, walking_data
from support.inputs import floats
from support.json_format import array, single
from support.models import build, layer
from support.precision import float64

INPUT_SHAPE = [260, 3]
LAYERS = [
    layer("Conv1D", filters=40, kernel_size=30, strides=2, activation="relu"),
    layer("MaxPooling1D", pool_size=2),
    layer("Conv1D", filters=40, kernel_size=10, activation="relu"),
    layer("MaxPooling1D", pool_size=2),
    layer("Flatten"),
    layer("Dense", units=100, activation="sigmoid"),
    layer("Dense", units=15, activation="softmax"),
]
STEPS = 30
BATCH_SIZE = 128
STRIDE = 2731

# 42 as any seed is; 10 and 12 because their thirty steps depend little on rounding.
SEEDS = [42, 10, 12]
# Renumberings of channels and filters, each from its own random generator.
RENUMBERINGS = [1, 2, 3]

SHOWN_WINDOWS = [0, 1, 510, 511, 3000, 6791]
SHOWN_STEPS = [0, 1, 129, 259]


def make():
    """The facts about the windows, and the runs."""
    philox.check()
    x, persons = walking_data.windows()
    x, y = x.astype(np.float32), walking_data.one_hot(persons)
    rows = order(len(x))
    return {
        "walking_windows": windows_facts(x, persons),
        "walking_30_steps": {
            "input_shape": INPUT_SHAPE,
            "layers": LAYERS,
            "loss": CATEGORICAL,
            "optimizer": RMSPROP,
            "metrics": ["accuracy"],
            "row_stride": STRIDE,
            "batch_size": BATCH_SIZE,
            "first_rows": rows[:8],
            "runs": [run(seed, x, y, rows) for seed in SEEDS],
        },
    }


def order(count):
    """Row `i` of the training order is `i * STRIDE mod count`."""
    assert math.gcd(STRIDE, count) == 1 and STEPS * BATCH_SIZE <= count
    return [i * STRIDE % count for i in range(STEPS * BATCH_SIZE)]


def run(seed, x, y, rows):
    """Thirty steps, and the same again renumbered and in float64 to see what rounding does."""
    model = build(INPUT_SHAPE, LAYERS)
    weights = [initial(seed, stream, v.shape) for stream, v in enumerate(model.weights)]
    logs = train(model, weights, x, y, rows)
    after = model.get_weights()
    predictions = model.predict(floats(x[rows[:4]]), verbose=0)
    losses = np.array([step["loss"] for step in logs])
    others = [renumbered_losses(model, number, weights, x, y, rows) for number in RENUMBERINGS]
    doubles = float64_losses(weights, x, y, rows)
    return {
        "philox_seed": seed,
        "parameters": model.count_params(),
        "initial_weights": weight_facts(model.weights, weights),
        "losses": [single(loss) for loss in losses],
        "accuracies": [single(step["accuracy"]) for step in logs],
        "losses_float64": [float(f"{loss:.12g}") for loss in doubles],
        "spread": [float(f"{s:.1e}") for s in spread(losses, others)],
        "spread_float64": [float(f"{s:.1e}") for s in spread(losses, [doubles])],
        "final_weights": weight_facts(model.weights, after),
        "predictions_rows": rows[:4],
        "predictions_after": array(predictions),
    }


def train(model, weights, x, y, rows):
    """The logs of each step; leaves the trained weights in `model`."""
    floatx = keras.config.floatx()
    model.set_weights(weights)
    compiled(model, CATEGORICAL, RMSPROP, ["accuracy"])
    batches = [rows[step * BATCH_SIZE : (step + 1) * BATCH_SIZE] for step in range(STEPS)]
    return [
        model.train_on_batch(x[batch].astype(floatx), y[batch].astype(floatx), return_dict=True)
        for batch in batches
    ]


def initial(seed, stream, shape):
    """Glorot-uniform from Philox: limit * (2 u - 1) in float64, then rounded; biases are 0."""
    if len(shape) == 1:
        return floats(np.zeros(shape))
    fan_in, fan_out = compute_fans(shape)
    limit = math.sqrt(6.0 / (fan_in + fan_out))
    u = philox.uniform(seed, 0, stream, math.prod(shape))
    return floats((limit * (2.0 * u - 1.0)).reshape(shape))


def renumbered_losses(model, number, weights, x, y, rows):
    """The losses of the same network with its channels, filters and units in another order."""
    rng = np.random.default_rng(number)
    channels, first, second, units = (rng.permutation(n) for n in (3, 40, 40, 100))
    k1, b1, k2, b2, k3, b3, k4, b4 = weights
    steps = k3.reshape(-1, len(second), len(units))
    renumbered = [
        k1[:, channels][:, :, first],
        b1[first],
        k2[:, first][:, :, second],
        b2[second],
        steps[:, second][:, :, units].reshape(k3.shape),
        b3[units],
        k4[units],
        b4,
    ]
    return [step["loss"] for step in train(model, renumbered, x[:, :, channels], y, rows)]


def float64_losses(weights, x, y, rows):
    """The losses with all arithmetic in double precision."""
    with float64():
        model = build(INPUT_SHAPE, LAYERS)
        return [step["loss"] for step in train(model, weights, x, y, rows)]


def spread(losses, others):
    """For each step the largest relative difference so far between `losses` and any of `others`."""
    differences = [np.abs(np.array(other) - losses) / losses for other in others]
    return np.maximum.accumulate(np.max(differences, axis=0))


def windows_facts(x, persons):
    """Sums over the float32 windows, taken in float64, and single values to compare with."""
    doubles = x.astype(np.float64).reshape(-1)
    return {
        "shape": x.shape,
        "counts_by_person": np.bincount(persons)[1:].tolist(),
        "sum": float(f"{math.fsum(doubles):.9e}"),
        "sum_of_squares": float(f"{math.fsum(np.square(doubles)):.12e}"),
        "values": [
            {"window": window, "person": persons[window], "step": step, "channels": list(x[window, step])}
            for window in SHOWN_WINDOWS
            for step in SHOWN_STEPS
        ],
    }


def weight_facts(variables, values):
    """For each weight array its sums (in float64) and some entries by their flat index."""
    facts = []
    for variable, value in zip(variables, values, strict=True):
        flat = np.asarray(value).reshape(-1)
        indices = sorted({0, 1, 2, 3, 4, len(flat) // 3, len(flat) // 2, len(flat) - 2, len(flat) - 1})
        doubles = flat.astype(np.float64)
        facts.append(
            {
                "name": variable.path,
                "shape": list(variable.shape),
                "sum": math.fsum(doubles),
                "sum_of_squares": math.fsum(np.square(doubles)),
                "indices": indices,
                "values": list(floats(flat[indices])),
            }
        )
    return facts
