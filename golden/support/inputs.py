"""Random inputs, the same at every run.

Each case draws from its own generator, named by text, so that adding a case moves no other case's
numbers. Values are rounded to a few decimals to keep the files small and readable.
"""

import zlib

import numpy as np

from support.environment import FLOATX


class Inputs:
    """A source of random arrays for the case called `name`."""

    def __init__(self, name):
        self._rng = np.random.default_rng(zlib.crc32(name.encode()))

    def normal(self, *shape, scale=1.0, decimals=3):
        """Normal numbers of mean 0."""
        return _floats(np.round(self._rng.normal(scale=scale, size=shape), decimals))

    def uniform(self, low, high, *shape, decimals=3):
        """Uniform numbers between `low` and `high`."""
        return _floats(np.round(self._rng.uniform(low, high, size=shape), decimals))

    def probabilities(self, *shape, decimals=4):
        """Rows along the last axis that sum to 1 but for rounding."""
        exponentials = np.exp(self._rng.normal(scale=1.5, size=shape))
        return _floats(np.round(exponentials / exponentials.sum(-1, keepdims=True), decimals))

    def classes(self, count, *shape):
        """Class numbers from 0 to `count - 1`."""
        return self._rng.integers(0, count, size=shape).astype(np.int32)

    def one_hot(self, count, *shape):
        """One-hot rows of width `count`."""
        return floats(np.eye(count)[self.classes(count, *shape)])

    def kernel(self, *shape):
        """Glorot-uniform weights for a Dense or Conv kernel."""
        receptive_field = int(np.prod(shape[:-2]))
        limit = np.sqrt(6.0 / (receptive_field * (shape[-2] + shape[-1])))
        return self.uniform(-limit, limit, *shape, decimals=4)

    def weights(self, variables):
        """Values for a layer's or model's variables: Glorot kernels, small biases that are not 0."""
        return [
            self.kernel(*v.shape) if len(v.shape) > 1 else self.uniform(-0.2, 0.2, *v.shape)
            for v in variables
        ]


def floats(values):
    """`values` rounded to float32, in the run's float type."""
    return _floats(np.asarray(values))


def _floats(values):
    return values.astype(np.float32).astype(FLOATX)
