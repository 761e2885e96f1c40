"""Optimizers: weights and every variable of the optimizer after each of ten steps."""

import keras
import numpy as np

from support.inputs import Inputs
from support.json_format import array
from support.models import arrays, create, described

STEPS = 10
# A wide matrix, a vector, a tall matrix, the table of an embedding and the kernel of a convolution.
SHAPES = {
    "kernel": (2, 3),
    "bias": (3,),
    "tall": (4, 2),
    "embedding": (2, 2),
    "filters": (2, 2, 2),
}


def make():
    inputs = Inputs("optimizers with five weights")
    weights = [inputs.normal(*shape) for shape in SHAPES.values()]
    gradients = [
        [inputs.normal(*shape, scale=0.1 if name == "bias" else 1.0) for name, shape in SHAPES.items()]
        for _ in range(STEPS)
    ]
    # Gradients that are 0 at first or always, tiny, and large.
    for step, (kernel, bias, *_) in enumerate(gradients):
        kernel[0, 0] = 0.0
        if step < 3:
            kernel[0, 1] = 0.0
        kernel[0, 2] *= np.float32(2.0**-12)
        bias[0] *= np.float32(2.0**10)
    return {
        "optimizers": {
            "initial_weights": [
                {"name": name, **array(w)} for name, w in zip(SHAPES, weights, strict=True)
            ],
            "gradients": [arrays(step) for step in gradients],
            "cases": [evaluate(*case, weights, gradients) for case in cases()],
        }
    }


def cases():
    """Name, optimizer and constraints of weights."""
    return [*sgd(), *rmsprop(), *adam(), *adamax(), *others(), *adafactor(), *muon(), *common(), *scaled()]


def case(title, class_name, constraints=None, excluded=None, /, **config):
    return title, {"class_name": class_name, "config": config}, constraints or {}, excluded or []


def sgd():
    return [
        case("default", "SGD"),
        case("momentum", "SGD", learning_rate=0.05, momentum=0.9),
        case("nesterov", "SGD", learning_rate=0.05, momentum=0.9, nesterov=True),
        case("nesterov_without_momentum", "SGD", learning_rate=0.1, nesterov=True),
        case("weight_decay", "SGD", learning_rate=0.1, weight_decay=0.3),
    ]


def rmsprop():
    return [
        case("default", "RMSprop"),
        case("learning_rate_rho", "RMSprop", learning_rate=0.01, rho=0.8),
        case("momentum", "RMSprop", learning_rate=0.01, momentum=0.5),
        case("large_epsilon", "RMSprop", learning_rate=0.01, epsilon=0.01),
        case("centered", "RMSprop", learning_rate=0.01, epsilon=1e-3, centered=True),
        case("centered_momentum", "RMSprop",
             learning_rate=0.01, rho=0.8, momentum=0.5, epsilon=1e-3, centered=True),
    ]  # fmt: skip


def adam():
    cases = []
    for name in ["Adam", "AdamW"]:
        cases += [
            case("default", name),
            case("learning_rate_betas", name, learning_rate=0.01, beta_1=0.8, beta_2=0.95),
            case("large_epsilon", name, learning_rate=0.01, epsilon=0.1),
            case("amsgrad", name, learning_rate=0.01, amsgrad=True),
            case("amsgrad_short_memory", name, learning_rate=0.01, beta_2=0.5, amsgrad=True),
        ]
    return [
        *cases,
        case("weight_decay", "AdamW", learning_rate=0.05, weight_decay=0.2),
        case("excluded", "AdamW", None, ["bias", "emb"], learning_rate=0.05, weight_decay=0.2),
        case("name", "Adam", name="my_adam"),
    ]


def adamax():
    cases = []
    for name in ["Adamax", "Nadam", "Lamb"]:
        cases += [
            case("default", name),
            case("learning_rate", name, learning_rate=0.05),
            case("betas", name, learning_rate=0.01, beta_1=0.8, beta_2=0.95),
            case("large_epsilon", name, learning_rate=0.01, epsilon=0.1),
            case("decay_and_limit", name, learning_rate=0.02, weight_decay=0.1, clipnorm=0.5),
        ]
    return cases


