"""Convolutions."""

from cases.layers.evaluate import evaluate
from support.models import layer


def make():
    return {
        "conv1d": conv1d(),
    }


def conv1d():
    """Shapes are (rows, steps, channels)."""

    def case(name, shape, filters, kernel_size, **config):
        config = {"filters": filters, "kernel_size": kernel_size, **config}
        return evaluate(name, layer("Conv1D", **config), shape=shape)

    return [
        case("valid", (2, 10, 2), 3, 3),
        case("kernel_size_1", (2, 6, 3), 4, 1),
        case("kernel_as_long_as_input", (3, 7, 2), 4, 7),
        case("one_channel_one_filter", (2, 9, 1), 1, 4),
        case("no_bias", (2, 9, 2), 3, 3, use_bias=False),
        case("relu", (2, 10, 2), 5, 3, activation="relu"),
        case("sigmoid", (2, 10, 2), 3, 4, activation="sigmoid"),
        case("no_bias_relu_strides_2", (2, 11, 3), 4, 4, strides=2, activation="relu", use_bias=False),
        case("strides_2_exact", (2, 15, 2), 3, 5, strides=2),
        case("strides_2_last_step_unused", (2, 16, 2), 3, 5, strides=2),
        case("strides_3_last_step_unused", (2, 17, 2), 3, 4, strides=3),
        case("strides_3_two_last_steps_unused", (2, 18, 2), 3, 4, strides=3),
        case("strides_longer_than_kernel", (2, 12, 2), 3, 2, strides=3),
        case("strides_2_kernel_size_1", (2, 8, 2), 3, 1, strides=2),
        case("same", (2, 8, 2), 3, 3, padding="same"),
        case("same_even_kernel", (2, 8, 2), 3, 4, padding="same"),
        case("same_kernel_longer_than_input", (2, 4, 2), 3, 7, padding="same"),
        case("same_strides_2_even_extent", (2, 10, 2), 3, 3, strides=2, padding="same"),
        case("same_strides_2_odd_extent", (2, 11, 2), 3, 3, strides=2, padding="same"),
        case("same_strides_2_even_kernel", (2, 11, 2), 3, 4, strides=2, padding="same"),
        case("same_strides_3", (2, 14, 2), 3, 5, strides=3, padding="same"),
        case("same_strides_longer_than_kernel", (2, 11, 2), 3, 2, strides=4, padding="same"),
        case("causal", (2, 8, 2), 3, 3, padding="causal"),
        case("causal_strides_2", (2, 9, 2), 3, 3, strides=2, padding="causal"),
        case("causal_dilation_2", (2, 10, 2), 3, 3, padding="causal", dilation_rate=2),
        case("dilation_2", (2, 12, 2), 3, 3, dilation_rate=2),
        case("dilation_3_even_kernel", (2, 14, 2), 3, 4, dilation_rate=3),
        case("dilation_2_same", (2, 11, 2), 3, 3, padding="same", dilation_rate=2),
        case("dilation_2_same_even_kernel_relu", (2, 11, 2), 3, 4,
             padding="same", dilation_rate=2, activation="relu"),
        case("course_first_scaled_down", (3, 52, 3), 8, 6, strides=2, activation="relu"),
        case("course_second_scaled_down", (3, 11, 8), 8, 4, activation="relu"),
        case("course_kernel_30", (2, 90, 3), 20, 30, strides=2, activation="relu"),
        case("course_kernel_10", (2, 29, 20), 10, 10, activation="relu"),
    ]
