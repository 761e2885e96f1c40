"""The tables that Keras 3 prints of a model, for several widths."""

import importlib.metadata
import math
import os

import keras

# No table is cut by the terminal that rich assumes.
os.environ["COLUMNS"] = "1000"

WIDTHS = [16, 17, 20, 31, 32, 40, 63, 65, 80, 99, 100, 180, 250]
FEW_WIDTHS = [40, 80]
WIDTHS_BRANCHED = [21, 22, 31, 40, 63, 80, 100, 180]
WIDTHS_NESTED = [31, 40, 63, 80, 100, 180]
# R's keras3 asks for no more.
LARGEST_WIDTH = 180
SMALLEST_WIDTH_WITH_TRAINABLE = 31


def make():
    models = {
        "walking": walking(),
        "long_names": long_names(),
        "non_trainable": non_trainable(),
    }
    others = {
        "frozen": frozen(),
        "optimizer": with_optimizer(non_trainable()),
        "sgd": with_optimizer(walking(), "sgd"),
        "unbuilt": unbuilt(),
        "empty": keras.Sequential(name="empty"),
    }
    functional = {
        "chain": chain(),
        "branched": branched(),
        "shared": shared(),
        "branched_non_trainable": branched(frozen=True),
        "called_late_first": called_late_first(),
    }
    nested = {
        "nested": nested_models(),
        "nested_non_trainable": nested_models(frozen=True),
        "nested_in_a_stack": nested_in_a_stack(),
    }
    return {
        "summary": {
            "rich": importlib.metadata.version("rich"),
            "cases": [
                *[case(name, model, WIDTHS) for name, model in models.items()],
                *[case(name, model, FEW_WIDTHS) for name, model in others.items()],
                *[case(name, model, WIDTHS_BRANCHED) for name, model in functional.items()],
                *[case(name, model, WIDTHS_NESTED, expand=True) for name, model in nested.items()],
            ],
        }
    }


def walking():
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((260, 3)),
            layers.Conv1D(40, 30, strides=2, activation="relu", name="conv1d"),
            layers.MaxPooling1D(2, name="max_pooling1d"),
            layers.Conv1D(40, 10, activation="relu", name="conv1d_1"),
            layers.MaxPooling1D(2, name="max_pooling1d_1"),
            layers.Flatten(name="flatten"),
            layers.Dense(100, activation="sigmoid", name="dense"),
            layers.Dense(15, activation="softmax", name="dense_1"),
        ],
        name="sequential",
    )


def long_names():
    return keras.Sequential(
        [
            keras.Input((260, 3)),
            keras.layers.Conv1D(40, 40, strides=2, name="the_first_convolution_of_the_network"),
            keras.layers.GlobalAveragePooling1D(name="global_average_pooling1d_12"),
            keras.layers.Dense(30000, name="a name with blanks"),
            keras.layers.Reshape((10, 10, 10, 30), name="r"),
        ],
        name="long_names",
    )


def non_trainable():
    return keras.Sequential(
        [
            keras.Input((260, 3)),
            keras.layers.Conv1D(40, 40, strides=2, name="conv1d"),
            keras.layers.BatchNormalization(name="batch_normalization"),
            keras.layers.MaxPooling1D(2, name="max_pooling1d"),
            keras.layers.Flatten(name="flatten"),
            keras.layers.Dense(100, name="dense"),
        ],
        name="non_trainable",
    )


def frozen():
    model = walking()
    model.layers[0].trainable = False
    model.layers[1].trainable = False
    return model


def with_optimizer(model, optimizer="adam"):
    model.compile(optimizer=optimizer, loss="mse")
    model.optimizer.build(model.trainable_variables)
    return model


def unbuilt():
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Conv1D(40, 30, name="conv1d"),
            layers.MaxPooling1D(2, name="max_pooling1d"),
            layers.AveragePooling1D(2, name="average_pooling1d"),
            layers.Activation("relu", name="activation"),
            layers.Flatten(name="flatten"),
            layers.Reshape((2, 3), name="reshape"),
            layers.Dropout(0.5, name="dropout"),
            layers.Dense(100, name="dense"),
        ],
        name="unbuilt",
    )


def chain():
    x = keras.Input((4,), name="rows")
    hidden = keras.layers.Dense(8, name="hidden")(x)
    return keras.Model(x, keras.layers.Dense(1, name="output")(hidden), name="chain")


