"""The device that sessions run on, found without the command importing torch.

Asking torch initialises the driver, and a process that has done so cannot be forked: a throw-away process asks. Where
`/dev` has no GPU nobody is asked at all, and an answer is kept until torch, the driver or the visible devices change.
"""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from build_deck.disk import sealed
from build_deck.errors import BuildDeckError, Problem
from build_deck.execute.interpreter import command, environment
from build_deck.model import DeviceChoice
from build_deck.runtimes import distributions

_NODES = ("nvidiactl", "nvidia0", "dxg", "kfd")
"""Without one of these in /dev, neither CUDA nor ROCm can find a GPU."""

_QUESTION = """
import json, torch
found = torch.cuda.is_available() and torch.zeros(1, device="cuda").item() == 0
print(json.dumps(torch.cuda.get_device_name(0) if found else None))
"""
_PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Device:
    """Where torch computes."""

    kind: str
    """`cpu` or `cuda`."""
    name: str
    """`cpu`, or the name of the GPU."""


CPU = Device("cpu", "cpu")


def has_nodes() -> bool:
    """Whether this machine could have a GPU at all."""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES") != ""
    return sys.platform == "linux" and visible and any(Path("/dev", node).exists() for node in _NODES)


def choose(wanted: DeviceChoice, cache: Path | None) -> Device:
    """The device for sessions that import torch; raises BuildDeckError where CUDA is asked for and is not there."""
    if wanted == "cpu":
        return CPU
    name = _gpu(cache) if has_nodes() else None
    if name is not None:
        return Device("cuda", name)
    if wanted == "cuda":
        what = "No CUDA device was found."
        raise BuildDeckError(Problem("no-cuda", None, what, "Run on the CPU with --device cpu, or see to the driver."))
    return CPU


def _gpu(cache: Path | None) -> str | None:
    """The GPU's name, from the last answer or from a throw-away process; None where torch finds none."""
    file = cache / "device.json" if cache else None
    circumstances = _circumstances()
    if file is not None:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            known = json.loads(sealed.read(file, "device") or b"")
            if known["circumstances"] == circumstances:
                return None if known["name"] is None else str(known["name"])
    name = _ask()
    if file is not None:
        sealed.write(file, "device", json.dumps({"circumstances": circumstances, "name": name}).encode())
    return name


def _ask() -> str | None:
    try:
        answer = subprocess.run(
            command("-c", _QUESTION),
            env=environment(Path(tempfile.gettempdir())),
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
            stdin=subprocess.DEVNULL,
        )
        name = json.loads(answer.stdout.splitlines()[-1])
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return None
    return None if name is None else str(name)


def _circumstances() -> str:
    """A hash of what decides whether torch finds a GPU."""
    driver = ""
    with contextlib.suppress(OSError):
        driver = Path("/proc/driver/nvidia/version").read_text("utf-8")
    nodes = [node for node in _NODES if Path("/dev", node).exists()]
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    facts = [sys.executable, distributions.version("torch"), driver, nodes, visible]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
