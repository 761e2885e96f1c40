"""Whole small models: the logs of each of ten steps and the weights after them."""

import keras
import numpy as np

from support.inputs import Inputs, floats
from support.json_format import array, optional_array, single
from support.models import build, create, described, layer, named_weights

STEPS = 10

RMSPROP = described("RMSprop")
CATEGORICAL = described("CategoricalCrossentropy")


def make():
    """One file for each model."""
    return {
        f"training/{name}": case
        for name, case in {
            "iris_rmsprop": iris_rmsprop(),
            "binary_sigmoid_sigmoid": binary_sigmoid_sigmoid(),
            "regression_adam": regression_adam(),
            "conv1d_rmsprop": conv1d(RMSPROP),
            "conv1d_sgd_nesterov": conv1d(
                described("SGD", learning_rate=0.05, momentum=0.9, nesterov=True)
            ),
            "conv1d_adam": conv1d(described("Adam")),
            "sparse_categorical": sparse_categorical(),
            "categorical_from_logits": categorical_from_logits(),
            "binary_from_logits": binary_from_logits(),
            "binary_label_smoothing": binary_label_smoothing(),
            "steps_of_dense": steps_of_dense(),
            "sample_weight": sample_weight(),
            "class_weight": class_weight(),
            "regularizers": regularizers(),
            "constraints": constraints(),
            "options_of_images": options_of_images(),
            "options_of_tokens": options_of_tokens(),
        }.items()
    }


def train(name, input_shape, layers, loss, optimizer, batches, metrics=(), class_weight=None):
    """`batches` holds (x, y, sample_weight or None), one for each step."""
    model, weights = initialised(Inputs(f"weights of {name}"), input_shape, layers)
    x = batches[0][0]
    before = model.predict(x, verbose=0)
    compiled(model, loss, optimizer, metrics)
    logs = [
        model.train_on_batch(x, y, sample_weight, class_weight, return_dict=True)
        for x, y, sample_weight in batches
    ]
    after = model.get_weights()
    if class_weight is not None:
        expect_same_from_fit(model, weights, loss, optimizer, batches, class_weight, after)
    return {
        "input_shape": input_shape,
        "layers": layers,
        "loss": loss,
        "optimizer": optimizer,
        "metrics": metrics,
        "class_weight": class_weight,
        "initial_weights": named_weights(model.weights, weights),
        "batches": [
            {"x": array(x), "y": array(y), "sample_weight": optional_array(w)} for x, y, w in batches
        ],
        "logs": [{key: single(value) for key, value in step.items()} for step in logs],
        "final_weights": named_weights(model.weights, after),
        "predictions_before": array(before),
        "predictions_after": array(model.predict(x, verbose=0)),
    }


def initialised(inputs, input_shape, layers):
    """A model whose weights come from `inputs`, and those weights."""
    model = build(input_shape, layers)
    weights = inputs.weights(model.weights)
    # Factors and variances lie around 1.
    weights = [
        w + 1 if v.name in ("gamma", "moving_variance") else w
        for v, w in zip(model.weights, weights, strict=True)
    ]
    model.set_weights(weights)
    return model, weights


def compiled(model, loss, optimizer, metrics=(), weighted_metrics=()):
    """Compiles `model` from descriptions of the loss and the optimizer."""
    model.compile(
        loss=create(keras.losses, loss),
        optimizer=create(keras.optimizers, optimizer),
        metrics=list(metrics),
        weighted_metrics=list(weighted_metrics),
    )


