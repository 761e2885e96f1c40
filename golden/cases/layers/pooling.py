"""Poolings."""

from cases.layers.evaluate import evaluate, of_layer
from cases.layers.several import of_several
from support.inputs import floats
from support.models import layer


def make():
    return {
        "max_pooling1d": pooling("MaxPooling1D") + [max_pooling_ties()],
        "average_pooling1d": pooling("AveragePooling1D"),
        "max_pooling2d": pooling2d("MaxPooling2D") + [max_pooling2d_ties()],
        "average_pooling2d": pooling2d("AveragePooling2D"),
        "max_pooling3d": pooling3d("MaxPooling3D"),
        "average_pooling3d": pooling3d("AveragePooling3D"),
        **global_poolings(),
    }


def pooling(class_name):
    """Shapes are (rows, steps, channels)."""

    def case(name, shape, pool_size, **config):
        return evaluate(name, layer(class_name, pool_size=pool_size, **config), shape=shape)

    return [
        case("pool_2", (2, 8, 3), 2),
        case("pool_2_odd_extent", (2, 9, 3), 2),
        case("pool_3", (2, 9, 2), 3),
        case("pool_3_two_last_steps_unused", (2, 11, 2), 3),
        case("pool_as_long_as_input", (2, 5, 2), 5),
        case("pool_1_strides_2", (2, 7, 2), 1, strides=2),
        case("pool_2_strides_1", (2, 7, 2), 2, strides=1),
        case("pool_3_strides_1", (2, 7, 2), 3, strides=1),
        case("pool_3_strides_2", (2, 10, 2), 3, strides=2),
        case("pool_2_strides_3", (2, 10, 2), 2, strides=3),
        case("pool_2_strides_4_odd_extent", (2, 13, 2), 2, strides=4),
        case("pool_5_strides_2_many_channels", (2, 14, 19), 5, strides=2),
        case("same_pool_2", (2, 8, 2), 2, padding="same"),
        case("same_pool_2_odd_extent", (2, 9, 2), 2, padding="same"),
        case("same_pool_3", (2, 9, 2), 3, padding="same"),
        case("same_pool_3_odd_extent", (2, 11, 2), 3, padding="same"),
        case("same_pool_2_strides_1", (2, 7, 2), 2, strides=1, padding="same"),
        case("same_pool_3_strides_1", (2, 7, 2), 3, strides=1, padding="same"),
        case("same_pool_3_strides_2", (2, 10, 2), 3, strides=2, padding="same"),
        case("same_pool_2_strides_3", (2, 11, 2), 2, strides=3, padding="same"),
        case("same_pool_longer_than_input", (2, 3, 2), 5, padding="same"),
        case("channels_first", (2, 3, 8), 2, data_format="channels_first"),
        case("channels_first_same_strides_2", (2, 2, 9), 3, strides=2, padding="same",
             data_format="channels_first"),
    ]


def max_pooling_ties():
    """Equal largest values in one window: which of them gets the gradient is a convention."""
    steps = [1.0, 1.0, 0.0, 0.0, 2.0, 2.0, -1.0, 3.0, 3.0, 3.0]
    x = floats([[[s, -s] for s in steps]])
    return evaluate("ties", layer("MaxPooling1D", pool_size=3, strides=2), x=x)


def pooling2d(class_name):
    """Shapes are (rows, height, width, channels), or with the channels before the height."""
    # Keras has a default for the maximum only.
    pool_2 = {} if class_name.startswith("Max") else {"pool_size": 2}
    first = {"data_format": "channels_first"}
    same = {"padding": "same"}
    return of_layer(class_name, [
        ("pool_2", (2, 4, 6, 2), pool_2),
        ("pool_3_odd_extents", (1, 7, 8, 2), {"pool_size": 3}),
        ("pool_2_by_3", (2, 4, 7, 2), {"pool_size": [2, 3]}),
        ("strides_1", (2, 4, 3, 2), {"pool_size": 2, "strides": 1}),
        ("strides_1_by_3", (2, 4, 7, 2), {"pool_size": [3, 2], "strides": [1, 3]}),
        ("strides_longer_than_pool", (2, 7, 5, 1), {"pool_size": [2, 1], "strides": [3, 2]}),
        ("pool_as_large_as_input", (2, 3, 4, 3), {"pool_size": [3, 4]}),
        ("same", (2, 5, 4, 2), {"pool_size": 2, **same}),
        ("same_strides_1", (2, 4, 5, 2), {"pool_size": [3, 2], "strides": 1, **same}),
        ("same_strides_2", (2, 5, 6, 2), {"pool_size": 3, "strides": 2, **same}),
        ("same_pool_larger_than_input", (2, 2, 3, 2), {"pool_size": 5, **same}),
        ("channels_first", (2, 3, 4, 6), {"pool_size": [2, 3], **first}),
        ("channels_first_same", (2, 2, 5, 4), {"pool_size": 3, "strides": 2, **same, **first}),
    ])


