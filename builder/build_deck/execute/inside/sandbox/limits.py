"""What a process may use: the kernel's resource limits, capabilities, and rights it can no longer gain."""

import ctypes
import os
import platform
import resource
import struct

from .calls import PR_SET_NO_NEW_PRIVS, call, prctl

HEADROOM = 64 << 20
"""Bytes between the memory limit and the hard one: what reporting a MemoryError needs."""

_OPEN_FILES = 256
_CAPSET = {"x86_64": 126, "aarch64": 91}
_CAPABILITY_VERSION = 0x20080522


def confine(*, memory: int, seconds: float, disk: int, device: bool, reserves: bool = False) -> None:
    """Limit memory and file size (MiB), processor time and open files of this process and all it will start.

    Under CUDA the driver reserves far more addresses than it uses, as the runtimes of other languages do: then data is
    limited in place of addresses.
    """
    most = memory << 20
    _put(resource.RLIMIT_DATA if device or reserves else resource.RLIMIT_AS, most, most + HEADROOM)
    _put(resource.RLIMIT_CORE, 0)
    _put(resource.RLIMIT_FSIZE, disk << 20)
    _put(resource.RLIMIT_NOFILE, _OPEN_FILES * 16 if device else _OPEN_FILES)
    _put(resource.RLIMIT_CPU, int(seconds) * (os.cpu_count() or 1) + 5)


def give_headroom() -> None:
    """Let this process use the last of its memory, to say that it ran out."""
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        hard = resource.getrlimit(kind)[1]
        _put(kind, hard)


def drop_privileges() -> bool:
    """Whether this process has no capability left and can gain none by starting a program."""
    number = _CAPSET.get(platform.machine())
    header, nothing = struct.pack("Ii", _CAPABILITY_VERSION, 0), bytes(24)
    dropped = number is not None and call(number, ctypes.c_char_p(header), ctypes.c_char_p(nothing)) == 0
    return prctl(PR_SET_NO_NEW_PRIVS, 1) and dropped


def _put(kind: int, soft: int, hard: int | None = None) -> None:
    try:
        resource.setrlimit(kind, (soft, soft if hard is None else hard))
    except (ValueError, OSError):  # already lower, by a limit of whoever started us
        most = resource.getrlimit(kind)[1]
        if most != resource.RLIM_INFINITY:
            resource.setrlimit(kind, (min(soft, most), most))
