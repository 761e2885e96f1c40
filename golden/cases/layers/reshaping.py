"""The same numbers under another shape, fewer, or repeated."""

from cases.layers.evaluate import evaluate, of_layer
from support.models import layer


def make():
    return {
        "flatten": flatten(),
        "reshape": reshape(),
        "permute": permute(),
        "repeat_vector": repeat_vector(),
        "cropping1d": cropping1d(),
        "cropping2d": cropping2d(),
        "cropping3d": cropping3d(),
        "zero_padding1d": zero_padding1d(),
        "zero_padding2d": zero_padding2d(),
        "zero_padding3d": zero_padding3d(),
        "up_sampling1d": up_sampling1d(),
        "up_sampling2d": up_sampling2d(),
        "up_sampling3d": up_sampling3d(),
    }


def flatten():
    return [
        evaluate("rank2", layer("Flatten"), shape=(3, 4)),
        evaluate("rank3", layer("Flatten"), shape=(2, 4, 3)),
        evaluate("rank4", layer("Flatten"), shape=(2, 2, 3, 2)),
        *of_layer("Flatten", [
            ("channels_last", (2, 4, 3), {"data_format": "channels_last"}),
            ("channels_first_rank2", (3, 4), {"data_format": "channels_first"}),
            ("channels_first_rank3", (2, 4, 3), {"data_format": "channels_first"}),
            ("channels_first_rank4", (2, 3, 4, 2), {"data_format": "channels_first"}),
            ("channels_first_rank5", (2, 2, 3, 1, 4), {"data_format": "channels_first"}),
        ]),
    ]


def reshape():
    return [
        evaluate("to_rank3", layer("Reshape", target_shape=[3, 4]), shape=(2, 12)),
        evaluate("to_rank2", layer("Reshape", target_shape=[12]), shape=(2, 3, 4)),
        evaluate("unknown_first", layer("Reshape", target_shape=[-1, 2]), shape=(2, 3, 4)),
        evaluate("unknown_last", layer("Reshape", target_shape=[6, -1]), shape=(2, 3, 4)),
        evaluate("unknown_alone", layer("Reshape", target_shape=[-1]), shape=(2, 3, 4)),
        evaluate("same_shape", layer("Reshape", target_shape=[3, 4]), shape=(2, 3, 4)),
        evaluate("to_rank5", layer("Reshape", target_shape=[2, 3, 1, -1]), shape=(3, 12)),
        evaluate("from_rank4", layer("Reshape", target_shape=[4, 6]), shape=(2, 2, 3, 4)),
    ]


def permute():
    orders = [[1], [1, 2], [2, 1], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1],
              [4, 1, 3, 2], [2, 4, 1, 3]]
    sizes = (3, 4, 2, 5)
    return of_layer("Permute", [
        ("dims_" + "".join(map(str, dims)), (2, *sizes[: len(dims)]), {"dims": dims})
        for dims in orders
    ])


def repeat_vector():
    shapes = [(2, 3), (1, 1), (4, 5), (3, 2), (2, 7), (5, 1), (1, 6), (3, 4)]
    return of_layer("RepeatVector", [
        (f"n_{n}", shape, {"n": n}) for n, shape in enumerate(shapes, 1)
    ])


def cropping1d():
    """Shapes are (rows, steps, channels)."""
    return of_layer("Cropping1D", [
        ("default", (2, 6, 3), {}),
        ("nothing", (2, 4, 2), {"cropping": 0}),
        ("one_number", (2, 7, 2), {"cropping": 2}),
        ("before", (2, 6, 2), {"cropping": [2, 0]}),
        ("after", (2, 6, 2), {"cropping": [0, 3]}),
        ("both", (3, 8, 1), {"cropping": [1, 3]}),
        ("one_step_left", (2, 5, 2), {"cropping": [3, 1]}),
        ("many_channels", (1, 5, 19), {"cropping": [1, 2]}),
    ])


def cropping2d():
    """Shapes are (rows, height, width, channels), or with the channels before the height."""
    first = {"data_format": "channels_first"}
    return of_layer("Cropping2D", [
        ("default", (2, 3, 4, 2), {}),
        ("one_number", (2, 5, 4, 2), {"cropping": 1}),
        ("one_number_for_each_axis", (2, 5, 6, 2), {"cropping": [1, 2]}),
        ("pairs", (2, 6, 7, 2), {"cropping": [[1, 2], [3, 1]]}),
        ("rows_only", (2, 6, 3, 2), {"cropping": [[2, 1], [0, 0]]}),
        ("last_columns_only", (2, 3, 5, 3), {"cropping": [[0, 0], [0, 2]]}),
        ("one_element_left", (3, 4, 3, 1), {"cropping": [[1, 2], [2, 0]]}),
        ("channels_first", (2, 2, 5, 6), {"cropping": [1, 2], **first}),
        ("channels_first_pairs", (2, 3, 6, 5), {"cropping": [[0, 2], [1, 3]], **first}),
    ])


def cropping3d():
    """Shapes are (rows, depth, height, width, channels), or with the channels before the depth."""
    first = {"data_format": "channels_first"}
    return of_layer("Cropping3D", [
        ("default", (2, 3, 4, 5, 2), {}),
        ("nothing", (2, 2, 3, 2, 2), {"cropping": 0}),
        ("one_number", (1, 5, 6, 5, 2), {"cropping": 2}),
        ("one_number_for_each_axis", (2, 3, 5, 2, 2), {"cropping": [1, 2, 0]}),
        ("pairs", (1, 4, 5, 4, 2), {"cropping": [[1, 2], [0, 3], [2, 0]]}),
        ("depth_only", (2, 4, 2, 3, 1), {"cropping": [[1, 0], [0, 0], [0, 0]]}),
        ("channels_first", (2, 2, 3, 4, 5), {"cropping": 1, **first}),
        ("channels_first_pairs", (1, 3, 4, 4, 3), {"cropping": [[0, 2], [1, 0], [1, 1]], **first}),
    ])


