"""What the slot does on behalf of its session, with the session's own files: lock them, change their modes and times.

A filter cannot tell whose file a call is about, so the session may not make these calls itself. The slot looks at the
file that the call named, holds on to it, and acts on what it holds: to change the name meanwhile changes nothing.
"""

import contextlib
import errno
import fcntl
import os
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from .sandbox import syscalls
from .sandbox.listener import Listener, Tried

_AT_CWD, _NO_FOLLOW = 0xFFFFFF9C, 0x100
_PLACE = os.O_PATH | os.O_CLOEXEC if hasattr(os, "O_PATH") else 0
_LONGEST = 4096
_TIMES = struct.Struct("=4q")
_NOW, _KEPT = 0x3FFFFFFF, 0x3FFFFFFE
"""In place of nanoseconds: UTIME_NOW, UTIME_OMIT."""


class Favours:
    """What one session asks for."""

    def __init__(self, scratch: str) -> None:
        self._scratch = os.path.realpath(scratch)
        self._locks: list[tuple[Tried, int]] = []
        self._acts: Mapping[syscalls.Call, Callable[[Listener, Tried], int]] = {
            syscalls.METADATA["fchmod"]: self._mode_of_descriptor,
            syscalls.METADATA["chmod"]: lambda listener, tried: self._mode(listener, tried, _of_path(tried)),
            syscalls.METADATA["fchmodat"]: lambda listener, tried: self._mode(listener, tried, _of_folder(tried)),
            syscalls.METADATA["fchmodat2"]: lambda listener, tried: self._mode(listener, tried, _of_folder(tried, 3)),
            syscalls.METADATA["utimensat"]: self._times,
        }

    def do(self, listener: Listener, tried: Tried) -> bool:
        """Whether the call is one that is done on behalf of the session; it has its answer, or will have."""
        if tried.is_one_of(syscalls.FLOCK):
            self._lock(listener, tried)
            return True
        for call, act in self._acts.items():
            if tried.is_one_of(call):
                try:
                    error = act(listener, tried)
                except OSError as wrong:
                    error = wrong.errno or errno.EPERM
                except (ValueError, OverflowError):  # numbers that no kernel takes
                    error = errno.EINVAL
                listener.answer(tried, error)
                return True
        return False

    def close(self) -> None:
        """Do nothing more."""
        for _, copy in self._locks:
            os.close(copy)
        self._locks.clear()

    # ---- locks

    def _lock(self, listener: Listener, tried: Tried) -> None:
        copy = listener.descriptor_of(tried, tried.arguments[0])
        if copy is None or not self._is_own(copy):
            listener.answer(tried, errno.EPERM)
            if copy is not None:
                os.close(copy)
            return
        self._locks.append((tried, copy))
        self.try_locks(listener)

    def try_locks(self, listener: Listener) -> None:
        """Lock what could not be locked before, since somebody else in the session held it."""
        waiting, self._locks = self._locks, []
        for tried, copy in waiting:
            operation = tried.arguments[1] & 0xF
            error = _locked(copy, operation)
            if error == errno.EWOULDBLOCK and not operation & fcntl.LOCK_NB and listener.waits(tried):
                self._locks.append((tried, copy))
            else:
                os.close(copy)
                listener.answer(tried, error)

    # ---- modes and times

    def _mode_of_descriptor(self, listener: Listener, tried: Tried) -> int:
        copy = listener.descriptor_of(tried, tried.arguments[0])
        if copy is None:
            return errno.EBADF
        with _closing(copy):
            if not self._is_own(copy):
                return errno.EPERM
            os.chmod(f"/proc/self/fd/{copy}", tried.arguments[1] & 0o1777)
        return 0

    def _mode(self, listener: Listener, tried: Tried, named: "_Named") -> int:
        with self._held(listener, tried, named) as found:
            if not self._is_own(found):
                return errno.EPERM
            os.chmod(f"/proc/self/fd/{found}", named.mode & 0o1777)
        return 0

    def _times(self, listener: Listener, tried: Tried) -> int:
        times = tried.arguments[2]
        with self._held(listener, tried, _of_folder(tried, 3)) as found:
            if not self._is_own(found):
                return errno.EPERM
            wanted = _TIMES.unpack(listener.memory_of(tried, times, _TIMES.size)) if times else (0, _NOW, 0, _NOW)
            status = os.fstat(found)
            kept, now = (status.st_atime_ns, status.st_mtime_ns), time.time_ns()
            ns = [
                now if part == _NOW else old if part == _KEPT else seconds * 10**9 + part
                for seconds, part, old in ((*wanted[:2], kept[0]), (*wanted[2:], kept[1]))
            ]
            os.utime(f"/proc/self/fd/{found}", ns=(ns[0], ns[1]))
        return 0

    @contextlib.contextmanager
    def _held(self, listener: Listener, tried: Tried, named: "_Named") -> Iterator[int]:
        """What a call names, open as a mere place; links are followed."""
        here = named.folder & 0xFFFFFFFF == _AT_CWD
        if named.flags & _NO_FOLLOW or (here and not named.address):
            raise OSError(errno.EPERM, "links have no modes, and their times are of no use")
        path = listener.text_of(tried, named.address, _LONGEST) if named.address else b""
        base = os.open(f"/proc/{tried.thread}/cwd", _PLACE) if here else listener.descriptor_of(tried, named.folder)
        if base is None:
            raise OSError(errno.EBADF, "no such descriptor")
        with _closing(base):
            if not path:  # the descriptor itself
                yield base
                return
            with _closing(os.open(path, _PLACE, dir_fd=base)) as found:
                yield found

    def _is_own(self, descriptor: int) -> bool:
        with contextlib.suppress(OSError):
            if os.path.ismount(self._scratch):
                return os.fstat(descriptor).st_dev == os.stat(self._scratch).st_dev
            return os.readlink(f"/proc/self/fd/{descriptor}").startswith(f"{self._scratch}/")
        return False


class _Named(NamedTuple):
    """A file as a call names it."""

    folder: int
    address: int
    """Of a path in the caller's memory."""
    mode: int
    flags: int


def _of_path(tried: Tried) -> _Named:
    return _Named(_AT_CWD, tried.arguments[0], tried.arguments[1], 0)


def _of_folder(tried: Tried, flags: int | None = None) -> _Named:
    """Of a call with a folder before the path, and its flags where it has some."""
    folder, address, mode = tried.arguments[:3]
    return _Named(folder, address, mode, 0 if flags is None else tried.arguments[flags])


@contextlib.contextmanager
def _closing(descriptor: int) -> Iterator[int]:
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _locked(copy: int, operation: int) -> int:
    """0 where the file behind the descriptor is locked now, else the error."""
    try:
        fcntl.flock(copy, operation | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno or errno.EPERM
    return 0
