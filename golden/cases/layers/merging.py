"""Layers that merge several inputs: element by element, one after the other, dot products."""

import numpy as np

from cases.layers.several import evaluate_several, of_several
from support.models import layer

STEPS = [[1, 1, 0], [0, 1, 0]]
OTHER_STEPS = [[1, 0, 1], [0, 1, 0]]
ALL = [[1, 1, 1], [1, 1, 1]]


def make():
    classes = ["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"]
    return {
        **{name.lower(): elementwise(name) for name in classes},
        "concatenate": concatenate(),
        "dot": dot(),
    }


def elementwise(class_name):
    row, sequence = (3, 4), (2, 3, 2)
    two = [
        ("two", [row, row], {}),
        ("rank3", [sequence, sequence], {}),
        ("one_feature", [row, (3, 1)], {}),
        ("one_feature_first", [(3, 1), row], {}),
        ("one_step", [(2, 1, 2), sequence], {}),
        ("each_broadcasts", [(2, 3, 1), (2, 1, 4)], {}),
        ("fewer_axes", [sequence, (2, 2)], {}),
        ("fewer_axes_first", [(2, 2), (2, 3, 4, 2)], {}),
        ("one_row", [(1, 5), (1, 5)], {}),
        ("rank4", [(1, 2, 3, 2), (1, 2, 3, 2)], {}),
        ("masks", [sequence, sequence], {}, {"masks": [STEPS, OTHER_STEPS]}),
        ("full_masks", [sequence, sequence], {}, {"masks": [ALL, ALL]}),
        ("mask_of_first", [sequence, sequence], {}, {"masks": [STEPS, None]}),
        ("mask_of_second", [sequence, sequence], {}, {"masks": [None, OTHER_STEPS]}),
    ]
    more = [
        ("three", [row, row, row], {}),
        ("three_broadcast", [(3, 1), row, (3, 1)], {}),
        ("three_ranks", [(2, 2), sequence, (2, 2, 3, 2)], {}),
        ("one", [row], {}),
        ("three_masks", [sequence] * 3, {}, {"masks": [STEPS, OTHER_STEPS, STEPS]}),
        ("mask_in_the_middle", [sequence] * 3, {}, {"masks": [None, STEPS, None]}),
    ]
    cases = of_several(class_name, two if class_name == "Subtract" else two + more)
    if class_name in ("Maximum", "Minimum"):
        x = np.array([[1.0, -2.0, 0.5]], np.float32)
        cases.append(evaluate_several("ties", layer(class_name), xs=[x, x * [1, -1, 1]]))
    return cases


def concatenate():
    sequence = (2, 3, 2)
    return of_several("Concatenate", [
        ("two", [(3, 4), (3, 2)], {}),
        ("three", [(3, 4), (3, 1), (3, 2)], {}),
        ("one", [(3, 4)], {}),
        ("axis_1_of_rank2", [(3, 4), (3, 2)], {"axis": 1}),
        ("features", [sequence, (2, 3, 4)], {}),
        ("steps", [sequence, (2, 1, 2)], {"axis": 1}),
        ("steps_from_the_end", [sequence, (2, 4, 2)], {"axis": -2}),
        ("features_by_number", [sequence, (2, 3, 1)], {"axis": 2}),
        ("rank4", [(1, 2, 3, 2), (1, 2, 1, 2)], {"axis": 2}),
        ("rank4_first", [(2, 1, 2, 2), (2, 2, 2, 2), (2, 1, 2, 2)], {"axis": -3}),
        ("masks", [sequence, sequence], {}, {"masks": [STEPS, OTHER_STEPS]}),
        ("masks_along_steps", [sequence, sequence], {"axis": 1}, {"masks": [STEPS, OTHER_STEPS]}),
        ("mask_of_first", [sequence, sequence], {"axis": 1}, {"masks": [STEPS, None]}),
        ("mask_of_second_features", [sequence, sequence], {}, {"masks": [None, OTHER_STEPS]}),
    ])


def dot():
    return of_several("Dot", [
        ("vectors", [(3, 4), (3, 4)], {"axes": 1}),
        ("last", [(3, 4), (3, 4)], {"axes": -1}),
        ("normalized", [(3, 4), (3, 4)], {"axes": 1, "normalize": True}),
        ("matrices", [(2, 3, 5), (2, 4, 5)], {"axes": 2}),
        ("matrices_first", [(2, 3, 5), (2, 3, 4)], {"axes": 1}),
        ("pair", [(2, 3, 5), (2, 4, 3)], {"axes": [1, 2]}),
        ("pair_from_the_end", [(2, 3, 5), (2, 4, 3)], {"axes": [-2, -1]}),
        ("last_of_both", [(2, 3, 5), (2, 4, 5)], {"axes": -1}),
        ("pair_normalized", [(2, 3, 5), (2, 4, 3)], {"axes": [1, 2], "normalize": True}),
        ("vector_and_matrix", [(2, 5), (2, 3, 5)], {"axes": [1, 2]}),
        ("matrix_and_vector", [(2, 3, 5), (2, 5)], {"axes": [2, 1]}),
        ("rank4", [(2, 2, 3, 4), (2, 4, 3)], {"axes": [3, 1]}),
        ("rank4_middle", [(2, 3, 2, 2), (2, 2, 3, 2)], {"axes": [1, 2]}),
        ("masks", [(2, 3, 2), (2, 3, 2)], {"axes": 2}, {"masks": [STEPS, OTHER_STEPS]}),
    ])
