"""Compares the rebuilt windows with the course's own file (not part of the repository).

    python golden/support/check_walking.py walking.rds
"""

import pathlib
import sys

import numpy as np
import rdata

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from support import walking_data  # noqa: E402


def main():
    course = rdata.read_rds(sys.argv[1])
    x, persons = walking_data.windows()
    expected = np.asarray(course["x"])
    print("shape", x.shape, "expected", expected.shape)
    print("largest difference", np.abs(x - expected).max())
    print("float32 values that differ", np.sum(x.astype(np.float32) != expected.astype(np.float32)))
    print("labels equal", np.array_equal(persons, np.asarray(course["labels"])))
    print("one-hot equal", np.array_equal(walking_data.one_hot(persons), np.asarray(course["y"])))


if __name__ == "__main__":
    main()
