"""A session's snippets, one after another, in this process, whatever their languages."""

import contextlib
import os
import sys
from collections.abc import Callable, Mapping
from typing import Protocol

from .protocol import EMPTY, Job, Report, SnippetJob
from .python.interpreter import Python
from .scratch import Scratch
from .sql.interpreter import Sql


class Reporter(Protocol):
    """Where a session says how it goes."""

    def begin(self) -> None:
        """Return when the next snippet may begin."""

    def end(self, report: Report) -> None:
        """Take what became of it."""


class Interpreter(Protocol):
    """What runs a session's snippets of one language."""

    def run(self, snippet: SnippetJob) -> Report:
        """What became of a snippet, what it printed aside."""

    def finish(self) -> str:
        """Do what the language does at the end of a program; what went wrong then, or nothing."""


LANGUAGES: Mapping[str, Callable[[Job], Interpreter]] = {"python": Python, "sql": Sql}
"""The languages that run in the session's own process; every other is run by programs."""


def set_environment(job: Job, scratch: Scratch) -> None:
    """Set the variables that every session finds the same, and those that the deck declares."""
    fixed = job["conditions"]
    own = {
        "HOME": scratch.home,
        "TMPDIR": scratch.temporary,
        "COLUMNS": str(fixed["columns"]),
        "TZ": fixed["timezone"],
        "OMP_NUM_THREADS": str(fixed["threads"]),
    }
    os.environ.update(own | job["environment"])


def run(job: Job, reporter: Reporter, programs: Interpreter | None, out_of_memory: Callable[[], None]) -> None:
    """Run the snippets of the job, each reported, until one fails or ends the session.

    `programs` is the interpreter of all the languages that programs run.
    """
    names = dict.fromkeys(snippet["language"] for snippet in job["snippets"])
    interpreters = {name: programs if programs and name in job["programs"] else LANGUAGES[name](job) for name in names}
    own = os.getpid()
    for number, snippet in enumerate(job["snippets"]):
        reporter.begin()
        report = _one(interpreters[snippet["language"]], snippet)
        if report["status"] == "memory":
            out_of_memory()
        last = number + 1 == len(job["snippets"]) or report["ended"] or report["status"] != "ok"
        forked = os.getpid() != own  # by the snippet, which let it run on: it ends here, and does not report
        if last or forked:
            _finish(interpreters, report)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        if forked:
            os._exit(0)
        reporter.end(report)
        if last:
            return


def _one(interpreter: Interpreter, snippet: SnippetJob) -> Report:
    try:
        return interpreter.run(snippet)
    except BaseException as error:  # a snippet's patches must not silence its report
        said = f"{type(error).__name__}: {error}"
        return {**EMPTY, "status": "error", "message": f"The snippet broke its own run: {said}"}


def _finish(interpreters: Mapping[str, Interpreter], report: Report) -> None:
    for interpreter in dict.fromkeys(interpreters.values()):
        wrong = interpreter.finish()
        if wrong and report["status"] == "ok":
            report["status"], report["message"] = "error", f"After the last snippet: {wrong}"
