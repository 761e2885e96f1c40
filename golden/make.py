"""Makes the golden files: numbers computed by Keras, for Kerros's tests to compare with.

    python golden/make.py                    all subjects, into golden/data
    python golden/make.py losses training    only these subjects
    python golden/make.py layers/pooling     only one family of layers
    python golden/make.py --out DIR          into another folder
"""

import argparse
import importlib
import pathlib

from support import environment

environment.prepare()

from support import json_format  # noqa: E402  (needs the prepared environment)

SUBJECTS = [
    "activations",
    "layers",
    "losses",
    "metrics",
    "optimizers",
    "schedules",
    "training",
    "whole",
    "adversarial",
    "fit",
    "functional",
    "stateful",
    "picture",
    "initializers",
    "regularizers",
    "constraints",
    "callbacks",
    "configurations",
    "models",
    "summary",
    "walking",
]


def main():
    here = pathlib.Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--out", type=pathlib.Path, default=here / "data")
    arguments = parser.parse_args()
    unknown = {subject.split("/")[0] for subject in arguments.subjects} - set(SUBJECTS)
    if unknown:
        parser.error(f"unknown subject {', '.join(sorted(unknown))}; known: {', '.join(SUBJECTS)}")

    for subject in arguments.subjects or SUBJECTS:
        subject, *part = subject.split("/")
        module = importlib.import_module(f"cases.{subject}")
        for name, content in module.make(*part).items():
            path = arguments.out / f"{name}.json"
            json_format.write(path, {"versions": environment.versions(), **content})
            print(f"{name}.json  {path.stat().st_size:,} bytes", flush=True)


if __name__ == "__main__":
    main()
