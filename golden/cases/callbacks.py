"""Callbacks in real fits, on made-up values of the metric that they watch."""

import math
import pathlib
import tempfile
import warnings

import keras
import numpy as np

from support.json_format import single
from support.models import create, described

LEARNING_RATE = 0.8

# Small values are better in epochs 0, 1, 4 and 8, large ones in 0 and 7.
WAVES = [0.75, 0.5, 0.625, 0.5625, 0.25, 0.3125, 0.375, 0.875, 0.125, 0.1875, 0.25, 0.25, 0.25, 0.25]
FLAT = [1.0] * 8
NAN, INF = math.nan, math.inf

# The metrics that a model may report, by the names that `compile` takes.
METRICS = [
    "accuracy", "acc", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy",
    "mae", "mean_absolute_error", "mse", "mean_squared_error", "binary_crossentropy", "bce",
    "categorical_crossentropy", "sparse_categorical_crossentropy",
]  # fmt: skip


def make():
    return {
        "callbacks": {
            "learning_rate": LEARNING_RATE,
            "directions": directions(),
            "early_stopping": early_stopping(),
            "reduce_lr_on_plateau": reduce_lr_on_plateau(),
            "model_checkpoint": model_checkpoint(),
        }
    }


def early_stopping():
    def case(name, *values, **config):
        return run(name, described("EarlyStopping", **config), values)

    restore = {"restore_best_weights": True}
    baseline = [1.0, 0.75, 0.625, 0.375, 0.5, 0.25, 0.5, 0.5, 0.5, 0.5]
    modes = [
        case(f"{mode}_patience_{patience}", WAVES, mode=mode, patience=patience)
        for mode in ["min", "max"]
        for patience in [0, 1, 3]
    ]
    automatic = [
        case(f"auto_{monitor}", WAVES, monitor=monitor, patience=2)
        for monitor in ["loss", "val_loss", "accuracy", "val_accuracy", "mae", "val_mae"]
    ]
    # 0.25 - 0.125 and so on are exact: an improvement by just min_delta does not count.
    steps = [1.0, 0.875, 0.75, 0.625, 0.625, 0.25, 0.25]
    smallest = [
        case("min_delta_exactly_met", steps, mode="min", patience=3, min_delta=0.125),
        case("min_delta_negative", steps, mode="min", patience=3, min_delta=-0.25),
        case("min_delta_max", steps[::-1], mode="max", patience=2, min_delta=0.25),
        case("min_delta_too_large", steps, mode="min", patience=2, min_delta=10.0),
        # Smaller in double precision, not in single.
        case("min_delta_rounded", [0.8, 0.7, 0.7, 0.7], mode="min", patience=1, min_delta=0.1),
        case("difference_below_rounding", [1.0, 1.0 - 1e-9, 1.0 - 2e-9], mode="min", patience=1),
        case("difference_above_rounding", [1.0, 1.0 - 1e-7, 1.0 - 2e-7], mode="min", patience=1),
        case("large_values", [1e8, 1e8 - 1, 1e8 - 2, 1e8 - 8, 1e8 - 16], mode="min", patience=2),
    ]
    baselines = [
        case(f"baseline_patience_{patience}", baseline, baseline=0.5, patience=patience)
        for patience in [0, 1, 3]
    ] + [
        case("baseline_never_beaten", baseline, baseline=0.125, patience=3, **restore),
        case("baseline_beaten_late", baseline, baseline=0.3, patience=6, **restore),
        case("baseline_at_once", baseline, baseline=2.0, patience=2),
        case("baseline_equal", [0.5, 0.5, 0.5, 0.5], baseline=0.5, patience=2),
        case("baseline_max", WAVES, mode="max", baseline=0.8, patience=3),
        case("baseline_min_delta", baseline, baseline=0.5, min_delta=0.125, patience=3),
        case("baseline_zero", baseline, baseline=0.0, patience=2),
    ]
    starts = [
        case("start_from_epoch", WAVES, start_from_epoch=3),
        case("start_from_epoch_patience", WAVES, start_from_epoch=5, patience=2),
        case("start_from_epoch_restore", WAVES, start_from_epoch=5, patience=2, **restore),
        case("start_from_epoch_never", WAVES, start_from_epoch=20, **restore),
        case("start_from_epoch_initial_epoch", (4, WAVES), start_from_epoch=6, patience=1, **restore),
        case("initial_epoch", (4, WAVES), patience=1, **restore),
    ]
    restores = [
        case("restore_patience_0", WAVES, **restore),
        case("restore_patience_3", WAVES, patience=3, **restore),
        case("restore_max", WAVES, mode="max", patience=3, **restore),
        case("restore_when_not_stopped", WAVES, patience=20, **restore),
        case("restore_first", [0.25, 0.5, 0.75, 1.0], patience=3, **restore),
        case("restore_last", [1.0, 0.75, 0.5, 0.25], patience=3, **restore),
        case("restore_ties", [0.5, 0.25, 0.25, 0.25, 0.25], patience=3, **restore),
        case("one_epoch", [0.5], **restore),
    ]
    not_numbers = [
        case("nan_first", [NAN, 0.5, 0.25, 0.125, 0.0625, 0.03], mode="min", patience=3, **restore),
        case("nan_first_max", [NAN, 0.5, 0.75], mode="max"),
        case("nan_between", [0.5, NAN, 0.25, NAN, NAN, 0.125], mode="min", patience=2, **restore),
        case("nan_only", [NAN] * 5, patience=2, **restore),
        case("nan_after_baseline", [0.5, 0.25, NAN, NAN, NAN], baseline=0.4, patience=2),
        case("nan_first_baseline", [NAN, 0.25, 0.125], baseline=0.4, patience=1),
        case("infinite_first", [INF, INF, 0.5, 0.75, 0.75], mode="min", patience=2, **restore),
        case("infinite_last", [0.5, -INF, -INF, INF], mode="min", patience=2, **restore),
        case("infinite_max", [-INF, 0.5, INF, 1.0, INF], mode="max", patience=2, **restore),
    ]
    missing = [
        case("missing_first", [None, None, 0.5, 0.75], patience=1, **restore),
        case("missing_between", [0.5, None, 0.75, None, 0.75, 0.25], patience=2, **restore),
        case("missing_last", [0.5, 0.75, None, None, None], patience=2, **restore),
        case("missing_always", [None] * 4, **restore),
    ]
    again = [
        case("fitted_twice", WAVES, [0.9, 0.8, 0.85, 0.85, 0.1], mode="min", patience=2, **restore),
        case("fitted_twice_max", WAVES, WAVES[::-1], mode="max", patience=1, min_delta=0.25),
        case("fitted_twice_never_again", WAVES, [None, None], patience=1, **restore),
    ]
    return (
        modes + automatic + smallest + baselines + starts + restores + not_numbers + missing + again
    )


