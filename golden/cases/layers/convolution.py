"""Convolutions."""

from cases.layers.evaluate import evaluate, of_layer, of_regularizers
from support.models import layer

FIRST = {"data_format": "channels_first"}
SAME = {"padding": "same"}


def make():
    return {
        "conv1d": conv1d() + conv1d_groups(),
        "conv2d": conv2d(),
        "conv3d": conv3d(),
        "conv1d_transpose": conv1d_transpose(),
        "conv2d_transpose": conv2d_transpose(),
        "conv3d_transpose": conv3d_transpose(),
        "depthwise_conv1d": depthwise_conv1d(),
        "depthwise_conv2d": depthwise_conv2d(),
        "separable_conv1d": separable_conv1d(),
        "separable_conv2d": separable_conv2d(),
    }


def of_kernels(class_name, shape, kernels=("kernel",), **config):
    """Cases with regularizers and constraints of these kernels and of the bias."""
    return of_regularizers(class_name, shape, [*kernels, "bias"], **config)


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


def conv1d_groups():
    """Shapes are (rows, steps, channels), or with the channels before the steps."""

    def config(filters, kernel_size, **more):
        return {"filters": filters, "kernel_size": kernel_size, **more}

    return of_layer("Conv1D", [
        ("groups_2", (2, 7, 4), config(6, 3, groups=2)),
        ("groups_as_channels", (2, 7, 3), config(6, 2, groups=3, activation="tanh")),
        ("groups_3_same_strides_2", (2, 9, 6), config(3, 4, groups=3, strides=2, **SAME)),
        ("groups_2_causal_dilation_2", (1, 8, 4), config(2, 3, groups=2, padding="causal", dilation_rate=2)),
        ("channels_first", (2, 3, 8), config(4, 3, **FIRST)),
        ("channels_first_same_strides_2_even_kernel", (2, 2, 9), config(3, 4, strides=2, **SAME, **FIRST)),
        ("channels_first_causal_no_bias", (2, 2, 7), config(3, 3, padding="causal", use_bias=False, **FIRST)),
        ("channels_first_groups_dilation", (2, 4, 9), config(6, 3, groups=2, dilation_rate=2, **FIRST)),
        ("channels_first_softmax", (2, 2, 6), config(3, 2, activation="softmax", use_bias=False, **FIRST)),
        ("initializers", (1, 5, 2), config(2, 3, kernel_initializer="he_normal", bias_initializer="ones")),
    ]) + of_kernels("Conv1D", (2, 6, 2), filters=3, kernel_size=3, strides=2, activation="tanh")


def conv2d():
    """Shapes are (rows, height, width, channels), or with the channels before the height."""

    def config(filters, kernel_size, **more):
        return {"filters": filters, "kernel_size": kernel_size, **more}

    return of_layer("Conv2D", [
        ("valid", (2, 5, 6, 2), config(3, 3)),
        ("kernel_1", (2, 3, 4, 3), config(4, 1)),
        ("kernel_1_strides_2", (2, 5, 4, 3), config(2, 1, strides=2)),
        ("kernel_2_by_3", (1, 4, 6, 2), config(3, [2, 3], activation="sigmoid")),
        ("kernel_as_large_as_input", (2, 3, 4, 2), config(3, [3, 4])),
        ("no_bias_relu", (2, 5, 5, 1), config(2, 3, use_bias=False, activation="relu")),
        ("strides_2", (2, 7, 6, 2), config(3, 3, strides=2)),
        ("strides_3_by_2", (1, 8, 7, 2), config(2, [2, 3], strides=[3, 2])),
        ("strides_longer_than_kernel", (1, 7, 8, 2), config(2, 2, strides=3)),
        ("same", (2, 4, 5, 2), config(3, 3, **SAME)),
        ("same_even_kernel", (1, 5, 4, 2), config(3, [4, 2], **SAME)),
        ("same_strides_2_even_kernel", (2, 6, 7, 2), config(2, 4, strides=2, **SAME)),
        ("same_strides_3_by_2", (1, 7, 6, 2), config(3, [3, 2], strides=[3, 2], **SAME)),
        ("same_kernel_larger_than_input", (1, 2, 3, 2), config(2, 5, **SAME)),
        ("dilation_2", (1, 7, 8, 2), config(2, 3, dilation_rate=2)),
        ("dilation_1_by_3_same", (1, 4, 7, 2), config(2, [2, 3], dilation_rate=[1, 3], **SAME)),
        ("groups_2", (2, 4, 5, 4), config(6, 3, groups=2)),
        ("groups_as_channels", (1, 5, 4, 3), config(6, [2, 3], groups=3, activation="tanh")),
        ("groups_2_same_strides_2", (1, 5, 6, 4), config(2, 2, groups=2, strides=2, **SAME)),
        ("groups_3_same_dilation_2", (1, 5, 6, 6), config(3, 3, groups=3, dilation_rate=2, **SAME)),
        ("channels_first", (2, 2, 5, 6), config(3, 3, **FIRST)),
        ("channels_first_same_strides_2", (1, 2, 6, 5), config(3, [4, 3], strides=2, **SAME, **FIRST)),
        ("channels_first_groups_dilation", (1, 4, 6, 5), config(2, 2, groups=2, dilation_rate=2, **FIRST)),
        ("channels_first_softmax", (1, 2, 4, 5), config(3, 2, activation="softmax", use_bias=False, **FIRST)),
        ("initializers", (1, 4, 4, 2),
         config(2, 3, kernel_initializer="he_normal", bias_initializer="ones")),
    ]) + of_kernels("Conv2D", (2, 4, 3, 2), filters=3, kernel_size=[2, 3], padding="same")


