"""Schedules: the learning rate after twenty numbers of steps."""

import keras
import numpy as np

from support.models import create, described

# From the first steps to far beyond the end of every decay.
STEPS = [0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 15, 19, 20, 21, 33, 50, 64, 99, 250, 1000]


def make():
    return {"schedules": {"steps": STEPS, "cases": [evaluate(*case) for case in cases()]}}


def case(name, class_name, **config):
    return name, described(class_name, **config)


def cases():
    start = {"initial_learning_rate": 0.1}
    return [
        case("plain", "ExponentialDecay", **start, decay_steps=10, decay_rate=0.9),
        case("fast", "ExponentialDecay", **start, decay_steps=3, decay_rate=0.96),
        case("staircase", "ExponentialDecay", **start, decay_steps=10, decay_rate=0.5, staircase=True),
        case("grows", "ExponentialDecay", initial_learning_rate=1e-6, decay_steps=100, decay_rate=2.0),
        case("plain", "InverseTimeDecay", **start, decay_steps=10, decay_rate=0.5),
        case("decay_of_keras_2", "InverseTimeDecay", **start, decay_steps=1, decay_rate=0.01),
        case("staircase", "InverseTimeDecay", **start, decay_steps=7, decay_rate=0.5, staircase=True),
        case("line", "PolynomialDecay", **start, decay_steps=20),
        case("root", "PolynomialDecay", **start, decay_steps=64, end_learning_rate=0.01, power=0.5),
        case("square", "PolynomialDecay", **start, decay_steps=33, end_learning_rate=0.02, power=2.0),
        case("cycle", "PolynomialDecay", **start, decay_steps=10, end_learning_rate=0.01, cycle=True),
        case("cycle_square", "PolynomialDecay",
             **start, decay_steps=15, end_learning_rate=0.01, power=2.0, cycle=True),
        case("three", "PiecewiseConstantDecay", boundaries=[5, 20], values=[0.1, 0.05, 0.01]),
        case("one_boundary", "PiecewiseConstantDecay", boundaries=[10], values=[0.5, 0.25]),
        case("five", "PiecewiseConstantDecay",
             boundaries=[1, 2, 50, 99], values=[1.0, 0.5, 0.25, 0.125, 0.0625]),
        case("plain", "CosineDecay", **start, decay_steps=50),
        case("alpha", "CosineDecay", **start, decay_steps=64, alpha=0.1),
        case("warmup", "CosineDecay",
             initial_learning_rate=0.0, decay_steps=40, warmup_target=0.1, warmup_steps=10),
        case("warmup_alpha", "CosineDecay",
             initial_learning_rate=0.01, decay_steps=99, alpha=0.2, warmup_target=0.5, warmup_steps=5),
        case("plain", "CosineDecayRestarts", **start, first_decay_steps=8),
        case("equal_periods", "CosineDecayRestarts", **start, first_decay_steps=8, t_mul=1.0),
        case("lower", "CosineDecayRestarts", **start, first_decay_steps=12, t_mul=1.5, m_mul=0.8),
        case("alpha", "CosineDecayRestarts",
             **start, first_decay_steps=6, t_mul=3.0, m_mul=0.5, alpha=0.05),
    ]  # fmt: skip


def evaluate(name, description):
    schedule = create(keras.optimizers.schedules, description)
    return {
        "name": f"{description['class_name']} {name}",
        **description,
        "rates": [np.float32(schedule(step)) for step in STEPS],
    }
