"""Losses: the mean over the batch, the value of each row, and the gradient of the predictions.

The cases with `"precise": true` are computed in double precision: losses that subtract nearly equal numbers, or raise
them to high powers, lose digits in single precision in Keras too."""

import itertools
import json

import jax
import keras
import numpy as np
from keras.src.backend.common.masking import set_keras_mask

from support.inputs import Inputs, floats
from support.json_format import array, optional_array, single
from support.models import create, described
from support.precision import only_float64

# Nothing at 1e-7 or 1 - 1e-7 itself: there the gradient of JAX's clip is one half, a mere convention.
BINARY_LIMITS = [0.0, 1.0, 1e-8, 5e-8, 1e-6, 0.5, 0.999999, 0.99999]


def make():
    cases = regression() + binary() + categorical() + sparse_categorical()
    for make_cases in PRECISE:
        cases += make_cases()
    return {
        "losses": {
            "epsilon": keras.config.epsilon(),
            "cases": cases,
            "names": names(),
            "configurations": configurations(cases),
        }
    }


def configurations(cases):
    """Keras's JSON of every class with every different set of arguments."""
    found = {}
    for case in cases:
        description = described(case["class_name"], **case["config"])
        found.setdefault(json.dumps(description), description)
    return [
        {**description, "json": json.dumps(keras.saving.serialize_keras_object(create(keras.losses, description)))}
        for description in found.values()
    ]


def names():
    """What each name stands for that Keras knows, and those that only Keras 2 knew."""
    from keras.src.losses import ALL_OBJECTS_DICT

    bases = ["Loss", "LossFunctionWrapper"]
    known = {name: keras.losses.get(name) for name in sorted(ALL_OBJECTS_DICT) if name not in bases}
    table = {name: getattr(loss, "__name__", type(loss).__name__) for name, loss in known.items()}
    # Keras 2.2.4, `losses.py`: `cosine_proximity` is minus the sum of the products of the normalized vectors.
    former = {
        "cosine_proximity": "cosine_similarity",
        "kullback_leibler_divergence": "kl_divergence",
        "logcosh": "log_cosh",
    }
    return [{"identifier": name, "function_or_class": of} for name, of in {**table, **former}.items()]


def precise(name, description, y_true, y_pred, sample_weight=None, mask=None):
    """A case in double precision. A gradient that is not finite in Keras is left out."""
    config = {key: tuple(value) if isinstance(value, list) else value for key, value in description["config"].items()}
    with only_float64():
        loss = create(keras.losses, {**description, "config": config})
        each = create(keras.losses, {**description, "config": {**config, "reduction": None}})
        double = [None if x is None else np.asarray(x, np.float64) for x in (y_true, y_pred, sample_weight)]

        def value_of(y):
            if mask is not None:
                set_keras_mask(y, jax.numpy.asarray(mask, bool))
            return loss(double[0], y, double[2])

        value, gradient = jax.value_and_grad(value_of)(jax.numpy.asarray(double[1]))
        unreduced = each(double[0], double[1])
        assert gradient.dtype == value.dtype == unreduced.dtype == np.float64
        value, gradient, unreduced = (floats(np.asarray(x)) for x in (value, gradient, unreduced))
    return {
        "name": f"{description['class_name']} {name}",
        **description,
        "precise": True,
        "y_true": array(y_true),
        "y_pred": array(y_pred),
        "sample_weight": optional_array(sample_weight),
        "mask": optional_array(mask),
        "unreduced": array(unreduced),
        "value": value[()],
        "y_pred_gradient": array(gradient) if np.isfinite(gradient).all() else None,
    }


REDUCTIONS = ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight"]


