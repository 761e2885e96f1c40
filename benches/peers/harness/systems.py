"""The systems that can be measured, and how each is started."""

import os
import re
import subprocess
import sys
import venv
from dataclasses import dataclass, field
from pathlib import Path

from harness.process import Failure

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent
QUIET = {"CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True)
class System:
    """A system in Python: its worker, its virtual environment, and what it is told besides."""

    title: str
    worker: str
    environment: str
    settings: dict = field(default_factory=dict)


PEERS = {
    "keras-jax": System(
        "Keras on JAX", "keras_worker.py", "jax", {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    ),
    "keras-tf": System(
        "Keras on TensorFlow", "keras_worker.py", "tensorflow", {"KERAS_BACKEND": "tensorflow"}
    ),
    "keras-torch": System(
        "Keras on PyTorch", "keras_worker.py", "torch", {"KERAS_BACKEND": "torch"}
    ),
    "torch": System("PyTorch", "torch_worker.py", "torch"),
}


def title(name):
    return "Kerros" if name == "kerros" else PEERS[name].title


def command(name, program, venvs, workload, data, threads):
    """The command line and the environment variables of a worker."""
    if name == "kerros":
        return [program, workload, data, threads], {}
    peer = PEERS[name]
    worker = HERE / "workers" / peer.worker
    limits = {
        "OMP_NUM_THREADS": str(threads),
        "TF_NUM_INTRAOP_THREADS": str(threads),
    }
    line = [python(venvs / peer.environment), worker, workload, data, threads]
    return line, {**QUIET, **limits, **peer.settings}


def python(folder):
    return folder / "bin" / "python"


def requirements(name):
    return HERE / "requirements" / f"{PEERS[name].environment}.txt"


def installed(name, venvs):
    return python(venvs / PEERS[name].environment).exists()


def install(name, venvs):
    """Makes the virtual environment unless it is there, and checks its versions."""
    folder = venvs / PEERS[name].environment
    if not installed(name, venvs):
        print(f"making {folder} from {requirements(name).name}", flush=True)
        venv.create(folder, with_pip=True)
        pip = [python(folder), "-m", "pip", "install", "--quiet", "-r", requirements(name)]
        if subprocess.run(pip).returncode:
            # A half-made environment would pass for a ready one.
            python(folder).unlink()
            raise Failure(f"pip could not install {requirements(name)}; see its message above")
    check_versions(name, folder)


def check_versions(name, folder):
    pins = re.findall(r"^([\w-]+)==(\S+)", requirements(name).read_text(), re.M)
    program = "import sys, importlib.metadata as m; print(*map(m.version, sys.argv[1:]))"
    line = [python(folder), "-c", program, *(package for package, _ in pins)]
    found = subprocess.run(line, capture_output=True, text=True)
    # PyPI's torch calls itself 2.15.0+cu130 or the like.
    versions = [version.split("+")[0] for version in found.stdout.split()]
    if versions != [version for _, version in pins]:
        wanted = " ".join("==".join(pin) for pin in pins)
        raise Failure(
            f"{folder} holds {versions or found.stderr.strip().splitlines()[-1:]}, not {wanted}; "
            "delete it to have it made again, or name another folder with --venvs"
        )


def build_kerros():
    """Builds the worker; its path."""
    line = ["cargo", "build", "--release", "--locked", "--package", "kerros-peers"]
    if subprocess.run(line, cwd=ROOT).returncode:
        raise Failure("cargo could not build kerros-peers; see its message above")
    target = Path(os.environ.get("CARGO_TARGET_DIR", "target"))
    return ROOT / target / "release" / "kerros-peers"


def supported():
    if not (sys.platform == "linux" and hasattr(os, "sched_setaffinity")):
        raise Failure("threads can be pinned on Linux only; run this there")
