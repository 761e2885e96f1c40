"""Dense, EinsumDense, Identity, Embedding and Masking."""

import numpy as np

from cases.layers.evaluate import evaluate, of_layer, of_regularizers
from cases.layers.several import evaluate_several, of_several
from support.inputs import Inputs, floats
from support.models import layer


def make():
    return {
        "dense": dense(),
        "einsum_dense": einsum_dense(),
        "identity": identity(),
        "embedding": embedding(),
        "masking": masking(),
    }


def dense():
    activations = ["linear", "relu", "sigmoid", "tanh", "softmax"]
    return [
        evaluate("no_activation", layer("Dense", units=3), shape=(5, 4)),
        *(
            evaluate(name, layer("Dense", units=6, activation=name), shape=(5, 4))
            for name in activations
        ),
        evaluate("no_bias", layer("Dense", units=3, use_bias=False), shape=(5, 4)),
        evaluate(
            "no_bias_relu", layer("Dense", units=7, activation="relu", use_bias=False), shape=(3, 9)
        ),
        evaluate("one_unit_sigmoid", layer("Dense", units=1, activation="sigmoid"), shape=(4, 5)),
        evaluate("one_row_one_feature", layer("Dense", units=2), shape=(1, 1)),
        evaluate("wide", layer("Dense", units=37, activation="tanh"), shape=(9, 19)),
        evaluate("rank3", layer("Dense", units=3), shape=(2, 5, 4)),
        evaluate("rank3_relu", layer("Dense", units=3, activation="relu"), shape=(2, 5, 4)),
        evaluate("rank3_softmax", layer("Dense", units=3, activation="softmax"), shape=(2, 5, 4)),
        evaluate("rank3_no_bias", layer("Dense", units=3, use_bias=False), shape=(2, 5, 4)),
        *of_regularizers("Dense", (5, 4), ["kernel", "bias"], units=3),
        evaluate("names", layer("Dense", units=3, kernel_regularizer="l2", kernel_constraint="unit_norm"), shape=(5, 4)),
        evaluate("initializers", layer("Dense", units=3, kernel_initializer="he_normal", bias_initializer="ones"),
                 shape=(5, 4)),
    ]


def einsum_dense():
    def case(name, shape, equation, output_shape, **config):
        config = {"equation": equation, "output_shape": output_shape, **config}
        return evaluate(name, layer("EinsumDense", **config), shape=shape)

    constant = {"class_name": "Constant", "config": {"value": 0.5}}
    return [
        case("dense", (4, 5), "ab,bc->ac", 3),
        case("dense_with_bias", (4, 5), "ab,bc->ac", 3, bias_axes="c"),
        case("steps", (2, 3, 4), "abc,cd->abd", [None, 5], bias_axes="d"),
        case("steps_relu", (2, 3, 4), "abc,cd->abd", [3, 5], bias_axes="d", activation="relu"),
        case("bias_along_steps", (2, 3, 4), "abc,cd->abd", [3, 5], bias_axes="b"),
        case("bias_along_both", (2, 3, 4), "abc,cd->abd", [3, 5], bias_axes="bd", activation="tanh"),
        case("along_steps", (2, 3, 4), "abc,bd->adc", [5, 4], bias_axes="d"),
        case("heads", (2, 3, 4), "abc,cde->abde", [None, 2, 3], bias_axes="de"),
        case("out_of_heads", (2, 3, 2, 4), "abcd,cde->abe", [None, 5], bias_axes="e"),
        case("kernel_of_each_step", (2, 3, 4), "abc,bcd->abd", [3, 5], bias_axes="d"),
        case("moved_axes", (2, 3, 4), "abc,cde->aedb", [2, 5, 3], bias_axes="eb"),
        case("no_sum", (2, 3), "ab,bc->abc", [3, 4]),
        case("a_factor_for_each_feature", (4, 5), "ab,b->ab", [5], activation="sigmoid"),
        case("sum_without_kernel", (2, 3, 4), "abc,bd->ad", 5),
        case("dots_first", (2, 3, 4), "...x,xy->...y", 5, bias_axes="y"),
        case("dots_first_rank2", (2, 4), "...x,xy->...y", 5, bias_axes="y"),
        case("dots_first_two_letters", (2, 3, 2, 4), "...bc,cd->...bd", [None, 5], bias_axes="d"),
        case("dots_last", (2, 4, 3, 2), "ab...,bc->ac...", 5, bias_axes="c"),
        case("dots_last_rank2", (2, 4), "ab...,bc->ac...", 5),
        case("initializers", (4, 5), "ab,bc->ac", 3, bias_axes="c",
             kernel_initializer=constant, bias_initializer="ones"),
        *of_regularizers("EinsumDense", (2, 3, 4), ["kernel", "bias"],
                         equation="abc,cd->abd", output_shape=[3, 5], bias_axes="d"),
    ]