def reductions(class_name, inputs, y_true, y_pred, **config):
    """Every reduction with weights, with a mask and with both; a name. Values have the shape of the mask."""
    shape = np.shape(y_pred)[:-1] if class_name != "CTC" else np.shape(y_pred)[:1]
    weight = inputs.uniform(0, 2, *shape)
    mask = floats(np.arange(weight.size).reshape(shape) % 3 != 1)
    cases = []
    for reduction, (given, arguments) in itertools.product(
        REDUCTIONS, [("weighted", (weight,)), ("masked", (None, mask)), ("both", (weight, mask))]
    ):
        described_as = described(class_name, **config, reduction=reduction, name="given")
        cases.append(precise(f"{reduction}_{given}", described_as, y_true, y_pred, *arguments))
    # A mask that leaves nothing.
    nothing = np.zeros(shape, np.float32)
    cases.append(precise("masked_all", described(class_name, **config), y_true, y_pred, None, nothing))
    return cases


def dense(class_name, y_true, y_pred, rank3, settings=(), edges=()):
    """The cases of a loss whose targets look like the predictions."""
    inputs = Inputs(f"{class_name} precise")
    plain = described(class_name)
    cases = [
        precise("rank2", plain, y_true, y_pred),
        precise("rank2_sample_weight", plain, y_true, y_pred, inputs.uniform(0, 2, len(y_pred))),
        precise("one_column", plain, y_true[:, :1], y_pred[:, :1]),
        precise("targets_rank1", plain, y_true[:, 0], y_pred[:, :1]),
        precise("rank3", plain, *rank3),
        precise("rank3_sample_weight_per_row", plain, *rank3, inputs.uniform(0, 2, len(rank3[0]), 1)),
    ]
    for name, config in settings:
        cases.append(precise(name, described(class_name, **config), y_true, y_pred))
        cases.append(precise(f"{name}_rank3", described(class_name, **config), *rank3))
    cases += [precise(name, described(class_name), *edge) for name, edge in edges]
    return cases + reductions(class_name, inputs, *rank3)


def further_regression():
    cases = []
    for class_name in ["MeanSquaredError", "MeanAbsoluteError"]:
        inputs = Inputs(f"{class_name} reductions")
        cases += reductions(class_name, inputs, inputs.normal(3, 4, 2), inputs.normal(3, 4, 2))
    for class_name, settings, edges in [
        (
            "MeanAbsolutePercentageError",
            [],
            [("targets_near_0", (floats([[0.0, 1e-9], [1e-6, -1e-3]]), floats([[1e-8, 0.0], [2e-6, 1e-3]])))],
        ),
        (
            "Huber",
            [("delta_half", {"delta": 0.5}), ("delta_3", {"delta": 3.0})],
            [("at_delta", (floats([[0.0, 0.0, 0.0, 1.0]]), floats([[1.0, -1.0, 0.0, 1.0]])))],
        ),
        (
            "LogCosh",
            [],
            [("large_errors", (np.zeros((1, 4), np.float32), floats([[-100.0, -20.0, 20.0, 100.0]])))],
        ),
    ]:
        inputs = Inputs(f"{class_name} values")
        rank2 = inputs.normal(6, 3), inputs.normal(6, 3)
        cases += dense(class_name, *rank2, (inputs.normal(3, 4, 2), inputs.normal(3, 4, 2)), settings, edges)
    inputs = Inputs("MeanSquaredLogarithmicError values")
    cases += dense(
        "MeanSquaredLogarithmicError",
        inputs.uniform(0, 5, 6, 3),
        inputs.uniform(0, 5, 6, 3),
        (inputs.uniform(0, 5, 3, 4, 2), inputs.uniform(0, 5, 3, 4, 2)),
        edges=[("below_0", (floats([[-1.0, -0.5, 0.0, 2.0]]), floats([[1.0, -2.0, -0.1, -3.0]])))],
    )
    inputs = Inputs("Poisson values")
    counts = floats(inputs.classes(6, 6, 3)), inputs.uniform(0.1, 5, 6, 3)
    rank3 = floats(inputs.classes(6, 3, 4, 2)), inputs.uniform(0.1, 5, 3, 4, 2)
    cases += dense("Poisson", *counts, rank3, edges=[("no_counts", (np.zeros((1, 3)), floats([[1e-3, 0.5, 0.0]])))])
    return cases


