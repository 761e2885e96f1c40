"""Configurations as Keras writes them: every layer of the golden cases, what layers hold, and models."""

import json
import pathlib

import keras

from support.metric_streams import metric_of
from support.models import create, described

DATA = pathlib.Path(__file__).parents[1] / "data"

HELD = {
    "initializers": [
        described("GlorotUniform"),
        described("GlorotNormal", seed=3),
        described("HeUniform"),
        described("HeNormal"),
        described("LecunUniform"),
        described("LecunNormal"),
        described("Zeros"),
        described("Ones"),
        described("Constant", value=0.25),
        described("RandomUniform", minval=-1.0, maxval=0.5),
        described("RandomNormal", mean=1.0, stddev=0.5, seed=7),
        described("TruncatedNormal", mean=1.0, stddev=0.5),
        described("VarianceScaling", scale=2.0, mode="fan_avg", distribution="uniform"),
        described("Orthogonal", gain=0.5),
        described("STFT", side="imag", window="hamming", scaling=None, periodic=True),
    ],
    "regularizers": [
        described("L1", l1=0.25),
        described("L2", l2=0.5),
        described("L1L2", l1=0.25, l2=0.5),
        described("OrthogonalRegularizer", factor=0.5, mode="columns"),
    ],
    "constraints": [
        described("MaxNorm", max_value=3.0, axis=[0, 1]),
        described("MinMaxNorm", min_value=0.5, max_value=2.0, rate=0.25, axis=1),
        described("NonNeg"),
        described("UnitNorm"),
    ],
}


def make(part=None):
    """All, or only the metrics."""
    metrics = {"metric_configurations": {"metrics": metric_configurations()}}
    if part == "metrics":
        return metrics
    return metrics | {
        "configurations": {
            "layers": [written(keras.layers, description) for description in layers()],
            **{
                module: [written(getattr(keras, module), d) for d in descriptions]
                for module, descriptions in HELD.items()
            },
            "models": [model(name, build) for name, build in MODELS.items()],
        }
    }


def layers():
    """Every class and every different set of arguments of the cases in `data/layers`."""
    found = {}
    for path in sorted((DATA / "layers").glob("*.json")):
        for case in json.loads(path.read_text())["cases"]:
            description = described(case["class_name"], **case["config"])
            found.setdefault(json.dumps(description), description)
    return list(found.values())


def metric_configurations():
    """Every class and every different set of arguments of the streams in `data/metrics.json`."""
    found = {}
    for stream in json.loads((DATA / "metrics.json").read_text())["streams"]:
        description = described(stream["class_name"], **stream["config"])
        found.setdefault(json.dumps(description), description)
    return [{**each, "json": serialized(metric_of(each))} for each in found.values()]


def written(module, description):
    """What is given, and Keras's JSON of it."""
    keras.utils.clear_session()
    return {**description, "json": serialized(create(module, description))}


def serialized(thing):
    """The text of a file."""
    return json.dumps(keras.saving.serialize_keras_object(thing))


def model(name, build):
    """A model's JSON, and what it must be when it is read."""
    keras.utils.clear_session()
    built = build(keras.layers)
    return {
        "name": name,
        "json": built.to_json(),
        "layers": [layer.name for layer in built.layers],
        "trainable": [layer.trainable for layer in built.layers],
        "parameters": built.count_params() if built.built else None,
        "output_shapes": [list(output.shape[1:]) for output in built.outputs] if built.built else None,
    }


def course(layers):
    """The final walking network of the course."""
    return keras.Sequential(
        [
            keras.Input((260, 3)),
            layers.Conv1D(40, 30, strides=2, activation="relu"),
            layers.MaxPooling1D(2),
            layers.Conv1D(40, 10, activation="relu"),
            layers.MaxPooling1D(2),
            layers.Flatten(),
            layers.Dense(100, activation="sigmoid"),
            layers.Dense(15, activation="softmax", name="person"),
        ],
        name="walking",
    )


def frozen(layers):
    """A layer that is not trained, and one whose arguments differ from all defaults."""
    return keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(3, trainable=False),
            layers.Dense(
                2,
                activation="relu",
                use_bias=False,
                kernel_initializer=keras.initializers.RandomNormal(stddev=0.5),
                bias_initializer="ones",
            ),
        ]
    )


def unbuilt(layers):
    """No shape is known."""
    return keras.Sequential([layers.Dense(3), layers.PReLU()])


def empty(layers):
    """No layer, only an input."""
    return keras.Sequential([keras.Input((4, 2))], name="empty")


MODELS = {"course": course, "frozen": frozen, "unbuilt": unbuilt, "empty": empty}
