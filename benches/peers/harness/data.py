"""Synthetic data of the real shapes, written once and read by every system.

A folder for each workload: `shapes.txt` has a line `NAME SIZE...` an array, `NAME.f32` its numbers,
little-endian and row-major. Targets depend on the inputs, so that losses can fall.
"""

import random
import sys
from array import array

SEED = 42
COMPLETE = "shapes.txt"


def prepare(workload, folder):
    """The folder with the data of `workload`, made if it is not there."""
    folder = folder / workload
    if not (folder / COMPLETE).exists():
        folder.mkdir(parents=True, exist_ok=True)
        arrays = MAKERS[workload](random.Random(SEED))
        write(folder, arrays)
    return folder


def write(folder, arrays):
    for name, (_, numbers) in arrays.items():
        numbers = array("f", numbers)
        if sys.byteorder == "big":
            numbers.byteswap()
        (folder / f"{name}.f32").write_bytes(numbers.tobytes())
    lines = [" ".join(map(str, (name, *shape))) for name, (shape, _) in arrays.items()]
    # Written last: its presence says that the folder is complete.
    (folder / COMPLETE).write_text("\n".join(lines) + "\n")


def rows_of_normal(rng, rows, columns):
    return [[rng.gauss(0, 1) for _ in range(columns)] for _ in range(rows)]


def dot(row, weights):
    return sum(a * b for a, b in zip(row, weights))


def one_hot(label, classes):
    return [float(label == c) for c in range(classes)]


def flat(rows):
    return [number for row in rows for number in row]


def arrays(shape, x, y, training=None):
    """Named arrays; rows from number `training` on are for validation."""
    parts = {"train": slice(None, training)}
    if training is not None:
        parts["val"] = slice(training, None)
    named = {}
    for part, rows in parts.items():
        named[f"x_{part}"] = ((len(x[rows]), *shape), flat(x[rows]))
        named[f"y_{part}"] = ((len(y[rows]), len(y[0])), flat(y[rows]))
    return named


def iris(rng):
    x = rows_of_normal(rng, 150, 4)
    weights = rows_of_normal(rng, 3, 4)
    scores = [[dot(row, w) for w in weights] for row in x]
    return arrays((4,), x, [one_hot(s.index(max(s)), 3) for s in scores], 120)


def breast_cancer(rng):
    x = rows_of_normal(rng, 559, 9)
    weights = rows_of_normal(rng, 1, 9)[0]
    return arrays((9,), x, [[float(dot(row, weights) > 0)] for row in x])


def boston(rng):
    x = rows_of_normal(rng, 400, 5)
    weights = rows_of_normal(rng, 1, 5)[0]
    return arrays((5,), x, [[dot(row, weights)] for row in x])


def walking(rng):
    labels = [rng.randrange(15) for _ in range(3803 + 1630)]
    x = rows_of_normal(rng, len(labels), 260 * 3)
    for row, label in zip(x, labels):
        for place in range(0, len(row), 3):
            row[place] += label / 7.5 - 1
    return arrays((260, 3), x, [one_hot(label, 15) for label in labels], 3803)


def sequences(rng):
    x = rows_of_normal(rng, 2000, 100 * 32)
    return arrays((100, 32), x, [[float(sum(row[-32:]) > 0)] for row in x])


MAKERS = {"W1": iris, "W2": breast_cancer, "W3": boston, "W4": walking, "W6": sequences}
