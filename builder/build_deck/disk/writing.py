"""Files written: whole or not at all, together or not at all, and only where the user would have them.

Each is written beside its target under a name that says which process is at it, then all are renamed. What a process
that was killed has left, the next one that writes into the folder takes away.
"""

import contextlib
import hashlib
import os
import re
import secrets
import signal
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from build_deck.disk.bounds import Bounds, resolved
from build_deck.disk.files import display_path, reason
from build_deck.errors import BuildDeckError, Problem

_ENDING = ".build-deck"
_STAGED = re.compile(r"\..*\.([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.build-deck", re.DOTALL)
_LONGEST = 150
"""Bytes of the target's name: a name has 255."""
_DAY = 86_400
_WRITTEN: list[Path] = []


@dataclass(frozen=True, slots=True)
class _Staged:
    """A file written beside its target."""

    temporary: Path
    target: Path
    before: Path | None
    """Another name of what the target was; None where it was not there."""


def written() -> tuple[Path, ...]:
    """Return the files that this process has changed so far: what one who interrupts it must be told."""
    return tuple(_WRITTEN)


def write_all(contents: Mapping[Path, bytes], inside: Bounds | None = None) -> None:
    """Write each file; all are written beside their targets first, so that a full disk changes none of them.

    A link is followed to a file inside the bounds; without any, to one in the target's own folder. Raises
    BuildDeckError naming the file that could not be written. A file that has its content already is not touched.
    """
    files = {target: _file(target, inside) for target in contents}
    sweep({file.parent for file in files.values()})
    staged: list[_Staged] = []
    target = Path()
    try:
        for target, data in contents.items():
            if not _has(files[target], data):
                files[target].parent.mkdir(parents=True, exist_ok=True)
                staged.append(_stage(files[target], data))
        with _undisturbed():
            target = _rename(staged, target)
    except OSError as error:
        what = f"{display_path(target)} cannot be written: {reason(error)}."
        remedy = "Free space or permit writing there. Nothing was changed."
        raise BuildDeckError(Problem("unwritable", None, what, remedy)) from None
    finally:
        for each in staged:
            each.temporary.unlink(missing_ok=True)
            if each.before:
                each.before.unlink(missing_ok=True)


def sweep(folders: Iterable[Path]) -> None:
    """Take away what processes of this user and machine that are gone have left in the folders."""
    for folder in folders:
        with contextlib.suppress(OSError):
            for entry in os.scandir(folder):
                if _is_left_behind(entry):
                    os.unlink(entry.path)  # noqa: PTH108 - a thousand files


def beside(target: Path) -> Path:
    """Return a name that no other process takes, and that says whose it is."""
    start = target.name.encode()[:_LONGEST].decode(errors="ignore")
    name = f".{start}.{_machine()}-{os.getpid()}-{secrets.token_hex(4)}{_ENDING}"
    return target.with_name(name)


def _file(target: Path, inside: Bounds | None) -> Path:
    """Return the file that the target is, behind a link; raises BuildDeckError where that leads elsewhere."""
    file, folder = resolved(target), resolved(target.parent)
    if file is None or folder is None:
        raise BuildDeckError(Problem("unwritable", None, f"{display_path(target)} is no path.", "Name another one."))
    if inside.hold(file) if inside else file.is_relative_to(folder):
        return file
    what = f"{display_path(target)} leads out of the deck and its repository: {file}."
    remedy = "Nothing is written there. Take the link away, or name the place itself on the command line."
    raise BuildDeckError(Problem("outside-deck", None, what, remedy))


def _rename(staged: Iterable[_Staged], target: Path) -> Path:
    """Put each file in its target's place; where one cannot be, put back what was there and raise the OSError."""
    done: list[_Staged] = []
    for each in staged:
        try:
            each.temporary.replace(each.target)
        except OSError as error:
            for undone in reversed(done):
                _put_back(undone)
            raise OSError(error.errno, error.strerror, str(each.target)) from error
        done.append(each)
    _WRITTEN.extend(each.target for each in done)
    return target


def _put_back(each: _Staged) -> None:
    if each.before:
        each.before.replace(each.target)
    else:
        each.target.unlink(missing_ok=True)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C and SIGTERM for the moment that renaming takes."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _has(target: Path, data: bytes) -> bool:
    try:
        status = target.stat()
        return stat.S_ISREG(status.st_mode) and status.st_size == len(data) and target.read_bytes() == data
    except FileNotFoundError:
        return False


def _stage(target: Path, data: bytes) -> _Staged:
    temporary = beside(target)
    before: Path | None = None
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o777)
            before = beside(target)
            _keep(target, before)
    except BaseException:
        temporary.unlink(missing_ok=True)
        if before:
            before.unlink(missing_ok=True)
        raise
    return _Staged(temporary, target, before)


def _keep(target: Path, before: Path) -> None:
    """Give the target's content another name; a file system without such links gets a copy."""
    try:
        before.hardlink_to(target)
    except OSError:
        before.write_bytes(target.read_bytes())


def _machine() -> str:
    return hashlib.sha256(os.uname().nodename.encode() if hasattr(os, "uname") else b"").hexdigest()[:8]


def _is_left_behind(entry: "os.DirEntry[str]") -> bool:
    """Return whether a process that is gone wrote it; of another machine's, whether it is a day old."""
    found = _STAGED.fullmatch(entry.name)
    if not found:
        return False
    status = entry.stat(follow_symlinks=False)
    if hasattr(os, "getuid") and status.st_uid != os.getuid():
        return False
    old = time.time() - status.st_mtime > _DAY
    return old or (found[1] == _machine() and not _lives(int(found[2])))


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError, OSError):
        return True
    return True
