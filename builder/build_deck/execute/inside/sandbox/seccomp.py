"""A seccomp filter: which system calls a session may make, decided in the kernel.

The program is classic BPF over `struct seccomp_data` (number at offset 0, architecture at 4, the arguments' low words
from 16 in steps of 8); linux/Documentation/userspace-api/seccomp_filter.rst describes it.

Where the kernel has it, starts of processes and sockets are not refused by the filter but put before the slot, which
refuses them and so knows of them (`listener`). They stand in a filter of their own, below the one that refuses: what
either refuses is refused.
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from . import syscalls
from .calls import LINUX, call

_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x54, 0x06
_ALLOW, _ERRNO, _KILL, _TELL = 0x7FFF0000, 0x00050000, 0x80000000, 0x7FC00000
_REFUSE = _ERRNO | errno.EPERM
_NUMBER, _ARCH, _FIRST, _SECOND, _THIRD = 0, 4, 16, 24, 32
_X32 = 0x40000000
_CLONE_THREAD = 0x10000
_CLONE_APART = 0x7E028000
"""New namespaces of any kind, and a child that is its parent's sibling."""
_COMMANDS = {"F_SETOWN": 8, "F_SETOWN_EX": 15, "F_SETLEASE": 1024, "F_NOTIFY": 1026, "F_SETPIPE_SZ": 1031}
"""What `fcntl` may not do: have others signalled, hold up who opens a file, use up the pipes of a user."""
_IOCTL_GROUP, _TERMINALS, _SOCKETS = 0xFF00, 0x5400, 0x8900
_FILE_SYSTEMS = (0x6600, 0x5800, 0x7600, 0x9400)
"""Groups of `ioctl`: those of file systems change a file's flags through a descriptor that can only read."""
_UNIX, _STREAM, _SEQUENCE, _SOCKET_KIND = 1, 1, 5, 0xF
_RELEASE, _LOCK_KIND = 8, 0xB
"""`flock` locks also what can only be read, against everyone."""
_CREATE = os.O_CREAT
_SET_FILTER, _NEW_LISTENER, _WAIT_KILLABLE = 1, 8, 32
_SECCOMP = {"x86_64": 317, "aarch64": 277}


@dataclass(frozen=True, slots=True)
class Rights:
    """What a session's process may do beyond the rest."""

    processes: bool = False
    """Start others."""
    programs: bool = False
    """Become another program."""
    asks: bool = False
    """Ask for sockets, and be refused without a word."""
    sockets: bool = False
    """Open Unix sockets, of which none outside is in reach."""
    signals: bool = False
    """Signal others."""
    apart: bool = False
    """Have no part in the memory that all programs share."""
    metadata: bool = False
    """Change a file's mode, owner, times and flags."""
    device: bool = False
    """Talk to a GPU."""


def _do(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, when_true, when_false, value & 0xFFFFFFFF)


