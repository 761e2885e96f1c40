"""Functional models drawn from seeds: the order of what they hold, and training with several outputs.

A model is described by its inputs, its layers and its calls in the order in which they are made. Values are
numbered: the inputs first, then what each call makes. A layer may be a model itself.
"""

import string

import keras
import numpy as np
from keras.src.utils.model_visualization import make_layer_label

from cases.summary import connections
from support.inputs import Inputs, floats
from support.json_format import array, single
from support.models import create, layer

ROWS = 6
STEPS = 4
LEARNING_RATE = 0.01
CASES = 12

ACTIVATIONS = ["linear", "tanh", "sigmoid", "tanh"]
# Losses by name, and the metrics that are asked for with them.
LOSSES = {
    "mean_squared_error": ["mae"],
    "mean_absolute_error": ["mse", "mae"],
    "binary_crossentropy": ["accuracy", "binary_crossentropy"],
}


def make():
    cases = [case(f"drawn_{number}", number, drawn(number)) for number in range(CASES)]
    return {"functional": {"cases": [*cases, masked("masked", 2), masked("masked_weighted", 7)]}}


class Draw:
    """A model that grows call by call."""

    def __init__(self, number, prefix=""):
        self.rng = np.random.default_rng(1000 + number)
        self.prefix = prefix
        self.inputs, self.layers, self.calls, self.widths = [], [], [], []

    def name(self, kind):
        """Names that do not follow the order in which they are made."""
        taken = [one["name"] for one in self.inputs]
        taken += [one["config"]["name"] for one in self.layers]
        while True:
            letter = string.ascii_lowercase[self.rng.integers(26)]
            name = f"{self.prefix}{kind}_{letter}{self.rng.integers(10)}"
            if name not in taken:
                return name

    def input(self, width):
        self.inputs.append({"name": self.name("in"), "shape": [width]})
        self.widths.append(width)

    def call(self, layer, values, width):
        self.calls.append({"layer": layer, "inputs": [int(value) for value in values]})
        self.widths.append(width)
        return len(self.widths) - 1

    def new(self, description, values, width):
        """Calls a new layer."""
        self.layers.append(description)
        return self.call(len(self.layers) - 1, values, width)

    def any(self, width=None):
        """A value; late ones are more likely."""
        values = [v for v, w in enumerate(self.widths) if width in (None, w)]
        weights = np.arange(1, len(values) + 1) ** 2.0
        return values[self.rng.choice(len(values), p=weights / weights.sum())]

    def dense(self, value=None, units=None, activation=None):
        units = int(units or self.rng.integers(2, 4))
        activation = activation or ACTIVATIONS[self.rng.integers(len(ACTIVATIONS))]
        value = self.any() if value is None else value
        name = self.name("dense")
        return self.new(layer("Dense", units=units, activation=activation, name=name), [value], units)

    def again(self):
        """Calls a layer once more, on any value that fits it."""
        earlier = [call for call in self.calls if len(call["inputs"]) == 1]
        chosen = earlier[self.rng.integers(len(earlier))]
        width = self.widths[chosen["inputs"][0]]
        output = self.widths[len(self.inputs) + self.calls.index(chosen)]
        return self.call(chosen["layer"], [self.any(width)], output)

    def add(self):
        width = self.widths[self.any()]
        values = [self.any(width) for _ in range(self.rng.integers(2, 4))]
        return self.new(layer("Add", name=self.name("add")), values, width)

    def nested(self, number, sequential):
        """A model as a layer, called once or twice."""
        name = self.name("model")
        width = self.widths[self.any()]
        inner = Draw(number * 31 + len(self.layers) + 500, prefix=f"{name}_")
        inner.input(width)
        value = inner.dense(inner.dense(0))
        output = inner.widths[value]
        if not sequential:
            value = inner.new(layer("Add", name=inner.name("add")), [value, value], output)
        class_name = "Sequential" if sequential else "Functional"
        model = inner.description([value])
        description = {"class_name": class_name, "config": {"name": name}, "model": model}
        self.new(description, [self.any(width)], output)
        if self.rng.random() < 0.5:
            self.call(len(self.layers) - 1, [self.any(width)], output)

    def description(self, outputs):
        return {
            "inputs": self.inputs,
            "input_order": list(range(len(self.inputs))),
            "layers": self.layers,
            "calls": self.calls,
            "outputs": [int(output) for output in outputs],
        }


