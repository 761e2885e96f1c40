"""Configurations of functional models, models inside models, and what models were compiled with.

Each case has Keras's JSON of a model, and what the model is that Keras makes of it again: its table, its weights, and
its outputs with weights that are given. Models are drawn from seeds; all values in them have three numbers a row, so
that everything fits everywhere.

Keras 2 is no longer at hand: `keras2` is the same configuration told in its form, as its sources write it
(keras 2.2.0 `engine/network.py`, `get_config`; keras 2.15.0 `engine/functional.py`, `get_network_config`).
"""

import json

import keras
import numpy as np

from cases.functional import as_list, paths
from cases.summary import connections
from support.inputs import Inputs, floats
from support.json_format import array, single

ROWS = 3
WIDTH = 3
CASES = 12


def make():
    cases = [case(f"drawn_{number}", lambda number=number: drawn(number)) for number in range(CASES)]
    cases += [case(name, build) for name, build in MODELS.items()]
    return {"models": {"cases": cases, "compiled": [compiled(build) for build in COMPILED]}}


def case(name, build):
    keras.utils.clear_session()
    inputs = Inputs(f"models {name}")
    text = build().to_json()
    keras.utils.clear_session()
    model = keras.models.model_from_json(text)
    weights = inputs.weights(model.weights)
    model.set_weights(weights)
    x = [inputs.normal(ROWS, *one.shape[1:]) for one in model.inputs]
    given = keras.tree.pack_sequence_as(model.input, x) if name_of(model) == "Functional" else x[0]
    outputs = keras.tree.flatten(model.predict_on_batch(given))
    return {
        "name": name,
        "class_name": name_of(model),
        "json": text,
        "keras2": json.dumps(in_keras_2(json.loads(text))),
        "rows": rows(model),
        "trainable": [
            any(weight is other for other in model.trainable_weights) for weight in model.weights
        ],
        "weights": paths(model.weights),
        "initial_weights": [array(weight) for weight in weights],
        "x": [array(one) for one in x],
        "outputs": [array(np.asarray(one)) for one in as_list(outputs)],
    }


def rows(model):
    if name_of(model) == "Sequential":
        return [{"name": one.name, "class_name": name_of(one)} for one in model.layers]
    # Keras counts the operations among the layers with which it computes masks; Kerros's layers do that themselves.
    layers = [one for one in model._operations if isinstance(one, keras.layers.Layer)]
    names = [one.name for one in layers]

    def connected(layer):
        return [source for source in connections(layer, model) if source.split("[")[0] in names]

    return [
        {"name": one.name, "class_name": name_of(one), "connected_to": connected(one)} for one in layers
    ]


def compiled(build):
    """A model that is compiled, and what two steps give that Keras's copy of it takes."""
    keras.utils.clear_session()
    inputs = Inputs(f"compiled {build.__name__}")
    model, targets = build(inputs)
    text = model.to_json()
    keras.utils.clear_session()
    model = keras.models.model_from_json(text)
    weights = inputs.weights(model.weights)
    model.set_weights(weights)
    x = inputs.normal(ROWS, *model.inputs[0].shape[1:])
    if x.ndim > 2:
        # Steps that Masking leaves out.
        x[0, 1:] = x[1, :2] = 0.0
    return {
        "name": build.__name__,
        "json": text,
        "weights": paths(model.weights),
        "initial_weights": [array(weight) for weight in weights],
        "x": array(x),
        "y": [array(target) for target in keras.tree.flatten(targets)],
        "logs": steps(model, x, targets),
        # What a frozen layer has left of its kernel shows at rest.
        **({"predicted": array(np.asarray(model.predict_on_batch(x)))} if x.ndim > 2 else {}),
        "learning_rate": single(float(model.optimizer.learning_rate)),
    }


def steps(model, x, targets):
    taken = [model.train_on_batch(x, targets, return_dict=True) for _ in range(2)]
    return [{key: single(value) for key, value in step.items()} for step in taken]


def classifier(inputs):
    model = keras.Sequential([keras.Input((WIDTH,)), keras.layers.Dense(4, activation="softmax")])
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.125)
    smoothed = keras.metrics.CategoricalCrossentropy(name="smoothed", label_smoothing=0.125)
    model.compile(keras.optimizers.Adam(0.02, beta_1=0.75), loss, metrics=["acc", smoothed, "mse"])
    return model, inputs.one_hot(4, ROWS)