def conv3d():
    """Shapes are (rows, depth, height, width, channels), or with the channels before the depth."""

    def config(filters, kernel_size, **more):
        return {"filters": filters, "kernel_size": kernel_size, **more}

    return of_layer("Conv3D", [
        ("valid", (2, 3, 4, 5, 2), config(2, 2)),
        ("kernel_1_by_2_by_3", (1, 2, 3, 4, 2), config(3, [1, 2, 3], activation="tanh")),
        ("kernel_1", (1, 2, 3, 2, 3), config(2, 1)),
        ("no_bias_relu", (1, 3, 3, 4, 1), config(2, 2, use_bias=False, activation="relu")),
        ("strides_2", (1, 4, 5, 5, 2), config(2, 2, strides=2)),
        ("strides_1_by_2_by_3", (1, 3, 4, 6, 1), config(2, [2, 2, 3], strides=[1, 2, 3])),
        ("same", (1, 2, 3, 4, 2), config(2, 3, **SAME)),
        ("same_strides_2_even_kernel", (1, 3, 4, 5, 1), config(2, [2, 4, 3], strides=2, **SAME)),
        ("dilation_2", (1, 4, 3, 5, 1), config(2, [2, 2, 3], dilation_rate=[2, 1, 2])),
        ("dilation_2_same", (1, 3, 3, 3, 1), config(2, 2, dilation_rate=2, **SAME)),
        ("groups_2", (1, 2, 3, 4, 4), config(4, 2, groups=2)),
        ("groups_as_channels_same_strides_2", (1, 3, 2, 4, 3), config(3, 2, groups=3, strides=2, **SAME)),
        ("channels_first", (1, 2, 3, 3, 4), config(2, 2, **FIRST)),
        ("channels_first_groups_same", (1, 4, 2, 3, 3), config(2, [2, 3, 2], groups=2, **SAME, **FIRST)),
        ("initializers", (1, 2, 2, 2, 2),
         config(2, 2, kernel_initializer="he_normal", bias_initializer="ones")),
    ]) + of_kernels("Conv3D", (2, 3, 2, 3, 2), filters=2, kernel_size=2)