def cosine_similarity():
    inputs = Inputs("CosineSimilarity values")
    rank2 = inputs.normal(6, 3), inputs.normal(6, 3)
    rank3 = inputs.normal(3, 4, 2), inputs.normal(3, 4, 2)
    settings = [("axis_1", {"axis": 1}), ("axis_from_behind", {"axis": -1})]
    edges = [
        ("opposite", (floats([[1, 2], [3, 4]]), floats([[-1, -2], [6, 8]]))),
        ("short", (floats([[1e-8, 0]]), floats([[1.0, 2.0]]))),
        ("zeros", (floats([[0, 0], [1, 0]]), floats([[1, 2], [0, 0]]))),
    ]
    return dense("CosineSimilarity", *rank2, rank3, settings, edges)


def kl_divergence():
    inputs = Inputs("KLDivergence values")
    rank2 = inputs.probabilities(6, 4), inputs.probabilities(6, 4)
    rank3 = inputs.probabilities(3, 4, 3), inputs.probabilities(3, 4, 3)
    edges = [
        ("one_hot", (inputs.one_hot(4, 5), inputs.probabilities(5, 4))),
        ("beyond_the_limits", (floats([[0, 1, 0.5]]), floats([[1e-9, 1.5, 0.0]]))),
    ]
    return dense("KLDivergence", *rank2, rank3, edges=edges)


def hinges():
    cases = []
    for class_name in ["Hinge", "SquaredHinge"]:
        inputs = Inputs(f"{class_name} values")
        scores, labels = inputs.normal(6, 3), floats(inputs.classes(2, 6, 3))
        rank3 = floats(2 * inputs.classes(2, 3, 4, 2) - 1), inputs.normal(3, 4, 2)
        edges = [
            ("labels_of_1_and_minus_1", (2 * labels - 1, scores)),
            ("labels_of_0_1_and_minus_1", (floats(inputs.classes(3, 6, 3)) - 1, scores)),
            ("labels_of_1_alone", (np.ones_like(labels), scores)),
            ("at_the_margin", (floats([[1, 0, 1, 0]]), floats([[1, -1, 0, 0]]))),
        ]
        cases += dense(class_name, labels, scores, rank3, edges=edges)
    inputs = Inputs("CategoricalHinge values")
    rank3 = inputs.one_hot(3, 3, 4), inputs.normal(3, 4, 3)
    edges = [("soft_targets", (inputs.probabilities(5, 4), inputs.normal(5, 4)))]
    cases += dense("CategoricalHinge", inputs.one_hot(4, 6), inputs.normal(6, 4), rank3, edges=edges)
    return cases


def further_crossentropies():
    """Reductions and axes of the crossentropies."""
    cases = []
    inputs = Inputs("BinaryCrossentropy axes")
    rank3 = floats(inputs.classes(2, 3, 4, 2)), inputs.uniform(0.02, 0.98, 3, 4, 2)
    cases += [
        precise("axis_1", described("BinaryCrossentropy", axis=1), *rank3),
        precise("axis_from_behind", described("BinaryCrossentropy", axis=-2, from_logits=True), *rank3),
        *reductions("BinaryCrossentropy", inputs, *rank3),
    ]
    inputs = Inputs("CategoricalCrossentropy axes")
    rank3 = inputs.one_hot(3, 3, 4), inputs.probabilities(3, 4, 3)
    turned = [np.swapaxes(x, 1, 2) for x in rank3]
    cases += [
        precise("axis_1", described("CategoricalCrossentropy", axis=1), *turned),
        precise("axis_1_logits", described("CategoricalCrossentropy", axis=1, from_logits=True), *turned),
        precise("axis_1_smoothed", described("CategoricalCrossentropy", axis=-2, label_smoothing=0.1), *turned),
        *reductions("CategoricalCrossentropy", inputs, *rank3),
    ]
    return cases


