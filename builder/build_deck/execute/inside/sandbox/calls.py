"""System calls that Python's `os` does not offer.

Every function returns what the kernel said (True, or a number at or above 0, for success) and raises nothing: the
caller composes them and reports how far it came.
"""

import ctypes
import os
import sys
from typing import Any

LINUX = sys.platform == "linux"

_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 36, 38


def call(number: int, *arguments: Any) -> int:
    """What system call `number` returned; -1 for an error, or where there is no Linux."""
    if _libc is None:
        return -1
    return int(
        _libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))
    )


def prctl(option: int, first: Any = 0, second: Any = 0) -> bool:
    """Whether the operation on this process succeeded: `prctl` in section 2 of the manual."""
    if _libc is None:
        return False
    wrapped = (ctypes.c_ulong(a) if isinstance(a, int) else a for a in (first, second))
    return bool(_libc.prctl(option, *wrapped, ctypes.c_ulong(0), ctypes.c_ulong(0)) == 0)


def unshare(flags: int) -> bool:
    """Whether this process (its children, for a pid namespace) now has namespaces of its own."""
    return _libc is not None and bool(_libc.unshare(flags) == 0)


def setns(descriptor: int, flag: int) -> bool:
    """Whether this process (its children, for a pid namespace) joined the namespace behind the descriptor."""
    return _libc is not None and bool(_libc.setns(descriptor, flag) == 0)


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> bool:
    """Whether the file system is mounted there."""
    if _libc is None:
        return False
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, options)]
    return bool(_libc.mount(encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3]) == 0)


def unmount(target: str) -> bool:
    """Whether the mount is gone from this namespace, as soon as nothing uses it."""
    detach = 2
    return _libc is not None and bool(_libc.umount2(os.fsencode(target), detach) == 0)


def die_with_parent(signal_number: int) -> None:
    """Send this process `signal_number` when the thread that forked it ends."""
    prctl(PR_SET_PDEATHSIG, int(signal_number))


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)
