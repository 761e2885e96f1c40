"""Compares what Kerros and Keras reached on the same rows, as a Markdown table.

    python golden/study/compare.py FOLDER [NAME ...] [--out FILE]

FOLDER/NAME/kerros_results.json   from `kerros study`
FOLDER/NAME/keras_results.json    from keras_reference.py

Only seeds that both have are compared. `difference` is Kerros less Keras, `±` the standard error of
its mean over the seeds: both trained on the same rows, so their difference is taken seed by seed. The
error of a difference of medians is that of 2,000 bootstrap samples of the seeds.
"""

import argparse
import json
import math
import pathlib
import random
import statistics
import sys

FIGURES = {"validation": "validation_metric", "test": "test_metric"}
HEAD = [
    *["task", "figure", "seeds", "Kerros mean", "Keras mean", "difference", "±"],
    *["Kerros median", "Keras median", "difference", "±"],
]
BOOTSTRAP_SAMPLES = 2000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these tasks")
    parser.add_argument("--out", type=pathlib.Path, help="writes the table to this file too")
    arguments = parser.parse_args()
    names = arguments.names or tasks(arguments.folder)
    if not names:
        parser.error(f"no task.json in the folders of {arguments.folder}")
    rows = [row for name in names for row in task_rows(arguments.folder / name)]
    text = markdown(rows)
    print(text, end="")
    if arguments.out:
        arguments.out.write_text(text)


def tasks(folder):
    return sorted(path.parent.name for path in folder.glob("*/task.json"))


def task_rows(folder):
    """The rows of one task: a line for each figure."""
    kerros, keras = (read(folder / f"{system}_results.json") for system in ["kerros", "keras"])
    if kerros["task"] != keras["task"] or kerros["metric"] != keras["metric"]:
        raise SystemExit(f"{folder}: the two results are of different tasks; make both again")
    kerros, keras = by_seed(kerros), by_seed(keras)
    seeds = sorted(kerros.keys() & keras.keys())
    if len(seeds) < 2:
        raise SystemExit(f"{folder}: expected two seeds or more in both results, found {seeds}")
    if kerros.keys() != keras.keys():
        print(f"{folder}: only {len(seeds)} seeds are in both results", file=sys.stderr)
    for label, figure in FIGURES.items():
        pairs = [(kerros[seed][figure], keras[seed][figure]) for seed in seeds]
        if all(value is not None for pair in pairs for value in pair):
            yield [folder.name, f"{label} {metric_of(folder)}", str(len(seeds)), *compare(pairs)]


def read(path):
    if not path.exists():
        raise SystemExit(f"{path} is missing; make it with `kerros study` or keras_reference.py")
    return json.loads(path.read_text())


def by_seed(results):
    return {result["seed"]: result for result in results["seeds"]}


def metric_of(folder):
    return read(folder / "kerros_results.json")["metric"]


def compare(pairs):
    """Both means and medians of (Kerros, Keras), their differences, and the errors of these."""
    cells = []
    for average, error in [
        (statistics.fmean, error_of_mean_difference),
        (statistics.median, error_of_median_difference),
    ]:
        kerros, keras = (average(values) for values in zip(*pairs))
        difference = round(kerros - keras, 4) + 0.0  # no negative zero
        cells += [f"{kerros:.4f}", f"{keras:.4f}", f"{difference:+.4f}", f"{error(pairs):.4f}"]
    return cells


def error_of_mean_difference(pairs):
    differences = [kerros - keras for kerros, keras in pairs]
    return statistics.stdev(differences) / math.sqrt(len(differences))


def error_of_median_difference(pairs):
    """The standard deviation over samples of the seeds, drawn with replacement."""
    generator = random.Random(1)
    differences = []
    for _ in range(BOOTSTRAP_SAMPLES):
        kerros, keras = zip(*generator.choices(pairs, k=len(pairs)))
        differences.append(statistics.median(kerros) - statistics.median(keras))
    return statistics.stdev(differences)


def markdown(rows):
    rule = ["---", "---"] + ["--:"] * (len(HEAD) - 2)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in [HEAD, rule, *rows])


if __name__ == "__main__":
    main()
