"""Metrics with several settings: three streams of each, by one kind of data."""

import numpy as np

from support.inputs import Inputs, floats
from support.metric_streams import BATCHES, stream, streams
from support.models import described


def make():
    return [
        *more_of_the_losses(),
        *labels(),
        *counts(),
        *shares(),
        *areas(),
        *f_scores(),
        *unions(),
        *regressions(),
        *reductions(),
        *losses(),
    ]


def family(class_name, batch, *configs, weighed=1):
    """Three streams for each of the configurations; `batch(inputs, rows)` draws the data, whose first `weighed`
    axes the weights have."""
    made = []
    for config in configs:
        named = "".join(f"{key}={value} " for key, value in config.items())
        inputs = Inputs(f"{class_name} {named}{batch.__name__}")
        name = f"{named or 'default '}{batch.__name__} "
        made += streams(
            described(class_name, **config), lambda rows: batch(inputs, rows), name, weighed
        )
    return made


def column(inputs, rows):
    """Two decimals, so that some lie at a threshold."""
    return floats(inputs.classes(2, rows, 1)), inputs.uniform(0, 1, rows, 1, decimals=2)


def plain_column(inputs, rows):
    y, p = column(inputs, rows)
    return y[:, 0], p[:, 0]


def wide(inputs, rows):
    return floats(inputs.classes(2, rows, 3)), inputs.uniform(0, 1, rows, 3, decimals=2)


def logits(inputs, rows):
    return floats(inputs.classes(2, rows, 1)), inputs.normal(rows, 1)


def one_hot(inputs, rows):
    """One decimal, so that some are equal."""
    return inputs.one_hot(4, rows), inputs.probabilities(rows, 4, decimals=1)


def one_hot_steps(inputs, rows):
    return inputs.one_hot(4, rows, 2), inputs.probabilities(rows, 2, 4, decimals=2)


def numbered(inputs, rows):
    return inputs.classes(4, rows), inputs.probabilities(rows, 4, decimals=1)


def numbered_steps(inputs, rows):
    return inputs.classes(4, rows, 2), inputs.probabilities(rows, 2, 4, decimals=2)


def sorted_ids(inputs, rows):
    order = [np.argsort(row) for row in inputs.uniform(0, 1, rows, 4)]
    return inputs.classes(4, rows), floats(order)


def class_numbers(inputs, rows):
    return inputs.classes(3, rows), floats(inputs.classes(3, rows))


def class_maps(inputs, rows):
    """Also numbers that are no class of three."""
    return inputs.classes(4, rows, 2), floats(inputs.classes(3, rows, 2))


def numbers(inputs, rows):
    return inputs.normal(rows, 1), inputs.normal(rows, 1)


def several(inputs, rows):
    """Predictions that follow the targets."""
    y = inputs.normal(rows, 3)
    return y, floats(np.round(y + inputs.normal(rows, 3, scale=0.5), 3))


def curves(inputs, rows):
    return inputs.normal(rows, 4, 3), inputs.normal(rows, 4, 3)


def more_of_the_losses():
    """Of metrics that have some streams already."""
    return [
        *family("MeanSquaredError", several, {}),
        *family("MeanAbsoluteError", several, {}),
        *family("CategoricalAccuracy", one_hot, {}),
        *family("SparseCategoricalAccuracy", numbered, {}),
        *family("BinaryCrossentropy", wide, {"label_smoothing": 0.1}),
        *family("CategoricalCrossentropy", one_hot_steps, {"label_smoothing": 0.2}),
        *family("SparseCategoricalCrossentropy", numbered_steps, {}),
    ]


def positive(inputs, rows):
    return inputs.uniform(0.1, 3, rows, 3), inputs.uniform(0.1, 3, rows, 3)


def positive_column(inputs, rows):
    return inputs.uniform(0.1, 3, rows, 1), inputs.uniform(0.1, 3, rows, 1)


def positive_steps(inputs, rows):
    return inputs.uniform(0.1, 3, rows, 2, 3), inputs.uniform(0.1, 3, rows, 2, 3)


def signs(inputs, rows):
    return floats(2 * inputs.classes(2, rows, 3) - 1), inputs.normal(rows, 3)


def signs_column(inputs, rows):
    return floats(2 * inputs.classes(2, rows, 1) - 1), inputs.normal(rows, 1)


def distributions(inputs, rows):
    return inputs.probabilities(rows, 4), inputs.probabilities(rows, 4)


def distributions_of_steps(inputs, rows):
    return inputs.probabilities(rows, 2, 3), inputs.probabilities(rows, 2, 3)


def rows_of_logits(inputs, rows):
    return inputs.one_hot(4, rows), inputs.normal(rows, 4)


def likely(inputs, rows):
    """Without 0, of which logarithms are clipped."""
    return inputs.one_hot(4, rows), inputs.probabilities(rows, 4)