def expect_same_from_fit(model, weights, loss, optimizer, batches, class_weight, after):
    """`fit` in the given order must do what the steps one by one did."""
    again = keras.models.clone_model(model)
    again.set_weights(weights)
    compiled(again, loss, optimizer)
    x, y = (np.concatenate([batch[i] for batch in batches]) for i in (0, 1))
    rows = len(batches[0][0])
    again.fit(x, y, batch_size=rows, class_weight=class_weight, shuffle=False, verbose=0)
    for one, other in zip(after, again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def batches_of(make_batch, distinct=STEPS):
    """`STEPS` batches, of which `distinct` differ, without sample weights."""
    made = [make_batch() for _ in range(distinct)]
    return [(*made[step % distinct], None) for step in range(STEPS)]


def iris_rmsprop():
    inputs = Inputs("iris")
    return train(
        "iris",
        [4],
        [
            layer("Dense", units=10, activation="linear"),
            layer("Dense", units=3, activation="softmax"),
        ],
        CATEGORICAL,
        RMSPROP,
        batches_of(lambda: (inputs.normal(8, 4), inputs.one_hot(3, 8))),
        metrics=["accuracy"],
    )


def binary_sigmoid_sigmoid():
    inputs = Inputs("binary")
    return train(
        "binary",
        [9],
        [
            layer("Dense", units=5, activation="sigmoid"),
            layer("Dense", units=1, activation="sigmoid"),
        ],
        described("BinaryCrossentropy"),
        RMSPROP,
        batches_of(lambda: (inputs.normal(8, 9), floats(inputs.classes(2, 8, 1)))),
        metrics=["accuracy"],
    )


def regression_adam():
    inputs = Inputs("regression")
    return train(
        "regression",
        [6],
        [layer("Dense", units=16, activation="relu"), layer("Dense", units=1, activation="linear")],
        described("MeanSquaredError"),
        described("Adam", learning_rate=0.01),
        batches_of(lambda: (inputs.normal(8, 6), inputs.normal(8, 1, scale=3.0))),
        metrics=["mae"],
    )


def conv1d(optimizer):
    inputs = Inputs("conv1d")
    return train(
        "conv1d",
        [33, 2],
        [
            layer("Conv1D", filters=6, kernel_size=5, strides=2, activation="relu"),
            layer("MaxPooling1D", pool_size=2),
            layer("Conv1D", filters=5, kernel_size=3, activation="relu"),
            layer("AveragePooling1D", pool_size=2),
            layer("Flatten"),
            layer("Dense", units=7, activation="sigmoid"),
            layer("Dense", units=4, activation="softmax"),
        ],
        CATEGORICAL,
        optimizer,
        batches_of(lambda: (inputs.normal(6, 33, 2, decimals=2), inputs.one_hot(4, 6)), distinct=5),
        metrics=["accuracy"],
    )


def sparse_categorical():
    inputs = Inputs("sparse")
    return train(
        "sparse",
        [5],
        [layer("Dense", units=8, activation="tanh"), layer("Dense", units=4, activation="softmax")],
        described("SparseCategoricalCrossentropy"),
        described("Adam"),
        batches_of(lambda: (inputs.normal(8, 5), inputs.classes(4, 8))),
        metrics=["accuracy"],
    )


def categorical_from_logits():
    inputs = Inputs("categorical from logits")
    return train(
        "categorical from logits",
        [5],
        [
            layer("Dense", units=8, activation="relu"),
            layer("Dropout", rate=0.0),
            layer("Dense", units=4),
        ],
        described("CategoricalCrossentropy", from_logits=True, label_smoothing=0.1),
        described("SGD", learning_rate=0.1, momentum=0.9),
        batches_of(lambda: (inputs.normal(8, 5), inputs.one_hot(4, 8))),
        metrics=["accuracy"],
    )


def binary_from_logits():
    inputs = Inputs("binary from logits")
    return train(
        "binary from logits",
        [5],
        [layer("Dense", units=6), layer("Activation", activation="tanh"), layer("Dense", units=1)],
        described("BinaryCrossentropy", from_logits=True),
        described("RMSprop", learning_rate=0.01, momentum=0.5, centered=True, epsilon=1e-3),
        batches_of(lambda: (inputs.normal(8, 5), floats(inputs.classes(2, 8, 1)))),
        metrics=["mse"],
    )


def binary_label_smoothing():
    inputs = Inputs("binary label smoothing")
    return train(
        "binary label smoothing",
        [5],
        [layer("Dense", units=6, activation="relu"), layer("Dense", units=2, activation="sigmoid")],
        described("BinaryCrossentropy", label_smoothing=0.2),
        described("SGD", learning_rate=0.1),
        batches_of(lambda: (inputs.normal(8, 5), floats(inputs.classes(2, 8, 2)))),
        metrics=["accuracy"],
    )


def steps_of_dense():
    """Dense layers on rank 3 with a loss for each step: predictions (rows, steps, 2)."""
    inputs = Inputs("steps of dense")
    return train(
        "steps of dense",
        [12],
        [
            layer("Reshape", target_shape=[-1, 3]),
            layer("Dense", units=5, activation="tanh", use_bias=False),
            layer("Conv1D", filters=2, kernel_size=3, padding="causal"),
        ],
        described("MeanAbsoluteError"),
        described("SGD", learning_rate=0.05),
        batches_of(lambda: (inputs.normal(6, 12), inputs.normal(6, 4, 2))),
        metrics=["mse"],
    )


def sample_weight():
    inputs = Inputs("sample weight")
    return train(
        "sample weight",
        [4],
        [layer("Dense", units=6, activation="relu"), layer("Dense", units=3, activation="softmax")],
        CATEGORICAL,
        RMSPROP,
        [
            (inputs.normal(8, 4), inputs.one_hot(3, 8), inputs.uniform(0, 2, 8))
            for _ in range(STEPS)
        ],
        metrics=["accuracy"],
    )


def class_weight():
    inputs = Inputs("class weight")
    return train(
        "class weight",
        [4],
        [layer("Dense", units=6, activation="relu"), layer("Dense", units=3, activation="softmax")],
        CATEGORICAL,
        RMSPROP,
        batches_of(lambda: (inputs.normal(8, 4), inputs.one_hot(3, 8))),
        metrics=["accuracy"],
        class_weight={0: 0.5, 1: 2.0},
    )


def regularizers():
    """Penalties on weights and on outputs, for each row, in every layer."""
    inputs = Inputs("regularizers")
    activity = described("L1L2", l1=0.01, l2=0.02)
    return train(
        "regularizers",
        [12, 2],
        [
            layer("Conv1D", filters=4, kernel_size=3, strides=2),
            layer("PReLU", alpha_regularizer=described("L1L2", l1=0.1, l2=0.2)),
            layer("Flatten"),
            layer("Dense", units=6, activation="tanh", activity_regularizer=activity,
                  kernel_regularizer=described("OrthogonalRegularizer", factor=0.5, mode="columns")),
            layer("Dense", units=3, activation="softmax", kernel_regularizer=described("L1", l1=0.02),
                  bias_regularizer=described("L2", l2=0.5)),
        ],
        CATEGORICAL,
        described("SGD", learning_rate=0.05, momentum=0.9),
        batches_of(lambda: (inputs.normal(8, 12, 2), inputs.one_hot(3, 8)), distinct=5),
        metrics=["accuracy"],
    )


def constraints():
    """Every kind of constraint, some of them of regularized weights."""
    inputs = Inputs("constraints")
    return train(
        "constraints",
        [12, 2],
        [
            layer("Conv1D", filters=4, kernel_size=3, strides=2),
            layer("PReLU", alpha_constraint=described("NonNeg")),
            layer("Flatten"),
            layer("Dense", units=5, kernel_constraint=described("MaxNorm", max_value=0.75),
                  bias_constraint=described("NonNeg")),
            layer("Dense", units=6, activation="tanh", kernel_constraint=described("UnitNorm"),
                  kernel_regularizer=described("L2", l2=0.01)),
            layer("Dense", units=3, activation="softmax",
                  kernel_constraint=described("MinMaxNorm", min_value=0.5, max_value=0.8, rate=0.5, axis=1)),
        ],
        CATEGORICAL,
        described("Adam"),
        batches_of(lambda: (inputs.normal(8, 12, 2), inputs.one_hot(3, 8)), distinct=5),
        metrics=["accuracy"],
    )


def options_of_images():
    """Regularizers and constraints of convolutions and of the normalizations of channels."""
    inputs = Inputs("options of images")
    l2, short = described("L2", l2=0.02), described("MaxNorm", max_value=0.6, axis=[0, 1, 2])
    return train(
        "options of images",
        [6, 5, 2],
        [
            layer("Conv2D", filters=4, kernel_size=3, activation="tanh", kernel_regularizer=l2,
                  kernel_constraint=short, bias_constraint=described("NonNeg"),
                  activity_regularizer=described("L2", l2=0.01)),
            layer("BatchNormalization", gamma_regularizer=described("L1L2", l1=0.1, l2=0.2),
                  beta_regularizer=l2, gamma_constraint=described("MaxNorm", max_value=1.75),
                  beta_constraint=described("MaxNorm", max_value=0.25)),
            layer("DepthwiseConv2D", kernel_size=2, depth_multiplier=2, depthwise_regularizer=l2,
                  depthwise_constraint=described("UnitNorm", axis=[0, 1])),
            layer("Conv2DTranspose", filters=3, kernel_size=2, kernel_constraint=short,
                  bias_regularizer=described("L2", l2=0.5)),
            layer("GroupNormalization", groups=3, gamma_regularizer=l2,
                  beta_regularizer=described("L2", l2=0.5),
                  gamma_constraint=described("MinMaxNorm", min_value=0.5, max_value=1.5, rate=0.5)),
            layer("SeparableConv2D", filters=3, kernel_size=2, depthwise_regularizer=l2,
                  pointwise_regularizer=described("L1", l1=0.03),
                  pointwise_constraint=described("MaxNorm", max_value=0.8, axis=2)),
            layer("Flatten"),
            layer("Dense", units=3, activation="softmax"),
        ],
        CATEGORICAL,
        described("SGD", learning_rate=0.05, momentum=0.9),
        batches_of(lambda: (inputs.normal(8, 6, 5, 2), inputs.one_hot(3, 8)), distinct=5),
        metrics=["accuracy"],
    )


def options_of_tokens():
    """Regularizers and constraints of a table, of a normalization and of a kernel along any axes."""
    inputs = Inputs("options of tokens")
    return train(
        "options of tokens",
        [5],
        [
            layer("Embedding", input_dim=7, output_dim=4,
                  embeddings_regularizer=described("L2", l2=0.05),
                  embeddings_constraint=described("MinMaxNorm", min_value=0.5, max_value=0.8, axis=1),
                  activity_regularizer=described("L1", l1=0.01)),
            layer("LayerNormalization", gamma_regularizer=described("L2", l2=0.1),
                  beta_regularizer=described("L1", l1=0.05), gamma_constraint=described("UnitNorm"),
                  beta_constraint=described("MaxNorm", max_value=0.2)),
            layer("EinsumDense", equation="abc,cd->abd", output_shape=[5, 3], bias_axes="d",
                  activation="tanh", kernel_regularizer=described("L2", l2=0.02),
                  bias_regularizer=described("L2", l2=0.3),
                  kernel_constraint=described("UnitNorm"), bias_constraint=described("NonNeg"),
                  activity_regularizer=described("L2", l2=0.03)),
            layer("Flatten"),
            layer("Dense", units=3, activation="softmax"),
        ],
        CATEGORICAL,
        described("Adam", learning_rate=0.01),
        batches_of(lambda: (floats(inputs.classes(7, 8, 5)), inputs.one_hot(3, 8)), distinct=5),
        metrics=["accuracy"],
    )