def _on(number: int | None, body: bytes) -> bytes:
    """Do this where the call has that number; the body always returns."""
    return b"" if number is None else _do(_EQUAL, number, 0, len(body) // 8) + body


def _refuse(calls: Iterable[int | None], action: int = _REFUSE) -> bytes:
    return b"".join(_on(number, _do(_RETURN, action)) for number in calls)


def _only_where(offset: int, values: Iterable[int], otherwise: int = _REFUSE, mask: int = 0) -> bytes:
    """Allow the call when the argument (its bits in the mask) is one of the values."""
    tests = b"".join(_do(_EQUAL, value, 0, 1) + _do(_RETURN, _ALLOW) for value in values)
    return _load(offset, mask) + tests + _do(_RETURN, otherwise)


def _unless(offset: int, values: Iterable[int], refusal: int = _REFUSE, mask: int = 0) -> bytes:
    """Refuse the call when the argument (its bits in the mask) is one of the values."""
    tests = b"".join(_do(_EQUAL, value, 0, 1) + _do(_RETURN, refusal) for value in values)
    return _load(offset, mask) + tests + _do(_RETURN, _ALLOW)


def _unless_any_bit(offset: int, bits: int, refusal: int) -> bytes:
    """Refuse the call when the argument has one of the bits."""
    return _do(_LOAD, offset) + _do(_ANY_BIT, bits, 0, 1) + _do(_RETURN, refusal) + _do(_RETURN, _ALLOW)


def _load(offset: int, mask: int = 0) -> bytes:
    return _do(_LOAD, offset) + (_do(_AND, mask) if mask else b"")


def program(machine: str, own_id: int, rights: Rights, *, told: bool = False) -> bytes:
    """The filter for one process of `machine` (`x86_64` or `aarch64`), `own_id` its pid as it sees it itself.

    It leaves what `telling` asks about alone where another filter does `told`.
    """
    column = syscalls.Call._fields.index(machine)
    code = _beginning(column)
    if machine == "x86_64":
        code += _do(_AT_LEAST, _X32, 0, 1) + _do(_RETURN, _ERRNO | errno.ENOSYS)
    code += _do(_AT_LEAST, syscalls.LAST_KNOWN + 1, 0, 1) + _do(_RETURN, _ERRNO | errno.ENOSYS)
    code += _refuse(each[column] for each in syscalls.DENIED.values())
    code += _on(syscalls.CLONE3[column], _do(_RETURN, _ERRNO | errno.ENOSYS))  # glibc falls back to clone
    if not told:
        code += _asked(column, rights, _REFUSE)
    if not rights.sockets:
        code += _refuse(each[column] for each in syscalls.CONNECTING.values())
    code += _files(column, rights, told=told) + _others(column, own_id, rights)
    return code + _do(_RETURN, _ALLOW)


def telling(machine: str, rights: Rights) -> bytes:
    """The filter that puts before the slot what a snippet may not do but is likely to try."""
    column = syscalls.Call._fields.index(machine)
    return _beginning(column) + _asked(column, rights, _TELL) + _do(_RETURN, _ALLOW)


def _beginning(column: int) -> bytes:
    code = _do(_LOAD, _ARCH) + _do(_EQUAL, syscalls.AUDIT_ARCH[column] or 0, 1, 0) + _do(_RETURN, _KILL)
    return code + _do(_LOAD, _NUMBER)


def _asked(column: int, rights: Rights, action: int) -> bytes:
    """Starts of processes, sockets, locks, and what else the slot may do on its session's behalf."""
    flags = _do(_LOAD, _FIRST) + _do(_ANY_BIT, _CLONE_APART, 0, 1) + _do(_RETURN, _REFUSE)
    code = b""
    if not rights.processes:
        let = syscalls.BECOMING if rights.programs else ()
        code = _refuse((each[column] for name, each in syscalls.PROCESSES.items() if name not in let), action)
        flags += _do(_ANY_BIT, _CLONE_THREAD, 1, 0) + _do(_RETURN, action)
    code += _on(syscalls.CLONE[column], flags + _do(_RETURN, _ALLOW))
    if not rights.sockets:  # a pair stays (asyncio lives on it), but not of a kind whose ends can send to any path
        pair = _only_where(_SECOND, (_STREAM, _SEQUENCE), action, _SOCKET_KIND)
        code += _on(syscalls.SOCKETPAIR[column], pair)
    if not rights.metadata:
        code += _refuse((syscalls.METADATA[name][column] for name in syscalls.DONE_FOR), action)
    if rights.apart and action == _TELL:  # of files that are made, which are of shared memory: /dev/shm is everybody's
        code += _on(syscalls.OPENAT[column], _unless_any_bit(_THIRD, _CREATE, action))
    code += _on(syscalls.FLOCK[column], _only_where(_SECOND, (_RELEASE,), action, _LOCK_KIND))
    families, refusal = (_UNIX,) if rights.sockets else (), _REFUSE if rights.asks else action
    return code + _on(syscalls.SOCKET[column], _only_where(_FIRST, families, refusal))


def _files(column: int, rights: Rights, *, told: bool) -> bytes:
    code = b""
    if not rights.metadata:
        mine = syscalls.DONE_FOR if told else ()
        code += _refuse(each[column] for name, each in syscalls.METADATA.items() if name not in mine)
    none = _ERRNO | errno.ENOTTY
    if rights.device:
        groups = _unless(_SECOND, _FILE_SYSTEMS, none, _IOCTL_GROUP)
    else:
        code += _refuse((each[column] for each in syscalls.MEMORY_FILES.values()), _ERRNO | errno.ENOSYS)
        groups = _only_where(_SECOND, (_TERMINALS, _SOCKETS), none, _IOCTL_GROUP)
    code += _on(syscalls.IOCTL[column], groups)
    return code + _on(syscalls.FCNTL[column], _unless(_SECOND, _COMMANDS.values()))


def _others(column: int, own_id: int, rights: Rights) -> bytes:
    """Other processes: their signals, limits and processors."""
    code = b""
    if not rights.signals:
        for each in syscalls.SIGNALS.values():
            own = (own_id, 0) if each is syscalls.SIGNALS["kill"] else (own_id,)
            code += _on(each[column], _only_where(_FIRST, own))
    for each in (syscalls.PRLIMIT, syscalls.AFFINITY):
        code += _on(each[column], _only_where(_FIRST, (0, own_id)))
    return code


def confine(rights: Rights, *, told: bool = False) -> bool:
    """Whether the filter is in force for this process and all it will start; needs no_new_privs."""
    machine = platform.machine()
    if not LINUX or machine not in syscalls.Call._fields:
        return False
    return _install(machine, program(machine, os.getpid(), rights, told=told), 0) == 0


def tell(rights: Rights) -> int | None:
    """The descriptor on which what this process tries is told, to be sent to the slot; None where there is none."""
    machine = platform.machine()
    if not LINUX or machine not in syscalls.Call._fields:
        return None
    code = telling(machine, rights)
    for flags in (_NEW_LISTENER | _WAIT_KILLABLE, _NEW_LISTENER):  # the former came with Linux 5.19
        if (listener := _install(machine, code, flags)) >= 0:
            return listener
    return None


def _install(machine: str, code: bytes, flags: int) -> int:
    buffer = ctypes.create_string_buffer(code)
    descriptor = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    return call(_SECCOMP[machine], _SET_FILTER, flags, ctypes.c_char_p(descriptor))