def reduce_lr_on_plateau():
    def case(name, *values, **config):
        return run(name, described("ReduceLROnPlateau", **config), values)

    modes = [
        case(f"{mode}_patience_{patience}", WAVES, mode=mode, patience=patience, factor=0.5)
        for mode in ["min", "max"]
        for patience in [0, 1, 3]
    ]
    automatic = [
        case(f"auto_{monitor}", WAVES, monitor=monitor, patience=2)
        for monitor in ["loss", "val_loss", "accuracy", "val_accuracy", "mae", "val_mae"]
    ]
    cooldowns = [
        case(f"cooldown_{cooldown}_patience_{patience}", FLAT + FLAT, cooldown=cooldown, patience=patience)
        for cooldown in [1, 2, 3]
        for patience in [0, 1, 3]
    ] + [
        case("cooldown_improves", [1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25], cooldown=3, patience=1),
        case("cooldown_ends_on_improvement", [1, 1, 1, 0.5, 0.5, 0.5, 0.5], cooldown=2, patience=2),
    ]
    rates = [
        case("defaults", FLAT + FLAT + FLAT),
        *[case(f"factor_{f}", FLAT, factor=f, patience=1) for f in [0.1, 0.2, 0.3, 0.5, 0.9, 0.999]],
        case("min_lr", FLAT, factor=0.5, patience=1, min_lr=0.2),
        # Single precision makes 0.3 larger and 0.35 smaller.
        case("min_lr_rounded_up", FLAT, factor=0.5, patience=1, min_lr=0.3),
        case("min_lr_rounded_down", FLAT, factor=0.5, patience=1, min_lr=0.35),
        case("min_lr_of_the_start", FLAT, factor=0.5, patience=1, min_lr=LEARNING_RATE),
        case("min_lr_above_the_start", FLAT, factor=0.5, patience=1, min_lr=1.0),
        case("min_lr_cooldown", FLAT + FLAT, factor=0.5, patience=1, min_lr=0.2, cooldown=2),
        case("tiny", FLAT + FLAT, factor=0.001, patience=0),
    ]
    smallest = [
        case("min_delta_default", [1.0 - 5e-5 * i for i in range(10)], patience=1),
        case("min_delta_default_met", [1.0 - 2e-4 * i for i in range(6)], patience=1),
        case("min_delta_0", [1.0 - 5e-5 * i for i in range(6)], patience=1, min_delta=0.0),
        case("min_delta_negative", [1.0, 0.875, 0.75, 0.5, 0.5], patience=1, min_delta=-0.25),
        case("min_delta_max", [0.0, 0.125, 0.25, 0.5], mode="max", patience=1, min_delta=0.25),
        case("min_delta_rounded", [0.8, 0.7, 0.7, 0.7], patience=2, min_delta=0.1),
    ]
    not_numbers = [
        case("nan_first", [NAN, 0.5, 0.25, 0.125], patience=2),
        case("nan_between", [0.5, NAN, 0.25, NAN, NAN, 0.125], patience=2),
        case("nan_only", [NAN] * 5, patience=1),
        case("infinite", [INF, INF, 0.5, -INF, -INF, 0.5], patience=1),
        case("infinite_max", [-INF, -INF, 0.5, INF, INF, 0.5], mode="max", patience=1),
    ]
    missing = [
        case("missing_first", [None, None, 0.5, 0.75, 0.75], patience=1),
        case("missing_between", [0.5, None, 0.75, None, 0.75, 0.75], patience=2),
        case("missing_while_cooling", [1, 1, None, None, 1, 1, 1, 1], patience=1, cooldown=2),
        case("missing_always", [None] * 4, patience=1),
    ]
    others = [
        case("initial_epoch", (5, FLAT), patience=1, factor=0.5),
        case("fitted_twice", FLAT[:4], [2.0, 2.0, 1.5, 1.5, 1.5], patience=2, factor=0.5, cooldown=3),
        # The callback itself reports it.
        case("watches_the_rate", [None] * 8, monitor="learning_rate", mode="min", patience=1, factor=0.5),
    ]
    return modes + automatic + cooldowns + rates + smallest + not_numbers + missing + others


