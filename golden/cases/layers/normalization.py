"""Normalizations."""

import numpy as np

from cases.layers.evaluate import options_of
from cases.layers.modes import evaluate_in_mode, positive
from support.inputs import Inputs, floats
from support.models import layer


def make():
    return {
        "batch_normalization": batch_normalization(),
        "layer_normalization": layer_normalization(),
        "group_normalization": group_normalization(),
        "rms_normalization": rms_normalization(),
        "unit_normalization": unit_normalization(),
    }


CONSTANT = {"class_name": "Constant", "config": {"value": 0.5}}

# Means that are large beside the deviations.
SHIFTED = floats([[100.25, 101.5, 99.75, 100.0], [-50.5, -49.25, -50.0, -51.0]])


# Eighths, so that the mean of eight of them is exact in single precision: what is lost is lost by the
# variance. The difference of a mean of squares and the square of a mean is off by 1e-3 here.
SHIFTED_BATCH = floats(np.round(8 * Inputs("shifted").normal(8, 3)) / 8 + [[100.0, -50.0, 0.0]])


def of_options(case, shape, **config):
    """Cases with regularizers and constraints of beta and gamma."""
    return [case(name, shape, **config, **given) for name, given in options_of(["beta", "gamma"])]


def batch_normalization():
    def case(name, shape=None, x=None, mask=None, training=True, **config):
        spreads = ["moving_variance", "gamma", "moving_stddev", "renorm_stddev"]
        made = evaluate_in_mode(
            name,
            layer("BatchNormalization", **config),
            [shape if x is None else x],
            masks=[mask],
            training=training,
            values=dict.fromkeys(spreads, positive),
        )
        # Gradients stop where differences go on: at what renorm corrects.
        stops = training and config.get("renorm", False)
        return {**made, **({"stops_gradients": True} if stops else {})}

    steps = floats([[1, 1, 1, 0], [1, 0, 0, 0], [1, 1, 0, 0]])
    gaps = floats([[0, 1, 0, 1], [1, 1, 1, 1], [0, 0, 0, 0]])
    return [
        case("rank2", (6, 4)),
        case("rank2_at_rest", (6, 4), training=False),
        case("rank3", (3, 4, 2)),
        case("rank3_at_rest", (3, 4, 2), training=False),
        case("images", (2, 3, 2, 3)),
        case("channels_first", (3, 2, 4), axis=1),
        case("channels_first_at_rest", (3, 2, 4), axis=1, training=False),
        case("second_last_axis", (2, 3, 2, 3), axis=-2),
        case("momentum", (6, 4), momentum=0.5),
        case("no_momentum", (6, 4), momentum=0.0),
        case("epsilon", (6, 4), epsilon=0.5),
        case("epsilon_at_rest", (6, 4), epsilon=0.5, training=False),
        case("no_beta", (6, 4), center=False),
        case("no_gamma", (3, 4, 2), scale=False),
        case("no_weights", (6, 4), center=False, scale=False),
        case("no_weights_at_rest", (6, 4), center=False, scale=False, training=False),
        case("initializers", (6, 4), beta_initializer="ones", gamma_initializer=CONSTANT,
             moving_mean_initializer=CONSTANT, moving_variance_initializer="zeros"),
        case("one_row", (1, 3)),
        case("shifted", x=SHIFTED_BATCH),
        case("masked", (3, 4, 2), mask=steps),
        case("masked_with_gaps", (3, 4, 2), mask=gaps, momentum=0.8),
        case("masked_at_rest", (3, 4, 2), mask=steps, training=False),
        case("all_masked", (3, 4, 2), mask=floats([[0.0] * 4] * 3)),
        *of_options(case, (3, 4, 2), training=False),
        case("renorm", (6, 4), renorm=True),
        case("renorm_at_rest", (6, 4), renorm=True, training=False),
        case("renorm_momentum", (3, 4, 2), renorm=True, renorm_momentum=0.5, momentum=0.75),
        case("renorm_clipping", (6, 4), renorm=True, renorm_clipping={"rmax": 1.25, "rmin": 0.9, "dmax": 0.25}),
        case("renorm_clipping_of_d", (4, 3, 2), axis=1, renorm=True, renorm_clipping={"dmax": 0.125}),
        case("renorm_no_weights", (6, 4), renorm=True, center=False, scale=False),
        case("renorm_no_gamma", (3, 4, 2), renorm=True, scale=False, epsilon=0.5),
        case("renorm_masked", (3, 4, 2), mask=gaps, renorm=True, renorm_momentum=0.75),
        case("renorm_channels_first", (3, 2, 4), axis=1, renorm=True, center=False),
    ]


