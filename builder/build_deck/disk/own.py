"""What is this user's own, outside every repository: the folder of what can be made again, and a key.

A repository may hold anything, in folders of any name: what came with a clone is told from what this user's builds
left by that key, which lies where no clone puts files and may be read by nobody else.
"""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

_NAME = "build-deck"
_KEY_BYTES = 32


def cache_folder() -> Path | None:
    """Return the user's folder for what can be made again; None where the user has no home."""
    return _folder("XDG_CACHE_HOME", ".cache")


def key() -> bytes | None:
    """Return the user's key, made at the first call; None where none can be kept or others may read it."""
    folder = _folder("XDG_STATE_HOME", ".local/state")
    if folder is None:
        return None
    path = folder / "key"
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
    return _read_key(path)


def _read_key(path: Path) -> bytes | None:
    try:
        found = path.read_bytes() if _is_private(path.lstat()) else b""
    except OSError:
        return None
    return found if len(found) == _KEY_BYTES else None


def _is_private(status: os.stat_result) -> bool:
    """Whether it is a file of this user alone; git gives files that others may read."""
    if not hasattr(os, "geteuid"):  # Windows keeps a profile's files from others by itself
        return stat.S_ISREG(status.st_mode)
    return stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o077


def _folder(variable: str, default: str) -> Path | None:
    """Return the place that the XDG Base Directory Specification names; a relative one counts as none."""
    chosen = Path(os.environ.get(variable) or "")
    if chosen.is_absolute():
        return chosen / _NAME
    try:
        return Path.home() / default / _NAME
    except RuntimeError:
        return None
