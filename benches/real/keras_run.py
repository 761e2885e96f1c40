"""Trains each task in Keras from several seeds.

    python benches/real/keras_run.py FOLDER --seeds 5 [TASK ...]
"""

import argparse
import json
import pathlib
import time

import keras
import numpy as np
from results import Results
from tasks import TASKS


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("tasks", nargs="*", default=list(TASKS))
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()
    for task in arguments.tasks:
        folder = arguments.folder / task
        rows, training = read(folder), json.loads((folder / "training.json").read_text())
        results = Results(folder)
        for seed in range(arguments.seeds):
            if not results.has("keras", seed):
                results.add("keras", seed, *run(task, rows, training, seed))


def read(folder):
    shapes = [line.split() for line in (folder / "shapes.txt").read_text().splitlines()]
    return {
        name: np.fromfile(folder / f"{name}.f32", "<f4").reshape([int(size) for size in shape])
        for name, *shape in shapes
    }


def run(task, rows, training, seed):
    """Accuracy on the test rows, and the seconds of fit, compiling left out by a first batch."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(seed)
    model = TASKS[task][0]()
    model.compile(optimizer=training["optimizer"], loss=training["loss"], metrics=["accuracy"])
    x, x_test = ([rows[name] for name in sorted(rows) if name.startswith("x") and of(name)]
                 for of in (lambda name: "test" not in name, lambda name: "test" in name))
    x, x_test = (xs if len(xs) > 1 else xs[0] for xs in (x, x_test))
    begin = time.perf_counter()
    model.fit(x, rows["y"], batch_size=training["batch_size"], epochs=training["epochs"], verbose=0)
    seconds = time.perf_counter() - begin
    return model.evaluate(x_test, rows["y_test"], batch_size=500, verbose=0)[1], seconds


if __name__ == "__main__":
    main()
