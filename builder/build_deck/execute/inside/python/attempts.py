"""What Python code is about to do that the sandbox may refuse, as its audit events say it, and the line it stands on.

A library that finds out what there is while it is imported, or asks for what its documentation calls optional, does
nothing that a card could show: such an attempt is told as excused. What a snippet calls is not, whoever catches the
exception.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Any

from ..protocol import Attempt, Job
from ..walls import Walls

_MOST, _MOST_MISSING = 500, 50
"""Attempts of one kind that a session tells of."""
_LONGEST = 1000
"""Characters of a path, host or program that are told."""
_UNIX, _SHELL = 1, 2
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_OPTIONAL = frozenset(
    (
        *("linecache", "platform", "uuid", "mimetypes", "importlib.metadata", "ctypes.util", "zoneinfo._common"),
        *("joblib.externals.loky.backend.context", "joblib._memmapping_reducer", "tqdm.std"),
    )
)
"""Modules that try things out and do well without: their documentation says so, or their source."""

Wish = tuple[str, str, str]
"""A kind, what it is about, and where that must be for the attempt to mean something (`denials`)."""


def watch(job: Job, walls: Walls, tell: Callable[[Attempt], None]) -> None:
    """Tell from now on what this process attempts, of what the walls keep from it."""
    sys.addaudithook(_Hook(job, walls, tell))


class _Hook:
    def __init__(self, job: Job, walls: Walls, tell: Callable[[Attempt], None]) -> None:
        self._walls, self._tell, self._resolved = walls, tell, False
        self._paths = frozenset(path for each in job["snippets"] for path in (each["path"], each["file"]) if path)
        self._local = tuple(f"{path}/" for path in job["import_paths"])
        self._left = {"missing": _MOST_MISSING}
        self._told: set[tuple[Wish, bool]] = set()
        self._allowed: set[Wish] = set()
        self._work = os.getcwd()

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        read = _EVENTS.get(event)
        if read is None:
            return
        with contextlib.suppress(Exception):  # what cannot be told must not change what the code does
            self._consider(sys._getframe(1), read(arguments))  # noqa: SLF001 - the code that caused the event
        if event in _MOVES:
            self._allowed.clear()

    def _consider(self, frame: FrameType, wishes: Iterator[Wish]) -> None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return
        for wish in wishes:
            if wish in self._allowed:
                continue
            refused = self._refused(wish)
            if refused is not None:
                self._say(refused, frame)
            elif len(self._allowed) < _MOST:
                self._allowed.add(wish)

    def _say(self, refused: Wish, frame: FrameType) -> None:
        kind, what, where = refused
        left, excused = self._left.get(kind, _MOST), self._is_excused(frame)
        if left <= 0 or (kind in _ONCE and (refused, excused) in self._told):
            return
        self._told.add((refused, excused))
        self._left[kind] = left - 1
        path, line = self._place(frame)
        self._tell(Attempt(kind=kind, what=what[:_LONGEST], where=where, excused=excused, path=path, line=line))

    def _refused(self, wish: Wish) -> Wish | None:
        """The attempt as it is to be told; None where it is not refused."""
        kind, what, where = wish
        if kind not in _ONCE:
            return wish if kind in self._walls.refused else None
        if what in self._paths:  # for an error Python looks for the lines of the code
            return None
        named = os.path.join(os.readlink("/proc/self/cwd"), what)
        if len(named) > _LONGEST:  # resolving takes time that grows with the square of it
            return None
        path = os.path.realpath(named)
        if kind == "read" and path.startswith(f"{self._work}/") and not os.path.lexists(path):
            return "missing", path[len(self._work) + 1 :], ""
        if path.startswith("/proc/") and ":[" in path:  # a pipe under its name among descriptors: /dev/stdout
            return None
        if not self._resolved:
            self._walls, self._resolved = self._walls.resolved(), True
        return None if self._walls.allow(path, writing=kind == "write") else (kind, path, where)

    def _is_excused(self, frame: FrameType | None) -> bool:
        while frame is not None:
            name = frame.f_code.co_filename
            if self._is_own(name):
                return False
            if name.startswith("<frozen importlib") or frame.f_globals.get("__name__") in _OPTIONAL:
                return True
            frame = frame.f_back
        return False

    def _is_own(self, name: str) -> bool:
        return name in self._paths or name.startswith(self._local)

    def _place(self, frame: FrameType | None) -> tuple[str, int]:
        """The nearest line of a snippet's own."""
        while frame is not None:
            if frame.f_code.co_filename in self._paths:
                return frame.f_code.co_filename, frame.f_lineno
            frame = frame.f_back
        return "", 0


