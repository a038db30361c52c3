"""What multiprocessing shares, where a session has no /dev/shm of its own: the system's is everybody's.

Its semaphores become descriptors that forked processes inherit, its shared memory files of the session's own. Programs
that are started anew (the start methods spawn and forkserver) inherit neither.
"""

import contextlib
import importlib
import os
import select
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any, Literal, Self

_RECURSIVE = 0
_NAMED: Any = getattr(importlib.import_module("_multiprocessing"), "SemLock", None)


def prepare() -> None:
    """Import what `install` changes, once for all sessions."""
    for name in ("multiprocessing.heap", "multiprocessing.synchronize", "_posixshmem"):
        with contextlib.suppress(ImportError):  # a Python without semaphores
            importlib.import_module(name)


def install(folder: str) -> None:
    """Let multiprocessing do with what this module has; `folder` is where files may be made."""
    prepare()
    changes: Mapping[str, Mapping[str, object]] = {
        "_multiprocessing": {"SemLock": Semaphore},
        "_posixshmem": {
            "shm_open": lambda path, flags, mode=0o777: os.open(_beneath(folder, path), flags, mode),
            "shm_unlink": lambda path: os.unlink(_beneath(folder, path)),
        },
    }
    for name, values in changes.items():
        for attribute, value in values.items():
            if name in sys.modules:
                setattr(sys.modules[name], attribute, value)
    heap: Any = sys.modules.get("multiprocessing.heap")
    if heap is not None:
        heap.Arena._dir_candidates = []  # noqa: SLF001 - or it takes /dev/shm


def _beneath(folder: str, path: str) -> str:
    return f"{folder}/shared-{os.path.basename(path)}"


class Semaphore:
    """`_multiprocessing.SemLock`, as multiprocessing.synchronize uses it, over an event descriptor."""

    SEM_VALUE_MAX = 2**31 - 1

    def __new__(cls, kind: int, value: int, maxvalue: int, name: str, unlink: bool) -> Any:  # noqa: FBT001 - as called
        """One with a name, for programs that are started anew, is the system's: it is denied, and told."""
        return super().__new__(cls) if unlink else _NAMED(kind, value, maxvalue, name, unlink)

    def __init__(self, kind: int, value: int, maxvalue: int, name: str, unlink: bool) -> None:  # noqa: FBT001 - as called
        del name, unlink
        self.kind, self.maxvalue, self.name = kind, maxvalue, None
        self.handle = os.eventfd(value, os.EFD_SEMAPHORE | os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._state = f"/proc/{os.getpid()}/fdinfo/{self.handle}"  # no other process may look at its own
        self._held, self._holder = 0, 0

    def __del__(self) -> None:
        os.close(self.handle)

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:  # noqa: FBT001, FBT002 - as called
        """Whether one was to be had, in so many seconds."""
        if self.kind == _RECURSIVE and self._is_mine():
            self._held += 1
            return True
        end = None if timeout is None else time.monotonic() + max(0.0, timeout)
        poll = select.poll()
        poll.register(self.handle, select.POLLIN)
        while not self._take():
            left = None if end is None else end - time.monotonic()
            if not block or (left is not None and left <= 0):
                return False
            poll.poll(None if left is None else left * 1000)
        self._held += 1
        self._holder = threading.get_ident()
        return True

    def _take(self) -> bool:
        try:
            os.eventfd_read(self.handle)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Give one back."""
        if self.kind == _RECURSIVE:
            if not self._is_mine():
                raise AssertionError("attempt to release recursive lock not owned by thread")
            if self._held > 1:
                self._held -= 1
                return
        elif self.maxvalue < self.SEM_VALUE_MAX and self._get_value() >= self.maxvalue:
            raise ValueError("semaphore or lock released too many times")
        os.eventfd_write(self.handle, 1)
        self._held -= 1

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> Literal[False]:
        self.release()
        return False

    def _count(self) -> int:
        return self._held

    def _is_mine(self) -> bool:
        return self._held > 0 and self._holder == threading.get_ident()

    def _get_value(self) -> int:
        with open(self._state) as file:
            return next(int(line.split()[1], 16) for line in file if line.startswith("eventfd-count:"))

    def _is_zero(self) -> bool:
        return not select.select([self.handle], [], [], 0)[0]

    def _after_fork(self) -> None:
        self._held = 0

    @classmethod
    def _rebuild(cls, *_: Any) -> Self:
        raise OSError("without namespaces a program that is started anew shares no locks: fork")
