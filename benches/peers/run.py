#!/usr/bin/env python3
"""Measures Kerros side by side with other systems; README.md says what and how."""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from harness import data, report
from harness.measure import Workload, measure
from harness.probe import Probe
from harness.process import Failure
from harness.statistics import results
from harness.systems import HERE, PEERS, build_kerros, install, installed, supported

# Name: unit, text.
WORKLOADS = {
    "W1": ("fit", "iris: 120 and 30 rows of 4, Dense 10 and 3, 100 epochs, batch 32"),
    "W2": ("fit", "breast cancer: 559 rows of 9, Dense 5 and 1, 20 epochs, batch 32"),
    "W3": ("fit", "Boston: 400 rows of 5, Dense 64 and 1, 100 epochs, batch 32"),
    "W4": ("epoch", "walking: 3803 and 1630 windows of 260 x 3, the course's network, batch 128"),
    "W6": ("epoch", "sequences: 2000 rows of 100 x 32, LSTM 64 and Dense 1, batch 32"),
}
DEFAULT = ["W1", "W1@1", "W2", "W3", "W4", "W6"]
ALWAYS = "keras-jax"


@dataclass(frozen=True)
class Setup:
    """What all workers of a workload are started with."""

    program: Path
    venvs: Path
    data: Path
    logs: Path
    cpus: list
    timeout: float
    patience: float


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "workloads", nargs="*", metavar="WORKLOAD",
        help=f"{', '.join(WORKLOADS)}, each with @1 for one thread [default: {' '.join(DEFAULT)}]",
    )  # fmt: skip
    parser.add_argument(
        "--peers",
        help=f"comma-separated, from {', '.join(PEERS)}; all; none "
        f"[default: {ALWAYS}, and those whose environment is there]",
    )
    parser.add_argument("--rounds", type=positive, default=9, help="samples of each [default: 9]")
    parser.add_argument("--threads", type=positive, default=2, help="threads of all [default: 2]")
    parser.add_argument("--venvs", type=Path, default=HERE / "venvs", help="virtual environments")
    parser.add_argument("--out", type=Path, default=HERE / "out", help="folder for the results")
    parser.add_argument(
        "--patience", type=float, default=10,
        help="seconds to wait for quiet CPUs before a sample [default: 10]",
    )  # fmt: skip
    parser.add_argument(
        "--timeout", type=float, default=300, help="seconds that a system may take [default: 300]"
    )
    return parser.parse_args()


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def chosen_peers(text, venvs):
    if text == "none":
        return []
    if text is None:
        return [name for name in PEERS if name == ALWAYS or installed(name, venvs)]
    names = list(PEERS) if text == "all" else text.split(",")
    unknown = [name for name in names if name not in PEERS]
    if unknown:
        raise Failure(f"--peers: no {', '.join(unknown)}; there are {', '.join(PEERS)}")
    return names


def chosen_workload(text, threads):
    name, _, own = text.partition("@")
    if name not in WORKLOADS or not (own == "" or own.isdecimal() and int(own) > 0):
        raise Failure(f"no workload {text}; there are {', '.join(WORKLOADS)}, and W1@1 and so on")
    unit, description = WORKLOADS[name]
    return Workload(name, int(own or threads), unit, description)


def chosen_cpus(workloads):
    cpus, wanted = sorted(os.sched_getaffinity(0)), max(w.threads for w in workloads)
    if wanted > len(cpus):
        raise Failure(f"{wanted} threads, each on its own CPU, but only {len(cpus)}; fewer --threads")
    return cpus[:wanted]


def run(options):
    supported()
    options.venvs, options.out = options.venvs.resolve(), options.out.resolve()
    texts = dict.fromkeys(options.workloads or DEFAULT)
    workloads = list(dict.fromkeys(chosen_workload(text, options.threads) for text in texts))
    peers = chosen_peers(options.peers, options.venvs)
    cpus = chosen_cpus(workloads)
    program = build_kerros()
    for peer in peers:
        install(peer, options.venvs)
    logs = options.out / "logs"
    logs.mkdir(parents=True, exist_ok=True)

    samples, found = [], []
    probe = Probe(program, cpus, logs)
    try:
        for workload in workloads:
            folder = data.prepare(workload.name, options.out / "data")
            setup = Setup(
                program, options.venvs, folder, logs, cpus, options.timeout, options.patience
            )
            taken, workers = measure(workload, ["kerros", *peers], options.rounds, probe, setup)
            samples += taken
            found += results(taken, workers)
            # After each workload, so that a run that is cut off leaves what it has.
            report.write(options.out, samples, found, workloads, cpus)
    finally:
        probe.close()
    print(f"\n{report.screen(found)}\n\nwritten: {options.out}")


def main():
    try:
        run(arguments())
    except Failure as failure:
        sys.exit(f"error: {failure}")


main()