def identity():
    shapes = [(4, 3), (2, 1), (3, 4), (1, 9), (2, 3, 4), (2, 1, 5), (2, 2, 3, 2), (1, 2, 2, 3, 2)]
    return of_layer("Identity", [("_".join(map(str, shape)), shape, {}) for shape in shapes])


def embedding():
    sequence = [(3, 4)]
    small = {"input_dim": 7, "output_dim": 3}
    return of_several("Embedding", [
        (name, shapes, config, {"integers": config["input_dim"]})
        for name, shapes, config in [
            ("sequence", sequence, small),
            ("numbers", [(4,)], small),
            ("one_step", [(3, 1)], small),
            ("rank3", [(2, 3, 2)], small),
            ("one_row", [(1, 9)], {"input_dim": 20, "output_dim": 5}),
            ("one_number", [(2, 3)], {"input_dim": 1, "output_dim": 4}),
            ("one_dimension", sequence, {"input_dim": 5, "output_dim": 1}),
            ("wide", [(2, 3)], {"input_dim": 11, "output_dim": 17}),
            ("many_of_few", [(6, 8)], {"input_dim": 2, "output_dim": 3}),
            ("initializer", sequence, {**small, "embeddings_initializer": "ones"}),
            ("mask_zero", sequence, {"input_dim": 3, "output_dim": 2, "mask_zero": True}),
            ("mask_zero_of_numbers", [(5,)], {"input_dim": 2, "output_dim": 2, "mask_zero": True}),
            ("mask_zero_rank3", [(2, 2, 3)], {"input_dim": 2, "output_dim": 2, "mask_zero": True}),
        ]
    ]) + [
        {**case, "integers": True}
        for case in of_regularizers("Embedding", None, ["embeddings"], x=floats([[0, 6, 2, 2], [5, 1, 2, 0]]),
                                    **small)
    ]


def masking():
    """Some of the steps have the value in all features, some in one of them."""

    def case(name, shape, **config):
        value = np.float32(config.get("mask_value", 0.0))
        inputs = Inputs(f"Masking steps of {name}")
        x = inputs.normal(*shape)
        x[inputs.uniform(0, 1, *shape[:-1]) < 0.4] = value
        x[inputs.uniform(0, 1, *shape) < 0.2] = value
        return evaluate_several(name, layer("Masking", **config), xs=[x])

    return [
        case("ties_zeros", (3, 5, 2)),
        case("ties_one_feature", (2, 6, 1)),
        case("ties_value", (3, 4, 2), mask_value=-1.0),
        case("ties_value_that_is_rounded", (3, 4, 2), mask_value=0.1),
        case("ties_one_row", (1, 8, 3)),
        case("ties_vectors", (6, 2)),
        case("ties_rank4", (2, 3, 2, 2), mask_value=2.5),
        case("ties_large_value", (3, 4, 2), mask_value=1e6),
        case("nothing_masked", (2, 3, 4), mask_value=99.0),
    ]
