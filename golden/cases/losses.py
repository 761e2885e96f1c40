"""Losses: the mean over the batch, the value of each row, and the gradient of the predictions."""

import jax
import keras
import numpy as np

from support.inputs import Inputs, floats
from support.json_format import array, optional_array, single
from support.models import create, described

# Nothing at 1e-7 or 1 - 1e-7 itself: there the gradient of JAX's clip is one half, a mere convention.
BINARY_LIMITS = [0.0, 1.0, 1e-8, 5e-8, 1e-6, 0.5, 0.999999, 0.99999]


def make():
    cases = regression() + binary() + categorical() + sparse_categorical()
    return {"losses": {"epsilon": keras.config.epsilon(), "cases": cases}}


def evaluate(name, description, y_true, y_pred, sample_weight=None):
    loss = create(keras.losses, description)
    each = create(keras.losses, {**description, "config": {**description["config"], "reduction": None}})
    value, gradient = jax.value_and_grad(lambda y: loss(y_true, y, sample_weight))(y_pred)
    return {
        "name": f"{keras.utils.get_registered_name(type(loss))} {name}",
        **description,
        "y_true": array(y_true),
        "y_pred": array(y_pred),
        "sample_weight": optional_array(sample_weight),
        "unreduced": array(np.asarray(each(y_true, y_pred))),
        "value": single(value),
        "y_pred_gradient": array(gradient),
    }


def regression():
    cases = []
    for class_name in ["MeanSquaredError", "MeanAbsoluteError"]:
        loss = described(class_name)
        inputs = Inputs(class_name)
        rank2 = inputs.normal(6, 3), inputs.normal(6, 3)
        column = inputs.normal(7, 1), inputs.normal(7, 1)
        rank3 = inputs.normal(3, 4, 2), inputs.normal(3, 4, 2)
        equal = floats([[0.0, 1.0, 2.0], [1.0, 2.0, 3.0]]), floats([[0.0, 1.5, 2.0], [1.0, 1.0, 3.0]])
        cases += [
            evaluate("rank2", loss, *rank2),
            evaluate("rank2_sample_weight", loss, *rank2, inputs.uniform(0, 2, 6)),
            evaluate("one_column", loss, *column),
            evaluate("one_column_sample_weight_column", loss, *column, inputs.uniform(0, 2, 7, 1)),
            evaluate("targets_rank1", loss, column[0][:, 0], column[1]),
            evaluate("rank3", loss, *rank3),
            evaluate("rank3_sample_weight_per_row_and_step", loss, *rank3, inputs.uniform(0, 2, 3, 4)),
            evaluate("rank3_sample_weight_per_row", loss, *rank3, inputs.uniform(0, 2, 3, 1)),
            evaluate("some_values_equal", loss, *equal),
            evaluate("zero_weights", loss, *rank2, floats([0, 0, 1, 0, 2, 0])),
        ]
    return cases


def binary():
    inputs = Inputs("BinaryCrossentropy")
    probabilities = inputs.uniform(0.02, 0.98, 8, 1)
    logits = inputs.normal(8, 1, scale=2.0)
    column = floats(inputs.classes(2, 8, 1))
    wide = floats(inputs.classes(2, 5, 3)), inputs.uniform(0.02, 0.98, 5, 3)
    rank3 = floats(inputs.classes(2, 2, 4, 3)), inputs.normal(2, 4, 3, scale=2.0)
    soft = inputs.uniform(0, 1, 8, 1)
    weight = inputs.uniform(0, 2, 8)
    limits = floats([[v] for v in BINARY_LIMITS])
    extreme_logits = floats([[-30.0], [30.0], [-12.0], [12.0], [0.0], [1e-3]])
    plain = described("BinaryCrossentropy")
    from_logits = described("BinaryCrossentropy", from_logits=True)
    smooth = described("BinaryCrossentropy", label_smoothing=0.1)
    smooth_logits = described("BinaryCrossentropy", from_logits=True, label_smoothing=0.2)
    return [
        evaluate("probabilities", plain, column, probabilities),
        evaluate("probabilities_sample_weight", plain, column, probabilities, weight),
        evaluate("probabilities_three_columns", plain, *wide),
        evaluate("probabilities_soft_targets", plain, soft, probabilities),
        evaluate("probabilities_at_the_limits_target_1", plain, np.ones_like(limits), limits),
        evaluate("probabilities_at_the_limits_target_0", plain, np.zeros_like(limits), limits),
        evaluate("probabilities_label_smoothing", smooth, column, probabilities),
        evaluate("probabilities_label_smoothing_at_the_limits", smooth, np.ones_like(limits), limits),
        evaluate("logits", from_logits, column, logits),
        evaluate("logits_sample_weight", from_logits, column, logits, weight),
        evaluate("logits_soft_targets", from_logits, soft, logits),
        evaluate("logits_rank3", from_logits, *rank3),
        evaluate("logits_rank3_sample_weight", from_logits, *rank3, inputs.uniform(0, 2, 2, 4)),
        evaluate("logits_extreme_target_1", from_logits, np.ones_like(extreme_logits), extreme_logits),
        evaluate("logits_extreme_target_0", from_logits, np.zeros_like(extreme_logits), extreme_logits),
        evaluate("logits_label_smoothing", smooth_logits, column, logits, weight),
    ]


