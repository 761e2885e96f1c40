"""Trains Keras on splits that Kerros has exported, so that both are judged on the same rows.

    python golden/study/keras_reference.py FOLDER [NAME ...]

FOLDER/NAME/task.json             model, epochs, batch_size, validation_split, validation
FOLDER/NAME/seed_K/x_train.npy    float32; likewise y_train, x_test, y_test
FOLDER/NAME/keras_results.json    written here, after every seed; seeds already in it are kept
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import time

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402

ARRAYS = ["x_train", "y_train", "x_test", "y_test"]
FIGURES = [
    "train_loss",
    "train_metric",
    "validation_loss",
    "validation_metric",
    "test_loss",
    "test_metric",
]


def walking(outputs):
    return [
        layers.Conv1D(40, 30, strides=2, activation="relu"),
        layers.MaxPooling1D(2),
        layers.Conv1D(40, 10, activation="relu"),
        layers.MaxPooling1D(2),
        layers.Flatten(),
        layers.Dense(100, activation="sigmoid"),
        layers.Dense(outputs, activation="softmax"),
    ]


def iris(activation):
    def build(outputs):
        return [
            layers.Dense(10, activation=activation),
            layers.Dense(outputs, activation="softmax"),
        ]

    return build


def breast_cancer(outputs):
    return [layers.Dense(5, activation="sigmoid"), layers.Dense(outputs, activation="sigmoid")]


def boston(outputs):
    return [layers.Dense(64, activation="relu"), layers.Dense(outputs)]


# What `task.json` calls a model: its layers by the number of outputs, its loss, its metric.
MODELS = {
    "walking": (walking, "categorical_crossentropy", "accuracy"),
    "iris-linear": (iris("linear"), "categorical_crossentropy", "accuracy"),
    "iris-relu": (iris("relu"), "categorical_crossentropy", "accuracy"),
    "breast-cancer": (breast_cancer, "binary_crossentropy", "accuracy"),
    "boston": (boston, "mse", "mae"),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these tasks")
    arguments = parser.parse_args()
    tasks = sorted(path.parent for path in arguments.folder.glob("*/task.json"))
    missing = set(arguments.names) - {task.name for task in tasks}
    if missing or not tasks:
        parser.error(f"no task.json for {', '.join(sorted(missing)) or arguments.folder}")
    for task in tasks:
        if not arguments.names or task.name in arguments.names:
            run_task(task)


def run_task(folder):
    """Runs the seeds of one task that have no result yet."""
    task = json.loads((folder / "task.json").read_text())
    results_path = folder / "keras_results.json"
    seeds = earlier_seeds(results_path, task)
    for seed_folder in sorted(folder.glob("seed_*"), key=seed_of):
        seed = seed_of(seed_folder)
        if any(result["seed"] == seed for result in seeds):
            continue
        result = run_seed(task, seed, load(seed_folder))
        seeds = sorted([*seeds, result], key=lambda r: r["seed"])
        write(results_path, task, seeds)
        print(folder.name, json.dumps(result), flush=True)
    print(folder.name, json.dumps(summary(seeds)), flush=True)


def earlier_seeds(path, task):
    """Results of an earlier run of the same task with the same versions."""
    if not path.exists():
        return []
    earlier = json.loads(path.read_text())
    if earlier["task"] != task or earlier["versions"] != versions():
        return []
    return earlier["seeds"]


def seed_of(folder):
    match = re.fullmatch(r"seed_(\d+)", folder.name)
    if match is None:
        raise SystemExit(f"{folder}: the name must be seed_ and a number")
    return int(match[1])


def load(folder):
    """The four arrays of a split; targets without a second dimension become a column."""
    split = {name: np.load(folder / f"{name}.npy") for name in ARRAYS}
    for name, values in split.items():
        if values.dtype != np.float32 or not np.isfinite(values).all():
            raise SystemExit(f"{folder}/{name}.npy: expected finite float32, found {values.dtype}")
    for part in ["train", "test"]:
        x, y = split[f"x_{part}"], split[f"y_{part}"]
        if len(x) != len(y):
            raise SystemExit(f"{folder}: {len(x)} rows in x_{part}, {len(y)} in y_{part}")
        split[f"y_{part}"] = y[:, None] if y.ndim == 1 else y
    return split


def run_seed(task, seed, split):
    """Trains one model and evaluates it on the test rows."""
    build, loss, metric = MODELS[task["model"]]
    keras.utils.clear_session()
    keras.utils.set_random_seed(seed)
    x, y = split["x_train"], split["y_train"]
    model = keras.Sequential([keras.Input(x.shape[1:]), *build(y.shape[1])])
    model.compile(optimizer="rmsprop", loss=loss, metrics=[metric])
    test = split["x_test"], split["y_test"]
    start = time.perf_counter()
    history = model.fit(
        x,
        y,
        epochs=task["epochs"],
        batch_size=task["batch_size"],
        validation_split=task.get("validation_split") or 0.0,
        validation_data=test if task.get("validation") == "test" else None,
        verbose=0,
    ).history
    seconds = time.perf_counter() - start
    evaluation = model.evaluate(*test, batch_size=task["batch_size"], return_dict=True, verbose=0)
    last = {key: values[-1] for key, values in history.items()}
    figures = [
        last["loss"],
        last[metric],
        last.get("val_loss"),
        last.get(f"val_{metric}"),
        evaluation["loss"],
        evaluation[metric],
    ]
    return {"seed": seed, **dict(zip(FIGURES, figures)), "fit_seconds": round(seconds, 3)}


def summary(seeds):
    """Mean, median, smallest and largest of each figure over the seeds."""
    table = {}
    for figure in FIGURES:
        values = [result[figure] for result in seeds if result[figure] is not None]
        if values:
            table[figure] = {
                "mean": statistics.fmean(values),
                "median": statistics.median(values),
                "min": min(values),
                "max": max(values),
            }
    return table


def versions():
    return {
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
        "jax": jax.__version__,
        "numpy": np.__version__,
    }


def write(path, task, seeds):
    """Replaces the file in one step, so that an interrupted run leaves a whole one."""
    metric = MODELS[task["model"]][2]
    document = {
        "versions": versions(),
        "task": task,
        "metric": metric,
        "summary": summary(seeds),
        "seeds": seeds,
    }
    part = path.with_suffix(".part")
    part.write_text(json.dumps(document, indent=2) + "\n")
    part.replace(path)


if __name__ == "__main__":
    main()
