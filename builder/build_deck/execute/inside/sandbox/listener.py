"""Calls that a filter puts before another process: what a session tries, told in the kernel, whatever it makes of it.

linux/Documentation/userspace-api/seccomp_filter.rst, "Userspace Notification". The caller stands still until it has its
answer, which is always a refusal, but for locks of the session's own files.
"""

import array
import contextlib
import errno
import fcntl
import os
import platform
import select
import socket
import struct
from dataclasses import dataclass

from . import syscalls
from .calls import call

_RECEIVE, _SEND, _IS_WAITING = 0xC0502100, 0xC0182101, 0x40082102
_NOTICE, _ANSWER = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI")
_CONTINUE = 1
_PIDFD_GETFD = 438
_PAGE = 4096
_DESCRIPTOR = struct.calcsize("i")


@dataclass(frozen=True, slots=True)
class Tried:
    """A call that waits for its answer."""

    id: int
    thread: int
    number: int
    arguments: tuple[int, ...]

    def is_one_of(self, *calls: syscalls.Call) -> bool:
        """Whether it is one of these."""
        column = syscalls.Call._fields.index(platform.machine())
        return self.number in {each[column] for each in calls}


class Listener:
    """The slot's end of a session's filter."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        """What to poll: it is readable when a call waits."""
        return self._descriptor

    def next(self) -> Tried | None:
        """A call that waits, None where there is none (its process may just have ended)."""
        if not select.select([self._descriptor], [], [], 0)[0]:
            return None
        notice = bytearray(_NOTICE.size)
        try:
            fcntl.ioctl(self._descriptor, _RECEIVE, notice)
        except OSError:
            return None
        number, thread, _, call_number, _, _, *arguments = _NOTICE.unpack(notice)
        return Tried(number, thread, call_number, tuple(arguments))

    def answer(self, tried: Tried, error: int = errno.EPERM) -> None:
        """Let the call fail with this error; with 0, let it return 0."""
        with contextlib.suppress(OSError):  # its process has ended
            fcntl.ioctl(self._descriptor, _SEND, _ANSWER.pack(tried.id, 0, -error, 0))

    def let(self, tried: Tried) -> None:
        """Let the caller make the call, as if nobody had been asked."""
        with contextlib.suppress(OSError):
            fcntl.ioctl(self._descriptor, _SEND, _ANSWER.pack(tried.id, 0, 0, _CONTINUE))

    def waits(self, tried: Tried) -> bool:
        """Whether the call still waits, so that the thread is the one that made it."""
        try:
            fcntl.ioctl(self._descriptor, _IS_WAITING, struct.pack("=Q", tried.id))
        except OSError:
            return False
        return True

    def descriptor_of(self, tried: Tried, number: int) -> int | None:
        """A copy of a descriptor that the call names; None where it cannot be had."""
        try:
            process = os.pidfd_open(_process_of(tried.thread))
        except OSError:
            return None
        copy = call(_PIDFD_GETFD, process, number & 0xFFFFFFFF, 0)
        os.close(process)
        if copy >= 0 and not self.waits(tried):
            os.close(copy)
            return None
        return copy if copy >= 0 else None

    def memory_of(self, tried: Tried, address: int, size: int) -> bytes:
        """What stands in the caller's memory; raises OSError where it cannot be read."""
        with open(f"/proc/{tried.thread}/mem", "rb", buffering=0) as memory:
            found = os.pread(memory.fileno(), size, address)
        if len(found) < size or not self.waits(tried):
            raise OSError(errno.EFAULT, "no such memory")
        return found

    def text_of(self, tried: Tried, address: int, most: int) -> bytes:
        """The bytes up to a NUL in the caller's memory; raises OSError where there is none that near."""
        with open(f"/proc/{tried.thread}/mem", "rb", buffering=0) as memory:
            found = b""
            while len(found) < most and b"\0" not in found:
                to_end_of_page = _PAGE - (address + len(found)) % _PAGE
                found += os.pread(memory.fileno(), to_end_of_page, address + len(found))
        if b"\0" not in found or not self.waits(tried):
            raise OSError(errno.EFAULT, "no such memory")
        return found.partition(b"\0")[0]

    def close(self) -> None:
        """Hear no more: what waits fails."""
        os.close(self._descriptor)


def send(listener: int, over: int) -> None:
    """Give the descriptor of a filter to whoever holds the other end of the socket."""
    with socket.socket(fileno=os.dup(over)) as connection:
        connection.sendmsg([b"f"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [listener]))])
    os.close(listener)


def receive(over: int) -> Listener | None:
    """What was sent; None where nothing came."""
    with socket.socket(fileno=os.dup(over)) as connection:
        data, ancillary, _, _ = connection.recvmsg(1, socket.CMSG_SPACE(_DESCRIPTOR), socket.MSG_CMSG_CLOEXEC)
    for _, _, content in ancillary if data else ():
        return Listener(int.from_bytes(content[:_DESCRIPTOR], "little"))
    return None


def _process_of(thread: int) -> int:
    """The process that a thread belongs to."""
    with open(f"/proc/{thread}/status") as file:
        for line in file:
            if line.startswith("Tgid:"):
                return int(line.split()[1])
    raise ProcessLookupError(thread)
