"""The process that is a session: confines itself, sets the fixed conditions, runs the snippets, reports each.

It stands by before each snippet until its slot lets it go on: by then the slot has emptied the streams, so that each
snippet's output is its own.
"""

import contextlib
import faulthandler
import os
import signal
from dataclasses import dataclass

from . import confinement, session
from .protocol import GO, STAND_BY, Job, Report, encode
from .sandbox import calls, limits
from .session import Scratch

WHERE = signal.SIGUSR2
"""Asks a session that ran out of time for the line it is at."""

_REPORT, _GO = 200, 201
"""The descriptors that a session keeps beside the standard ones."""
_MOST_DESCRIPTORS = 4096


@dataclass(frozen=True, slots=True)
class Ends:
    """The session's ends of its pipes."""

    stdout: int
    stderr: int
    report: int
    go: int


def run(job: Job, ends: Ends, scratch: Scratch, tier: confinement.Tier) -> None:
    """Be the session of this job, in a process that was forked for it."""
    os.setsid()
    calls.die_with_parent(signal.SIGKILL)
    os.chdir(scratch.work)
    _connect(ends)
    _restore_signals()
    session.set_conditions(job, scratch)
    confinement.confine(job, scratch, tier)
    faulthandler.enable(file=_REPORT, all_threads=False)
    faulthandler.register(WHERE, file=_REPORT, all_threads=False, chain=False)
    session.run(job, Pipes(), limits.give_headroom)


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

    def _send(self, data: bytes) -> None:
        while data:
            data = data[self._write(_REPORT, data) :]


def _connect(ends: Ends) -> None:
    """Make the pipes the standard streams and the two private descriptors, and close every other."""
    null = os.open(os.devnull, os.O_RDWR)
    for source, target in ((ends.report, _REPORT), (ends.go, _GO)):
        os.dup2(source, target, inheritable=False)
    for source, target in ((null, 0), (ends.stdout, 1), (ends.stderr, 2)):
        os.dup2(source, target)
    os.closerange(3, _REPORT)
    os.closerange(_GO + 1, _MOST_DESCRIPTORS)
    session.open_streams()


def _restore_signals() -> None:
    """The signal handling of a program that has just started."""
    kept = {signal.SIGPIPE, signal.SIGXFSZ, signal.SIGKILL, signal.SIGSTOP}
    for number in signal.valid_signals() - kept:
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
