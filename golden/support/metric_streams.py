"""What metrics give over streams of batches."""

import keras
import numpy as np

from support.inputs import Inputs
from support.json_format import array, optional_array, single
from support.models import create

BATCHES = [5, 3, 1, 6]

# Metrics that reduce what they are given: of the predictions, whatever the targets.
REDUCTIONS = ("Mean", "Sum")

# Functions of `keras.losses` without a class among the metrics: `compile` takes the mean of them.
FUNCTIONS = {
    "Huber": "huber",
    "LogCosh": "log_cosh",
    "BinaryFocalCrossentropy": "binary_focal_crossentropy",
    "CategoricalFocalCrossentropy": "categorical_focal_crossentropy",
}


def metric_of(description):
    """The metric that `description` describes; a function goes by its name."""
    class_name, config = description["class_name"], description["config"]
    if class_name in FUNCTIONS:
        function = getattr(keras.losses, FUNCTIONS[class_name])
        return keras.metrics.MeanMetricWrapper(function, name=FUNCTIONS[class_name], **config)
    if class_name == "MeanMetricWrapper":
        function = getattr(keras.metrics, config["fn"])
        return keras.metrics.MeanMetricWrapper(function, name="mean_metric_wrapper")
    # So that a metric without a name of its own is the first of its class.
    keras.utils.clear_session()
    return create(keras.metrics, description)


def stream(name, description, batches):
    """`batches` holds (y_true, y_pred, sample_weight or None); the result after each of them."""
    metric = metric_of(description)
    updates = []
    for y_true, y_pred, sample_weight in batches:
        data = (y_pred,) if description["class_name"] in REDUCTIONS else (y_true, y_pred)
        metric.update_state(*data, sample_weight=sample_weight)
        updates.append(
            {
                "y_true": array(y_true),
                "y_pred": array(y_pred),
                "sample_weight": optional_array(sample_weight),
                "result": result(metric),
            }
        )
    return {
        "name": f"{description['class_name']} {name}",
        **description,
        "metric_name": metric.name,
        "updates": updates,
    }


def result(metric):
    """A number, or a list of them where there are several."""
    values = np.asarray(metric.result())
    return single(values) if values.ndim == 0 else [single(value) for value in values]


def streams(description, batch, name="", weighed=1):
    """A stream without and one with sample weights; `batch(rows)` makes targets and predictions, whose first
    `weighed` axes the weights have."""
    inputs = Inputs(f"weights of {description}")
    plain = [(*batch(rows), None) for rows in BATCHES]
    weighted = [(y, p, inputs.uniform(0, 2, *p.shape[:weighed])) for y, p, _ in plain]
    mixed = [(y, p, w if i % 2 else None) for i, (y, p, w) in enumerate(weighted)]
    return [
        stream(name + "plain", description, plain),
        stream(name + "sample_weight", description, weighted),
        stream(name + "some_batches_weighted", description, mixed),
    ]
