"""What a session was refused, whatever it made of it: told by the kernel, and by Python, which knows the words for it.

The kernel tells of processes and sockets (`sandbox/listener`), by whatever code they were tried. Python tells before it
does something what that is and which line does it (`python/attempts`): an attempt. Of files the kernel tells nothing:
an attempt at what is known to be refused is a denial.
"""

import contextlib
import os
import re
from dataclasses import dataclass

from .favours import Favours
from .protocol import Attempt
from .sandbox import syscalls
from .sandbox.listener import Listener, Tried

_STARTS = (*syscalls.PROCESSES.values(), syscalls.CLONE)
_UNIX, _INTERNET, _DATAGRAM = 1, (2, 10), 2
_SURE = ("process", "read", "write")
"""Kinds of which an attempt, where they are refused, cannot succeed; a socket may be one that there is already."""
_LONGEST = 4096
_ADDRESS = re.compile(r"[0-9.]*|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")
"""What is no name that has to be asked for."""


@dataclass(frozen=True, slots=True)
class Denial:
    """What was refused."""

    kind: str
    """`process`, `network`, `socket`, `memory` (shared), `read` or `write`."""
    what: str = ""
    """A program, a host, a path; empty where nobody said."""
    path: str = ""
    line: int = 0
    """The snippet's line, 0 where nobody said."""


class Denials:
    """What one session tries."""

    def __init__(self, scratch: str, device: str) -> None:
        self._driven = device == "cuda"  # its driver looks around, and starts a program that makes what is missing
        self._favours = Favours(scratch)
        self._listener: Listener | None = None
        self._last: dict[str, Attempt] = {}

    def listen(self, listener: Listener) -> None:
        """Ask the kernel from now on."""
        self._listener = listener

    def close(self) -> None:
        """Ask nobody any more."""
        self._favours.close()
        if self._listener:
            self._listener.close()

    def begin(self) -> None:
        """Forget what the snippet before said."""
        self._last.clear()

    def attempted(self, attempt: Attempt) -> Denial | None:
        """What is refused of what Python is about to do, if that is known already."""
        if attempt["kind"] == "network" and not attempt["what"] and (before := self._last.get("network")):
            attempt["what"] = before["what"]  # the host was named before the socket was asked for
        self._last[attempt["kind"]] = attempt
        if attempt["excused"] or not _applies(attempt):
            return None
        known = attempt["kind"] in _SURE or (attempt["kind"] == "network" and self._listener is None)
        return _denial(attempt) if known else None

    def next(self) -> Tried | None:
        """A call that waits to be judged; what is done on the session's behalf is done."""
        if self._listener is None:
            return None
        self._favours.try_locks(self._listener)
        tried = self._listener.next()
        return None if tried and self._favours.do(self._listener, tried) else tried

    def judge(self, tried: Tried) -> Denial | None:
        """What is refused by refusing this call; its caller goes on, without it."""
        if self._listener is None:
            return None
        if not tried.is_one_of(syscalls.OPENAT):
            denial = self._judged(tried)
        elif self._shares_memory(self._listener, tried):
            denial = Denial("memory")
        else:
            self._listener.let(tried)
            return None
        self._listener.answer(tried)
        return denial

    def _shares_memory(self, listener: Listener, tried: Tried) -> bool:
        with contextlib.suppress(OSError, OverflowError):
            return not self._driven and listener.text_of(tried, tried.arguments[1], _LONGEST).startswith(b"/dev/shm/")
        return False

    def _judged(self, tried: Tried) -> Denial | None:
        if tried.is_one_of(syscalls.SOCKETPAIR):
            return Denial("socket")
        kind = "process" if tried.is_one_of(*_STARTS) else _socket(tried.arguments[0])
        attempt = self._last.get(kind)
        if attempt is None:  # by code that is not Python's
            counts = not self._driven if kind == "process" else _reaches_out(*tried.arguments[:3])
            return Denial(kind) if counts else None
        return None if attempt["excused"] else _denial(attempt)


def _denial(attempt: Attempt) -> Denial:
    return Denial(attempt["kind"], attempt["what"], attempt["path"], attempt["line"])


def _reaches_out(family: int, kind: int, protocol: int) -> bool:
    """Whether a socket is more than a means to ask this system: of a name service, or what its interfaces are."""
    return family in _INTERNET and (kind, protocol) != (_DATAGRAM, 0)


def _socket(family: int) -> str:
    return "socket" if family == _UNIX else "network"


def _applies(attempt: Attempt) -> bool:
    """Whether what is attempted could be done outside: there is such a file, or such a folder to make one in."""
    path = attempt["what"]
    match attempt["where"]:
        case "there":
            return os.path.lexists(path)
        case "new":
            return not os.path.lexists(path) and os.path.isdir(os.path.dirname(path))
        case "either":
            return os.path.isdir(os.path.dirname(path)) and not os.path.isdir(path)
        case "name":
            return _ADDRESS.fullmatch(path) is None
        case _:
            return True
