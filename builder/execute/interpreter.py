"""The Python that runs snippets: how it is started, and the environment it finds."""

import os
import site
import sys
from collections.abc import Mapping
from pathlib import Path

START = Path(__file__).parent / "inside" / "start.py"

_PASSED_ON = ("LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_HOME", "NVIDIA_VISIBLE_DEVICES", "SYSTEMROOT")


def font_folder(cache: Path | None) -> Path | None:
    """Where matplotlib may keep its list of fonts, which takes it seconds to make; None where nothing can be kept."""
    own = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "build-deck")
    folder = (cache or own) / "matplotlib"
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
        "PYTHONHASHSEED": str(hash_seed),
        "OMP_NUM_THREADS": "1",
        # Threads that spin at a barrier while another holds their core make a small training run 7 times slower.
        "OMP_WAIT_POLICY": "PASSIVE",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "NUMEXPR_NUM_THREADS": "1",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(fonts or temporary),
        "TMPDIR": str(temporary),
        "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
    }
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    user = {"PYTHONUSERBASE": site.getuserbase()} if site.ENABLE_USER_SITE else {}
    return passed | user | fixed | dict(declared or {})


def python(*arguments: str) -> list[str]:
    """The command line of an interpreter that finds what this one does, and nothing of the current folder."""
    return [sys.executable, *([] if site.ENABLE_USER_SITE else ["-s"]), "-P", "-X", "utf8", *arguments]
