"""Tells whether the CPUs are wholly ours right now."""

import time

from harness.process import Child

# A CPU that runs below this share of the best rate seen is shared with someone.
CLEAN = 0.93
CALIBRATION = 30
PROBE_TIMEOUT = 30


class Probe:
    """One spinning process a CPU; all spin at once."""

    def __init__(self, program, cpus, logs):
        self.children = [
            Child([program, "probe"], {cpu}, logs / f"probe-{cpu}.log") for cpu in cpus
        ]
        for child in self.children:
            child.expect("ready", PROBE_TIMEOUT)
        self.best = 0.0
        for _ in range(CALIBRATION):
            self.share()

    def share(self):
        """The slowest CPU's rate as a share of the best rate seen so far."""
        for child in self.children:
            child.send("probe")
        rates = [float(child.expect("rate", PROBE_TIMEOUT)[0]) for child in self.children]
        self.best = max(self.best, *rates)
        return min(rates) / self.best

    def wait_clean(self, patience):
        """Probes until the CPUs are ours, for `patience` seconds at most; the last share."""
        deadline = time.monotonic() + patience
        share = self.share()
        while share < CLEAN and time.monotonic() < deadline:
            share = self.share()
        return share

    def close(self):
        for child in self.children:
            child.close()
