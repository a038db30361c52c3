"""The process of a session, forked, and the slot's ends of what connects them."""

import os
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from .child import Ends


@dataclass(slots=True)
class Process:
    """A forked session and the slot's ends of its pipes."""

    pid: int
    ended: int
    """A pidfd."""
    stdout: int
    stderr: int
    report: int
    go: int
    told: int
    """A socket, over which comes what the kernel tells on."""

    def close(self) -> None:
        """Close every descriptor."""
        for descriptor in (self.ended, self.stdout, self.stderr, self.report, self.go, self.told):
            os.close(descriptor)


def start(run: Callable[[Ends], None]) -> Process:
    """A new process in which `run` runs; it never comes back from there."""
    pipes = [os.pipe() for _ in range(4)]
    (stdout, out), (stderr, err), (report, reporting), (going, go) = pipes
    told, tell = (each.detach() for each in socket.socketpair())
    pid = os.fork()
    if pid == 0:
        status = 70
        try:
            run(Ends(out, err, reporting, going, tell))
            status = 0
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(status)
    for descriptor in (out, err, reporting, going, tell):
        os.close(descriptor)
    for descriptor in (stdout, stderr, report):
        os.set_blocking(descriptor, False)
    return Process(pid, os.pidfd_open(pid), stdout, stderr, report, go, told)
