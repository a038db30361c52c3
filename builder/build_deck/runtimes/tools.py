"""Programs of the system that run languages: where they are, and which version, without starting one twice."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from build_deck.runtimes.row import Tool

_SYSTEM = ("/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/", "/opt/")
_PATIENCE = 60
_VERSION = r"(\d+(?:\.\d+)?)"


@cache
def find(*names: str, ask: tuple[str, ...] = ("--version",), version: str = _VERSION) -> Tool:
    """The first of these programs that is here; where none is, a tool of the first name without a version.

    What lies elsewhere than the system's programs is read by snippets too: the program itself, nothing beside it.
    """
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        return Tool(names[0])
    real = str(Path(path).resolve())
    said = answer(path, *ask)
    match = re.search(version, said)
    reads = () if real.startswith(_SYSTEM) else (path, real)
    return Tool(path, match[1] if match else "", said.strip(), reads)


def answer(*command: str) -> str:
    """What a program prints, empty where it fails."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout or done.stderr) if done.returncode == 0 else ""
