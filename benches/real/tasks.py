"""The networks and how they are trained; Kerros reads both from the files that `prepare.py` writes."""

import os

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402  (needs the back end)

layers = keras.layers

WORDS = 5000
STEPS = 100


def fashion_cnn():
    """Two convolutions with pooling, dropout, batch normalization."""
    return keras.Sequential([
        keras.Input([28, 28, 1]),
        layers.Conv2D(16, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.BatchNormalization(),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dropout(0.3),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])  # fmt: skip


def imdb_lstm():
    """Words, an LSTM over them, whether the film was liked. Padding is masked."""
    return keras.Sequential([
        keras.Input([STEPS]),
        layers.Embedding(WORDS, 32, mask_zero=True),
        layers.LSTM(32),
        layers.Dense(1, activation="sigmoid"),
    ])  # fmt: skip


def imdb_transformer():
    """Words and positions, one encoder block, the mean over the steps."""
    words = keras.Input([STEPS], name="words")
    positions = keras.Input([STEPS], name="positions")
    x = layers.Add()([layers.Embedding(WORDS, 32)(words), layers.Embedding(STEPS, 32)(positions)])
    attended = layers.MultiHeadAttention(num_heads=2, key_dim=16, dropout=0.1)(x, x)
    x = layers.LayerNormalization(epsilon=1e-6)(layers.Add()([x, attended]))
    forward = layers.Dense(32)(layers.Dense(64, activation="relu")(x))
    x = layers.LayerNormalization(epsilon=1e-6)(layers.Add()([x, forward]))
    x = layers.Dropout(0.2)(layers.GlobalAveragePooling1D()(x))
    return keras.Model([words, positions], layers.Dense(1, activation="sigmoid")(x))


TASKS = {
    "fashion_cnn": (fashion_cnn, {"loss": "sparse_categorical_crossentropy", "epochs": 2}),
    "imdb_lstm": (imdb_lstm, {"loss": "binary_crossentropy", "epochs": 2}),
    "imdb_transformer": (imdb_transformer, {"loss": "binary_crossentropy", "epochs": 2}),
}

# What all have in common.
COMMON = {"optimizer": "adam", "batch_size": 128}
