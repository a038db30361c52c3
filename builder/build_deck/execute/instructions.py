"""The instructions that libraries compute with: what makes them compute as they would on an older processor.

What each library obeys was measured: ATen, oneDNN, OpenBLAS and NumPy choose their kernels by these variables; MKL
obeys `MKL_ENABLE_INSTRUCTIONS` on Intel's processors alone, `MKL_CBWR` on all. Each reads them when it is imported.
"""

import contextlib
import platform
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from build_deck.execute.interpreter import command, environment
from build_deck.runtimes import distributions

_OLDER: Mapping[str, Mapping[str, str]] = {
    "x86_64": {
        "ATEN_CPU_CAPABILITY": "default",
        "ONEDNN_MAX_CPU_ISA": "SSE41",
        "MKL_ENABLE_INSTRUCTIONS": "SSE4_2",
        "MKL_CBWR": "COMPATIBLE",
        "OPENBLAS_CORETYPE": "Nehalem",
    },
    "aarch64": {"ATEN_CPU_CAPABILITY": "default", "OPENBLAS_CORETYPE": "ARMV8"},
}
"""By machine: the oldest processor that its libraries still know. What a library would refuse is not named."""
_MACHINES = {"AMD64": "x86_64", "arm64": "aarch64"}

_QUESTION = """
try:
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
except ImportError:
    from numpy.core._multiarray_umath import __cpu_dispatch__, __cpu_features__
print(*(name for name in __cpu_dispatch__ if __cpu_features__[name]))
"""
_PATIENCE = 60


def older() -> Mapping[str, str]:
    """Variables under which libraries compute as on the oldest processor of this kind that they know."""
    machine = platform.machine()
    return {**_OLDER.get(_MACHINES.get(machine, machine), {}), **_without(_numpy_features())}


def _without(features: str) -> Mapping[str, str]:
    return {"NPY_DISABLE_CPU_FEATURES": features} if features else {}


@cache
def _numpy_features() -> str:
    """The features that this NumPy chooses kernels by and this processor has: of others, it refuses to be without."""
    return _asked(command("-c", _QUESTION)) if distributions.version("numpy") else ""


def _asked(question: list[str]) -> str:
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        answer = subprocess.run(
            question,
            env=environment(Path(tempfile.gettempdir())),
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=True,
            stdin=subprocess.DEVNULL,
        )
        return answer.stdout.strip()
    return ""
