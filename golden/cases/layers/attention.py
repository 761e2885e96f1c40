"""Attention: sequences that look up what they need in other sequences."""

import jax
import keras
import numpy as np
from keras.src.backend import get_keras_mask, set_keras_mask

from cases.layers.modes import default, inner_name, several
from support.inputs import Inputs
from support.json_format import array, optional_array
from support.models import create, described, layer


def make():
    return {
        "attention": of_one_head("Attention", attention()),
        "additive_attention": of_one_head("AdditiveAttention", additive_attention()),
        "multi_head_attention": of_heads("MultiHeadAttention", multi_head_attention()),
        "grouped_query_attention": of_heads("GroupedQueryAttention", grouped_query_attention()),
    }


QUERIES = [[1, 1, 0], [0, 1, 1]]
STEPS = [[1, 1, 0, 1, 0], [0, 1, 1, 1, 1]]
OTHER_STEPS = [[1, 0, 1, 1, 1], [1, 1, 1, 0, 1]]
NOTHING = [[1, 1, 1, 1, 1], [0, 0, 0, 0, 0]]
# Of three queries and five steps: one query of the second row sees nothing.
SEEN = np.array([
    [[1, 0, 1, 1, 0], [0, 1, 1, 0, 1], [1, 1, 1, 1, 1]],
    [[0, 0, 0, 1, 0], [0, 0, 0, 0, 0], [1, 0, 1, 0, 1]],
], np.float32)  # fmt: skip
# The same, and another one for the second head.
SEEN_BY_HEADS = np.stack([SEEN, 1 - SEEN], 1)
# Of two sequences of three steps in each row.
SQUARE = np.array([[[1, 1, 0], [1, 0, 1]], [[0, 1, 1], [1, 1, 1]]])

CAUSAL = {"use_causal_mask": True}
SCORES = {"return_attention_scores": True}


def evaluate_attention(name, description, inputs, masks=None, training=False, call=None, mask=None, listed=False):
    """Outputs of the layer, gradients of sum(output * cotangent) and of what the layer adds to the loss.

    `inputs` are shapes of query, value and perhaps key, `masks` belong to them. `mask` is an attention mask, the last
    input of the case; `call` has the other arguments of the call. `listed` layers take one list. Single precision, as
    the softmax of JAX's attention is always that.
    """
    keras.utils.clear_session()
    source = Inputs(f"{description['class_name']} {name}")
    xs = [source.normal(*shape) for shape in inputs] + ([] if mask is None else [mask])
    sequences = len(inputs)
    flags = [None if m is None else np.asarray(m, bool) for m in masks or []]
    flags += [None] * (len(xs) - len(flags))
    built = create(keras.layers, description)

    def arguments(xs):
        named = {"training": training, **(call or {})}
        if mask is not None:
            named["attention_mask"] = xs[-1]
        xs = xs[:sequences]
        return ([xs] if listed else xs), named

    positional, named = arguments([jax.numpy.asarray(x) for x in xs])
    built(*positional, **named)
    variables = built.weights
    weights = [np.asarray(default(source, v.shape), np.float32) for v in variables]
    seen = {}

    def forward(weights, xs):
        for x, flag in zip(xs, flags, strict=True):
            if flag is not None:
                set_keras_mask(x, flag)
        positional, named = arguments(list(xs))
        # Not `stateless_call`, which sees no masks.
        mapping = list(zip(variables, weights, strict=True))
        with keras.StatelessScope(mapping, collect_losses=True) as scope:
            outputs = jax.tree.leaves(built(*positional, **named))
        seen["losses"] = scope.losses
        seen["mask"] = get_keras_mask(outputs[0])
        return outputs

    outputs = forward(weights, [jax.numpy.asarray(x) for x in xs])
    output_mask = None if seen["mask"] is None else np.asarray(seen["mask"], np.float32)
    losses = [np.asarray(loss)[()] for loss in seen["losses"]]
    built.set_weights(weights)
    positional, named = arguments([jax.numpy.asarray(x) for x in xs])
    built(*positional, **named)
    penalties = [np.asarray(p)[()] for p in built.losses]
    cotangents = [source.normal(*output.shape) for output in outputs]

    def loss(weights, xs):
        pairs = zip(forward(weights, xs), cotangents, strict=True)
        return sum((output * cotangent).sum() for output, cotangent in pairs) + sum(seen["losses"])

    by_weight, by_input = jax.grad(loss, argnums=(0, 1))(weights, [jax.numpy.asarray(x) for x in xs])
    given = {**(call or {}), **({} if mask is None else {"attention_mask": True})}
    return {
        "name": name,
        **description,
        **({"call": given} if given else {}),
        "training": training,
        "inputs": [array(x) for x in xs],
        # An attention mask is an input that does not vary.
        **({} if mask is None else {"fixed_inputs": [sequences]}),
        "masks": [optional_array(None if m is None else m.astype(np.float32)) for m in flags],
        "weights": [{"name": inner_name(v), **array(w)} for v, w in zip(variables, weights, strict=True)],
        **several("cotangent", cotangents),
        **several("output", outputs),
        "output_mask": optional_array(output_mask),
        **({"losses": losses, "losses_in_gradients": True} if losses else {}),
        **({"penalties": penalties} if penalties else {}),
        "input_gradients": [array(g) for g in by_input],
        "weight_gradients": [
            {"name": inner_name(v), **array(g)} for v, g in zip(variables, by_weight, strict=True)
        ],
    }