def others():
    return [
        case("default", "Adadelta"),
        case("learning_rate", "Adadelta", learning_rate=1.0),
        case("rho", "Adadelta", learning_rate=1.0, rho=0.7),
        case("large_epsilon", "Adadelta", learning_rate=0.5, epsilon=0.01),
        case("decay", "Adadelta", learning_rate=1.0, weight_decay=0.05),
        case("default", "Adagrad"),
        case("learning_rate", "Adagrad", learning_rate=0.1),
        case("accumulator", "Adagrad", learning_rate=0.1, initial_accumulator_value=0.5),
        case("accumulator_zero", "Adagrad", learning_rate=0.1, initial_accumulator_value=0.0),
        case("large_epsilon", "Adagrad", learning_rate=0.1, epsilon=0.1),
        case("default", "Ftrl"),
        case("learning_rate", "Ftrl", learning_rate=0.1),
        case("power", "Ftrl", learning_rate=0.1, learning_rate_power=-0.8),
        case("power_zero", "Ftrl", learning_rate=0.05, learning_rate_power=0.0),
        case("accumulator", "Ftrl", learning_rate=0.1, initial_accumulator_value=0.7),
        case("l1", "Ftrl", learning_rate=0.2, l1_regularization_strength=1.0),
        case("l2", "Ftrl", learning_rate=0.2, l2_regularization_strength=0.5),
        case("shrinkage", "Ftrl", learning_rate=0.2, l2_shrinkage_regularization_strength=0.1),
        case("beta", "Ftrl", learning_rate=0.2, beta=0.3),
        case("all", "Ftrl", learning_rate=0.2, learning_rate_power=-0.6,
             initial_accumulator_value=0.2, l1_regularization_strength=0.3,
             l2_regularization_strength=0.2, l2_shrinkage_regularization_strength=0.05, beta=0.1),
        case("default", "Lion"),
        case("learning_rate", "Lion", learning_rate=0.05),
        case("betas", "Lion", learning_rate=0.01, beta_1=0.8, beta_2=0.9),
        case("decay", "Lion", learning_rate=0.01, weight_decay=0.5),
        case("beta_1_one", "Lion", learning_rate=0.01, beta_1=1.0, beta_2=0.7),
    ]  # fmt: skip


def adafactor():
    return [
        case("default", "Adafactor"),
        case("learning_rate", "Adafactor", learning_rate=0.1),
        case("beta_2_decay", "Adafactor", learning_rate=0.1, beta_2_decay=-0.5),
        case("epsilons", "Adafactor", learning_rate=0.1, epsilon_1=1e-3, epsilon_2=0.5),
        case("clip_threshold", "Adafactor", learning_rate=0.1, clip_threshold=0.3),
        case("relative_step", "Adafactor", learning_rate=0.9, relative_step=False),
    ]


def muon():
    return [
        case("default", "Muon"),
        case("learning_rate", "Muon", learning_rate=0.05, adam_lr_ratio=0.3),
        case("momentum", "Muon", learning_rate=0.02, momentum=0.7, nesterov=False),
        case("coefficients", "Muon", learning_rate=0.02, muon_a=3.0, muon_b=-3.2, muon_c=1.2, ns_steps=4),
        case("adam", "Muon", learning_rate=0.02, adam_beta_1=0.8, adam_beta_2=0.95, epsilon=0.01),
        case("decays", "Muon", learning_rate=0.05, weight_decay=0.1, adam_weight_decay=0.3),
        case("no_decays", "Muon", learning_rate=0.05, weight_decay=None, adam_weight_decay=None),
        case("embeddings", "Muon", learning_rate=0.05, exclude_embeddings=False),
        case("excluded", "Muon", learning_rate=0.05, exclude_layers=["kern"]),
        case("no_rms_rate", "Muon", learning_rate=0.05, rms_rate=None),
        case("rms_rate", "Muon", learning_rate=0.05, rms_rate=0.5),
    ]