def layer_normalization():
    def case(name, shape=None, x=None, **config):
        return evaluate_in_mode(name, layer("LayerNormalization", **config), [shape if x is None else x])

    return [
        case("rank2", (4, 5)),
        case("rank3", (2, 3, 4)),
        case("rank4", (2, 3, 2, 4)),
        case("first_axis", (3, 4, 2), axis=1),
        case("middle_axis", (2, 3, 4, 2), axis=2),
        case("second_last_axis", (2, 3, 4, 2), axis=-2),
        case("two_axes", (2, 3, 4), axis=[1, 2]),
        case("two_axes_from_the_end", (2, 3, 4, 2), axis=[-2, -1]),
        case("two_axes_apart", (2, 3, 2, 4), axis=[1, 3]),
        case("two_axes_unsorted", (2, 3, 2, 4), axis=[2, 1]),
        case("three_axes", (2, 3, 2, 4), axis=[1, 2, 3]),
        # Keras gives the weights the sizes of these axes in the order of their numbers, and shapes them like the input.
        case("axes_from_both_ends", (2, 3, 4), axis=[-1, 1]),
        case("axes_from_both_ends_apart", (2, 3, 2, 4), axis=[1, -1]),
        case("epsilon", (4, 5), epsilon=0.5),
        case("small_epsilon", (4, 5), epsilon=1e-6),
        case("no_beta", (4, 5), center=False),
        case("no_gamma", (4, 5), scale=False),
        case("no_weights", (2, 3, 4), center=False, scale=False),
        case("rms_scaling", (4, 5), rms_scaling=True),
        case("rms_scaling_without_gamma", (2, 3, 4), rms_scaling=True, scale=False, axis=1),
        case("initializers", (4, 5), beta_initializer="ones", gamma_initializer=CONSTANT),
        case("one_number", (3, 1)),
        case("shifted", x=SHIFTED),
        *of_options(case, (2, 3, 4)),
    ]


def group_normalization():
    def case(name, shape=None, x=None, **config):
        return evaluate_in_mode(name, layer("GroupNormalization", **config), [shape if x is None else x])

    return [
        case("rank2", (3, 32)),
        case("rank3_32_channels", (2, 3, 32)),
        case("two_groups", (2, 3, 4), groups=2),
        case("one_group", (2, 3, 4), groups=1),
        case("a_group_for_each_channel", (2, 5, 3), groups=-1),
        case("as_many_groups_as_channels", (2, 5, 3), groups=3),
        case("images", (2, 3, 2, 6), groups=3),
        case("channels_first", (2, 4, 3, 2), groups=2, axis=1),
        case("middle_axis", (2, 3, 4, 2), groups=2, axis=2),
        case("second_last_axis", (2, 3, 4, 2), groups=2, axis=-2),
        case("epsilon", (3, 6), groups=2, epsilon=0.5),
        case("no_beta", (2, 3, 4), groups=2, center=False),
        case("no_gamma", (2, 3, 4), groups=2, scale=False),
        case("no_weights", (2, 3, 4), groups=2, center=False, scale=False),
        case("initializers", (2, 3, 4), groups=2, beta_initializer=CONSTANT, gamma_initializer="zeros"),
        *of_options(case, (2, 3, 4), groups=2),
    ]


def rms_normalization():
    def case(name, shape=None, x=None, **config):
        return evaluate_in_mode(name, layer("RMSNormalization", **config), [shape if x is None else x])

    return [
        case("rank2", (4, 5)),
        case("rank3", (2, 3, 4)),
        case("rank4", (2, 3, 2, 4)),
        case("last_axis", (2, 3, 4), axis=2),
        case("last_two_axes", (2, 3, 4), axis=[1, 2]),
        case("last_two_axes_from_the_end", (2, 3, 2, 4), axis=[-2, -1]),
        case("all_axes", (2, 3, 2, 4), axis=[1, 2, 3]),
        case("epsilon", (4, 5), epsilon=0.5),
        case("large_epsilon", (2, 3, 4), epsilon=2.0),
        case("one_number", (3, 1), epsilon=0.25),
    ]


def unit_normalization():
    def case(name, shape=None, x=None, **config):
        return evaluate_in_mode(name, layer("UnitNormalization", **config), [shape if x is None else x])

    return [
        case("rank2", (4, 5)),
        case("rank3", (2, 3, 4)),
        case("rank4", (2, 3, 2, 4)),
        case("first_axis", (2, 3, 4), axis=1),
        case("second_last_axis", (2, 3, 4, 2), axis=-2),
        case("two_axes", (2, 3, 4), axis=[1, 2]),
        case("two_axes_apart", (2, 3, 2, 4), axis=[1, 3]),
        case("batch", (4, 5), axis=0),
        case("one_number", (3, 1)),
        case("long_and_short", x=floats([[30.0, -40.0, 0.0], [0.1, 0.2, -0.2]])),
    ]
