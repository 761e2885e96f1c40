"""What is said about samples."""

from dataclasses import dataclass
from statistics import median

# With fewer clean samples than this, all samples speak, and the result is marked.
ENOUGH = 3


@dataclass(frozen=True)
class Result:
    workload: str
    system: str
    version: str
    loss: float
    median: float
    best: float
    worst: float
    clean: int
    taken: int
    ratio: float

    @property
    def trusted(self):
        return self.clean >= ENOUGH

    @property
    def spread(self):
        """From the best to the worst sample, as a share of the median."""
        return (self.worst - self.best) / self.median


def results(samples, workers):
    """One result a system, in the order of `workers`."""
    spoken = {worker.name: speaking(samples, worker.name) for worker in workers}
    own = median(spoken["kerros"])
    return [result(worker, samples, spoken[worker.name], own) for worker in workers]


def speaking(samples, system):
    taken = [sample for sample in samples if sample.system == system]
    clean = [sample for sample in taken if sample.clean]
    return [sample.seconds for sample in (clean if len(clean) >= ENOUGH else taken)]


def result(worker, samples, seconds, own):
    taken = [sample for sample in samples if sample.system == worker.name]
    return Result(
        workload=taken[0].workload,
        system=worker.name,
        version=worker.version,
        loss=worker.loss,
        median=median(seconds),
        best=min(seconds),
        worst=max(seconds),
        clean=sum(sample.clean for sample in taken),
        taken=len(taken),
        ratio=median(seconds) / own,
    )
