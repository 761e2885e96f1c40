"""Shared by the workers in Python: data in, protocol out (README.md has both)."""

import sys
from pathlib import Path

import numpy as np


def arrays(folder):
    """The arrays that harness/data.py wrote."""
    folder, named = Path(folder), {}
    for line in (folder / "shapes.txt").read_text().splitlines():
        name, *shape = line.split()
        numbers = np.fromfile(folder / f"{name}.f32", dtype="<f4")
        named[name] = numbers.reshape([int(size) for size in shape])
    return named


def serve(system, version, workload):
    """Answers requests until `quit`; `workload` has `warm_up()` and `sample(count)`."""
    # Libraries may print: only the protocol goes to the standard output.
    out, sys.stdout = sys.stdout, sys.stderr
    print("ready", system, version, workload.warm_up(), file=out, flush=True)
    for line in sys.stdin:
        word, *rest = line.split()
        if word == "quit":
            return
        seconds = workload.sample(int(rest[0]))
        print("seconds", *(f"{s:.9f}" for s in seconds), file=out, flush=True)
