"""Metrics over streams of batches, and what the names in `compile(metrics=[...])` stand for."""

import keras
import numpy as np
from keras.src.trainers import compile_utils

from cases import metric_families
from support.inputs import Inputs, floats
from support.metric_streams import BATCHES, stream, streams
from support.models import described


def make():
    own = [*binary(), *categorical(), *sparse_categorical(), *regression()]
    return {
        "metrics": {
            "streams": [*own, *metric_families.make()],
            "accuracy_resolution": accuracy_resolution(),
            "metric_names": metric_names(),
            "loss_names": loss_names(),
        }
    }


def binary():
    inputs = Inputs("binary metrics")

    def column(rows):
        return floats(inputs.classes(2, rows, 1)), inputs.uniform(0.01, 0.99, rows, 1)

    def wide(rows):
        return floats(inputs.classes(2, rows, 3)), inputs.uniform(0.01, 0.99, rows, 3)

    def logits(rows):
        return floats(inputs.classes(2, rows, 1)), inputs.normal(rows, 1)

    edge = floats([[0], [1], [1], [0]]), floats([[0.5], [0.5], [0.500001], [0.499999]])
    accuracy = described("BinaryAccuracy")
    return [
        *streams(accuracy, column),
        stream("three_columns", accuracy, [(*wide(rows), None) for rows in BATCHES]),
        stream("three_columns_sample_weight", accuracy,
               [(*wide(rows), inputs.uniform(0, 2, rows)) for rows in BATCHES]),
        stream("targets_rank1", accuracy, [(y[:, 0], p, None) for y, p in map(column, BATCHES)]),
        stream("predictions_at_the_threshold", accuracy, [(*edge, None)]),
        stream("all_weights_0", accuracy, [(*edge, floats([0, 0, 0, 0]))]),
        stream("threshold", described("BinaryAccuracy", threshold=0.8),
               [(*column(rows), None) for rows in BATCHES]),
        *streams(described("BinaryCrossentropy"), column),
        *streams(described("BinaryCrossentropy", from_logits=True), logits),
    ]


def categorical():
    inputs = Inputs("categorical metrics")

    def rank2(rows):
        return inputs.one_hot(4, rows), inputs.probabilities(rows, 4)

    def rank3(rows):
        return inputs.one_hot(3, rows, 2), inputs.probabilities(rows, 2, 3)

    def logits(rows):
        return inputs.one_hot(4, rows), inputs.normal(rows, 4)

    ties = floats(np.eye(3)), floats([[0.4, 0.4, 0.2], [0.4, 0.4, 0.2], [0.2, 0.4, 0.4]])
    return [
        *streams(described("CategoricalAccuracy"), rank2),
        stream("rank3", described("CategoricalAccuracy"), [(*rank3(rows), None) for rows in BATCHES]),
        stream("rank3_sample_weight", described("CategoricalAccuracy"),
               [(*rank3(rows), inputs.uniform(0, 2, rows, 2)) for rows in BATCHES]),
        stream("ties", described("CategoricalAccuracy"), [(*ties, None)]),
        *streams(described("CategoricalCrossentropy"), rank2),
        *streams(described("CategoricalCrossentropy", from_logits=True, label_smoothing=0.1), logits),
    ]


def sparse_categorical():
    inputs = Inputs("sparse categorical metrics")

    def rank1(rows):
        return inputs.classes(4, rows), inputs.probabilities(rows, 4)

    def column(rows):
        return inputs.classes(4, rows, 1), inputs.probabilities(rows, 4)

    def rank3(rows):
        return inputs.classes(3, rows, 2), inputs.probabilities(rows, 2, 3)

    def logits(rows):
        return inputs.classes(4, rows), inputs.normal(rows, 4)

    ties = np.arange(3, dtype=np.int32), floats([[0.4, 0.4, 0.2], [0.4, 0.4, 0.2], [0.2, 0.4, 0.4]])
    accuracy = described("SparseCategoricalAccuracy")
    return [
        *streams(accuracy, rank1),
        stream("target_column", accuracy, [(*column(rows), None) for rows in BATCHES]),
        stream("target_column_sample_weight", accuracy,
               [(*column(rows), inputs.uniform(0, 2, rows)) for rows in BATCHES]),
        stream("rank3", accuracy, [(*rank3(rows), None) for rows in BATCHES]),
        stream("ties", accuracy, [(*ties, None)]),
        *streams(described("SparseCategoricalCrossentropy"), rank1),
        *streams(described("SparseCategoricalCrossentropy", from_logits=True), logits),
    ]


