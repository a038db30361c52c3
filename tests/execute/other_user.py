"""Being another user than root, in a process of its own."""

import ctypes
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

NOBODY = 65534
ROOT = Path(__file__).parents[2]
_NEWNS, _BIND, _RECURSIVE, _PRIVATE = 1 << 17, 1 << 12, 1 << 14, 1 << 18


def run_as_nobody(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What Python gives with these arguments as a user without rights; `folder` becomes that user's."""
    hidden = _hidden([Path(sys.prefix), Path(sys.base_prefix), ROOT])
    os.chown(folder, NOBODY, NOBODY)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as stage:
        Path(stage).chmod(0o755)

        def become_nobody() -> None:
            _reveal(hidden, Path(stage))
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)

        return subprocess.run(
            [sys.executable, *arguments],
            env={
                "PYTHONPATH": f"{ROOT / 'builder'}:{ROOT / 'tests'}",
                "TMPDIR": str(folder),
                "HOME": str(folder),
                "PATH": "/bin",
            },
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
            preexec_fn=become_nobody,
        )


def _hidden(paths: list[Path]) -> dict[Path, list[Path]]:
    """Those of the paths that others may not reach, by the folder that keeps them out (root's home)."""
    found: dict[Path, list[Path]] = defaultdict(list)
    topmost = [path for path in paths if not any(path != other and path.is_relative_to(other) for other in paths)]
    for path in dict.fromkeys(topmost):
        closed = [folder for folder in reversed(path.parents) if not folder.stat().st_mode & 0o001]
        if closed:
            found[closed[0]].append(path)
    return found


def _reveal(hidden: dict[Path, list[Path]], stage: Path) -> None:
    """Let others reach the paths, in a mount namespace of this process's own."""
    libc = ctypes.CDLL(None)
    if libc.unshare(_NEWNS) or libc.mount(None, b"/", None, _RECURSIVE | _PRIVATE, None):
        raise OSError("no mount namespace")
    for number, (folder, paths) in enumerate(hidden.items()):
        top = stage / str(number)
        top.mkdir()
        for path in paths:
            (top / path.relative_to(folder)).mkdir(parents=True)
            libc.mount(bytes(path), bytes(top / path.relative_to(folder)), None, _BIND | _RECURSIVE, None)
        libc.mount(bytes(top), bytes(folder), None, _BIND | _RECURSIVE, None)