def branched(frozen=False):
    layers = keras.layers
    main, side = keras.Input((4,), name="main"), keras.Input((2,), name="side")
    hidden = layers.Dense(8, name="hidden", trainable=not frozen)(main)
    early = layers.Dense(1, name="early")(hidden)
    both = layers.Concatenate(name="both_of_them_together")([hidden, side])
    late = layers.Dense(1, name="late")(layers.Dropout(0.5, name="dropout")(both))
    return keras.Model([main, side], [late, early], name="branched")


def shared():
    one, other = keras.Input((4,), name="one"), keras.Input((4,), name="other")
    encoder = keras.layers.Dense(1000, name="encoder")
    codes = [encoder(one), encoder(other)]
    difference = keras.layers.Subtract(name="difference")(codes)
    return keras.Model([one, other], [difference, codes[1]], name="shared")


def called_late_first():
    """The value that comes last in the model is made first, which the numbers of the calls tell."""
    x, other = keras.Input((4,), name="x"), keras.Input((4,), name="other")
    encoder = keras.layers.Dense(4, name="encoder")
    late, early = encoder(other), encoder(x)
    both = keras.layers.Add(name="both")([encoder(early), late])
    return keras.Model([x, other], both, name="called_late_first")


def nested_models(frozen=False):
    """Models in models, with several outputs, called twice."""
    layers = keras.layers
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    total = layers.Add(name="total")([a, b])
    tower = keras.Sequential(
        [keras.Input((3,)), layers.Dense(5, name="first"), layers.Dense(2, name="second")], name="tower"
    )
    halves = keras.Model([a, b], [tower(total), layers.Dense(4, name="wide")(b)], name="halves")
    if frozen:
        tower.trainable = False
    x = keras.Input((3,), name="x")
    left, right = halves([x, layers.Dense(3, name="turned")(x)])
    again, _ = halves([x, x])
    joined = layers.Concatenate(name="joined")([left, right, again])
    return keras.Model(x, layers.Dense(1, name="score")(joined), name="outer")


def nested_in_a_stack():
    layers = keras.layers
    inner = keras.Sequential([keras.Input((6,)), layers.Dense(4, name="code")], name="encoder")
    x = keras.Input((4,), name="codes")
    decoder = keras.Model(x, layers.Dense(6, name="back")(x), name="decoder")
    return keras.Sequential([keras.Input((6,)), inner, decoder], name="autoencoder")


def case(name, model, widths, expand=False):
    def count(weights):
        return sum(math.prod(weight.shape) for weight in weights)

    def shape(layer):
        if not model.built:
            return "?"
        shapes = [str(output.shape) for output in keras.tree.flatten(layer.output)]
        return shapes[0] if len(shapes) == 1 else f"[{', '.join(shapes)}]"

    def row(layer, outermost=True):
        return {
            "name": layer.name,
            "class_name": type(layer).__name__,
            "output_shape": shape(layer),
            "parameters": layer.count_params() if layer.built else None,
            "trainable": layer.trainable,
            "connected_to": connections(layer, model) if is_branched and outermost else [],
            **({"inner": [row(inner, False) for inner in layer.layers]} if is_model(layer) else {}),
        }

    smallest = SMALLEST_WIDTH_WITH_TRAINABLE if model.non_trainable_weights else 0
    is_branched = "Connected to" in "".join(table(model, LARGEST_WIDTH))
    optimizer = getattr(model, "optimizer", None)
    return {
        "name": name,
        "model_name": model.name,
        "trainable": count(model.trainable_weights),
        "non_trainable": count(model.non_trainable_weights),
        "optimizer": count(optimizer.variables) if optimizer else None,
        "branched": is_branched,
        "rows": [row(layer) for layer in model.layers],
        "tables": [
            {"width": width, "lines": table(model, width)} for width in widths if width >= smallest
        ],
        **({"expanded": [{"width": w, "lines": table(model, w, True)} for w in widths]} if expand else {}),
    }


def is_model(layer):
    return isinstance(layer, keras.Model)


def connections(layer, model):
    """Where the values come from that the layer takes in this model."""
    nodes = [node for depth in model._nodes_by_depth.values() for node in depth]
    sources = [
        tensor._keras_history
        for node in layer._inbound_nodes
        if node in nodes
        for tensor in node.input_tensors
    ]
    return [f"{s.operation.name}[{s.node_index}][{s.tensor_index}]" for s in sources]


def table(model, width, expand=False):
    """The lines of the table, asked for as R's keras3 does."""
    text = []
    model.summary(
        line_length=min(width, LARGEST_WIDTH),
        show_trainable=model.built and bool(model.non_trainable_weights),
        expand_nested=expand,
        print_fn=text.append,
    )
    lines = "".join(text).split("\n")
    while lines and not lines[-1]:
        lines.pop()
    return lines