def conv1d_transpose():
    """Shapes are (rows, steps, channels), or with the channels before the steps."""

    def config(filters, kernel_size, **more):
        return {"filters": filters, "kernel_size": kernel_size, **more}

    return of_layer("Conv1DTranspose", [
        ("valid", (2, 5, 2), config(3, 3)),
        ("kernel_1", (2, 4, 3), config(2, 1)),
        ("one_step", (2, 1, 2), config(3, 4, strides=2)),
        ("no_bias_relu", (2, 4, 2), config(3, 3, use_bias=False, activation="relu")),
        ("strides_2", (2, 4, 2), config(3, 3, strides=2)),
        ("strides_2_even_kernel", (2, 4, 2), config(3, 4, strides=2)),
        ("strides_longer_than_kernel", (2, 4, 2), config(3, 2, strides=3)),
        ("strides_3_output_padding_0", (2, 4, 2), config(2, 2, strides=3, output_padding=0)),
        ("strides_3_output_padding_2", (2, 4, 2), config(2, 4, strides=3, output_padding=2)),
        ("same", (2, 5, 2), config(3, 3, **SAME)),
        ("same_even_kernel", (2, 5, 2), config(3, 4, **SAME)),
        ("same_strides_2", (2, 5, 2), config(3, 3, strides=2, **SAME)),
        ("same_strides_2_even_kernel", (2, 4, 2), config(3, 4, strides=2, **SAME)),
        ("same_strides_longer_than_kernel", (2, 4, 2), config(3, 2, strides=4, **SAME)),
        ("same_strides_2_output_padding_0", (2, 4, 2), config(2, 3, strides=2, output_padding=0, **SAME)),
        ("same_strides_2_output_padding_1", (2, 4, 2), config(2, 3, strides=2, output_padding=1, **SAME)),
        ("same_even_strides_3_output_padding_2", (2, 4, 2),
         config(2, 4, strides=3, output_padding=2, **SAME)),
        ("same_short_strides_3_output_padding_1", (2, 4, 2),
         config(2, 1, strides=3, output_padding=1, **SAME)),
        ("dilation_2", (2, 5, 2), config(3, 3, dilation_rate=2, activation="tanh")),
        ("dilation_3_same_even_kernel", (2, 6, 2), config(2, 4, dilation_rate=3, **SAME)),
        ("channels_first", (2, 2, 5), config(3, 3, **FIRST)),
        ("channels_first_same_strides_2", (2, 2, 5), config(3, 4, strides=2, **SAME, **FIRST)),
        ("channels_first_softmax", (1, 2, 3), config(2, 2, activation="softmax", use_bias=False, **FIRST)),
        ("initializers", (1, 3, 2), config(2, 3, kernel_initializer="he_normal", bias_initializer="ones")),
    ]) + of_kernels("Conv1DTranspose", (2, 4, 2), filters=3, kernel_size=3, strides=2)


def conv2d_transpose():
    """Shapes are (rows, height, width, channels), or with the channels before the height."""

    def config(filters, kernel_size, **more):
        return {"filters": filters, "kernel_size": kernel_size, **more}

    return of_layer("Conv2DTranspose", [
        ("valid", (2, 3, 4, 2), config(3, 3)),
        ("kernel_1", (1, 3, 2, 3), config(2, 1)),
        ("kernel_2_by_3_sigmoid", (1, 3, 4, 2), config(2, [2, 3], activation="sigmoid")),
        ("no_bias_relu", (1, 3, 3, 2), config(2, 2, use_bias=False, activation="relu")),
        ("strides_2", (2, 3, 4, 2), config(2, 3, strides=2)),
        ("strides_3_by_2_longer_than_kernel", (1, 3, 3, 2), config(2, [2, 1], strides=[3, 2])),
        ("strides_output_padding", (1, 3, 3, 2), config(2, [3, 2], strides=[3, 2], output_padding=[2, 1])),
        ("same", (1, 4, 3, 2), config(2, [3, 4], **SAME)),
        ("same_strides_2", (2, 3, 4, 2), config(3, 3, strides=2, **SAME)),
        ("same_strides_2_even_kernel", (1, 3, 4, 2), config(2, 4, strides=2, **SAME)),
        ("same_strides_output_padding_0", (1, 3, 4, 2), config(2, 3, strides=2, output_padding=0, **SAME)),
        ("same_strides_output_padding", (1, 3, 3, 2),
         config(2, [4, 3], strides=[3, 2], output_padding=[2, 1], **SAME)),
        ("dilation_2", (1, 3, 4, 2), config(2, [2, 3], dilation_rate=[2, 1])),
        ("dilation_2_same", (1, 4, 4, 2), config(2, 3, dilation_rate=2, **SAME)),
        ("channels_first", (2, 2, 3, 4), config(3, 2, **FIRST)),
        ("channels_first_same_strides_2", (1, 2, 4, 3), config(2, [3, 4], strides=2, **SAME, **FIRST)),
        ("channels_first_output_padding", (1, 2, 3, 3), config(2, 2, strides=2, output_padding=1, **FIRST)),
        ("initializers", (1, 2, 2, 2),
         config(2, 3, kernel_initializer="he_normal", bias_initializer="ones")),
    ]) + of_kernels("Conv2DTranspose", (2, 2, 3, 2), filters=3, kernel_size=2)