def zero_padding1d():
    """Shapes are (rows, steps, channels), or with the channels before the steps."""
    first = {"data_format": "channels_first"}
    return of_layer("ZeroPadding1D", [
        ("default", (2, 4, 3), {}),
        ("nothing", (2, 4, 2), {"padding": 0}),
        ("one_number", (2, 3, 2), {"padding": 3}),
        ("before", (2, 4, 2), {"padding": [2, 0]}),
        ("after", (2, 4, 2), {"padding": [0, 3]}),
        ("both", (3, 3, 1), {"padding": [1, 4]}),
        ("channels_first", (2, 3, 4), {"padding": 2, **first}),
        ("channels_first_pair", (2, 2, 5), {"padding": [1, 2], **first}),
    ])


def zero_padding2d():
    """Shapes are (rows, height, width, channels), or with the channels before the height."""
    first = {"data_format": "channels_first"}
    return of_layer("ZeroPadding2D", [
        ("default", (2, 2, 3, 2), {}),
        ("nothing", (2, 2, 3, 2), {"padding": 0}),
        ("one_number", (2, 3, 2, 2), {"padding": 2}),
        ("one_number_for_each_axis", (2, 2, 3, 2), {"padding": [1, 3]}),
        ("pairs", (2, 2, 3, 2), {"padding": [[1, 2], [3, 0]]}),
        ("rows_only", (2, 2, 2, 3), {"padding": [[2, 1], [0, 0]]}),
        ("channels_first", (2, 2, 3, 4), {"padding": 1, **first}),
        ("channels_first_pairs", (2, 3, 2, 3), {"padding": [[0, 2], [1, 3]], **first}),
    ])


def zero_padding3d():
    """Shapes are (rows, depth, height, width, channels), or with the channels before the depth."""
    first = {"data_format": "channels_first"}
    return of_layer("ZeroPadding3D", [
        ("default", (2, 2, 1, 3, 2), {}),
        ("nothing", (2, 2, 3, 2, 2), {"padding": 0}),
        ("one_number", (1, 2, 1, 2, 2), {"padding": 2}),
        ("one_number_for_each_axis", (2, 1, 2, 3, 1), {"padding": [1, 2, 0]}),
        ("pairs", (1, 2, 1, 2, 2), {"padding": [[1, 2], [0, 3], [2, 0]]}),
        ("depth_only", (2, 2, 2, 2, 1), {"padding": [[1, 2], [0, 0], [0, 0]]}),
        ("channels_first", (1, 2, 2, 1, 3), {"padding": 1, **first}),
        ("channels_first_pairs", (1, 3, 2, 2, 1), {"padding": [[0, 2], [1, 0], [1, 1]], **first}),
    ])


def up_sampling1d():
    """Shapes are (rows, steps, channels)."""
    shapes = [(2, 4, 2), (2, 3, 3), (1, 5, 2), (3, 2, 1), (2, 1, 4), (1, 3, 9), (2, 2, 2)]
    return of_layer("UpSampling1D", [
        ("default", (2, 4, 3), {}),
        *((f"size_{size}", shape, {"size": size}) for size, shape in enumerate(shapes, 1)),
    ])


def up_sampling2d():
    """Shapes are (rows, height, width, channels), or with the channels before the height."""
    first = {"data_format": "channels_first"}
    lines = {"interpolation": "bilinear"}
    return of_layer("UpSampling2D", [
        ("default", (2, 3, 2, 2), {}),
        ("one_number", (2, 2, 3, 2), {"size": 3}),
        ("size_1", (2, 2, 3, 2), {"size": 1}),
        ("rows_only", (2, 2, 3, 2), {"size": [3, 1]}),
        ("columns_only", (2, 2, 3, 1), {"size": [1, 4]}),
        ("channels_first", (2, 3, 2, 4), {"size": [2, 3], **first}),
        ("bilinear", (2, 3, 4, 2), lines),
        ("bilinear_one_number", (2, 4, 3, 1), {"size": 3, **lines}),
        ("bilinear_rows_only", (2, 3, 2, 3), {"size": [4, 1], **lines}),
        ("bilinear_columns_only", (2, 3, 5, 1), {"size": [1, 5], **lines}),
        ("bilinear_one_row", (2, 1, 3, 2), {"size": [3, 2], **lines}),
        ("bilinear_channels_first", (2, 2, 3, 4), {"size": [3, 2], **first, **lines}),
    ])


def up_sampling3d():
    """Shapes are (rows, depth, height, width, channels), or with the channels before the depth."""
    first = {"data_format": "channels_first"}
    return of_layer("UpSampling3D", [
        ("default", (2, 2, 1, 2, 2), {}),
        ("one_number", (1, 2, 1, 2, 2), {"size": 3}),
        ("size_1", (2, 1, 2, 3, 2), {"size": 1}),
        ("one_number_for_each_axis", (1, 2, 2, 1, 3), {"size": [1, 2, 4]}),
        ("depth_only", (2, 2, 2, 3, 1), {"size": [3, 1, 1]}),
        ("width_only", (2, 2, 1, 3, 2), {"size": [1, 1, 5]}),
        ("channels_first", (2, 2, 1, 2, 3), {"size": 2, **first}),
        ("channels_first_one_number_for_each_axis", (1, 3, 2, 1, 2), {"size": [2, 3, 1], **first}),
    ])
