"""The folder of one run's processes: locked while one lives, so that the next run finds what a dead one left."""

import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path

from build_deck.execute.inside import folders

_PREFIX, _ALIVE = "build-deck-", ".alive"
_YOUNG = 3600.0
"""Seconds after which a folder without a lock is not just being made."""


class Temporary:
    """A folder of its own; the lock is held by this process and by whoever inherits `lock`."""

    def __init__(self) -> None:
        sweep(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self.lock = _locked(self.path)
        """A descriptor."""

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        folders.remove(str(self.path))
        os.close(self.lock)


def sweep(where: Path) -> None:
    """Remove from a folder the temporary folders of this user's runs that have ended without doing so."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError), os.scandir(where) as found:
        for entry in found:
            if entry.name.startswith(_PREFIX) and entry.is_dir(follow_symlinks=False):
                _remove_if_dead(entry)


def _remove_if_dead(entry: os.DirEntry[str]) -> None:
    with contextlib.suppress(OSError):
        status = entry.stat(follow_symlinks=False)
        if status.st_uid != os.getuid():
            return
        try:
            lock = os.open(f"{entry.path}/{_ALIVE}", os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            if time.time() - status.st_mtime > _YOUNG:
                folders.remove(entry.path)
            return
        try:
            _lock(lock)
            folders.remove(entry.path)
        finally:
            os.close(lock)


def _locked(folder: Path) -> int:
    """The lock of a folder, which has its name only once it is held."""
    lock = os.open(folder / f"{_ALIVE}-new", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with contextlib.suppress(OSError):  # a file system without locks: nobody sweeps here
        _lock(lock)
        (folder / f"{_ALIVE}-new").rename(folder / _ALIVE)
    return lock


def _lock(descriptor: int) -> None:
    """Hold the lock; raises OSError where somebody else does."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