def max_pooling2d_ties():
    """Equal largest values in one window: which of them gets the gradient is a convention."""
    x = floats([[[1, 1, 0, 2], [1, 3, 2, 2], [3, 3, -1, -1], [0, 3, -1, -1]]])[..., None]
    return evaluate("ties", layer("MaxPooling2D", pool_size=2, strides=1), x=x)


def pooling3d(class_name):
    """Shapes are (rows, depth, height, width, channels), or with the channels before the depth."""
    # Keras has a default for the maximum only.
    pool_2 = {} if class_name.startswith("Max") else {"pool_size": 2}
    first = {"data_format": "channels_first"}
    same = {"padding": "same"}
    return of_layer(class_name, [
        ("pool_2", (2, 2, 4, 3, 2), pool_2),
        ("pool_1_by_2_by_3", (1, 2, 4, 7, 2), {"pool_size": [1, 2, 3]}),
        ("strides_1", (1, 3, 3, 4, 2), {"pool_size": 2, "strides": 1}),
        ("strides_1_by_2_by_3", (1, 3, 5, 5, 1), {"pool_size": [2, 3, 2], "strides": [1, 2, 3]}),
        ("pool_as_large_as_input", (2, 2, 3, 2, 2), {"pool_size": [2, 3, 2]}),
        ("same", (1, 3, 5, 2, 2), {"pool_size": 2, **same}),
        ("same_strides_1", (1, 2, 3, 3, 1), {"pool_size": [3, 2, 2], "strides": 1, **same}),
        ("same_strides_2", (1, 3, 5, 4, 1), {"pool_size": 3, "strides": 2, **same}),
        ("channels_first", (2, 2, 2, 4, 3), {"pool_size": [2, 2, 3], **first}),
        ("channels_first_same", (1, 2, 3, 5, 2), {"pool_size": 3, "strides": 2, **same, **first}),
    ])


def global_poolings():
    """Largest and mean of each channel, in one, two and three dimensions."""
    first = {"data_format": "channels_first"}
    keep = {"keepdims": True}
    ties = floats([[[1, -1], [3, -1], [3, -2], [0, -3], [3, -1]]])
    files = {}
    for rank, sizes in enumerate([(5,), (3, 4), (2, 3, 2)], 1):
        for kind in ["Max", "Average"]:
            name = f"Global{kind}Pooling{rank}D"
            cases = of_layer(name, [
                ("default", (2, *sizes, 3), {}),
                ("channels_last", (3, *sizes, 1), {"data_format": "channels_last"}),
                ("drops_axes", (1, *sizes, 4), {"keepdims": False}),
                ("one_place", (2, *[1] * rank, 3), {}),
                ("keepdims", (2, *sizes, 2), keep),
                ("channels_first", (2, 3, *sizes), first),
                ("channels_first_keepdims", (2, 2, *sizes), {**first, **keep}),
                ("channels_first_one_channel", (3, 1, *sizes), first),
            ])
            if kind == "Max":
                x = ties.reshape(1, 5, *[1] * (rank - 1), 2)
                cases.append(evaluate("ties", layer(name), x=x))
            if rank == 1:
                steps = [[1, 1, 0], [0, 1, 0]]
                cases += of_several(name, [
                    ("mask", [(2, 3, 2)], {}, {"masks": [steps]}),
                    ("mask_keepdims", [(2, 3, 2)], keep, {"masks": [steps]}),
                    ("mask_channels_first", [(2, 2, 3)], first, {"masks": [steps]}),
                ])
            files[f"global_{kind.lower()}_pooling{rank}d"] = cases
    return files