def of_one_head(class_name, cases):
    return [
        evaluate_attention(name, layer(class_name, **config), inputs, listed=True, **more)
        for name, inputs, config, more in (case if len(case) == 4 else (*case, {}) for case in cases)
    ]


def of_heads(class_name, cases):
    return [
        evaluate_attention(name, layer(class_name, **config), inputs, **more)
        for name, inputs, config, more in (case if len(case) == 4 else (*case, {}) for case in cases)
    ]


PAIR = [(2, 3, 4), (2, 5, 4)]
THREE = [(2, 3, 4), (2, 5, 3), (2, 5, 4)]


def one_head():
    """What both layers of one head are asked."""
    return [
        ("pair", PAIR, {}),
        ("key", THREE, {}),
        ("one_step", [(1, 1, 4), (1, 1, 4)], {}),
        ("itself", [(2, 4, 3), (2, 4, 3)], {}),
        ("rank4", [(2, 2, 3, 4), (2, 2, 5, 4)], {}),
        ("masks", PAIR, {}, {"masks": [QUERIES, STEPS]}),
        ("mask_of_query", PAIR, {}, {"masks": [QUERIES, None]}),
        ("mask_of_value", PAIR, {}, {"masks": [None, STEPS]}),
        # That of the key is not asked.
        ("three_masks", THREE, {}, {"masks": [QUERIES, STEPS, OTHER_STEPS]}),
        # Scores less 1e9 are all alike in single precision, and are not in double.
        ("ties_of_nothing", PAIR, {}, {"masks": [None, NOTHING]}),
        ("causal", PAIR, {}, {"call": CAUSAL}),
        ("causal_long_query", [(2, 5, 4), (2, 3, 4)], {}, {"call": CAUSAL}),
        ("causal_masks", PAIR, {}, {"call": CAUSAL, "masks": [QUERIES, OTHER_STEPS]}),
        ("scores", THREE, {}, {"call": SCORES}),
        ("scores_masks", PAIR, {}, {"call": {**SCORES, **CAUSAL}, "masks": [QUERIES, OTHER_STEPS]}),
        ("dropout_at_rest", PAIR, {"dropout": 0.5, "seed": 3}),
        ("in_training", PAIR, {}, {"training": True}),
    ]


def attention():
    return [
        *one_head(),
        ("use_scale", PAIR, {"use_scale": True}),
        ("concat", PAIR, {"score_mode": "concat"}),
        ("concat_use_scale", THREE, {"score_mode": "concat", "use_scale": True}),
        ("concat_masks", PAIR, {"score_mode": "concat"}, {"masks": [QUERIES, STEPS], "call": SCORES}),
        ("use_scale_in_training", THREE, {"use_scale": True, "score_mode": "dot"}, {"training": True}),
    ]


def additive_attention():
    return [
        *one_head(),
        ("no_scale", PAIR, {"use_scale": False}),
        ("no_scale_masks", THREE, {"use_scale": False}, {"masks": [QUERIES, STEPS, None], "call": CAUSAL}),
        ("use_scale_in_training", THREE, {"use_scale": True}, {"training": True}),
    ]


