"""`results.csv` of a task: who, seed, accuracy on the test rows, seconds of fit."""

import csv

HEADER = ["who", "seed", "accuracy", "seconds"]


class Results:
    def __init__(self, folder):
        self.path = folder / "results.csv"
        if not self.path.exists():
            self.path.write_text(",".join(HEADER) + "\n")

    def rows(self):
        with self.path.open(newline="") as file:
            return list(csv.DictReader(file))

    def has(self, who, seed):
        return any(row["who"] == who and int(row["seed"]) == seed for row in self.rows())

    def add(self, who, seed, accuracy, seconds):
        with self.path.open("a") as file:
            file.write(f"{who},{seed},{accuracy:.4f},{seconds:.1f}\n")
        print(f"{self.path.parent.name} {who} seed {seed}: {accuracy:.4f}, {seconds:.1f} s", flush=True)