def drawn(number):
    draw = Draw(number)
    rng = draw.rng
    for _ in range(1 + number % 3):
        draw.input(3 if number % 2 else int(rng.integers(2, 4)))
    for value in range(len(draw.inputs)):
        draw.dense(value, units=3)
    for _ in range(5 + number % 4):
        [draw.dense, draw.again, draw.add][rng.integers(3)]()
    if number % 3 == 0:
        draw.nested(number, sequential=number % 2 == 0)
    draw.add()
    draw.again()
    description = draw.description(ends(draw, number))
    # Inputs in another order than the one they are used in; none that the outputs do not need.
    needed = reached(description)
    order = rng.permutation(len(draw.inputs)).tolist()
    description["input_order"] = [place for place in order if place in needed]
    # A model that starts from a value in the middle. Keras takes another call of the layer that makes it for
    # the input too, and then fails; so that layer is called once.
    first = len(draw.inputs)
    calls = [call["layer"] for call in draw.calls]
    middle = [v for v in sorted(needed) if v >= first and calls.count(calls[v - first]) == 1]
    middle = [v for v in middle if after(description, v)]
    description["from"] = int(middle[rng.integers(len(middle))]) if middle else None
    return description


def ends(draw, number):
    """The outputs: what nobody uses, and some that are used. Each is of another layer, as two outputs of one
    name are more than Keras can compile."""
    used = {value for call in draw.calls for value in call["inputs"]}
    ends, layers = [], []
    for value in reversed(range(len(draw.inputs), len(draw.widths))):
        called = draw.calls[value - len(draw.inputs)]["layer"]
        wanted = value not in used or draw.rng.random() < 0.2
        if wanted and called not in layers and len(ends) < 3:
            ends.append(value)
            layers.append(called)
    if number % 4 == 1:
        ends = ends[:1]
    if number % 2:
        # Of small numbers: Keras clips what is near 0 and 1, Kerros computes with the logits.
        ends.append(draw.dense(draw.dense(activation="tanh"), units=2, activation="sigmoid"))
    return ends


def reached(description, outputs=None, stop=()):
    """The values that the outputs depend on; nothing is followed below those of `stop`."""
    count, seen = len(description["inputs"]), set()
    todo = list(description["outputs"] if outputs is None else outputs)
    while todo:
        value = todo.pop()
        if value in seen:
            continue
        seen.add(value)
        if value >= count and value not in stop:
            todo.extend(description["calls"][value - count]["inputs"])
    return seen


def after(description, start):
    """The outputs that need `start` and no input besides."""
    inputs = range(len(description["inputs"]))
    outputs = []
    for output in description["outputs"]:
        needed = reached(description, [output], [start])
        if output != start and start in needed and not needed.intersection(inputs):
            outputs.append(output)
    return outputs


def build(description, sequential=False, name=None):
    """The model and its values."""
    inputs = [keras.Input(i["shape"], name=i["name"]) for i in description["inputs"]]
    layers = [keras_layer(one) for one in description["layers"]]
    if sequential:
        return keras.Sequential([inputs[0], *layers], name=name), inputs
    values = list(inputs)
    for call in description["calls"]:
        taken = [values[value] for value in call["inputs"]]
        values.append(layers[call["layer"]](one_or_list(taken)))
    model = keras.Model(
        one_or_list([inputs[place] for place in description["input_order"]]),
        one_or_list([values[value] for value in description["outputs"]]),
        name=name,
    )
    return model, values


def keras_layer(description):
    if "model" not in description:
        return create(keras.layers, description)
    sequential = description["class_name"] == "Sequential"
    return build(description["model"], sequential, description["config"]["name"])[0]


def one_or_list(values):
    return values[0] if len(values) == 1 else values


def as_list(values):
    return values if isinstance(values, list) else [values]


def case(name, number, description):
    inputs = Inputs(f"functional {number}")
    document, model, values, x = started(name, description, inputs)
    document["part"] = part(description, values, inputs)
    count = len(model.outputs)
    losses = [chosen_loss(model, place, number) for place in range(count)]
    document["training"] = train(model, number, losses, inputs, x)
    return document


def started(name, description, inputs, change=lambda x: x):
    """The model with weights, and what is known of it before it is trained."""
    keras.utils.clear_session()
    model, values = build(description)
    rows = [
        {"name": one.name, "class_name": type(one).__name__, "connected_to": connections(one, model)}
        for one in model._operations
    ]
    weights = inputs.weights(model.weights)
    model.set_weights(weights)
    x = [change(inputs.normal(ROWS, *i.shape[1:])) for i in model.inputs]
    document = {
        "name": name,
        "model": description,
        "rows": rows,
        "weights": paths(model.weights),
        "output_names": model.output_names,
        "labels": labels(model),
        "initial_weights": [array(weight) for weight in weights],
        "x": [array(one) for one in x],
        "outputs": predicted(model, x),
    }
    return document, model, values, x


def paths(weights):
    return [{"path": weight.path, "shape": list(weight.shape)} for weight in weights]


def predicted(model, x):
    return [array(np.asarray(y)) for y in as_list(model.predict_on_batch(one_or_list(x)))]


LABELS = ["show_layer_names", "show_shapes", "show_dtype", "show_layer_activations", "show_trainable"]


def labels(model):
    """What `plot_model` writes into the boxes: with all there is, with some, and with the least."""
    return [
        {
            "all": make_layer_label(one, **{key: True for key in LABELS}),
            "shapes": make_layer_label(one, **{key: key in LABELS[:2] for key in LABELS}),
            "class": make_layer_label(one, **{key: False for key in LABELS}),
        }
        for one in model._operations
    ]