def two_outputs(inputs):
    layers = keras.layers
    x = keras.Input((WIDTH,))
    model = keras.Model(x, [layers.Dense(2, name="size")(x), layers.Dense(1, "sigmoid", name="sold")(x)])
    model.compile(
        optimizer=keras.optimizers.SGD(0.05, momentum=0.5, nesterov=True),
        loss=["mse", keras.losses.BinaryCrossentropy()],
        loss_weights=[1.0, 0.5],
        metrics=[["mae"], [keras.metrics.BinaryAccuracy(threshold=0.375, name="sure"), "accuracy"]],
        weighted_metrics=[[], ["mse"]],
    )
    return model, [inputs.normal(ROWS, 2), floats(inputs.classes(2, ROWS, 1))]


def outputs_under_names(inputs):
    layers = keras.layers
    x = keras.Input((WIDTH,))
    model = keras.Model(x, {"size": layers.Dense(2, name="size")(x), "age": layers.Dense(1, name="age")(x)})
    model.compile(
        optimizer=keras.optimizers.RMSprop(0.01, rho=0.75, centered=True),
        loss={"size": "mse", "age": "mae"},
        loss_weights={"size": 0.25, "age": 2.0},
        metrics={"age": ["mse"]},
    )
    return model, {"size": inputs.normal(ROWS, 2), "age": inputs.normal(ROWS, 1)}


def logits(inputs):
    x = keras.Input((WIDTH,))
    model = keras.Model(x, keras.layers.Dense(4)(x))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("rmsprop", loss, metrics=["accuracy"])
    return model, inputs.classes(4, ROWS)


def functions(inputs):
    """Losses and metrics that are functions of Python."""
    model = keras.Sequential([keras.Input((WIDTH,)), keras.layers.Dense(2)])
    model.compile(
        keras.optimizers.Adam(amsgrad=True),
        keras.losses.mean_absolute_error,
        metrics=[keras.losses.mean_squared_error],
    )
    return model, inputs.normal(ROWS, 2)


def one_loss_for_all(inputs):
    layers = keras.layers
    x = keras.Input((WIDTH,))
    model = keras.Model(x, [layers.Dense(2, name="one")(x), layers.Dense(1, name="other")(x)])
    model.compile("sgd", "mse", weighted_metrics=[["mae"], None])
    return model, [inputs.normal(ROWS, 2), inputs.normal(ROWS, 1)]


def spectral(trainable):
    layers = keras.layers
    x = keras.Input((4, 2))
    steps = layers.Masking(0.0, name="steps")(x)
    inner = layers.Dense(3, activity_regularizer=keras.regularizers.L2(0.25), name="inner")
    bounded = layers.SpectralNormalization(inner, name="bounded")
    # Given as an argument, it would not reach the layer inside.
    bounded.trainable = trainable
    steps = bounded(steps)
    model = keras.Model(x, layers.Dense(2, name="head")(layers.GlobalAveragePooling1D(name="mean")(steps)))
    model.compile(keras.optimizers.SGD(0.25), "mse")
    return model


def spectral_normalization(inputs):
    """What Keras writes as the default of the call does not keep the layer from training; the mask and what the layer inside
    adds to the loss go on."""
    return spectral(trainable=True), inputs.normal(ROWS, 2)


def frozen_spectral_normalization(inputs):
    """Each step leaves the kernel divided."""
    return spectral(trainable=False), inputs.normal(ROWS, 2)


COMPILED = [
    classifier,
    two_outputs,
    outputs_under_names,
    logits,
    functions,
    one_loss_for_all,
    spectral_normalization,
    frozen_spectral_normalization,
]


def name_of(thing):
    return type(thing).__name__