def further_sparse():
    """Keras on JAX takes another axis than the last only where both axes are of one size."""
    class_name = "SparseCategoricalCrossentropy"
    inputs = Inputs(f"{class_name} axes")
    square = inputs.classes(3, 2, 3), np.swapaxes(inputs.probabilities(2, 3, 3), 1, 2)
    rank2 = inputs.classes(4, 6), inputs.probabilities(6, 4)
    rank3 = inputs.classes(3, 3, 4), inputs.probabilities(3, 4, 3)
    outside = np.where(np.arange(6) % 2 == 0, -1, rank2[0]).astype(np.int32)
    mask = floats(np.arange(6) % 3 != 1)
    ignored = described(class_name, ignore_class=-1)
    inside = described(class_name, ignore_class=1)
    return [
        precise("axis_1", described(class_name, axis=1), *square),
        precise("axis_1_logits", described(class_name, axis=-2, from_logits=True), *square),
        precise("ignored_outside", ignored, outside, rank2[1]),
        precise("ignored_outside_column", ignored, outside[:, None], rank2[1]),
        precise("ignored_outside_weighted", ignored, outside, rank2[1], inputs.uniform(0, 2, 6)),
        precise("ignored_outside_masked", ignored, outside, rank2[1], None, mask),
        precise("ignored_outside_both", ignored, outside, rank2[1], inputs.uniform(0, 2, 6), mask),
        precise("ignored_inside", inside, *rank2),
        precise("ignored_inside_rank3", inside, *rank3),
        precise("ignored_sum", described(class_name, ignore_class=1, reduction="sum"), *rank3),
        precise("ignored_all", ignored, np.full(6, -1, np.int32), rank2[1]),
        precise("ignored_logits", described(class_name, ignore_class=-1, from_logits=True), outside, rank2[1]),
        *reductions(class_name, inputs, *rank3),
    ]


def binary_focal():
    class_name = "BinaryFocalCrossentropy"
    inputs = Inputs(class_name)
    labels, probabilities = floats(inputs.classes(2, 6, 3)), inputs.uniform(0.02, 0.98, 6, 3)
    rank3 = floats(inputs.classes(2, 3, 4, 2)), inputs.uniform(0.02, 0.98, 3, 4, 2)
    logits = inputs.normal(6, 3, scale=3.0)
    settings = [
        ("balanced", {"apply_class_balancing": True}),
        ("balanced_alpha", {"apply_class_balancing": True, "alpha": 0.7}),
        ("alpha_alone", {"alpha": 0.7}),
        ("gamma_0", {"gamma": 0.0}),
        ("gamma_1", {"gamma": 1.0}),
        ("gamma_half", {"gamma": 0.5}),
        ("gamma_5", {"gamma": 5.0}),
        ("smoothed", {"label_smoothing": 0.1}),
        ("axis_1", {"axis": 1}),
    ]
    limits = floats([[v] for v in BINARY_LIMITS])
    edges = [("soft_targets", (inputs.uniform(0, 1, 6, 3), probabilities))]
    large = floats([[-12.0], [12.0], [-9.0], [9.0], [0.0], [1e-3]])
    return dense(class_name, labels, probabilities, rank3, settings, edges) + [
        # In single precision, as 1 - 1e-7 is another number there.
        evaluate("at_the_limits_target_1", described(class_name), np.ones_like(limits), limits),
        evaluate("at_the_limits_target_0", described(class_name), np.zeros_like(limits), limits),
        precise("logits", described(class_name, from_logits=True), labels, logits),
        precise("logits_gamma", described(class_name, from_logits=True, gamma=1.5), labels, logits),
        precise("logits_smoothed", described(class_name, from_logits=True, label_smoothing=0.2), labels, logits),
        precise(
            "logits_balanced",
            described(class_name, from_logits=True, apply_class_balancing=True, alpha=0.4),
            labels,
            logits,
        ),
        precise("logits_large_target_1", described(class_name, from_logits=True), np.ones_like(large), large),
        precise("logits_large_target_0", described(class_name, from_logits=True), np.zeros_like(large), large),
    ]


