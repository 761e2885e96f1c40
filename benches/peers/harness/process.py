"""A child process that answers lines with lines."""

import os
import select
import subprocess
import time


class Failure(Exception):
    """What went wrong and how to mend it."""


class Child:
    """Runs `command` on `cpus` until `close`; `log` takes its standard error."""

    def __init__(self, command, cpus, log, environment=None):
        self.log = log
        self.command = list(map(str, command))
        with open(log, "w") as errors:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, **(environment or {})},
                preexec_fn=lambda: os.sched_setaffinity(0, cpus),
            )
        self.pending = b""

    @property
    def pid(self):
        return self.process.pid

    def send(self, line):
        try:
            self.process.stdin.write(f"{line}\n".encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            raise self.failure("ended too soon") from None

    def expect(self, word, timeout):
        """The rest of the next line that starts with `word`; other lines are skipped."""
        deadline = time.monotonic() + timeout
        while True:
            first, *rest = self.line(deadline).split() or [""]
            if first == word:
                return rest

    def line(self, deadline):
        out = self.process.stdout.fileno()
        while b"\n" not in self.pending:
            ready, _, _ = select.select([out], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise self.failure("took too long; a longer --timeout may help")
            chunk = os.read(out, 65536)
            if not chunk:
                raise self.failure("ended too soon")
            self.pending += chunk
        line, self.pending = self.pending.split(b"\n", 1)
        return line.decode(errors="replace")

    def failure(self, what):
        last = self.log.read_text(errors="replace").strip().splitlines()[-3:]
        return Failure(f"{' '.join(self.command)}\n  {what}; its last words in {self.log}: {last}")

    def close(self):
        try:
            self.send("quit")
            self.process.wait(10)
        except (Failure, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