def common():
    schedule = described("ExponentialDecay", initial_learning_rate=0.1, decay_steps=3, decay_rate=0.5)
    return [
        case("clipnorm", "SGD", learning_rate=0.1, clipnorm=1.0),
        case("clipnorm", "Adam", learning_rate=0.1, clipnorm=0.1),
        case("clipvalue", "SGD", learning_rate=0.1, clipvalue=0.5),
        case("clipvalue", "RMSprop", learning_rate=0.1, clipvalue=0.05),
        case("global_clipnorm", "SGD", learning_rate=0.1, global_clipnorm=2.0),
        case("global_clipnorm", "Adam", learning_rate=0.1, global_clipnorm=0.3),
        case("ema", "SGD", learning_rate=0.1, use_ema=True),
        case("ema_momentum", "Adam", learning_rate=0.1, use_ema=True, ema_momentum=0.7),
        case("ema_overwrite", "SGD",
             learning_rate=0.1, momentum=0.5, use_ema=True, ema_momentum=0.6, ema_overwrite_frequency=3),
        case("ema_constraint", "SGD", {"kernel": "NonNeg"},
             learning_rate=0.5, use_ema=True, ema_momentum=0.6, ema_overwrite_frequency=4),
        case("constraint", "Adam", {"tall": "UnitNorm"}, learning_rate=0.1, weight_decay=0.1),
        case("accumulation", "SGD", learning_rate=0.1, gradient_accumulation_steps=2),
        case("accumulation", "Adam", learning_rate=0.1, gradient_accumulation_steps=3, weight_decay=0.2),
        case("accumulation", "Nadam", learning_rate=0.1, gradient_accumulation_steps=3, clipnorm=1.0),
        case("accumulation", "Adafactor", learning_rate=0.1, gradient_accumulation_steps=4),
        case("accumulation_ema", "SGD", {"kernel": "NonNeg"},
             learning_rate=0.1, gradient_accumulation_steps=3, use_ema=True, ema_momentum=0.6,
             ema_overwrite_frequency=2),
        case("loss_scale_factor", "SGD", learning_rate=0.1, loss_scale_factor=1024.0),
        case("loss_scale_factor", "Adam", learning_rate=0.1, loss_scale_factor=3.0, clipvalue=0.5),
        case("schedule", "SGD", learning_rate=schedule, weight_decay=0.1),
        case("schedule", "Adam", learning_rate=schedule, use_ema=True),
        case("schedule_accumulation", "RMSprop", learning_rate=schedule, gradient_accumulation_steps=3),
    ]  # fmt: skip


def scaled():
    # Not around Nadam: Keras then does not keep what that has once for all weights.
    name = "LossScaleOptimizer"
    inner = described("Adam", learning_rate=0.05)
    return [
        case("default", name, inner_optimizer=inner),
        case("grows", name, inner_optimizer=described("SGD", learning_rate=0.1), dynamic_growth_steps=3),
        # The largest gradients are too large for the scale, which is halved until they are not.
        case("shrinks", name, inner_optimizer=inner, initial_scale=2.0**122),
        case("shrinks_and_grows", name,
             inner_optimizer=described("Adamax", learning_rate=0.05), initial_scale=2.0**120,
             dynamic_growth_steps=2),
        case("of_options", name, initial_scale=2.0**121,
             inner_optimizer=described("SGD", learning_rate=0.1, use_ema=True, weight_decay=0.1,
                                       gradient_accumulation_steps=2, clipnorm=3.0)),
    ]  # fmt: skip


def evaluate(name, description, constraints, excluded, weights, gradients):
    optimizer = made(description)
    if excluded:
        optimizer.exclude_from_weight_decay(var_names=excluded)
    variables = [keras.Variable(w, name=name) for name, w in zip(SHAPES, weights, strict=True)]
    for variable in variables:
        variable.constraint = None
        if variable.name in constraints:
            variable.constraint = getattr(keras.constraints, constraints[variable.name])()
    optimizer.build(variables)
    steps = []
    for step in gradients:
        # The gradient of a scaled loss is scaled.
        scaled = [optimizer.scale_loss(keras.ops.convert_to_tensor(g)) for g in step]
        apply(optimizer, scaled, variables)
        steps.append(
            {
                "weights": arrays(v.numpy() for v in variables),
                "variables": arrays(np.asarray(v.value) for v in optimizer.variables),
            }
        )
    optimizer.finalize_variable_values(variables)
    return {
        "name": f"{description['class_name']} {name}",
        **description,
        "constraints": constraints,
        "excluded_from_weight_decay": excluded,
        "variable_names": [v.name for v in optimizer.variables],
        "steps": steps,
        "finalized": arrays(v.numpy() for v in variables),
    }


def apply(optimizer, gradients, variables):
    """One step. That of an optimizer that scales its loss cannot be made in place by JAX."""
    if not isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
        optimizer.apply(gradients, variables)
        return
    before = [v.value for v in optimizer.variables], gradients, [v.value for v in variables]
    weights, state = optimizer.stateless_apply(*before)
    for variable, value in zip([*variables, *optimizer.variables], [*weights, *state], strict=True):
        variable.assign(value)


def made(description):
    """The optimizer of a description, in which another or a schedule may be."""
    config = dict(description["config"])
    if isinstance(config.get("learning_rate"), dict):
        config["learning_rate"] = create(keras.optimizers.schedules, config["learning_rate"])
    if "inner_optimizer" in config:
        config["inner_optimizer"] = made(config["inner_optimizer"])
    return getattr(keras.optimizers, description["class_name"])(**config)
