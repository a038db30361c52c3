"""The process that is a session: confines itself, sets the fixed conditions, runs the snippets, reports each.

It stands by before each snippet until its slot lets it go on: by then the slot has emptied the streams, so that each
snippet's output is its own.
"""

import atexit
import contextlib
import faulthandler
import io
import os
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from typing import Any, TextIO

from . import confinement
from .arrivals import Arrivals
from .figures import Shown
from .protocol import EMPTY, GO, STAND_BY, Job, Report, SnippetJob, encode
from .sandbox import calls, limits
from .snippets import Main, one_line

WHERE = signal.SIGUSR2 if hasattr(signal, "SIGUSR2") else None
"""Asks a session that ran out of time for the line it is at."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The session's ends of its pipes."""

    stdout: int
    stderr: int
    report: int
    go: int


@dataclass(frozen=True, slots=True)
class Scratch:
    """The folders of one session; they are empty when it starts."""

    top: str
    work: str
    home: str
    temporary: str


def run(job: Job, ends: Ends, scratch: Scratch, tier: confinement.Tier) -> None:
    """Be the session of this job, in a process that was forked for it."""
    os.setsid()
    calls.die_with_parent(signal.SIGKILL)
    os.chdir(scratch.work)
    report, go = _connect(ends)
    _restore_signals()
    conditions(job, scratch)
    confinement.confine(job, scratch, tier)
    faulthandler.enable(file=report, all_threads=False)
    if WHERE:
        faulthandler.register(WHERE, file=report, all_threads=False, chain=False)
    session(job, Pipes(report, go))


class Pipes:
    """How a forked session reports: a line a snippet, and a byte that lets it go on."""

    def __init__(self, report: int, go: int) -> None:
        self._report, self._go = report, go
        self._write, self._read = os.write, os.read  # a snippet may replace what `os` holds

    def begin(self) -> None:
        """Stand by until the slot is ready for the next snippet."""
        self._send(STAND_BY)
        if self._read(self._go, 1) != GO:
            os._exit(1)

    def end(self, report: Report) -> None:
        """Send what became of the snippet."""
        self._send(encode(report))

    def _send(self, data: bytes) -> None:
        while data:
            data = data[self._write(self._report, data) :]


def session(job: Job, pipes: Any) -> None:
    """Run the snippets of the job, each reported through `pipes`, until one fails or ends the session."""
    shown = Shown()
    arrivals = Arrivals(job["conditions"], job["device"], shown)
    arrivals.set_up()
    main = Main(job["output"])
    flush = (sys.stdout.flush, sys.stderr.flush)
    for number, snippet in enumerate(job["snippets"]):
        pipes.begin()
        report = _one(main, snippet, arrivals, shown)
        last = number + 1 == len(job["snippets"]) or report["ended"] or report["status"] != "ok"
        if last:
            _finish(report)
        for each in flush:
            with contextlib.suppress(Exception):
                each()
        pipes.end(report)
        if last:
            return


def _one(main: Main, snippet: SnippetJob, arrivals: Arrivals, shown: Shown) -> Report:
    try:
        sys.argv[:] = [snippet["file"] or snippet["path"]]
        if snippet["seed"] is not None:
            arrivals.seed(snippet["seed"])
        report = main.run(snippet)
        if report["status"] == "memory":
            limits.give_headroom()
        report["figures"] = shown.take()
    except BaseException as error:
        return {**EMPTY, "status": "error", "message": f"The snippet broke its own run: {one_line(error)}"}
    return report


def _finish(report: Report) -> None:
    """What Python does at the end of a program: wait for threads, then call what was registered with atexit."""
    try:
        threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 - executors and threads end here
        atexit._run_exitfuncs()  # noqa: SLF001 - the public way is to end the interpreter
    except BaseException as error:
        if report["status"] == "ok":
            report["status"] = "error"
            report["message"] = f"After the last snippet: {one_line(error)}"


def _connect(ends: Ends) -> tuple[int, int]:
    """Make the pipes the standard streams, close every other descriptor, and return the two private ends."""
    null = os.open(os.devnull, os.O_RDWR)
    report, go = 200, 201
    os.dup2(ends.report, report, inheritable=False)
    os.dup2(ends.go, go, inheritable=False)
    for source, target in ((null, 0), (ends.stdout, 1), (ends.stderr, 2)):
        os.dup2(source, target)
    os.closerange(3, report)
    os.closerange(go + 1, 4096)
    open_streams()
    return report, go


def open_streams() -> None:
    """Give Python fresh standard streams on descriptors 0, 1 and 2."""
    for name, stream in (
        ("stdin", _text(0, "r", "<stdin>", "strict")),
        ("stdout", _text(1, "w", "<stdout>", "strict")),
        ("stderr", _text(2, "w", "<stderr>", "backslashreplace")),
    ):
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _text(descriptor: int, mode: str, name: str, errors: str) -> TextIO:
    raw = io.FileIO(descriptor, mode, closefd=False)
    raw.name = name  # as Python names its own
    buffer = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    return io.TextIOWrapper(buffer, "utf-8", errors, line_buffering=True)


def _restore_signals() -> None:
    """The signal handling of a program that has just started."""
    kept = {signal.SIGPIPE, signal.SIGXFSZ, signal.SIGKILL, signal.SIGSTOP}
    for number in signal.valid_signals() - kept:
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def conditions(job: Job, scratch: Scratch) -> None:
    """Set what every session finds the same: its environment, path, arguments, time zone, width and listing order."""
    fixed = job["conditions"]
    own = {
        "HOME": scratch.home,
        "TMPDIR": scratch.temporary,
        "COLUMNS": str(fixed["columns"]),
        "TZ": fixed["timezone"],
        "OMP_NUM_THREADS": str(fixed["threads"]),
    }
    os.environ.update(own | job["environment"])
    if hasattr(time, "tzset"):
        time.tzset()
    tempfile.tempdir = None
    sys.path[:0] = job["import_paths"]
    sys.dont_write_bytecode = True
    if fixed["reversed_listing"]:
        _reverse_listing()


def _reverse_listing() -> None:
    """List folders backwards: their order is the file system's business, and a card must not depend on it."""
    listdir = os.listdir

    def backwards(path: Any = ".") -> list[Any]:
        return listdir(path)[::-1]

    os.listdir = backwards
