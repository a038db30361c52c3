"""The interpreter that the engine's own processes are: how it is started, and the environment that snippets find."""

import os
import site
import sys
from collections.abc import Mapping
from pathlib import Path

from build_deck import runtimes
from build_deck.disk.own import cache_folder

START = Path(__file__).parent / "inside" / "start.py"

_PASSED_ON = ("LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_HOME", "NVIDIA_VISIBLE_DEVICES", "SYSTEMROOT")


def font_folder() -> Path | None:
    """Where matplotlib may keep its list of fonts, which takes it seconds to make; None where nothing can be kept.

    It lies with the user: one that came with a deck could name any file as a font.
    """
    own = cache_folder()
    if own is None:
        return None
    folder = own / "matplotlib"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK | os.X_OK) else None


def environment(
    temporary: Path, hash_seed: int = 0, declared: Mapping[str, str] | None = None, fonts: Path | None = None
) -> dict[str, str]:
    """The environment of what the engine starts: nothing of the user's but where libraries and GPUs are."""
    fixed = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": "/nonexistent",
        "USER": "deck",
        "LOGNAME": "deck",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "LINES": "24",
        "OMP_NUM_THREADS": "1",
        # Threads that spin at a barrier while another holds their core make a small training run 7 times slower.
        "OMP_WAIT_POLICY": "PASSIVE",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "NUMEXPR_NUM_THREADS": "1",
        "MPLCONFIGDIR": str(fonts or temporary),
        "TMPDIR": str(temporary),
        "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
    }
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    languages = {name: value for each in runtimes.RUNTIMES for name, value in each.environment(hash_seed).items()}
    return passed | fixed | languages | dict(declared or {})


def command(*arguments: str) -> list[str]:
    """The command line of an interpreter that finds what this one does, and nothing of the current folder."""
    return [sys.executable, *([] if site.ENABLE_USER_SITE else ["-s"]), "-P", "-X", "utf8", *arguments]
