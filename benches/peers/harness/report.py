"""Tables: on the screen, as Markdown, and as CSV."""

import csv
import platform
from pathlib import Path

from harness.systems import title

HEADER = ["workload", "system", "seconds", "spread", "clean", "times Kerros", "first loss"]


def row(result):
    mark = "" if result.trusted else "*"
    return [
        result.workload,
        f"{title(result.system)} {result.version}",
        f"{result.median:.4g}{mark}",
        f"{result.spread:.0%}",
        f"{result.clean}/{result.taken}",
        f"{result.ratio:.2f}",
        f"{result.loss:.4f}",
    ]


def screen(results):
    rows = [HEADER, *map(row, results)]
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(r, widths)).rstrip() for r in rows)


def markdown(results, workloads, machine):
    lines = ["# Kerros and its peers", "", machine, ""]
    lines += [f"- {w.label}: {w.text}; seconds an {w.unit}." for w in workloads if w.unit == "epoch"]
    lines += [f"- {w.label}: {w.text}; seconds in all." for w in workloads if w.unit == "fit"]
    lines += ["", line(HEADER), line(["---"] * len(HEADER))]
    lines += [line(row(result)) for result in results]
    lines += ["", "Medians of clean samples; `*`: fewer than three were clean, so all of them."]
    return "\n".join(lines) + "\n"


def line(cells):
    return f"| {' | '.join(cells)} |"


def machine(cpus):
    return f"{cpu_name()}, CPUs {', '.join(map(str, cpus))}, {platform.system()} {platform.release()}."


def cpu_name():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [text.split(":", 1)[1].strip() for text in lines if text.startswith("model name")]
    return names[0] if names else platform.machine()


def write(folder, samples, results, workloads, cpus):
    text = markdown(results, workloads, machine(cpus))
    (folder / "results.md").write_text(text)
    fields = "workload system version loss median best worst spread clean taken ratio".split()
    write_csv(folder / "results.csv", fields, results)
    fields = "workload system round seconds before after clean pinned".split()
    write_csv(folder / "samples.csv", fields, samples)


def write_csv(path, fields, records):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(fields)
        writer.writerows([getattr(record, field) for field in fields] for record in records)
