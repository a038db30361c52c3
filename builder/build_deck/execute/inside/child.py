"""The process that is a session: confines itself, sets the fixed conditions, runs the snippets, reports each.

It stands by before each snippet until its slot lets it go on: by then the slot has emptied the streams, so that each
snippet's output is its own.
"""

import contextlib
import faulthandler
import os
import signal
import socket
from dataclasses import dataclass

from . import confinement, session, streams
from .programs import launcher
from .programs.running import Programs
from .programs.starting import Grants
from .protocol import COMPILED, GO, STAND_BY, Attempt, Job, Report, encode
from .python import attempts, shared
from .sandbox import calls, limits, listener
from .scratch import Scratch

WHERE = signal.SIGUSR2
"""Asks a session that ran out of time for the line it is at."""

_REPORT, _GO, _TELL, _PROGRAMS = 200, 201, 202, 203
"""The descriptors that a session keeps beside the standard ones."""
_MOST_DESCRIPTORS = 4096


@dataclass(frozen=True, slots=True)
class Ends:
    """The session's ends of its pipes."""

    stdout: int
    stderr: int
    report: int
    go: int
    tell: int
    """A socket, over which the slot gets what the kernel tells on."""


def run(job: Job, ends: Ends, scratch: Scratch, tier: confinement.Tier, stage: str) -> None:
    """Be the session of this job, in a process that was forked for it."""
    os.setsid()
    calls.die_with_parent(signal.SIGKILL)
    room = confinement.enter(job, scratch, tier, stage)
    os.chdir(room.scratch.work)
    _connect(ends)
    _restore_signals()
    session.set_environment(job, room.scratch)
    if job["programs"]:
        _launch(room)
    walls = confinement.confine(room, _tell)
    os.close(_TELL)
    pipes = Pipes()
    if "memory" in walls.refused:
        shared.install(room.scratch.temporary)
    attempts.watch(job, walls, pipes.tell)
    faulthandler.enable(file=_REPORT, all_threads=False)
    faulthandler.register(WHERE, file=_REPORT, all_threads=False, chain=False)
    programs = launcher.Launched(job, _PROGRAMS, pipes.compiled) if job["programs"] else None
    session.run(job, pipes, programs, limits.give_headroom)


def _launch(room: confinement.Room) -> None:
    """Fork the process that starts programs, while it can still confine each by what that needs."""
    ours, theirs = socket.socketpair()

    def inside() -> None:
        for descriptor in (ours.fileno(), _REPORT, _GO):
            os.close(descriptor)

    def confine(grants: Grants) -> None:
        confinement.confine_program(room, _tell, grants)

    channel = theirs.detach()
    launcher.fork(Programs(room.job, room.scratch.top, confine), channel, inside)
    os.close(channel)
    os.dup2(ours.fileno(), _PROGRAMS, inheritable=False)
    ours.close()


def _tell(descriptor: int) -> None:
    listener.send(descriptor, _TELL)


class Pipes:
    """How a forked session reports: a line a snippet, and a byte that lets it go on."""

    def __init__(self) -> None:
        self._write, self._read = os.write, os.read  # a snippet may replace what `os` holds

    def begin(self) -> None:
        """Stand by until the slot is ready for the next snippet."""
        self._send(STAND_BY)
        if self._read(_GO, 1) != GO:
            os._exit(1)

    def end(self, report: Report) -> None:
        """Send what became of the snippet."""
        self._send(encode(report))

    def compiled(self) -> None:
        """Say that the snippet begins only now."""
        self._send(COMPILED)

    def tell(self, attempt: Attempt) -> None:
        """Send what the snippet is about to do: one write, since each of its threads and processes may."""
        self._write(_REPORT, encode(attempt))

    def _send(self, data: bytes) -> None:
        while data:
            data = data[self._write(_REPORT, data) :]


def _connect(ends: Ends) -> None:
    """Make the pipes the standard streams and the two private descriptors, and close every other."""
    null = os.open(os.devnull, os.O_RDWR)
    for source, target in ((ends.report, _REPORT), (ends.go, _GO), (ends.tell, _TELL)):
        os.dup2(source, target, inheritable=False)
    for source, target in ((null, 0), (ends.stdout, 1), (ends.stderr, 2)):
        os.dup2(source, target)
    os.closerange(3, _REPORT)
    os.closerange(_TELL + 1, _MOST_DESCRIPTORS)
    streams.open_streams()


def _restore_signals() -> None:
    """The signal handling of a program that has just started."""
    kept = {signal.SIGPIPE, signal.SIGXFSZ, signal.SIGKILL, signal.SIGSTOP}
    for number in signal.valid_signals() - kept:
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