def conv3d_transpose():
    """Shapes are (rows, depth, height, width, channels), or with the channels before the depth."""

    def config(filters, kernel_size, **more):
        return {"filters": filters, "kernel_size": kernel_size, **more}

    return of_layer("Conv3DTranspose", [
        ("valid", (1, 2, 3, 2, 2), config(2, 2)),
        ("kernel_1_by_2_by_3_tanh", (1, 2, 2, 3, 2), config(2, [1, 2, 3], activation="tanh")),
        ("no_bias_relu", (1, 2, 2, 2, 1), config(2, 2, use_bias=False, activation="relu")),
        ("strides_2", (1, 2, 3, 2, 1), config(2, 3, strides=2)),
        ("strides_output_padding", (1, 2, 2, 2, 1),
         config(2, [2, 3, 1], strides=[3, 2, 2], output_padding=[1, 0, 1])),
        ("same", (1, 2, 3, 2, 2), config(2, [3, 2, 3], **SAME)),
        ("same_strides_2", (1, 2, 2, 3, 1), config(2, [2, 3, 4], strides=2, **SAME)),
        ("same_strides_output_padding", (1, 2, 2, 3, 1),
         config(1, 3, strides=[2, 2, 3], output_padding=[1, 0, 2], **SAME)),
        ("dilation_2", (1, 2, 2, 3, 2), config(1, 2, dilation_rate=[2, 1, 3])),
        ("dilation_2_same", (1, 3, 3, 2, 1), config(2, 2, dilation_rate=2, **SAME)),
        ("channels_first", (1, 2, 2, 3, 2), config(2, 2, **FIRST)),
        ("channels_first_same_strides_2", (1, 2, 2, 2, 3), config(2, 3, strides=2, **SAME, **FIRST)),
        ("initializers", (1, 2, 2, 2, 1),
         config(2, 2, kernel_initializer="he_normal", bias_initializer="ones")),
    ]) + of_kernels("Conv3DTranspose", (1, 2, 2, 3, 2), filters=2, kernel_size=2)


def depthwise_conv1d():
    """Shapes are (rows, steps, channels), or with the channels before the steps."""
    return of_layer("DepthwiseConv1D", [
        ("valid", (2, 7, 3), {"kernel_size": 3}),
        ("one_channel", (2, 6, 1), {"kernel_size": 2}),
        ("many_channels", (1, 4, 37), {"kernel_size": 2}),
        ("multiplier_2", (2, 6, 3), {"kernel_size": 3, "depth_multiplier": 2}),
        ("multiplier_3_one_channel", (2, 6, 1), {"kernel_size": 3, "depth_multiplier": 3}),
        ("no_bias_relu", (2, 6, 2), {"kernel_size": 2, "use_bias": False, "activation": "relu"}),
        ("strides_2", (2, 8, 3), {"kernel_size": 3, "strides": 2}),
        ("same", (2, 6, 3), {"kernel_size": 4, **SAME}),
        ("same_strides_2_multiplier_2", (2, 7, 2),
         {"kernel_size": 4, "strides": 2, "depth_multiplier": 2, **SAME}),
        ("dilation_2", (2, 8, 2), {"kernel_size": 3, "dilation_rate": 2, "activation": "tanh"}),
        ("strides_2_dilation_2_same", (2, 9, 2),
         {"kernel_size": 3, "strides": 2, "dilation_rate": 2, **SAME}),
        ("channels_first", (2, 3, 7), {"kernel_size": 3, **FIRST}),
        ("channels_first_same_multiplier_2", (2, 2, 7),
         {"kernel_size": 2, "depth_multiplier": 2, "strides": 2, **SAME, **FIRST}),
        ("initializers", (1, 4, 2),
         {"kernel_size": 2, "depthwise_initializer": "he_normal", "bias_initializer": "ones"}),
    ]) + of_kernels("DepthwiseConv1D", (2, 6, 3), ("depthwise",), kernel_size=3, depth_multiplier=2)


def depthwise_conv2d():
    """Shapes are (rows, height, width, channels), or with the channels before the height."""
    return of_layer("DepthwiseConv2D", [
        ("valid", (2, 4, 5, 3), {"kernel_size": 3}),
        ("many_channels", (1, 3, 3, 35), {"kernel_size": 2}),
        ("one_channel_multiplier_2", (1, 4, 4, 1), {"kernel_size": [2, 3], "depth_multiplier": 2}),
        ("multiplier_3", (1, 4, 4, 2), {"kernel_size": [3, 2], "depth_multiplier": 3}),
        ("no_bias_relu", (1, 4, 4, 2), {"kernel_size": 2, "use_bias": False, "activation": "relu"}),
        ("strides_2", (2, 6, 5, 2), {"kernel_size": 3, "strides": 2}),
        ("strides_2_by_1", (1, 5, 4, 2), {"kernel_size": 2, "strides": [2, 1]}),
        ("same", (2, 4, 3, 2), {"kernel_size": [3, 4], **SAME}),
        ("same_strides_2_multiplier_2", (1, 5, 6, 2),
         {"kernel_size": 4, "strides": 2, "depth_multiplier": 2, **SAME}),
        ("dilation_2", (1, 6, 5, 2), {"kernel_size": [3, 2], "dilation_rate": 2, "activation": "tanh"}),
        ("strides_2_dilation_2_same", (1, 6, 7, 2),
         {"kernel_size": 3, "strides": 2, "dilation_rate": 2, **SAME}),
        ("channels_first", (2, 3, 4, 5), {"kernel_size": 3, **FIRST}),
        ("channels_first_same_multiplier_2", (1, 2, 5, 4),
         {"kernel_size": 2, "depth_multiplier": 2, "strides": 2, **SAME, **FIRST}),
        ("initializers", (1, 3, 3, 2),
         {"kernel_size": 2, "depthwise_initializer": "he_normal", "bias_initializer": "ones"}),
    ]) + of_kernels("DepthwiseConv2D", (2, 4, 4, 2), ("depthwise",), kernel_size=3, depth_multiplier=2)


