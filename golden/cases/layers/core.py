"""Dense and Identity."""

from cases.layers.evaluate import evaluate, of_layer
from support.models import layer


def make():
    return {
        "dense": dense(),
        "identity": identity(),
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
    ]


def identity():
    shapes = [(4, 3), (2, 1), (3, 4), (1, 9), (2, 3, 4), (2, 1, 5), (2, 2, 3, 2), (1, 2, 2, 3, 2)]
    return of_layer("Identity", [("_".join(map(str, shape)), shape, {}) for shape in shapes])
