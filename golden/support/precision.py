"""Double precision for a part of a run."""

import contextlib
from unittest import mock

import jax
import keras
from keras.src.backend.common import dtypes


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


@contextlib.contextmanager
def only_float64():
    """The same, also of the functions whose results Keras on JAX turns into float32."""
    with float64(), mock.patch.dict(dtypes.BIT64_TO_BIT32_DTYPE, float64="float64"):
        yield
