"""The device that sessions run on."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from builder.model import DeviceChoice

_NODES = ("nvidiactl", "nvidia0", "dxg", "kfd")
"""Without one of these in /dev, neither CUDA nor ROCm can find a GPU."""


@dataclass(frozen=True, slots=True)
class Device:
    """Where torch computes."""

    kind: str
    """`cpu` or `cuda`."""
    name: str
    """`cpu`, or the name of the GPU."""


CPU = Device("cpu", "cpu")


def has_nodes() -> bool:
    """Whether this machine could have a GPU at all, without importing anything."""
    if sys.platform != "linux":
        return False
    return any(Path("/dev", node).exists() for node in _NODES) and os.environ.get("CUDA_VISIBLE_DEVICES") != ""


def choose(wanted: DeviceChoice) -> Device:
    """The device for sessions that import torch."""
    del wanted
    return CPU
