"""Dropout and noise, at rest; regularized activity."""

from cases.layers.evaluate import evaluate, of_layer
from cases.layers.several import of_several
from support.models import layer


def make():
    return {
        "dropout": dropout(),
        **at_rest(),
        "activity_regularization": activity_regularization(),
    }


def activity_regularization():
    """What is added to the loss is divided by the rows."""
    return of_several("ActivityRegularization", [
        ("l1", [(3, 4)], {"l1": 0.1}),
        ("l2", [(3, 4)], {"l2": 0.1}),
        ("both", [(5, 4)], {"l1": 0.01, "l2": 0.2}),
        ("nothing", [(3, 4)], {}),
        ("one_row", [(1, 6)], {"l1": 2.0, "l2": 0.5}),
        ("numbers", [(4,)], {"l1": 0.3, "l2": 0.1}),
        ("rank3", [(2, 3, 4)], {"l1": 0.05, "l2": 0.05}),
        ("rank4", [(2, 2, 3, 2)], {"l2": 1.5}),
        ("mask", [(2, 3, 2)], {"l1": 0.25}, {"masks": [[[1, 0, 1], [1, 1, 0]]]}),
    ])


def dropout():
    """At inference, where dropout hands its input through."""
    return [
        evaluate("rate_half", layer("Dropout", rate=0.5), shape=(3, 4)),
        evaluate("rate_0", layer("Dropout", rate=0.0), shape=(2, 3, 4)),
        *of_layer("Dropout", [
            ("rate_1", (3, 2), {"rate": 1.0}),
            ("rank4", (2, 2, 3, 2), {"rate": 0.25}),
            ("seed", (3, 4), {"rate": 0.1, "seed": 7}),
            ("noise_shape", (2, 3, 4), {"rate": 0.5, "noise_shape": [None, 1, 4]}),
            ("noise_shape_of_all_rows", (3, 5), {"rate": 0.5, "noise_shape": [1, None]}),
            ("noise_shape_and_seed", (2, 5), {"rate": 0.3, "noise_shape": [None, 1], "seed": 0}),
        ]),
    ]


def at_rest():
    """Layers that differ while training only, at inference, where they hand their input through."""
    rates = [0.0, 0.1, 0.25, 0.5, 0.9]
    vector = (3, 4)

    def by_rate(class_name, shape, argument="rate"):
        return of_layer(class_name, [
            *((f"{argument}_{rate}", shape, {argument: rate}) for rate in rates),
            ("seed_0", shape, {argument: 0.3, "seed": 0}),
            ("seed", shape, {argument: 0.7, "seed": 1234}),
            ("one_row", (1, *shape[1:]), {argument: 0.4}),
        ])

    files = {
        "gaussian_noise": by_rate("GaussianNoise", vector, "stddev"),
        "gaussian_dropout": by_rate("GaussianDropout", (2, 3, 2)),
        "alpha_dropout": by_rate("AlphaDropout", vector) + of_layer("AlphaDropout", [
            ("noise_shape", (2, 3, 4), {"rate": 0.5, "noise_shape": [None, 1, 4]}),
            ("noise_shape_of_all_rows", (3, 5), {"rate": 0.5, "noise_shape": [1, None]}),
        ]),
    }
    for rank, sizes in enumerate([(4,), (3, 2), (2, 2, 3)], 1):
        name = f"SpatialDropout{rank}D"
        cases = by_rate(name, (2, *sizes, 2))
        if rank > 1:
            first = {"data_format": "channels_first"}
            cases += of_layer(name, [
                ("channels_first", (2, 3, *sizes), {"rate": 0.5, **first}),
                ("channels_first_seed", (1, 2, *sizes), {"rate": 0.2, "seed": 3, **first}),
            ])
        files[f"spatial_dropout{rank}d"] = cases
    return files
