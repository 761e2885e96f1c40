"""`fit` in a given order of rows, then `evaluate` and `predict`."""

from cases.training import CATEGORICAL, compiled, initialised
from support.inputs import Inputs, floats
from support.json_format import array, optional_array, single
from support.models import described, layer, named_weights

# Fast enough that every epoch changes the metrics of so few rows.
RMSPROP = described("RMSprop", learning_rate=0.02)

CLASSIFIER = [
    layer("Dense", units=6, activation="tanh"),
    layer("Dense", units=3, activation="softmax"),
]
BINARY = [
    layer("Dense", units=5, activation="sigmoid"),
    layer("Dense", units=1, activation="sigmoid"),
]
REGRESSION = [layer("Dense", units=8, activation="relu"), layer("Dense", units=1)]


def make():
    classes = Inputs("fit classes")
    x, y = classes.normal(23, 4), classes.one_hot(3, 23)
    held_out = classes.normal(9, 4), classes.one_hot(3, 9)
    numbers = Inputs("fit numbers")
    values = numbers.normal(23, 4), numbers.normal(23, 1)
    labels = floats(numbers.classes(2, 23, 1))
    row_weight, held_out_weight = classes.uniform(0, 2, 23), classes.uniform(0, 2, 9)
    accuracy = ["accuracy"]
    cases = [
        fit("plain", CLASSIFIER, CATEGORICAL, x, y, metrics=accuracy),
        fit("batch_longer_than_data", CLASSIFIER, CATEGORICAL, x, y, metrics=accuracy, batch_size=32),
        fit("initial_epoch", CLASSIFIER, CATEGORICAL, x, y, metrics=accuracy, initial_epoch=1),
        fit("validation_split", CLASSIFIER, CATEGORICAL, x, y, metrics=accuracy, validation_split=0.3),
        fit("validation_split_sample_weight", CLASSIFIER, CATEGORICAL, x, y, metrics=accuracy,
            validation_split=0.25, sample_weight=row_weight),
        fit("class_weight", CLASSIFIER, CATEGORICAL, x, y, metrics=accuracy,
            class_weight={0: 0.5, 2: 2.0}),
        fit("class_weight_validation_split", CLASSIFIER, CATEGORICAL, x, y, metrics=accuracy,
            class_weight={0: 0.5, 2: 2.0}, validation_split=0.3),
        fit("sample_weight", CLASSIFIER, CATEGORICAL, x, y, metrics=accuracy, sample_weight=row_weight),
        fit("weighted_metrics", CLASSIFIER, CATEGORICAL, x, y, metrics=accuracy,
            weighted_metrics=["categorical_accuracy"], sample_weight=row_weight),
        fit("validation_data", CLASSIFIER, CATEGORICAL, x, y, metrics=accuracy,
            validation_data=(*held_out, None)),
        fit("validation_data_sample_weight", CLASSIFIER, CATEGORICAL, x, y, metrics=accuracy,
            sample_weight=row_weight, validation_data=(*held_out, held_out_weight)),
        fit("sparse", CLASSIFIER, described("SparseCategoricalCrossentropy"), x,
            classes.classes(3, 23), metrics=accuracy, validation_split=0.3),
        fit("sparse_class_weight", CLASSIFIER, described("SparseCategoricalCrossentropy"), x,
            classes.classes(3, 23), metrics=accuracy, class_weight={1: 3.0}),
        fit("binary", BINARY, described("BinaryCrossentropy"), x, labels, metrics=accuracy,
            validation_split=0.3),
        fit("binary_class_weight", BINARY, described("BinaryCrossentropy"), x, labels,
            metrics=accuracy, class_weight={0: 1.0, 1: 3.0}),
        fit("binary_targets_rank1", BINARY, described("BinaryCrossentropy"), x, labels[:, 0],
            metrics=accuracy),
        fit("regression", REGRESSION, described("MeanSquaredError"), *values,
            metrics=["mae", "mse"], validation_split=0.2, optimizer=described("Adam", learning_rate=0.01)),
        fit("regression_targets_rank1", REGRESSION, described("MeanAbsoluteError"), values[0],
            values[1][:, 0], metrics=["mean_squared_error"], optimizer=described("SGD")),
    ]  # fmt: skip
    return {"fit": {"cases": cases}}


def fit(
    name,
    layers,
    loss,
    x,
    y,
    optimizer=RMSPROP,
    metrics=(),
    weighted_metrics=(),
    batch_size=8,
    epochs=3,
    initial_epoch=0,
    sample_weight=None,
    class_weight=None,
    validation_split=None,
    validation_data=None,
):
    """Trains without shuffling; `validation_data` is (x, y, sample_weight or None)."""
    input_shape = list(x.shape[1:])
    model, weights = initialised(Inputs(f"weights of fit {name}"), input_shape, layers)
    compiled(model, loss, optimizer, metrics, weighted_metrics)
    history = model.fit(
        x,
        y,
        batch_size=batch_size,
        epochs=epochs,
        initial_epoch=initial_epoch,
        sample_weight=sample_weight,
        class_weight=class_weight,
        validation_split=validation_split or 0.0,
        validation_data=_without_none(validation_data),
        shuffle=False,
        verbose=0,
    )

    def evaluated(sample_weight):
        logs = model.evaluate(
            x, y, sample_weight=sample_weight, batch_size=batch_size, return_dict=True, verbose=0
        )
        return {key: single(value) for key, value in logs.items()}

    return {
        "name": name,
        "input_shape": input_shape,
        "layers": layers,
        "loss": loss,
        "optimizer": optimizer,
        "metrics": metrics,
        "weighted_metrics": weighted_metrics,
        "batch_size": batch_size,
        "epochs": epochs,
        "initial_epoch": initial_epoch,
        "class_weight": class_weight,
        "validation_split": validation_split,
        "initial_weights": named_weights(model.weights, weights),
        "x": array(x),
        "y": array(y),
        "sample_weight": optional_array(sample_weight),
        "validation_data": _described_rows(validation_data),
        "epoch": history.epoch,
        "history": {key: [single(v) for v in values] for key, values in history.history.items()},
        "final_weights": named_weights(model.weights, model.get_weights()),
        "evaluate": evaluated(None),
        "evaluate_sample_weight": None if sample_weight is None else evaluated(sample_weight),
        "predict": array(model.predict(x, batch_size=batch_size, verbose=0)),
    }


def _without_none(validation_data):
    if validation_data is None:
        return None
    return tuple(part for part in validation_data if part is not None)


def _described_rows(validation_data):
    if validation_data is None:
        return None
    x, y, sample_weight = validation_data
    return {"x": array(x), "y": array(y), "sample_weight": optional_array(sample_weight)}
