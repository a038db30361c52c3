"""Whether anything that a build was made of has changed since: if not, there is nothing to do again.

A stamp is a small JSON file in the cache folder. It holds a digest of every input (Markdown, snippets, recordings,
lock, media, configuration, options, installed distributions, this program) and of the packages that came out.
"""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from stat import S_ISREG
from typing import Any

from build_deck.disk import sealed
from build_deck.disk.files import hash_of
from build_deck.disk.program import version

FOLDER = Path(".build-deck")
"""In the current folder; git ignores it, and what is in it can be made again."""
_ROOM = "builds"
_SETTLED = 2.0
"""Seconds after which a file that changes again bears another time; clocks of file systems tick slowly."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a build read."""

    files: tuple[str, ...]
    """Paths, whether or not there is a file."""
    folders: tuple[tuple[str, tuple[str, ...]], ...]
    """Folders, each with the suffixes of the files in it that count; no suffix means every file."""
    environment: Mapping[str, str | None]
    """The variables that snippets may see."""
    made: tuple[str, ...] = ()
    """Those files, and folders of them, that the build writes itself."""
    programs: tuple[str, ...] = ()
    """Programs that run its snippets: known by size and time, as they are large."""


def cache_folder() -> Path:
    """Return the folder for what can be made again, hidden from git; it may be impossible to write there.

    What is in it may have come with a clone: it is believed where it is `sealed`.
    """
    if FOLDER.is_symlink():
        return FOLDER
    with contextlib.suppress(OSError):
        FOLDER.mkdir(exist_ok=True)
        ignore = FOLDER / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    return FOLDER


def load(source: Path, options: Any) -> Mapping[str, Any] | None:  # noqa: ANN401 - any dataclass of options
    """Return what was saved for this command, where everything it was made of is as it was; else None."""
    try:
        stamp = json.loads(sealed.read(_path(source, options), _ROOM) or b"")
        inputs = Inputs(
            tuple(stamp["files"]),
            tuple((f, tuple(s)) for f, s in stamp["folders"]),
            _seen(stamp["environment"]),
            programs=tuple(stamp["programs"]),
        )
        if stamp["digest"] == digest(inputs):
            result: Mapping[str, Any] = stamp["result"]
            return result
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return None


def last(source: Path, options: Any) -> Mapping[str, Any]:  # noqa: ANN401
    """Return what was saved for this command when it last ran, whatever has changed since; empty where it never has."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        result = json.loads(sealed.read(_path(source, options), _ROOM) or b"")["result"]
        return result if isinstance(result, dict) else {}
    return {}


def save(source: Path, options: Any, inputs: Inputs, result: Mapping[str, Any], *, began: float) -> None:  # noqa: ANN401
    """Keep what a build gave, under the state of its inputs and packages now; where that cannot be written, do not.

    Nor where an input has changed since the build `began`, in Unix seconds: it may have been read before.
    """
    if _changed_since(began, inputs):
        return
    path = _path(source, options)
    stamp = {
        "files": inputs.files,
        "folders": inputs.folders,
        "environment": sorted(inputs.environment),
        "programs": inputs.programs,
        "digest": digest(inputs),
        "result": result,
    }
    cache_folder()
    sealed.write(path, _ROOM, json.dumps(stamp).encode())


def digest(inputs: Inputs) -> str:
    """Return a hash of the inputs' names and contents, and of the program and machine that would build them."""
    found = hashlib.sha256()
    for fact in (version(), *sorted(map(str, inputs.environment.items()))):
        found.update(f"{fact}\n".encode())
    for path in inputs.programs:
        found.update(f"{path}\0{_state(path)}\n".encode())
    for path in sorted({*inputs.files, *_inside(inputs.folders)}):
        found.update(f"{path}\0{_content(path)}\n".encode())
    return found.hexdigest()


def _changed_since(began: float, inputs: Inputs) -> bool:
    read = (path for path in {*inputs.files, *_inside(inputs.folders)} if not _is_made(path, inputs.made))
    return any(_changed_at(path) >= began for path in read)


def _is_made(path: str, made: Sequence[str]) -> bool:
    return any(path == one or path.startswith(one + os.sep) for one in made)


def _changed_at(path: str) -> float:
    """Return when the file's content or name last changed; a folder changes with what the build puts into it."""
    with contextlib.suppress(OSError):
        status = os.stat(path)  # noqa: PTH116 - a thousand files
        return status.st_ctime if S_ISREG(status.st_mode) else 0
    return 0


def _path(source: Path, options: Any) -> Path:  # noqa: ANN401
    name = json.dumps([str(source.absolute()), asdict(options)], default=str, sort_keys=True)
    return FOLDER / "builds" / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.json"


def _seen(names: Sequence[str]) -> Mapping[str, str | None]:
    return {name: os.environ.get(name) for name in names}


def _inside(folders: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    for folder, suffixes in folders:
        for root, _, names in os.walk(folder):
            yield from (os.path.join(root, name) for name in names if name.lower().endswith(suffixes or ("",)))  # noqa: PTH118


def _content(path: str) -> str:
    try:
        status = os.stat(path)  # noqa: PTH116 - a thousand files
        known = _known if time.time() - status.st_mtime > _SETTLED else _hash
        return known(path, status.st_ino, status.st_size, status.st_mtime_ns)
    except OSError:
        return "none"


def _state(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116 - as the others here
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns


def _hash(path: str, *_state: int) -> str:
    return hash_of(path)


_known = cache(_hash)
"""Of a file whose state is the same, read once a process."""
