"""Puts the busiest threads of another process on CPUs of their own.

A kernel may pack the threads of a program on one CPU for seconds at a time, which halves its speed
and says nothing about the program.
"""

import os
from pathlib import Path

TICK_NS = 1e9 / os.sysconf("SC_CLK_TCK")
# Threads that used less than this did not compute.
BUSY_NS = 20e6


class Pinner:
    def __init__(self, pid, cpus):
        self.tasks = Path(f"/proc/{pid}/task")
        self.cpus = cpus
        self.before = {}

    def mark(self):
        """From now on the CPU time of threads counts."""
        self.before = self.cpu_times()

    def pin(self):
        """Each of the busiest threads to its own CPU, all others to any; the number pinned."""
        used = {thread: ns - self.before.get(thread, 0) for thread, ns in self.cpu_times().items()}
        ranked = sorted(used, key=used.get, reverse=True)
        busy = [thread for thread in ranked if used[thread] >= BUSY_NS][: len(self.cpus)]
        own = dict(zip(busy, self.cpus))
        for thread in ranked:
            allow(thread, {own[thread]} if thread in own else set(self.cpus))
        return len(busy)

    def free(self):
        """All threads anywhere: those that are born while a thread is pinned inherit its CPU."""
        for thread in self.cpu_times():
            allow(thread, set(self.cpus))

    def cpu_times(self):
        times = {}
        for task in self.tasks.iterdir():
            try:
                times[int(task.name)] = cpu_time(task)
            except OSError:  # the thread has ended
                pass
        return times


def cpu_time(task):
    """Nanoseconds on a CPU."""
    try:
        return int((task / "schedstat").read_text().split()[0])
    except FileNotFoundError:  # a kernel without it
        user, system = (task / "stat").read_text().rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) * TICK_NS


def allow(thread, cpus):
    try:
        os.sched_setaffinity(thread, cpus)
    except OSError:  # the thread has ended
        pass