def categorical():
    inputs = Inputs("CategoricalCrossentropy")
    one_hot = inputs.one_hot(4, 6)
    probabilities = inputs.probabilities(6, 4)
    logits = inputs.normal(6, 4, scale=2.0)
    weight = inputs.uniform(0, 2, 6)
    rank3 = inputs.one_hot(3, 2, 4), inputs.normal(2, 4, 3, scale=2.0)
    rank3_probabilities = rank3[0], inputs.probabilities(2, 4, 3)
    limits = floats([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0.5, 0.5, 0], [1e-9, 0.3, 0.7], [0.2, 0.4, 0.4]])
    limit_targets = floats([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1], [1, 0, 0], [0, 0, 1]])
    extreme_logits = floats([[30, 0, -30], [-30, 0, 30], [10, 10, -10]])
    extreme_targets = floats([[1, 0, 0], [1, 0, 0], [0, 1, 0]])
    plain = described("CategoricalCrossentropy")
    from_logits = described("CategoricalCrossentropy", from_logits=True)
    smooth = described("CategoricalCrossentropy", label_smoothing=0.1)
    smooth_logits = described("CategoricalCrossentropy", from_logits=True, label_smoothing=0.2)
    return [
        evaluate("probabilities", plain, one_hot, probabilities),
        evaluate("probabilities_sample_weight", plain, one_hot, probabilities, weight),
        evaluate("probabilities_soft_targets", plain, inputs.probabilities(6, 4), probabilities),
        evaluate("probabilities_that_do_not_sum_to_1", plain, one_hot, inputs.uniform(0.1, 2, 6, 4)),
        evaluate("probabilities_rank3", plain, *rank3_probabilities),
        evaluate("probabilities_rank3_sample_weight", plain, *rank3_probabilities, inputs.uniform(0, 2, 2, 4)),
        evaluate("probabilities_at_the_limits", plain, limit_targets, limits),
        evaluate("probabilities_label_smoothing", smooth, one_hot, probabilities),
        evaluate("probabilities_label_smoothing_at_the_limits", smooth, limit_targets, limits),
        evaluate("logits", from_logits, one_hot, logits),
        evaluate("logits_sample_weight", from_logits, one_hot, logits, weight),
        evaluate("logits_soft_targets", from_logits, inputs.probabilities(6, 4), logits),
        evaluate("logits_targets_that_do_not_sum_to_1", from_logits, inputs.uniform(0, 1, 6, 4), logits),
        evaluate("logits_rank3", from_logits, *rank3),
        evaluate("logits_rank3_sample_weight", from_logits, *rank3, inputs.uniform(0, 2, 2, 4)),
        evaluate("logits_extreme", from_logits, extreme_targets, extreme_logits),
        evaluate("logits_label_smoothing", smooth_logits, one_hot, logits, weight),
    ]


def sparse_categorical():
    inputs = Inputs("SparseCategoricalCrossentropy")
    classes = inputs.classes(4, 6)
    probabilities = inputs.probabilities(6, 4)
    logits = inputs.normal(6, 4, scale=2.0)
    weight = inputs.uniform(0, 2, 6)
    rank3 = inputs.classes(3, 2, 4), inputs.normal(2, 4, 3, scale=2.0)
    limits = floats([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0.5, 0.5, 0]])
    limit_targets = np.array([0, 1, 2, 2], np.int32)
    plain = described("SparseCategoricalCrossentropy")
    from_logits = described("SparseCategoricalCrossentropy", from_logits=True)
    return [
        evaluate("probabilities", plain, classes, probabilities),
        evaluate("probabilities_target_column", plain, classes[:, None], probabilities),
        evaluate("probabilities_sample_weight", plain, classes, probabilities, weight),
        evaluate("probabilities_that_do_not_sum_to_1", plain, classes, inputs.uniform(0.1, 2, 6, 4)),
        evaluate("probabilities_rank3", plain, rank3[0], inputs.probabilities(2, 4, 3)),
        evaluate("probabilities_at_the_limits", plain, limit_targets, limits),
        evaluate("logits", from_logits, classes, logits),
        evaluate("logits_target_column", from_logits, classes[:, None], logits),
        evaluate("logits_sample_weight", from_logits, classes, logits, weight),
        evaluate("logits_rank3", from_logits, *rank3),
        evaluate("logits_rank3_target_column", from_logits, rank3[0][..., None], rank3[1]),
        evaluate("logits_rank3_sample_weight", from_logits, *rank3, inputs.uniform(0, 2, 2, 4)),
    ]