def part(description, values, inputs):
    """The model from the value in the middle to the outputs that need nothing else."""
    start = description["from"]
    if start is None:
        return None
    outputs = after(description, start)
    model = keras.Model(values[start], one_or_list([values[v] for v in outputs]))
    x = inputs.normal(ROWS, *values[start].shape[1:])
    return {
        "outputs": outputs,
        "layers": [one.name for one in model.layers if type(one) is not keras.layers.InputLayer],
        "weights": paths(model.weights),
        "x": array(x),
        "values": predicted(model, [x]),
    }


def chosen_loss(model, place, number):
    maker = model.get_layer(model.output_names[place])
    if getattr(maker, "activation", None) is keras.activations.sigmoid and number % 2:
        return "binary_crossentropy"
    return ["mean_squared_error", "mean_absolute_error"][(place + number) % 2]


def train(model, number, losses, inputs, x, has_mask=False):
    """Steps with a loss, metrics and sample weights for each output, then `evaluate`, then two epochs of `fit`.
    Which of weights of losses, weighted metrics and sample weights there are follows from `number`.

    With JAX, Keras loses masks on their way to the metrics of a training (they are no part of what
    `value_and_grad` hands back), while `evaluate` heeds them, as the losses do and as it is with TensorFlow. So the
    scores of a step on masked data are those of `evaluate` before it, and there is no history."""
    count = len(model.outputs)
    loss_weights = [round(0.5 + 0.25 * place, 2) for place in range(count)] if number % 3 else None
    metrics = [LOSSES[loss] for loss in losses]
    weighted_metrics = [LOSSES[loss][:1] if number % 2 else [] for loss in losses]
    model.compile(
        loss=one_or_list(losses),
        optimizer=keras.optimizers.SGD(LEARNING_RATE),
        loss_weights=loss_weights,
        metrics=one_or_list(metrics),
        weighted_metrics=one_or_list(weighted_metrics),
    )
    y = [target(inputs, loss, output) for loss, output in zip(losses, model.outputs, strict=True)]
    weights = [inputs.uniform(0, 2, ROWS) for _ in range(count)] if number % 4 < 2 else None
    given = (one_or_list(x), one_or_list(y))
    more = {"sample_weight": None if weights is None else one_or_list(weights)}

    def evaluate():
        return model.evaluate(*given, **more, verbose=0, return_dict=True)

    logs = []
    for _ in range(STEPS):
        before = evaluate() if has_mask else None
        step = model.train_on_batch(*given, **more, return_dict=True)
        logs.append(before or step)
    trained = [array(np.asarray(weight)) for weight in model.get_weights()]
    evaluated = evaluate()
    history = {}
    if not has_mask:
        history = model.fit(*given, **more, batch_size=4, epochs=2, shuffle=False, verbose=0).history
    return {
        "losses": losses,
        "loss_weights": loss_weights,
        "metrics": metrics,
        "weighted_metrics": weighted_metrics,
        "y": [array(one) for one in y],
        "sample_weight": None if weights is None else [array(weight) for weight in weights],
        "logs": [singles(step) for step in logs],
        "weights": trained,
        "evaluate": singles(evaluated),
        "history": {key: [single(v) for v in values] for key, values in history.items()},
    }


def singles(scores):
    return {key: single(value) for key, value in scores.items()}


def target(inputs, loss, output):
    shape = output.shape[1:]
    if loss == "binary_crossentropy":
        return floats(inputs.classes(2, ROWS, *shape))
    return inputs.normal(ROWS, *shape)


def masked(name, number):
    """Two outputs of which one has a mask, which loss and metrics heed. Keras cannot weigh the rows of the one
    with a mask, so there are no sample weights."""
    inputs = Inputs(name)
    description = {
        "inputs": [{"name": "steps", "shape": [4, 2]}],
        "input_order": [0],
        "layers": [
            layer("Masking", name="masking"),
            layer("Dense", units=3, activation="tanh", name="each"),
            layer("Dense", units=2, name="per_step"),
            layer("Flatten", name="flatten"),
            layer("Dense", units=1, activation="sigmoid", name="whole"),
        ],
        "calls": [
            {"layer": 0, "inputs": [0]},
            {"layer": 1, "inputs": [1]},
            {"layer": 2, "inputs": [2]},
            {"layer": 3, "inputs": [2]},
            {"layer": 4, "inputs": [4]},
        ],
        "outputs": [5, 3],
        "from": None,
    }

    def cut(x):
        for row, steps in enumerate([4, 1, 3, 2, 4, 2]):
            x[row, steps:] = 0
        return x

    document, model, _, x = started(name, description, inputs, cut)
    losses = ["binary_crossentropy", "mean_squared_error"]
    training = train(model, number, losses, inputs, x, has_mask=True)
    return {**document, "part": None, "training": training}