def likely_labels(inputs, rows):
    return floats(inputs.classes(2, rows, 3)), inputs.uniform(0.01, 0.99, rows, 3)


def losses():
    """Losses as metrics, and functions without a class."""
    made = []
    for class_name in ["MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "Poisson"]:
        made += family(class_name, positive, {})
        made += family(class_name, positive_column, {})
        made += family(class_name, positive_steps, {})
    for class_name in ["Hinge", "SquaredHinge"]:
        made += family(class_name, signs, {})
        made += family(class_name, signs_column, {})
        made += family(class_name, wide, {})
    made += family("CategoricalHinge", likely, {})
    made += family("CategoricalHinge", rows_of_logits, {})
    made += family("CategoricalHinge", one_hot_steps, {})
    made += family("KLDivergence", distributions, {})
    made += family("KLDivergence", distributions_of_steps, {})
    made += family("KLDivergence", likely, {})
    for class_name in ["LogCosh", "LogCoshError"]:
        made += family(class_name, numbers, {})
        made += family(class_name, several, {})
        made += family(class_name, curves, {})
    made += family("Huber", several, {}, {"delta": 0.5})
    made += family("Huber", numbers, {"delta": 2.0})
    balanced = {"apply_class_balancing": True, "alpha": 0.4, "axis": -1}
    made += family("BinaryFocalCrossentropy", likely_labels, {}, balanced, {"gamma": 1.0})
    made += family("BinaryFocalCrossentropy", logits, {"from_logits": True, "label_smoothing": 0.1})
    made += family("CategoricalFocalCrossentropy", likely, {}, {"alpha": 0.5, "gamma": 3.0})
    smooth = {"from_logits": True, "label_smoothing": 0.1, "axis": -1}
    made += family("CategoricalFocalCrossentropy", rows_of_logits, smooth)
    made += family("CategoricalCrossentropy", likely, {"axis": -1})
    ignoring = {"ignore_class": 2, "axis": -1}
    made += family("SparseCategoricalCrossentropy", likely_numbers, {"axis": -1}, ignoring)
    return made


def likely_numbers(inputs, rows):
    return inputs.classes(4, rows), inputs.probabilities(rows, 4)


def labels():
    return [
        *family("Accuracy", class_numbers, {}),
        *family("Accuracy", class_maps, {}),
        *family("Accuracy", wide, {}),
        *family("TopKCategoricalAccuracy", one_hot, {"k": 2}, {"k": 3}, {}),
        *family("TopKCategoricalAccuracy", one_hot_steps, {"k": 1}),
        *family("SparseTopKCategoricalAccuracy", numbered, {"k": 2}, {"k": 3}, {}),
        *family("SparseTopKCategoricalAccuracy", numbered_steps, {"k": 1}),
        *family("SparseTopKCategoricalAccuracy", sorted_ids, {"k": 2, "from_sorted_ids": True}),
    ]


def counts():
    settings = [{}, {"thresholds": 0.3}, {"thresholds": [0.8, 0.2]}, {"thresholds": [0.0, 0.5, 1.0]}]
    classes = ["TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives"]
    return [
        made
        for class_name in classes
        for made in [
            *family(class_name, column, *settings),
            *family(class_name, wide, {"thresholds": [0.1, 0.5, 0.7]}),
        ]
    ]


def shares():
    made = []
    for class_name in ["Precision", "Recall"]:
        made += [
            *family(class_name, column, {}, {"thresholds": [0.2, 0.5, 0.8]}),
            *family(class_name, plain_column, {"thresholds": [0.0, 0.25, 0.5, 0.75, 1.0]}),
            *family(class_name, one_hot, {"top_k": 2}, {"class_id": 1}, {"top_k": 1, "class_id": 2}),
            *family(class_name, one_hot, {"thresholds": 0.3, "top_k": 3}),
        ]
    for class_name, argument in [
        ("SensitivityAtSpecificity", "specificity"),
        ("SpecificityAtSensitivity", "sensitivity"),
        ("PrecisionAtRecall", "recall"),
        ("RecallAtPrecision", "precision"),
    ]:
        made += [
            *family(class_name, column, {argument: 0.5}, {argument: 0.8, "num_thresholds": 6}),
            *family(class_name, column, {argument: 0.25, "num_thresholds": 1}),
            *family(class_name, one_hot, {argument: 0.6, "class_id": 2}),
        ]
    return made


def areas():
    curves = ["ROC", "PR", "PRGAIN"]
    sums = ["interpolation", "minoring", "majoring"]
    every = [{"curve": curve, "summation_method": how} for curve in curves for how in sums]
    ends = floats([[0], [1], [1], [0], [1]]), floats([[0], [1], [0], [1], [0.5]])
    return [
        *family("AUC", column, {}, *every, {"num_thresholds": 5}, {"num_thresholds": 2}),
        *family("AUC", plain_column, {"thresholds": [0.1, 0.7, 0.4]}),
        *family("AUC", column, {"thresholds": [0.25, 0.5, 0.75], "curve": "PR"}),
        *family("AUC", wide, {}, {"multi_label": True}, {"label_weights": [0.5, 2.0, 1.0]}),
        *family("AUC", wide, {"multi_label": True, "num_labels": 3, "label_weights": [1.0, 0.0, 2.0]}),
        *family("AUC", wide, {"multi_label": True, "thresholds": [0.2, 0.3], "curve": "PR"}),
        *family("AUC", logits, {"from_logits": True}),
        stream("ends", described("AUC"), [(*ends, None), (*ends, floats([1, 2, 0.5, 1, 1]))]),
    ]


def f_scores():
    averages = [{"average": average} for average in [None, "micro", "macro", "weighted"]]
    made = []
    for class_name in ["F1Score", "FBetaScore"]:
        made += [
            *family(class_name, one_hot, *averages),
            *family(class_name, wide, {"threshold": 0.4}, {"average": "micro", "threshold": 0.6}),
        ]
    made += family("FBetaScore", one_hot, {"beta": 2.0}, {"beta": 0.5, "average": "macro"})
    return made


def unions():
    three = {"num_classes": 3}
    probable = {"num_classes": 4, "sparse_y_pred": False}
    rows = {**probable, "sparse_y_true": False, "axis": -1}
    return [
        *family("IoU", class_numbers, {**three, "target_class_ids": [0, 2]}),
        *family("IoU", class_maps, {**three, "target_class_ids": [1], "ignore_class": 2}, weighed=2),
        *family("IoU", class_maps, {**three, "target_class_ids": [0, 1, 2], "dtype": "float32"}, weighed=2),
        *family("IoU", numbered, {**probable, "target_class_ids": [3, 1]}),
        *family("IoU", one_hot_steps, {**rows, "target_class_ids": [0, 1]}, weighed=2),
        *family("MeanIoU", class_numbers, three, {**three, "dtype": "float32"}),
        *family("MeanIoU", class_maps, {**three, "ignore_class": 0}, weighed=2),
        *family("MeanIoU", numbered_steps, probable, weighed=2),
        *family("MeanIoU", one_hot, rows),
        *family("BinaryIoU", wide, {}, {"threshold": 0.25}, {"dtype": "float32"}, weighed=2),
        *family("BinaryIoU", column, {"target_class_ids": [1]}),
        *family("OneHotIoU", one_hot, {"num_classes": 4, "target_class_ids": [0, 2]}),
        *family("OneHotIoU", one_hot_steps, {"num_classes": 4, "target_class_ids": [1], "dtype": "float32"}, weighed=2),
        *family("OneHotIoU", one_hot, {"num_classes": 4, "target_class_ids": [1, 3], "ignore_class": 1, "axis": -1}),
        *family("OneHotIoU", one_hot_and_numbers, {"num_classes": 4, "target_class_ids": [2], "sparse_y_pred": True}),
        *family("OneHotMeanIoU", one_hot, {"num_classes": 4}, {"num_classes": 4, "ignore_class": 0}),
        *family("OneHotMeanIoU", one_hot_steps, {"num_classes": 4, "dtype": "float32", "axis": -1}, weighed=2),
        *family("OneHotMeanIoU", one_hot_and_numbers, {"num_classes": 4, "sparse_y_pred": True}),
    ]  # fmt: skip


def one_hot_and_numbers(inputs, rows):
    return inputs.one_hot(4, rows), floats(inputs.classes(4, rows))


def regressions():
    made = [
        *family("RootMeanSquaredError", numbers, {}),
        *family("RootMeanSquaredError", several, {}),
        *family("RootMeanSquaredError", curves, {}),
    ]
    for aggregation in ["uniform_average", "variance_weighted_average", None]:
        made += family("R2Score", several, {"class_aggregation": aggregation})
    made += family("R2Score", numbers, {}, {"num_regressors": 2})
    made += family("R2Score", several, {"class_aggregation": None, "num_regressors": 1})
    for class_name in ["CosineSimilarity", "PearsonCorrelation", "ConcordanceCorrelation"]:
        made += [
            *family(class_name, several, {}),
            *family(class_name, curves, {}, {"axis": 1}, {"axis": -1}),
        ]
    return made


def reductions():
    made = []
    for class_name in ["Mean", "Sum"]:
        made += [
            *family(class_name, plain_column, {}),
            *family(class_name, numbers, {}),
            *family(class_name, curves, {}),
        ]
        inputs = Inputs(f"{class_name} of steps")
        steps = [(*curves(inputs, rows), inputs.uniform(0, 2, rows, 4)) for rows in BATCHES]
        made.append(stream("weights_of_steps", described(class_name), steps))
    functions = ["mean_squared_error", "mean_absolute_error", "binary_accuracy"]
    return made + family("MeanMetricWrapper", wide, *[{"fn": name} for name in functions])
