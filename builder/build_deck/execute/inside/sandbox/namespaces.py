"""Private namespaces: a session's own processes, network, mounts and IPC, where the system grants them.

The zygote enters a user namespace before it imports anything (it must be single-threaded); each slot then becomes
process 1 of a pid namespace, so that `kill(-1)` reaches exactly its session, and mounts a new tmpfs a session, whose
size is the disk limit.
"""

import ctypes
import os
import struct
from collections.abc import Callable

from .calls import LINUX, call, mount, setns, unmount, unshare

_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = (1 << 17, 1 << 26, 1 << 27, 1 << 28, 1 << 29, 1 << 30)
_NOSUID, _NODEV, _NOEXEC, _RECURSIVE, _PRIVATE = 2, 4, 8, 1 << 14, 1 << 18
_MOUNT_SETATTR, _AT_RECURSIVE, _READ_ONLY = 442, 0x8000, 1
_MOST_FILES = 4096


def enter() -> bool:
    """Whether this process now has its own user, network, IPC, host name and mount namespaces, under its own ids."""
    if not LINUX:
        return False
    user, group = os.getuid(), os.getgid()
    if not unshare(_NEWUSER | _NEWNET | _NEWIPC | _NEWUTS | _NEWNS):
        return False
    try:
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    except OSError:
        return False
    return mount(None, "/", None, _RECURSIVE | _PRIVATE)


def available() -> bool:
    """Whether a child of this process may have all of this; tried out in throw-away children."""
    return LINUX and succeeds(lambda: enter() and unshare(_NEWPID) and succeeds(_mounts_as_init))


def _mounts_as_init() -> bool:
    own_proc = mount("proc", "/proc", "proc", _NOSUID | _NODEV | _NOEXEC)
    return own_proc and mount("tmpfs", "/tmp", "tmpfs", _NOSUID | _NODEV)


def succeeds(attempt: Callable[[], bool]) -> bool:
    """Whether it returns True in a throw-away process."""
    child = os.fork()
    if child == 0:
        good = False
        try:
            good = attempt()
        finally:
            os._exit(0 if good else 1)
    return os.waitpid(child, 0)[1] == 0


def fork_as_init() -> int:
    """What os.fork() returns; the child is process 1 of a new pid namespace, or this raises OSError.

    A process that is in a pid namespace of its own user namespace can do this again and again; the first of a family
    only once, since it may not return to the namespace it came from.
    """
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    try:
        if not unshare(_NEWPID):
            raise OSError("no pid namespace")
        child = os.fork()
        if child:
            setns(own, _NEWPID)
        return child
    finally:
        os.close(own)


def own_mounts() -> bool:
    """Whether every mount this process sees is now private and read-only; /proc shows its own processes if it may."""
    if not private_mounts():
        return False
    mount("proc", "/proc", "proc", _NOSUID | _NODEV | _NOEXEC)
    return read_only("/", _AT_RECURSIVE)


def private_mounts() -> bool:
    """Whether what this process mounts from now on is mounted for it alone."""
    return unshare(_NEWNS)


def read_only(path: str, flags: int = 0) -> bool:
    """Whether the mount at that path (with the flag, all below it) can only be read now."""
    attributes = struct.pack("QQQQ", _READ_ONLY, 0, 0, 0)
    at_cwd = -100
    encoded, packed = ctypes.c_char_p(os.fsencode(path)), ctypes.c_char_p(attributes)
    return call(_MOUNT_SETATTR, at_cwd, encoded, flags, packed, len(attributes)) == 0


def mount_scratch(path: str, mebibytes: int) -> bool:
    """Whether an empty tmpfs of that size lies over `path`."""
    options = f"size={mebibytes}m,nr_inodes={_MOST_FILES},mode=0700"
    return mount("tmpfs", path, "tmpfs", _NOSUID | _NODEV, options)


def unmount_scratch(path: str) -> bool:
    """Whether the tmpfs and all it held is gone."""
    return unmount(path)