def heads(sizes):
    """What both layers of several heads are asked; query and value have four features."""
    penalties = {
        "kernel_regularizer": described("L2", l2=0.05),
        "bias_regularizer": described("L1", l1=0.25),
        "activity_regularizer": described("L1L2", l1=0.02, l2=0.03),
    }
    constraints = {
        "kernel_constraint": described("MaxNorm", max_value=0.5, axis=-1),
        "bias_constraint": described("NonNeg"),
    }
    initializers = {"kernel_initializer": "he_normal", "bias_initializer": "ones"}

    def case(name, inputs, config=None, **more):
        return name, inputs, {**sizes, **(config or {})}, more

    return [
        case("pair", PAIR),
        case("key", [(2, 3, 4), (2, 5, 4), (2, 5, 3)]),
        case("one_step", [(1, 1, 4), (1, 1, 4)]),
        case("itself", [(2, 4, 4), (2, 4, 4)]),
        case("no_bias", PAIR, {"use_bias": False}),
        case("gate", PAIR, {"use_gate": True}),
        case("gate_no_bias", PAIR, {"use_gate": True, "use_bias": False}, call=SCORES),
        # Queries without a step to see: the mean of all values.
        case("masks", PAIR, masks=[QUERIES, STEPS]),
        case("mask_of_query", PAIR, masks=[QUERIES, None]),
        case("mask_of_value", PAIR, masks=[None, STEPS]),
        case("three_masks", [*PAIR, (2, 5, 4)], masks=[QUERIES, STEPS, OTHER_STEPS]),
        case("nothing", PAIR, masks=[None, NOTHING]),
        case("causal", PAIR, call=CAUSAL),
        case("causal_long_query", [(2, 5, 4), (2, 3, 4)], call=CAUSAL),
        case("causal_masks", PAIR, call=CAUSAL, masks=[QUERIES, STEPS]),
        case("window", [(2, 4, 4), (2, 6, 4)], {"sliding_window": 2}),
        case("causal_window", [(2, 5, 4), (2, 5, 4)], {"sliding_window": 2}, call=CAUSAL),
        case("attention_mask", PAIR, mask=SEEN),
        case("attention_mask_by_heads", PAIR, mask=SEEN_BY_HEADS),
        case("all_masks", [*PAIR, (2, 5, 3)], {"sliding_window": 4}, mask=SEEN, call=CAUSAL,
             masks=[QUERIES, STEPS, None]),
        case("scores", PAIR, call=SCORES),
        case("scores_causal", PAIR, call={**SCORES, **CAUSAL}),
        # Where scores are computed, queries without a step to see find 0.
        case("scores_masks", PAIR, call=SCORES, masks=[QUERIES, STEPS]),
        case("scores_attention_mask", PAIR, {"sliding_window": 3}, call=SCORES, mask=SEEN_BY_HEADS),
        case("dropout_at_rest", PAIR, {"dropout": 0.5, "seed": 3}),
        case("dropout_at_rest_masks", PAIR, {"dropout": 0.25}, masks=[QUERIES, STEPS], call=CAUSAL),
        case("in_training", PAIR, training=True),
        case("gate_in_training", PAIR, {"use_gate": True}, training=True, masks=[QUERIES, STEPS]),
        case("regularizers", PAIR, penalties),
        case("regularizers_gate", PAIR, {**penalties, "use_gate": True}, training=True),
        case("constraints", PAIR, constraints),
        case("initializers", PAIR, initializers),
    ]  # fmt: skip


def multi_head_attention():
    sizes = {"num_heads": 2, "key_dim": 3}
    # Axes between batch and features: 2 and 3, and the queries have as many or other ones.
    plane, other = (2, 2, 3, 4), (2, 4, 2, 3)
    return [
        *heads(sizes),
        # On JAX, Keras computes values of another width than keys only together with scores.
        ("widths", [(2, 3, 4), (2, 5, 2), (2, 5, 3)], {**sizes, "value_dim": 5}, {"call": SCORES}),
        ("value_dim_gate", PAIR, {**sizes, "value_dim": 2, "use_gate": True, "dropout": 0.5}),
        ("one_head", PAIR, {"num_heads": 1, "key_dim": 4}),
        ("output_shape", PAIR, {**sizes, "output_shape": [6]}),
        ("output_shape_of_two", PAIR, {**sizes, "output_shape": [2, 3]}, {"masks": [QUERIES, None]}),
        ("plane", [plane, other], sizes),
        ("plane_scores", [plane, other], {**sizes, "use_bias": False}, {"call": SCORES}),
        ("second_axis", [plane, (2, 2, 5, 4)], {**sizes, "attention_axes": [2]}),
        ("second_axis_from_the_end", [plane, plane], {**sizes, "attention_axes": [-2]}, {"call": SCORES}),
        ("second_axis_masks", [plane, plane], {**sizes, "attention_axes": [2]}, {"masks": [SQUARE, SQUARE]}),
        ("first_axis", [plane, (2, 4, 3, 4)], {**sizes, "attention_axes": [1]}, {"call": SCORES}),
        ("other_order", [plane, other], {**sizes, "attention_axes": [2, 1]}, {"call": SCORES}),
        ("plane_output_shape", [plane, plane], {**sizes, "output_shape": [5], "dropout": 0.5}),
    ]


def grouped_query_attention():
    sizes = {"head_dim": 3, "num_query_heads": 2, "num_key_value_heads": 1}
    four = {"head_dim": 2, "num_query_heads": 4, "num_key_value_heads": 2}
    return [
        *heads(sizes),
        ("groups", PAIR, four),
        ("groups_scores", PAIR, {**four, "use_gate": True}, {"call": SCORES, "masks": [QUERIES, STEPS]}),
        ("groups_all_masks", PAIR, four, {"call": CAUSAL, "mask": np.concatenate([SEEN_BY_HEADS, SEEN_BY_HEADS[::-1]], 1)}),
        ("as_many", PAIR, {"head_dim": 3, "num_query_heads": 2, "num_key_value_heads": 2}),
    ]