def categorical_focal():
    class_name = "CategoricalFocalCrossentropy"
    inputs = Inputs(class_name)
    one_hot, probabilities = inputs.one_hot(4, 6), inputs.probabilities(6, 4)
    rank3 = inputs.one_hot(4, 3, 4), inputs.probabilities(3, 4, 4)
    logits = inputs.normal(6, 4, scale=2.0)
    settings = [
        ("alpha", {"alpha": 0.6}),
        ("alphas", {"alpha": [0.1, 0.2, 0.3, 0.4]}),
        ("gamma_0", {"gamma": 0.0}),
        ("gamma_1", {"gamma": 1.0}),
        ("gamma_half", {"gamma": 0.5}),
        ("gamma_5", {"gamma": 5.0}),
        ("smoothed", {"label_smoothing": 0.1}),
        ("axis_1", {"axis": 1}),
        ("logits", {"from_logits": True}),
        ("logits_gamma", {"from_logits": True, "gamma": 1.5}),
        ("logits_axis", {"from_logits": True, "axis": 1}),
    ]
    limits = floats([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0.5, 0.5, 0], [1e-9, 0.3, 0.7]])
    limit_targets = floats([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1], [1, 0, 0]])
    edges = [
        ("that_do_not_sum_to_1", (one_hot, inputs.uniform(0.1, 2, 6, 4))),
        ("soft_targets", (inputs.probabilities(6, 4), probabilities)),
        ("at_the_limits", (limit_targets, limits)),
    ]
    cases = [precise(name, described(class_name), *edge) for name, edge in edges]
    for name, config in settings:
        cases.append(precise(name, described(class_name, **config), one_hot, probabilities))
        cases.append(precise(f"{name}_rank3", described(class_name, **config), *rank3))
    smooth_logits = described(class_name, from_logits=True, label_smoothing=0.2)
    return cases + [
        precise("plain", described(class_name), one_hot, probabilities),
        precise("logits_of_both_signs", described(class_name, from_logits=True), one_hot, logits),
        precise("logits_smoothed", smooth_logits, one_hot, logits, inputs.uniform(0, 2, 6)),
        *reductions(class_name, inputs, *rank3),
    ]


def generalized():
    class_name = "CategoricalGeneralizedCrossEntropy"
    inputs = Inputs(class_name)
    rank2 = inputs.classes(4, 6), inputs.probabilities(6, 4)
    rank3 = inputs.classes(3, 3, 4), inputs.probabilities(3, 4, 3)
    sure = np.array([0, 1], np.int32), floats([[1, 0, 0], [1, 0, 0]])
    return [
        precise("rank2", described(class_name), *rank2),
        precise("rank2_sample_weight", described(class_name), *rank2, inputs.uniform(0, 2, 6)),
        precise("rank3", described(class_name), *rank3),
        precise("nearly_a_crossentropy", described(class_name, q=0.05), *rank2),
        precise("nearly_an_absolute_error", described(class_name, q=0.95), *rank2),
        precise("q_rank3", described(class_name, q=0.7), *rank3),
        precise("that_do_not_sum_to_1", described(class_name), rank2[0], inputs.uniform(0.1, 2, 6, 4)),
        precise("sure", described(class_name), *sure),
        *reductions(class_name, inputs, *rank3),
    ]