def model_checkpoint():
    def case(name, *values, **config):
        return run(name, described("ModelCheckpoint", **config), values)

    best = {"save_best_only": True}
    return [
        case("every_epoch", WAVES),
        case("best_min", WAVES, mode="min", **best),
        case("best_max", WAVES, mode="max", **best),
        case("best_auto", WAVES, monitor="val_accuracy", **best),
        case("threshold", WAVES, initial_value_threshold=0.3, **best),
        case("threshold_without_best_only", WAVES, initial_value_threshold=0.3),
        case("difference_below_rounding", [1.0, 1.0 - 1e-9, 1.0 - 1e-7], **best),
        case("nan_first", [NAN, 0.5, 0.25], **best),
        case("nan_first_threshold", [NAN, 0.5, 0.25], initial_value_threshold=1.0, **best),
        case("nan_between", [0.5, NAN, 0.25], **best),
        case("missing", [0.5, None, 0.75, 0.25, None], **best),
        case("fitted_twice", WAVES, [0.5, 0.11, 0.0625], **best),
    ]


class Stream(keras.callbacks.Callback):
    """Reports made-up values, and gives the model's only weight the number of the epoch."""

    def __init__(self, monitor, values, initial_epoch):
        super().__init__()
        self.monitor, self.values, self.initial_epoch = monitor, values, initial_epoch

    def on_epoch_end(self, epoch, logs=None):
        value = self.values[epoch - self.initial_epoch]
        if value is not None:
            logs[self.monitor] = float(value)
        self.model.set_weights([np.full((1, 1), float(epoch))])


