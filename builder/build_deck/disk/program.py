"""Which program this is: what it was made of, so that what another one worked out counts for nothing."""

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path


@cache
def version() -> str:
    """Return a hash of Python, of what is installed and of this package's own files; the same all through a process."""
    found = hashlib.sha256()
    for fact in (sys.version, *_distributions(), *_own_files()):
        found.update(f"{fact}\n".encode())
    return found.hexdigest()


def _distributions() -> Iterator[str]:
    """Yield what is installed, by its metadata folders, whose names have the versions; and whether there is a GPU."""
    for folder in sys.path:
        with contextlib.suppress(OSError):
            yield from sorted(name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info")))  # noqa: PTH208
    yield str(Path("/dev/nvidiactl").exists())


def _own_files() -> Iterator[str]:
    """Yield this package's files with size and time, for whoever changes it."""
    for root, _, names in os.walk(Path(__file__).parents[1]):
        for name in sorted(names):
            if not name.endswith(".pyc"):
                status = os.stat(os.path.join(root, name))  # noqa: PTH116, PTH118 - two hundred files
                yield f"{root}/{name} {status.st_size} {status.st_mtime_ns}"
