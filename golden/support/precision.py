"""Double precision for a part of a run."""

import contextlib

import jax
import keras


@contextlib.contextmanager
def float64():
    """Keras and JAX in double precision."""
    before = keras.config.floatx()
    with jax.enable_x64(True):
        keras.config.set_floatx("float64")
        try:
            yield
        finally:
            keras.config.set_floatx(before)
