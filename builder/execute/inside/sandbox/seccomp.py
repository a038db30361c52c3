"""A seccomp filter: which system calls a session may make, decided in the kernel.

The program is classic BPF over `struct seccomp_data` (number at offset 0, architecture at 4, the arguments' low words
from 16 in steps of 8); linux/Documentation/userspace-api/seccomp_filter.rst describes it.
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from . import syscalls
from .calls import LINUX, PR_SET_SECCOMP, prctl

_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCH, _FIRST, _SECOND = 0, 4, 16, 24
_X32, _CLONE_THREAD = 0x40000000, 0x10000
_F_SETOWN, _F_SETOWN_EX = 8, 15
_MODE_FILTER = 2


def _do(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, when_true, when_false, value & 0xFFFFFFFF)


def _refuse(number: int | None, error: int) -> bytes:
    return b"" if number is None else _do(_EQUAL, number, 0, 1) + _do(_RETURN, _ERRNO | error)


def _only_where(number: int | None, offset: int, values: Iterable[int]) -> bytes:
    """Allow the call when the argument is one of the values, refuse it otherwise."""
    if number is None:
        return b""
    tests = b"".join(_do(_EQUAL, value, 0, 1) + _do(_RETURN, _ALLOW) for value in values)
    body = _do(_LOAD, offset) + tests + _do(_RETURN, _ERRNO | errno.EPERM)
    return _do(_EQUAL, number, 0, len(body) // 8) + body


def _unless(number: int | None, offset: int, values: Iterable[int]) -> bytes:
    """Refuse the call when the argument is one of the values, allow it otherwise."""
    if number is None:
        return b""
    tests = b"".join(_do(_EQUAL, value, 0, 1) + _do(_RETURN, _ERRNO | errno.EPERM) for value in values)
    body = _do(_LOAD, offset) + tests + _do(_RETURN, _ALLOW)
    return _do(_EQUAL, number, 0, len(body) // 8) + body


@dataclass(frozen=True, slots=True)
class Rights:
    """What a session's process may do beyond the rest."""

    processes: bool = False
    """Start others."""
    signals: bool = False
    """Signal others."""
    metadata: bool = False
    """Change a file's mode, owner and times."""
    device: bool = False
    """Talk to a GPU."""


def program(machine: str, own_id: int, rights: Rights) -> bytes:
    """The filter for one process of `machine` (`x86_64` or `aarch64`), `own_id` its pid as it sees it itself."""
    column = syscalls.Call._fields.index(machine)
    code = _do(_LOAD, _ARCH) + _do(_EQUAL, syscalls.AUDIT_ARCH[column] or 0, 1, 0) + _do(_RETURN, _KILL)
    code += _do(_LOAD, _NUMBER)
    if machine == "x86_64":
        code += _do(_AT_LEAST, _X32, 0, 1) + _do(_RETURN, _ERRNO | errno.ENOSYS)
    code += _do(_AT_LEAST, syscalls.LAST_KNOWN + 1, 0, 1) + _do(_RETURN, _ERRNO | errno.ENOSYS)
    for call in syscalls.DENIED.values():
        code += _refuse(call[column], errno.EPERM)
    for call in () if rights.metadata else syscalls.METADATA.values():
        code += _refuse(call[column], errno.EPERM)
    if not rights.device:
        code += _refuse(syscalls.MEMFD[column], errno.ENOSYS)
    if not rights.processes:
        code += _no_processes(column)
    if not rights.signals:
        for call in syscalls.SIGNALS.values():
            code += _only_where(call[column], _FIRST, (own_id, 0) if call is syscalls.SIGNALS["kill"] else (own_id,))
    code += _only_where(syscalls.PRLIMIT[column], _FIRST, (0, own_id))
    code += _unless(syscalls.FCNTL[column], _SECOND, (_F_SETOWN, _F_SETOWN_EX))
    return code + _do(_RETURN, _ALLOW)


def _no_processes(column: int) -> bytes:
    code = b"".join(_refuse(call[column], errno.EPERM) for call in syscalls.PROCESSES.values())
    code += _refuse(syscalls.CLONE3[column], errno.ENOSYS)  # glibc falls back to clone, whose flags can be read
    threads = _do(_LOAD, _FIRST) + _do(_ANY_BIT, _CLONE_THREAD, 1, 0) + _do(_RETURN, _ERRNO | errno.EPERM)
    threads += _do(_RETURN, _ALLOW)
    return code + _do(_EQUAL, syscalls.CLONE[column] or 0, 0, len(threads) // 8) + threads


def confine(rights: Rights) -> bool:
    """Whether the filter is in force for this process and all it will start; needs no_new_privs."""
    machine = platform.machine()
    if not LINUX or machine not in syscalls.Call._fields:
        return False
    code = program(machine, os.getpid(), rights)
    buffer = ctypes.create_string_buffer(code)
    descriptor = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    return prctl(PR_SET_SECCOMP, _MODE_FILTER, ctypes.c_char_p(descriptor))