def overlaps():
    cases = []
    for class_name, more in [
        ("Dice", [("plain", {})]),
        ("Tversky", [("plain", {}), ("weighed", {"alpha": 0.3, "beta": 0.7}), ("one", {"alpha": 1.0, "beta": 0.0})]),
    ]:
        inputs = Inputs(class_name)
        image = floats(inputs.classes(2, 3, 4, 2)), inputs.uniform(0.02, 0.98, 3, 4, 2)
        rank2 = floats(inputs.classes(2, 5, 3)), inputs.uniform(0.02, 0.98, 5, 3)
        for name, config in more:
            for suffix, axis in [("all", None), ("of_samples", [1, 2]), ("of_classes", [-2]), ("of_batch", [0, 1])]:
                cases.append(precise(f"{name}_{suffix}", described(class_name, **config, axis=axis), *image))
            cases.append(precise(f"{name}_rank2", described(class_name, **config), *rank2))
        weight = inputs.uniform(0, 2, 3)
        mask = floats([1, 0, 1])
        for reduction in REDUCTIONS:
            whole = described(class_name, reduction=reduction, name="given")
            samples = described(class_name, reduction=reduction, axis=[1, 2])
            cases += [
                precise(f"{reduction}_weighted", whole, *image, weight),
                precise(f"{reduction}_both", whole, *image, weight, mask),
                precise(f"{reduction}_samples_weighted", samples, *image, weight),
                precise(f"{reduction}_samples_masked", samples, *image, None, mask),
                precise(f"{reduction}_samples_both", samples, *image, weight, mask),
            ]
        empty = np.zeros((2, 3), np.float32)
        soft = inputs.uniform(0, 1, 5, 3)
        cases += [
            precise("empty", described(class_name), empty, empty),
            precise("soft_targets", described(class_name), soft, rank2[1]),
            precise("the_same", described(class_name, axis=[1]), rank2[0], rank2[0]),
        ]
    return cases


def circle():
    inputs = Inputs("Circle")
    embeddings = inputs.normal(7, 4)
    embeddings = floats(embeddings / np.linalg.norm(embeddings, axis=-1, keepdims=True))
    classes = np.array([0, 1, 0, 2, 1, 0, 1], np.int32)
    mild = {"gamma": 2.0}
    return [
        precise("plain", described("Circle"), classes, embeddings),
        precise("column", described("Circle"), classes[:, None], embeddings),
        precise("mild", described("Circle", **mild), classes, embeddings),
        precise("margin", described("Circle", **mild, margin=0.25), classes, embeddings),
        precise("diagonal", described("Circle", **mild, remove_diagonal=False), classes, embeddings),
        precise("one_class", described("Circle", **mild), np.zeros(7, np.int32), embeddings),
        precise("all_apart", described("Circle", **mild), np.arange(7, dtype=np.int32), embeddings),
        precise("all_apart_diagonal", described("Circle", **mild, remove_diagonal=False), np.arange(7), embeddings),
        precise("not_of_length_1", described("Circle", gamma=1.0), classes, inputs.normal(7, 4)),
        *reductions("Circle", inputs, classes, embeddings, **mild),
    ]


def ctc():
    inputs = Inputs("CTC")
    logits = inputs.normal(4, 6, 5)
    labels = np.array([[1, 2, 3], [4, 4, 0], [2, 0, 0], [1, 1, 1]], np.int32)
    plain = described("CTC")
    # The blank and each label for sure, one after the other.
    sure = 5 * np.eye(5)[[[0, 1, 0, 2, 2, 3]]]
    return [
        precise("labels", plain, labels, logits),
        precise("labels_weighted", plain, labels, logits, inputs.uniform(0, 2, 4)),
        precise("one_label", plain, labels[:, :1], logits),
        precise("no_label", plain, np.zeros((4, 3), np.int32), logits),
        precise("as_many_as_steps", plain, np.array([[1, 2, 3, 1, 2, 3]], np.int32), logits[:1]),
        precise("repeated_as_often_as_can_be", plain, np.array([[2, 2, 3, 3]], np.int32), logits[:1]),
        precise("that_cannot_be_repeated", plain, np.array([[2, 2, 2, 2]], np.int32), logits[:1]),
        precise("more_than_steps", plain, np.array([[1, 2, 3, 4, 1, 2, 3]], np.int32), logits[:1]),
        precise("sure_and_right", plain, np.array([[1, 2, 3]], np.int32), floats(sure)),
        precise("sure_and_wrong", plain, np.array([[3, 2, 1]], np.int32), floats(sure)),
        precise("one_step", plain, np.array([[3]], np.int32), logits[:1, :1]),
        *reductions("CTC", inputs, labels, logits),
    ]


PRECISE = [
    further_regression,
    cosine_similarity,
    kl_divergence,
    hinges,
    further_crossentropies,
    further_sparse,
    binary_focal,
    categorical_focal,
    generalized,
    overlaps,
    circle,
    ctc,
]


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