def regression():
    cases = []
    for class_name in ["MeanAbsoluteError", "MeanSquaredError"]:
        inputs = Inputs(class_name + " metric")

        def column(rows):
            return inputs.normal(rows, 1), inputs.normal(rows, 1)

        def wide(rows):
            return inputs.normal(rows, 3), inputs.normal(rows, 3)

        metric = described(class_name)
        cases += [
            *streams(metric, column),
            stream("three_columns", metric, [(*wide(rows), None) for rows in BATCHES]),
            stream("targets_rank1", metric, [(y[:, 0], p, None) for y, p in map(column, BATCHES)]),
        ]
    return cases


def accuracy_resolution():
    """What "accuracy" and "acc" stand for, by the shapes of the targets and the predictions."""
    shapes = [
        ((8, 1), (8, 1)),
        ((8,), (8, 1)),
        ((8, 3), (8, 3)),
        ((8, 2), (8, 2)),
        ((8, 1), (8, 3)),
        ((8,), (8, 3)),
        ((8, 5, 3), (8, 5, 3)),
        ((8, 5), (8, 5, 3)),
        ((8, 5, 1), (8, 5, 3)),
        ((8, 5, 1), (8, 5, 1)),
        ((8, 5), (8, 5, 1)),
    ]
    table = []
    for identifier in ["accuracy", "acc"]:
        for y_true, y_pred in shapes:
            metric = compile_utils.get_metric(identifier, np.zeros(y_true), np.zeros(y_pred))
            table.append(
                {
                    "identifier": identifier,
                    "y_true_shape": y_true,
                    "y_pred_shape": y_pred,
                    "class_name": type(metric).__name__,
                    "metric_name": metric.name,
                }
            )
    return table


def metric_names():
    """The class and the name in the history for each string that `compile(metrics=[...])` takes."""
    identifiers = [
        "binary_accuracy", "BinaryAccuracy", "categorical_accuracy", "CategoricalAccuracy",
        "sparse_categorical_accuracy", "SparseCategoricalAccuracy", "mae", "MAE",
        "mean_absolute_error", "MeanAbsoluteError", "mse", "MSE", "mean_squared_error",
        "MeanSquaredError", "bce", "BCE", "binary_crossentropy", "BinaryCrossentropy",
        "categorical_crossentropy", "CategoricalCrossentropy", "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy", "auc", "AUC", "precision", "Precision", "recall", "Recall",
        "true_positives", "true_negatives", "false_positives", "false_negatives", "f1_score",
        "F1Score", "f_beta_score", "FBetaScore", "binary_io_u", "BinaryIoU", "r2_score", "R2Score",
        "root_mean_squared_error", "RootMeanSquaredError", "cosine_similarity", "CosineSimilarity",
        "pearson_correlation", "concordance_correlation", "top_k_categorical_accuracy",
        "sparse_top_k_categorical_accuracy", "SparseTopKCategoricalAccuracy", "mean", "sum",
        "mape", "MAPE", "msle", "MSLE", "kl_divergence", "KLDivergence", "poisson", "hinge",
        "squared_hinge", "categorical_hinge", "log_cosh_error", "LogCoshError",
    ]  # fmt: skip
    column = np.zeros((8, 1))
    resolved = [compile_utils.get_metric(name, column, column) for name in identifiers]
    return [
        {"identifier": identifier, "class_name": type(metric).__name__, "metric_name": metric.name}
        for identifier, metric in zip(identifiers, resolved)
    ]


def loss_names():
    """The function or class that each string in `compile(loss=...)` stands for."""
    identifiers = [
        "mse", "MSE", "mean_squared_error", "MeanSquaredError", "mae", "MAE", "mean_absolute_error",
        "MeanAbsoluteError", "bce", "BCE", "binary_crossentropy", "BinaryCrossentropy",
        "categorical_crossentropy", "CategoricalCrossentropy", "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
    ]  # fmt: skip
    table = []
    for identifier in identifiers:
        loss = keras.losses.get(identifier)
        name = loss.__name__ if hasattr(loss, "__name__") else type(loss).__name__
        table.append({"identifier": identifier, "function_or_class": name})
    return table