class Draw:
    """A model that grows call by call."""

    def __init__(self, rng, depth, inputs=None):
        self.rng, self.depth = rng, depth
        self.inputs = [keras.Input((WIDTH,)) for _ in range(inputs or rng.integers(1, 4))]
        self.values = list(self.inputs)
        self.called, self.taken = [], []

    def any(self):
        """A value; late ones are more likely."""
        weights = np.arange(1, len(self.values) + 1) ** 2.0
        place = self.rng.choice(len(self.values), p=weights / weights.sum())
        self.taken.append(place)
        return self.values[place]

    def new(self):
        layers = keras.layers
        activation = ["tanh", "sigmoid", "linear"][self.rng.integers(3)]
        layer = [
            lambda: layers.Dense(WIDTH, activation=activation),
            lambda: layers.Dense(WIDTH, use_bias=False, trainable=bool(self.rng.integers(2))),
            lambda: layers.LayerNormalization(epsilon=0.01),
            lambda: layers.Dropout(0.5),
        ][self.rng.integers(4)]()
        self.called.append(layer)
        self.values.append(layer(self.any()))

    def again(self):
        if self.called:
            self.values.append(self.called[self.rng.integers(len(self.called))](self.any()))

    def merge(self):
        layers = keras.layers
        several = [self.any() for _ in range(self.rng.integers(2, 4))]
        kind = self.rng.integers(3)
        if kind == 2:
            self.values.append(layers.Dense(WIDTH)(layers.Concatenate()(several)))
        else:
            self.values.append([layers.Add, layers.Average][kind]()(several))

    def model(self):
        """A model inside, called once or twice: a stack, which may have a model inside, or one like this."""
        if self.depth == 0:
            return self.new()
        if self.rng.integers(2):
            inner = keras.Sequential([keras.Input((WIDTH,)), keras.layers.Dense(WIDTH)])
            if self.rng.integers(2):
                inner.add(Draw(self.rng, self.depth - 1, inputs=1).grown(3, single=True))
            structure = None
        else:
            inner = Draw(self.rng, self.depth - 1).grown(3)
            structure = inner.input
        for _ in range(self.rng.integers(1, 3)):
            several = [self.any() for _ in (keras.tree.flatten(structure) if structure is not None else [0])]
            given = several[0] if structure is None else keras.tree.pack_sequence_as(structure, several)
            self.values.extend(keras.tree.flatten(inner(given)))

    def grown(self, size, single=False):
        """The model after some calls. What nobody has taken is put out: all of it, or one value."""
        for _ in range(size):
            [self.new, self.again, self.merge, self.model][self.rng.integers(4)]()
        if len(self.values) == len(self.inputs):
            self.new()
        last = [v for place, v in enumerate(self.values) if place not in self.taken]
        if len(last) > 1 and (single or len(last) > 2):
            last = [keras.layers.Add()(last)]
        outputs = last[0] if single else self.ends(last, ["b", "a"])
        return keras.Model(self.ends(self.inputs, ["second", "first", "third"]), outputs)

    def ends(self, values, names):
        """Values under names, in a list, or one by itself."""
        kind = self.rng.integers(6)
        if kind == 0:
            return dict(zip(names, values, strict=False))
        return values[0] if kind > 2 and len(values) == 1 else values


def drawn(number):
    return Draw(np.random.default_rng(3000 + number), depth=2).grown(6 + number % 3)


def stack_of_models():
    """A stack of a functional model of a stack, with names that were chosen."""
    layers = keras.layers
    deep = keras.Sequential([keras.Input((WIDTH,)), layers.Dense(4, name="deep")], name="deepest")
    x = keras.Input((WIDTH,), name="start")
    functional = keras.Model(x, layers.Concatenate(name="both")([x, deep(x)]), name="middle")
    return keras.Sequential([keras.Input((WIDTH,)), functional, layers.Dense(2)], name="outer")


def unbuilt_inside():
    """A stack inside whose shape is known by what it is called on."""
    x = keras.Input((WIDTH,))
    inner = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(2)])
    return keras.Model(x, keras.layers.Add()([inner(x), keras.layers.Dense(2)(x)]))


def frozen_inside():
    """A model inside that is not trained."""
    x = keras.Input((WIDTH,), name="data")
    inner = keras.Sequential([keras.Input((WIDTH,)), keras.layers.Dense(4)], name="body")
    inner.trainable = False
    return keras.Model(x, keras.layers.Dense(2, name="head")(inner(x)), name="tuned")


def masked():
    """A mask through a layer at every step and a merging layer. Its name is chosen: Keras gives the operation with which
    it joins masks the default one, and then has two of that name where the configuration does not write it down."""
    layers = keras.layers
    x = keras.Input((4, 2))
    steps = layers.Masking(0.5)(x)
    each = layers.TimeDistributed(layers.Dense(3))
    y = layers.Concatenate(name="joined")([each(steps), layers.Dense(2)(steps)])
    return keras.Model(x, [y, layers.GlobalAveragePooling1D()(y)])


def input_put_out():
    """An input that is an output too, and one that nothing needs."""
    x, y = keras.Input((WIDTH,), name="needed"), keras.Input((2,), name="unneeded")
    return keras.Model([y, x], [x, keras.layers.Dense(2)(x)])


def from_the_middle():
    """The upper part of a model: its input is none of the model that it was made in."""
    layers = keras.layers
    x = keras.Input((WIDTH,))
    middle = layers.Dense(4, name="below")(x)
    top = layers.Dense(2, name="above")(layers.Dense(4, name="between")(middle))
    return keras.Model(middle, top)


def counted_late():
    """A layer and a model that are called once outside of the model before."""
    layers = keras.layers
    x, z = keras.Input((WIDTH,)), keras.Input((WIDTH,))
    shared = layers.Dense(WIDTH, name="shared")
    inner = keras.Model(z, layers.Dense(WIDTH)(z), name="inner")
    inner(shared(z))
    return keras.Model(x, [inner(shared(x)), shared(inner(x))])


