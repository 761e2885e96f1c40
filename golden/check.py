"""Checks the golden files themselves.

    python golden/check.py repeat       made again, every file has the same bytes
    python golden/check.py precision    how far float32 rounding moves the numbers: all is computed
                                        again in float64 and the largest differences are printed
"""

import argparse
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
SHOWN = 3


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["repeat", "precision"])
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        other = pathlib.Path(folder)
        floatx = "float64" if arguments.what == "precision" else "float32"
        subprocess.run(
            [sys.executable, HERE / "make.py", *arguments.subjects, "--out", other],
            env={**os.environ, "GOLDEN_FLOATX": floatx},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        names = sorted(path.relative_to(other) for path in other.rglob("*.json"))
        compare = expect_equal if arguments.what == "repeat" else print_differences
        sys.exit(compare(names, other))


def expect_equal(names, other):
    """The number of files whose bytes differ."""
    different = [n for n in names if (HERE / "data" / n).read_bytes() != (other / n).read_bytes()]
    for name in different:
        print(f"{name} differs")
    print(f"{len(names) - len(different)} of {len(names)} files are the same")
    return len(different)


def print_differences(names, other):
    """Prints the arrays that rounding moves most, relative to their own largest entry."""
    for name in names:
        single = dict(numbers(json.loads((HERE / "data" / name).read_text())))
        double = dict(numbers(json.loads((other / name).read_text())))
        moved = sorted(((difference(single.get(k, []), double[k]), k) for k in double), reverse=True)
        print(name)
        for amount, key in moved[:SHOWN]:
            print(f"    {amount:.1e}  {key}")
    return 0


def numbers(value, path=""):
    """Every array and every list of numbers in `value`, with its place in the document."""
    if isinstance(value, dict):
        name = value.get("name", "")
        for key, inner in value.items():
            yield from numbers(inner, f"{path}[{name}].{key}" if name else f"{path}.{key}")
    elif isinstance(value, list) and value and all(type(v) in (int, float) for v in value):
        yield path, value
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from numbers(inner, f"{path}.{index}")
    elif type(value) in (int, float):
        yield path, [value]


def difference(one, other):
    """The largest difference of two lists, relative to the largest entry; infinite if rounding even
    decided how long they are."""
    if len(one) != len(other):
        return math.inf
    scale = max(map(abs, other)) or 1.0
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) / scale


if __name__ == "__main__":
    main()
