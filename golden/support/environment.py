"""Settings that must stand before Keras and JAX are imported for the first time.

`GOLDEN_FLOATX=float64` repeats every computation in double precision from the same (single
precision) inputs. `check.py` uses it to measure how far rounding alone moves the golden numbers.
"""

import os

FLOATX = os.environ.get("GOLDEN_FLOATX", "float32")


def prepare():
    """Chooses JAX on one CPU thread, so that every sum is taken in one order."""
    os.environ["KERAS_BACKEND"] = "jax"
    os.environ["JAX_PLATFORMS"] = "cpu"
    os.environ["JAX_DEFAULT_MATMUL_PRECISION"] = "highest"
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    if FLOATX == "float64":
        os.environ["JAX_ENABLE_X64"] = "1"

    import keras

    keras.config.set_floatx(FLOATX)
    keras.config.disable_traceback_filtering()


def versions():
    """Name and version of everything that takes part in the numbers."""
    import jax
    import jaxlib
    import keras
    import numpy

    return {
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
        "jax": jax.__version__,
        "jaxlib": jaxlib.__version__,
        "numpy": numpy.__version__,
        "floatx": keras.config.floatx(),
    }
