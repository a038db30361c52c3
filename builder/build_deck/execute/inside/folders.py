"""A session's folder after it and while it runs: removed whole, and measured, however deep it is nested."""

import contextlib
import errno
import os
import shutil

_FOLDER = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | os.O_RDONLY
_OPEN = 0o700


def remove(path: str) -> None:
    """Remove a folder and all in it, whatever modes a session gave its own folders and however deep they are nested.

    Nothing may write there any more.
    """
    if os.scandir not in os.supports_fd or os.open not in os.supports_dir_fd:
        shutil.rmtree(path, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        top = os.open(path, _FOLDER)
        try:
            _empty(top)
        finally:
            os.close(top)
        os.rmdir(path)


def _empty(top: int) -> None:
    """Remove all that is in a folder, from the depths up; one descriptor is open at a time."""
    here, inside, names = os.dup(top), [_clear(top)], list[str]()
    try:
        while inside:
            if inside[-1]:
                name = inside[-1].pop()
                with contextlib.suppress(OSError):
                    here = _instead(here, name)
                    names.append(name)
                    inside.append(_clear(here))
                continue
            inside.pop()
            if names:
                here = _instead(here, "..")
                with contextlib.suppress(OSError):
                    os.rmdir(names.pop(), dir_fd=here)
    finally:
        os.close(here)


def _instead(folder: int, name: str) -> int:
    """The folder of that name in this one, which is closed."""
    found = os.open(name, _FOLDER, dir_fd=folder)
    os.close(folder)
    return found


def _clear(folder: int) -> list[str]:
    """The names of the folders in a folder, now that everything else in it is gone."""
    entries: list[tuple[str, bool]] = []
    with contextlib.suppress(OSError):
        os.chmod(folder, _OPEN)
        with os.scandir(folder) as found:
            entries += [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]
    for name, is_folder in entries:
        with contextlib.suppress(OSError):
            os.chmod(name, _OPEN, dir_fd=folder) if is_folder else os.unlink(name, dir_fd=folder)
    return [name for name, is_folder in entries if is_folder]


def size_of(path: str, most: int) -> int | None:
    """Bytes of the files in a folder; None where it holds more than so many entries, or is nested deeper than paths."""
    total = entries = 0
    waiting = [path]
    while waiting:
        for entry in _listed(waiting.pop()):
            entries += 1
            if entries > most or entry is None:
                return None
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    total += entry.stat(follow_symlinks=False).st_size
    return total


def _listed(path: str) -> "list[os.DirEntry[str] | None]":
    for _ in range(2):
        try:
            with os.scandir(path) as found:
                return list(found)
        except PermissionError:  # a folder that its owner made unreadable can still be written to
            with contextlib.suppress(OSError):
                os.chmod(path, _OPEN)
        except OSError as error:
            return [None] if error.errno == errno.ENAMETOOLONG else []
    return []
