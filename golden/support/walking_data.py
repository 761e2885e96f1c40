"""The walking windows, rebuilt from `data/walking_runs.csv.gz`."""

import gzip
import pathlib

import numpy as np

RUNS = pathlib.Path(__file__).parents[2] / "data" / "walking_runs.csv.gz"
LENGTH = 260
HOP = 52
PEOPLE = 15


def windows(path=RUNS):
    """`x` (windows, 260, 3) in float64 and the persons (1 to 15).

    Within each person a window of 260 rows starts every 52 rows; in each window each channel is
    centred and scaled (standard deviation with n - 1).
    """
    with gzip.open(path, "rt", encoding="utf-8") as file:
        table = np.loadtxt(file, delimiter=",", skiprows=1)
    persons = table[:, 0].astype(int)
    cut, labels = [], []
    for person in range(1, PEOPLE + 1):
        run = table[persons == person, 1:]
        for start in range(0, len(run) - LENGTH + 1, HOP):
            window = run[start : start + LENGTH]
            cut.append((window - window.mean(axis=0)) / window.std(axis=0, ddof=1))
            labels.append(person)
    return np.stack(cut), np.array(labels)


def one_hot(persons):
    """Person 1 becomes class 0."""
    return np.eye(PEOPLE)[persons - 1]