_ONCE = frozenset(("read", "write", "missing"))
"""Kinds of which the same is told once: no other word comes about them."""


def _open(arguments: tuple[Any, ...]) -> Iterator[Wish]:
    path, _, flags = arguments
    if isinstance(path, int):
        return
    if not flags & _WRITING:
        yield "read", os.fsdecode(path), "there"
    elif flags & os.O_CREAT:
        yield "write", os.fsdecode(path), "new" if flags & os.O_EXCL else "either"
    else:
        yield "write", os.fsdecode(path), "there"


def _listed(arguments: tuple[Any, ...]) -> Iterator[Wish]:
    path = "." if arguments[0] is None else arguments[0]
    if not isinstance(path, int):
        yield "read", os.fsdecode(path), "there"


def _changed(where: str, number: int = 0) -> Callable[[tuple[Any, ...]], Iterator[Wish]]:
    def read(arguments: tuple[Any, ...]) -> Iterator[Wish]:
        path = arguments[number]
        relative_to_folder = isinstance(arguments[-1], int) and arguments[-1] >= 0 and len(arguments) > 1
        if not isinstance(path, int) and (os.path.isabs(os.fsdecode(path)) or not relative_to_folder):
            yield "write", os.fsdecode(path), where

    return read


def _renamed(arguments: tuple[Any, ...]) -> Iterator[Wish]:
    old, new, old_folder, new_folder = arguments
    yield from _changed("there")((old, old_folder))
    yield from _changed("either")((new, new_folder))


def _database(arguments: tuple[Any, ...]) -> Iterator[Wish]:
    name = os.fsdecode(arguments[0])
    if name not in ("", ":memory:") and not name.startswith("file:"):
        yield "read", name, "there"
        yield "write", name, "new"


def _program(number: int | None = 0) -> Callable[[tuple[Any, ...]], Iterator[Wish]]:
    def read(arguments: tuple[Any, ...]) -> Iterator[Wish]:
        yield "process", "" if number is None else _name(arguments[number]), ""

    return read


def _name(command: object) -> str:
    """The first word of a command line, or the first of its arguments, without its folder."""
    if isinstance(command, list | tuple) and command:
        in_shell = len(command) > _SHELL and os.fsdecode(command[1]) == "-c"
        return _name(os.fsdecode(command[_SHELL])) if in_shell else os.path.basename(os.fsdecode(command[0]))
    if isinstance(command, str | bytes | os.PathLike):
        return os.path.basename((os.fsdecode(command).split() or [""])[0])
    return ""


def _socket(arguments: tuple[Any, ...]) -> Iterator[Wish]:
    yield ("socket" if arguments[1] == _UNIX else "network"), "", ""


def _host(number: int) -> Callable[[tuple[Any, ...]], Iterator[Wish]]:
    def read(arguments: tuple[Any, ...]) -> Iterator[Wish]:
        host = arguments[number]
        yield "network", host.decode("utf-8", "replace") if isinstance(host, bytes) else str(host or ""), "name"

    return read


_MOVES = frozenset(("os.chdir", "os.rename", "os.symlink", "os.link"))
"""Events after which a name may be that of another file."""

_EVENTS: Mapping[str, Callable[[tuple[Any, ...]], Iterator[Wish]]] = {
    "open": _open,
    "os.chdir": lambda _: iter(()),
    "os.listdir": _listed,
    "os.scandir": _listed,
    "os.mkdir": _changed("new"),
    "os.remove": _changed("there"),
    "os.rmdir": _changed("there"),
    "os.rename": _renamed,
    "os.link": _changed("new", 1),
    "os.symlink": _changed("new", 1),
    "os.truncate": _changed("there"),
    "os.chmod": _changed("there"),
    "os.chown": _changed("there"),
    "os.utime": _changed("there"),
    "os.setxattr": _changed("there"),
    "sqlite3.connect": _database,
    "subprocess.Popen": _program(1),
    "os.system": _program(),
    "os.exec": _program(),
    "os.posix_spawn": _program(),
    "os.spawn": _program(1),
    "os.fork": _program(None),
    "os.forkpty": _program(None),
    "pty.spawn": _program(),
    "socket.__new__": _socket,
    "socket.getaddrinfo": _host(0),
    "socket.gethostbyname": _host(0),
    "socket.gethostbyaddr": _host(0),
    "http.client.connect": _host(1),
    "ftplib.connect": _host(1),
    "imaplib.open": _host(1),
    "poplib.connect": _host(1),
    "smtplib.connect": _host(1),
}
"""What each event means: https://docs.python.org/3/library/audit_events.html."""
