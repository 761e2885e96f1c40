"""Optimizers: weights and every variable of the optimizer after each of ten steps."""

import keras
import numpy as np

from support.inputs import Inputs
from support.json_format import array
from support.models import arrays, create, described

STEPS = 10


def make():
    inputs = Inputs("optimizers")
    weights = [inputs.normal(3, 4), inputs.normal(5)]
    gradients = [[inputs.normal(3, 4), inputs.normal(5, scale=0.1, decimals=4)] for _ in range(STEPS)]
    # Gradients that are 0 at first or always, tiny, and large.
    for step, (kernel, bias) in enumerate(gradients):
        kernel[0, 0] = 0.0
        if step < 3:
            kernel[0, 1] = 0.0
        kernel[0, 2] *= np.float32(2.0**-12)
        bias[0] *= np.float32(2.0**10)

    cases = [
        ("default", described("SGD")),
        ("momentum", described("SGD", learning_rate=0.05, momentum=0.9)),
        ("nesterov", described("SGD", learning_rate=0.05, momentum=0.9, nesterov=True)),
        ("nesterov_without_momentum", described("SGD", learning_rate=0.1, nesterov=True)),
        ("default", described("RMSprop")),
        ("learning_rate_rho", described("RMSprop", learning_rate=0.01, rho=0.8)),
        ("momentum", described("RMSprop", learning_rate=0.01, momentum=0.5)),
        ("large_epsilon", described("RMSprop", learning_rate=0.01, epsilon=0.01)),
        ("centered", described("RMSprop", learning_rate=0.01, epsilon=1e-3, centered=True)),
        ("centered_momentum",
         described("RMSprop", learning_rate=0.01, rho=0.8, momentum=0.5, epsilon=1e-3, centered=True)),
        ("default", described("Adam")),
        ("learning_rate_betas", described("Adam", learning_rate=0.01, beta_1=0.8, beta_2=0.95)),
        ("large_epsilon", described("Adam", learning_rate=0.01, epsilon=0.1)),
        ("amsgrad", described("Adam", learning_rate=0.01, amsgrad=True)),
        ("amsgrad_short_memory", described("Adam", learning_rate=0.01, beta_2=0.5, amsgrad=True)),
    ]  # fmt: skip
    return {
        "optimizers": {
            "initial_weights": [
                {"name": name, **array(w)} for name, w in zip(["kernel", "bias"], weights)
            ],
            "gradients": [arrays(step) for step in gradients],
            "cases": [evaluate(name, optimizer, weights, gradients) for name, optimizer in cases],
        }
    }


def evaluate(name, description, weights, gradients):
    optimizer = create(keras.optimizers, description)
    variables = [
        keras.Variable(w, name=name) for name, w in zip(["kernel", "bias"], weights, strict=True)
    ]
    optimizer.build(variables)
    steps = []
    for step in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(g) for g in step], variables)
        steps.append(
            {
                "weights": arrays(v.numpy() for v in variables),
                "variables": arrays(np.asarray(v.value) for v in optimizer.variables),
            }
        )
    return {
        "name": f"{description['class_name']} {name}",
        **description,
        "variable_names": [v.name for v in optimizer.variables],
        "steps": steps,
    }