def attention():
    """Arguments that Keras passes with calls: masks, and whether scores are put out."""
    layers = keras.layers
    x, which = keras.Input((4, WIDTH)), keras.Input((4, 4))
    heads = layers.MultiHeadAttention(2, 2, name="causal")(x, x, use_causal_mask=True)
    masked = layers.MultiHeadAttention(2, 2, name="masked")(x, heads, attention_mask=which)
    seen, scores = layers.Attention(name="seen")([masked, x], return_attention_scores=True)
    return keras.Model([x, which], [seen, scores])


def states():
    """A recurrence that starts from the states of another, as a translator does."""
    layers = keras.layers
    x, y = keras.Input((4, WIDTH)), keras.Input((3, WIDTH))
    _, *last = layers.LSTM(2, return_state=True, name="encoder")(x)
    outputs = layers.LSTM(2, return_sequences=True, name="decoder")(y, initial_state=last)
    return keras.Model([x, y], layers.Dense(2, name="words")(outputs))


def attention_masks():
    """Masks that Keras takes through attention, into recurrences and a model inside."""
    layers = keras.layers
    x, y = keras.Input((4, 2)), keras.Input((4, 2))
    steps = layers.Masking(0.5, name="steps")(x)
    seen = layers.Attention(name="seen")([steps, steps])
    added = layers.AdditiveAttention(name="added")([steps, steps])
    inner = keras.Model(y, layers.GRU(2, name="read")(y), name="inner")
    return keras.Model(x, [layers.LSTM(2, name="last")(seen), layers.SimpleRNN(2, name="simple")(added), inner(seen)])


MODELS = {
    build.__name__: build
    for build in [
        stack_of_models,
        unbuilt_inside,
        frozen_inside,
        masked,
        input_put_out,
        from_the_middle,
        counted_late,
        attention,
        states,
        attention_masks,
    ]
}


def in_keras_2(json_of_3):
    """The configuration in Keras 2's form."""
    if isinstance(json_of_3, list):
        # Operations compute masks, which Keras 2 did not write.
        layers = [one for one in json_of_3 if not is_operation(one)]
        return [in_keras_2(one) for one in layers]
    if not isinstance(json_of_3, dict):
        return json_of_3
    left_out = ("module", "registered_name", "build_config", "compile_config", "build_input_shape")
    told = {key: in_keras_2(value) for key, value in json_of_3.items() if key not in left_out}
    if told.get("class_name") == "DTypePolicy":
        return told["config"]["name"]
    if told.get("class_name") == "InputLayer":
        told["config"]["batch_input_shape"] = told["config"].pop("batch_shape")
    if told.get("class_name") == "Functional":
        told["class_name"] = "Model"
        told["config"] = graph_in_keras_2(told["config"])
    return told


def is_operation(value):
    return isinstance(value, dict) and (value.get("module") or "").startswith("keras.src.ops")


def graph_in_keras_2(config):
    """Nodes as lists. A model's first call is the one that made it, so that its others count from 1."""
    models = [one["name"] for one in config["layers"] if one["class_name"] in ("Model", "Sequential")]

    def value(tensor):
        name, node, output = tensor["config"]["keras_history"]
        return [name, node + (name in models), output, {}]

    def values(args):
        if isinstance(args, dict):
            if args.get("class_name") == "__keras_tensor__":
                return value(args)
            return {key: values(one) for key, one in args.items()}
        return [values(one) for one in args]

    def node_of(node):
        """The first argument, and all others with its first value under their names."""
        names = ["query", "value", "key"]
        given = dict(zip(names, node["args"], strict=False)) | node["kwargs"]
        masks = ["mask", "query_mask", "value_mask", "key_mask"]
        given = {key: one for key, one in given.items() if key not in masks}
        first = values(given.pop("query"))
        first = [first] if is_end(first) else first
        # States of recurrences were among the values.
        if "initial_state" in given:
            first = [*first, *[value(state) for state in given.pop("initial_state")]]
        more = {key: value(one)[:3] if isinstance(one, dict) else one for key, one in given.items()}
        for one in first if isinstance(first, list) else []:
            one[3] = more
        return first

    for one in config["layers"]:
        one["inbound_nodes"] = [node_of(node) for node in one["inbound_nodes"]]
    functional = [one["name"] for one in config["layers"] if one["class_name"] == "Model"]

    def end(tensor):
        if isinstance(tensor, dict):
            return {key: end(one) for key, one in tensor.items()}
        if not is_end(tensor):
            return [end(one) for one in tensor]
        name, node, output = tensor
        # Keras 3 counts those of functional models from 1 here as well.
        return [name, node + (name in models and name not in functional), output]

    for key in ("input_layers", "output_layers"):
        ends = end(config[key])
        config[key] = [ends] if is_end(ends) else ends
    return config


def is_end(value):
    return isinstance(value, list) and isinstance(value[0], str)