def separable_conv1d():
    """Shapes are (rows, steps, channels), or with the channels before the steps."""

    def config(filters, kernel_size, **more):
        return {"filters": filters, "kernel_size": kernel_size, **more}

    return of_layer("SeparableConv1D", [
        ("valid", (2, 7, 3), config(4, 3)),
        ("one_channel", (2, 6, 1), config(2, 2)),
        ("multiplier_2", (2, 6, 3), config(2, 3, depth_multiplier=2)),
        ("no_bias_relu", (2, 6, 2), config(3, 2, use_bias=False, activation="relu")),
        ("strides_2", (2, 8, 2), config(3, 3, strides=2)),
        ("same", (2, 6, 2), config(3, 4, **SAME)),
        ("same_strides_2_multiplier_3", (2, 7, 2), config(2, 4, strides=2, depth_multiplier=3, **SAME)),
        ("dilation_2", (2, 8, 2), config(3, 3, dilation_rate=2, activation="tanh")),
        ("strides_2_dilation_2_same", (2, 9, 2), config(2, 3, strides=2, dilation_rate=2, **SAME)),
        ("channels_first", (2, 3, 7), config(2, 3, **FIRST)),
        ("channels_first_same_multiplier_2", (1, 2, 7),
         config(3, 2, strides=2, depth_multiplier=2, **SAME, **FIRST)),
        ("initializers", (1, 4, 2),
         config(2, 2, depthwise_initializer="he_normal", pointwise_initializer="ones",
                bias_initializer="ones")),
    ]) + of_kernels("SeparableConv1D", (2, 6, 3), ("depthwise", "pointwise"),
                      filters=2, kernel_size=3, depth_multiplier=2)


def separable_conv2d():
    """Shapes are (rows, height, width, channels), or with the channels before the height."""

    def config(filters, kernel_size, **more):
        return {"filters": filters, "kernel_size": kernel_size, **more}

    return of_layer("SeparableConv2D", [
        ("valid", (2, 4, 5, 3), config(4, 3)),
        ("one_channel", (1, 4, 4, 1), config(2, [2, 3])),
        ("multiplier_2", (1, 4, 4, 2), config(3, [3, 2], depth_multiplier=2)),
        ("no_bias_relu", (1, 4, 4, 2), config(3, 2, use_bias=False, activation="relu")),
        ("strides_2", (2, 6, 5, 2), config(2, 3, strides=2)),
        ("strides_2_by_1", (1, 5, 4, 2), config(2, 2, strides=[2, 1])),
        ("same", (1, 4, 3, 2), config(3, [3, 4], **SAME)),
        ("same_strides_2_multiplier_2", (1, 5, 6, 2), config(2, 4, strides=2, depth_multiplier=2, **SAME)),
        ("dilation_2", (1, 6, 5, 2), config(2, [3, 2], dilation_rate=2, activation="tanh")),
        ("dilation_2_same", (1, 5, 5, 2), config(2, 3, dilation_rate=[1, 2], **SAME)),
        ("channels_first", (1, 3, 4, 5), config(2, 3, **FIRST)),
        ("channels_first_same_multiplier_2", (1, 2, 5, 4),
         config(3, 2, strides=2, depth_multiplier=2, **SAME, **FIRST)),
        ("initializers", (1, 3, 3, 2),
         config(2, 2, depthwise_initializer="he_normal", pointwise_initializer="ones",
                bias_initializer="ones")),
    ]) + of_kernels("SeparableConv2D", (2, 4, 4, 2), ("depthwise", "pointwise"),
                      filters=3, kernel_size=2, activation="relu")
