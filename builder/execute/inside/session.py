"""A session's snippets, one after another, in this process: what happens before, around and after each."""

import atexit
import contextlib
import io
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TextIO

from .arrivals import Arrivals
from .figures import Shown
from .protocol import EMPTY, Job, Report, SnippetJob
from .snippets import Main, one_line


class Reporter(Protocol):
    """Where a session says how it goes."""

    def begin(self) -> None:
        """Return when the next snippet may begin."""

    def end(self, report: Report) -> None:
        """Take what became of it."""


@dataclass(frozen=True, slots=True)
class Scratch:
    """The folders of one session; they are empty when it starts."""

    top: str
    work: str
    home: str
    temporary: str

    @classmethod
    def beneath(cls, top: str, folder: str) -> "Scratch":
        """The folders of a session whose working folder has this name."""
        return cls(top, f"{top}/{folder}", f"{top}/home", f"{top}/tmp")

    def create(self, data: list[str]) -> None:
        """Make the folders, and put the deck's data files into the working folder: links, or copies on Windows."""
        for folder in (self.work, self.home, self.temporary):
            os.mkdir(folder, 0o700)
        for path in data:
            name = f"{self.work}/{os.path.basename(path)}"
            if sys.platform != "win32":
                os.symlink(path, name)
            elif os.path.isdir(path):
                shutil.copytree(path, name)
            else:
                shutil.copyfile(path, name)


def run(job: Job, reporter: Reporter, out_of_memory: Callable[[], None]) -> None:
    """Run the snippets of the job, each reported, until one fails or ends the session."""
    shown = Shown()
    arrivals = Arrivals(job["conditions"], job["device"], shown)
    arrivals.set_up()
    main = Main(job["output"])
    own = os.getpid()
    for number, snippet in enumerate(job["snippets"]):
        reporter.begin()
        report = _one(main, snippet, arrivals, shown)
        if report["status"] == "memory":
            out_of_memory()
        last = number + 1 == len(job["snippets"]) or report["ended"] or report["status"] != "ok"
        forked = os.getpid() != own  # by the snippet, which let it run on: it ends here, and does not report
        if last or forked:
            _finish(report)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        if forked:
            os._exit(0)
        reporter.end(report)
        if last:
            return


def _one(main: Main, snippet: SnippetJob, arrivals: Arrivals, shown: Shown) -> Report:
    try:
        sys.argv[:] = [snippet["file"] or snippet["path"]]
        if snippet["seed"] is not None:
            arrivals.seed(snippet["seed"])
        report = main.run(snippet)
        report["figures"] = shown.take()
    except BaseException as error:  # a snippet's patches must not silence its report
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


def set_conditions(job: Job, scratch: Scratch) -> None:
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
