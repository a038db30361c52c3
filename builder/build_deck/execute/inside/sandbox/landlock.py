"""Landlock: which files a process may open, decided in the kernel, without privileges.

linux/Documentation/userspace-api/landlock.rst lists what each ABI version added; an older kernel gets the rights it
knows. Landlock does not govern chmod, chown and utime: `seccomp` and `namespaces` see to those.
"""

import contextlib
import ctypes
import os
import struct
from dataclasses import dataclass

from .calls import LINUX, call

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_EXECUTE, _WRITE, _READ, _LIST = 1, 1 << 1, 1 << 2, 1 << 3
_MAKE_CHARACTER, _MAKE_BLOCK = 1 << 6, 1 << 11
_TRUNCATE, _IOCTL = 1 << 14, 1 << 15
_FOR_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | _IOCTL
_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15}
_TCP, _SCOPES = 0b11, 0b11
SCOPED_SIGNALS = 6
"""The ABI from which a confined process cannot signal one outside."""


@dataclass(frozen=True, slots=True)
class Access:
    """What may be opened; a path that does not exist is passed over."""

    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    """Everything except programs and device nodes."""
    devices: tuple[str, ...] = ()
    execute: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    """What may not be opened, resolved, though it lies below something that may."""

    always: tuple[str, ...] = ()
    """What may be read even where it lies below something hidden."""

    def all(self) -> tuple[str, ...]:
        """Every path that may be opened in any way."""
        return (*self.read, *self.write, *self.devices, *self.execute, *self.always)


def abi() -> int:
    """The version of Landlock that this kernel offers, below 1 when it offers none."""
    return call(_CREATE, None, 0, 1) if LINUX else 0


def confine(access: Access) -> int:
    """The ABI in force for this process and all it will start, 0 for none; needs no_new_privs."""
    version = abi()
    if version < 1:
        return 0
    handled = (1 << _RIGHTS_BY_ABI.get(version, 16)) - 1
    attribute = struct.pack("QQQ", handled, _TCP, _SCOPES)
    ruleset = call(_CREATE, ctypes.c_char_p(attribute), _attribute_size(version), 0)
    if ruleset < 0:
        return 0
    grants = (
        (access.read, _READ | _LIST),
        (access.execute, _READ | _LIST | _EXECUTE),
        (access.devices, _READ | _LIST | _WRITE | _TRUNCATE | _IOCTL),
        (access.write, handled & ~(_EXECUTE | _MAKE_CHARACTER | _MAKE_BLOCK | _IOCTL)),
    )
    for paths, rights in grants:
        for path in paths:
            _grant(ruleset, path, rights & handled, access.hidden)
    for path in access.always:
        _allow(ruleset, path, _READ | _LIST)
    in_force = call(_RESTRICT, ruleset, 0) == 0
    os.close(ruleset)
    return version if in_force else 0


def _attribute_size(version: int) -> int:
    network, scopes = 4, 6
    return 8 if version < network else 16 if version < scopes else 24


def _grant(ruleset: int, path: str, rights: int, hidden: tuple[str, ...]) -> None:
    """Allow this beneath the path, but for what is hidden: rules only add, so each entry beside it gets its own."""
    real = os.path.realpath(path) if hidden else path
    if any(real == each or real.startswith(f"{each}/") for each in hidden):
        return
    if not any(each.startswith(f"{real}/") for each in hidden):
        _allow(ruleset, real, rights)
        return
    _allow(ruleset, real, rights & _LIST)
    with contextlib.suppress(OSError), os.scandir(real) as found:
        for entry in found:
            if not entry.is_symlink():  # what it leads to is another path's business
                _grant(ruleset, entry.path, rights, hidden)


def _allow(ruleset: int, path: str, rights: int) -> None:
    beneath = 1
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    allowed = rights if os.path.isdir(path) else rights & _FOR_FILES
    call(_ADD_RULE, ruleset, beneath, ctypes.c_char_p(struct.pack("=Qi", allowed, descriptor)), 0)
    os.close(descriptor)
