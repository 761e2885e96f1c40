"""Prints the mean accuracies of both sides as a table.

    python benches/real/compare.py FOLDER
"""

import pathlib
import statistics
import sys

from results import Results


def main():
    print("| task | seeds | Keras | Kerros | difference | Keras's range | Kerros's range |")
    print("|---|---|---|---|---|---|---|")
    for folder in sorted(path.parent for path in pathlib.Path(sys.argv[1]).glob("*/results.csv")):
        rows = Results(folder).rows()
        keras, kerros = ([float(r["accuracy"]) for r in rows if r["who"] == who]
                         for who in ("keras", "kerros"))
        if keras and kerros:
            difference = 100 * (statistics.mean(kerros) - statistics.mean(keras))
            print(f"| {folder.name} | {len(keras)}, {len(kerros)} | {statistics.mean(keras):.4f} | "
                  f"{statistics.mean(kerros):.4f} | {difference:+.2f} % | {span(keras)} | {span(kerros)} |")


def span(values):
    return f"{min(values):.4f} to {max(values):.4f}"


if __name__ == "__main__":
    main()