class Record(keras.callbacks.Callback):
    """What can be seen of the callback before it in the list."""

    def __init__(self, watched):
        super().__init__()
        self.watched = watched
        self.seen = []

    def on_epoch_end(self, epoch, logs=None):
        seen = {"learning_rate": single(learning_rate(self.model))}
        if "learning_rate" in logs:
            seen["logged_learning_rate"] = single(logs["learning_rate"])
        if isinstance(self.watched, keras.callbacks.EarlyStopping):
            best = self.watched.best
            seen = {
                "stopped": self.model.stop_training,
                "best": number(best),
                "best_epoch": None if best is None else self.watched.best_epoch,
            }
        self.seen.append(seen)


def run(name, description, streams):
    """Fits one model for each stream, with one and the same callback; a stream is its values, or the
    first epoch and its values."""
    model = compiled(["accuracy", "mae"])
    with tempfile.TemporaryDirectory() as folder:
        config = dict(description["config"])
        if description["class_name"] == "ModelCheckpoint":
            config["filepath"] = f"{folder}/{{epoch}}.weights.h5"
            config["save_weights_only"] = True
        callback = create(keras.callbacks, {**description, "config": config})
        fits = [
            fit(model, callback, *(stream if isinstance(stream, tuple) else (0, stream)), folder)
            for stream in streams
        ]
    return {"name": name, **description, "fits": fits}


def fit(model, callback, initial_epoch, values, folder):
    """What the callback did in each epoch that ran."""
    record = Record(callback)
    # Nothing to learn: the weight keeps what `Stream` gives it.
    x, y = np.zeros((1, 1)), np.zeros((1, 1))
    with warnings.catch_warnings():
        # Of values that are missing on purpose.
        warnings.simplefilter("ignore")
        model.fit(
            x,
            y,
            initial_epoch=initial_epoch,
            epochs=initial_epoch + len(values),
            callbacks=[Stream(callback.monitor, values, initial_epoch), callback, record],
            verbose=0,
        )
    facts = {"initial_epoch": initial_epoch, "values": [number(v) for v in values]}
    if isinstance(callback, keras.callbacks.ModelCheckpoint):
        kept = sorted(pathlib.Path(folder).iterdir(), key=lambda path: int(path.name.split(".")[0]))
        facts["kept_epochs"] = [int(path.name.split(".")[0]) - 1 for path in kept]
        for path in kept:
            path.unlink()
        return facts
    facts.update({key: [seen[key] for seen in record.seen] for key in record.seen[0]})
    if isinstance(callback, keras.callbacks.EarlyStopping):
        facts["weights_of_epoch"] = int(model.get_weights()[0].item())
    return facts


def directions():
    """Which values of a metric are better by `mode="auto"`: "up" or "down", or null for an error."""
    others = {
        "accuracy": ["loss", "val_loss", "learning_rate", "val_", "val_val_loss", "no_such_metric"],
        "acc": ["accuracy", "val_accuracy"],
    }
    return [
        {"metric": metric, "monitor": monitor, "direction": direction(model, monitor)}
        for metric in METRICS
        for model in [compiled([metric])]
        for monitor in [metric, f"val_{metric}", *others.get(metric, [])]
    ]


def direction(model, monitor):
    with warnings.catch_warnings():
        # Of a categorical crossentropy of one class.
        warnings.simplefilter("ignore")
        # The metrics are made when they are first needed.
        model.evaluate(np.zeros((1, 1)), np.zeros((1, 1)), verbose=0)
    callback = keras.callbacks.EarlyStopping(monitor=monitor)
    callback.set_model(model)
    try:
        callback._set_monitor_op()
    except ValueError:
        return None
    return {keras.ops.less: "down", keras.ops.greater: "up"}[callback.monitor_op]


def compiled(metrics):
    """A model of one weight."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    optimizer = keras.optimizers.SGD(learning_rate=LEARNING_RATE)
    model.compile(optimizer=optimizer, loss="mse", metrics=metrics)
    return model


def learning_rate(model):
    return float(keras.ops.convert_to_numpy(model.optimizer.learning_rate))


def number(value):
    """A number as JSON can hold it: what is not finite becomes a text."""
    if value is None or math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
