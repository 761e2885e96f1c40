"""Keras, on the backend that KERAS_BACKEND names: WORKLOAD DATA_FOLDER THREADS."""

import sys
from time import perf_counter

import keras
from keras import layers

from protocol import arrays, serve

# Name: batch size, epochs of a fit; None: epochs are timed, not fits.
TRAINING = {"W1": (32, 100), "W2": (32, 20), "W3": (32, 100), "W4": (128, None), "W6": (32, None)}


def iris():
    network = [keras.Input((4,)), layers.Dense(10), layers.Dense(3, activation="softmax")]
    return network, "categorical_crossentropy", "accuracy"


def breast_cancer():
    hidden, output = (layers.Dense(units, activation="sigmoid") for units in (5, 1))
    return [keras.Input((9,)), hidden, output], "binary_crossentropy", "accuracy"


def boston():
    network = [keras.Input((5,)), layers.Dense(64, activation="relu"), layers.Dense(1)]
    return network, "mse", "mae"


def walking():
    network = [
        keras.Input((260, 3)),
        layers.Conv1D(40, 30, strides=2, activation="relu"),
        layers.MaxPooling1D(2),
        layers.Conv1D(40, 10, activation="relu"),
        layers.MaxPooling1D(2),
        layers.Flatten(),
        layers.Dense(100, activation="sigmoid"),
        layers.Dense(15, activation="softmax"),
    ]
    return network, "categorical_crossentropy", "accuracy"


def sequences():
    network = [keras.Input((100, 32)), layers.LSTM(64), layers.Dense(1, activation="sigmoid")]
    return network, "binary_crossentropy", "accuracy"


NETWORKS = {"W1": iris, "W2": breast_cancer, "W3": boston, "W4": walking, "W6": sequences}


class EpochEnds(keras.callbacks.Callback):
    """The moments when epochs end, validation included."""

    def __init__(self):
        super().__init__()
        self.moments = []

    def on_epoch_end(self, epoch, logs=None):
        self.moments.append(perf_counter())


class Workload:
    def __init__(self, name, folder):
        keras.utils.set_random_seed(42)
        network, loss, metric = NETWORKS[name]()
        self.model = keras.Sequential(network)
        optimizer = "adam" if name == "W6" else "rmsprop"
        self.model.compile(optimizer=optimizer, loss=loss, metrics=[metric])
        self.data = arrays(folder)
        self.batch_size, self.epochs = TRAINING[name]

    def warm_up(self):
        return self.fit(self.epochs or 1).history["loss"][-1]

    def sample(self, count):
        if self.epochs is None:
            return self.time_epochs(count)
        return [self.time_fit() for _ in range(count)]

    def time_fit(self):
        start = perf_counter()
        self.fit(self.epochs)
        return perf_counter() - start

    def time_epochs(self, count):
        ends = EpochEnds()
        self.fit(count + 1, ends)
        return [end - start for start, end in zip(ends.moments, ends.moments[1:])]

    def fit(self, epochs, *callbacks):
        data = self.data
        validation = (data["x_val"], data["y_val"]) if "x_val" in data else None
        return self.model.fit(
            data["x_train"],
            data["y_train"],
            batch_size=self.batch_size,
            epochs=epochs,
            validation_data=validation,
            callbacks=list(callbacks),
            verbose=0,
        )


name, folder, _threads = sys.argv[1:]
serve(keras.backend.backend(), keras.__version__, Workload(name, folder))
