"""Takes the samples: one of each system in turn, round after round."""

import math
from dataclasses import dataclass

from harness.pinning import Pinner
from harness.probe import CLEAN
from harness.process import Child, Failure
from harness.statistics import median
from harness.systems import command, title

# A sample lasts at least this long, so that a short fit is repeated.
SAMPLE_SECONDS = 0.3
REHEARSAL_SECONDS = 0.6
MOST_REPEATS = 100
# Of a workload that is timed by the epoch.
EPOCHS = 3


@dataclass(frozen=True)
class Workload:
    """`name` as the workers know it, on `threads` threads."""

    name: str
    threads: int
    unit: str
    text: str

    @property
    def label(self):
        return f"{self.name}@{self.threads}"


@dataclass(frozen=True)
class Sample:
    workload: str
    system: str
    round: int
    seconds: float
    before: float
    after: float
    pinned: int

    @property
    def clean(self):
        return min(self.before, self.after) >= CLEAN


class Worker:
    """One system, ready to train one workload."""

    def __init__(self, name, workload, setup, cpus):
        line, environment = command(
            name, setup.program, setup.venvs, workload.name, setup.data, workload.threads
        )
        log = setup.logs / f"{workload.label}-{name}.log"
        self.name, self.timeout = name, setup.timeout
        self.child = Child(line, set(cpus), log, environment)
        self.pinner = Pinner(self.child.pid, cpus)
        self.repeats, self.loss, self.version = 1, math.nan, ""

    def warm_up(self, workload):
        """Waits until it has compiled and trained once, and learns which threads are busy."""
        _, version, loss = self.child.expect("ready", self.timeout)
        self.version, self.loss = version, float(loss)
        self.pinner.mark()
        per_epoch = workload.unit == "epoch"
        spent, seconds = 0.0, []
        while spent < REHEARSAL_SECONDS:
            seconds = self.time(EPOCHS if per_epoch else 1)
            spent += sum(seconds)
        shortest = max(min(seconds), 1e-6)
        self.repeats = (
            EPOCHS if per_epoch else min(MOST_REPEATS, math.ceil(SAMPLE_SECONDS / shortest))
        )

    def time(self, count):
        self.child.send(f"sample {count}")
        return [float(word) for word in self.child.expect("seconds", self.timeout)]

    def sample(self):
        """The median of its repeats, and the number of threads pinned."""
        pinned = self.pinner.pin()
        seconds = median(self.time(self.repeats))
        self.pinner.free()
        return seconds, pinned

    def close(self):
        self.child.close()


def measure(workload, systems, rounds, probe, setup):
    """All samples of a workload, and its workers, closed; a system that fails is left out."""
    cpus = setup.cpus[: workload.threads]
    workers, samples = [], []
    try:
        for name in systems:
            start(name, workload, setup, cpus, workers)
        for number in range(rounds):
            # Each round begins with another system: none always follows the same one.
            first = number % max(1, len(workers))
            for worker in workers[first:] + workers[:first]:
                samples.append(take(worker, workload, number, probe, setup.patience))
                show(samples[-1])
    finally:
        for worker in workers:
            worker.close()
    return samples, workers


def start(name, workload, setup, cpus, workers):
    worker = Worker(name, workload, setup, cpus)
    try:
        worker.warm_up(workload)
    except Failure as failure:
        worker.close()
        if name == "kerros":
            raise
        print(f"{workload.label}: {title(name)} is left out: {failure}", flush=True)
        return
    workers.append(worker)


def take(worker, workload, number, probe, patience):
    before = probe.wait_clean(patience)
    seconds, pinned = worker.sample()
    after = probe.share()
    return Sample(workload.label, worker.name, number, seconds, before, after, pinned)


def show(sample):
    state = "clean" if sample.clean else "not clean"
    print(
        f"{sample.workload} round {sample.round + 1} {sample.system:12} "
        f"{sample.seconds:9.4f} s  {state} ({sample.before:.2f}, {sample.after:.2f})",
        flush=True,
    )
