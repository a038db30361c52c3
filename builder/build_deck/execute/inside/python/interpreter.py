"""Python as sessions run it, in their own process: what happens before, around and after each snippet."""

import atexit
import os
import sys
import tempfile
import threading
import time
from typing import Any

from ..protocol import Job, Report, SnippetJob
from .arrivals import Arrivals
from .figures import Figures
from .snippets import Main, one_line


class Python:
    """The `__main__` module of a session, and what is set up around it."""

    def __init__(self, job: Job) -> None:
        if hasattr(time, "tzset"):
            time.tzset()
        tempfile.tempdir = None
        sys.path[:0] = job["import_paths"]
        sys.dont_write_bytecode = True
        if job["conditions"]["reversed_listing"]:
            _reverse_listing()
        self._figures = Figures()
        self._arrivals = Arrivals(job["conditions"], job["device"], self._figures)
        self._arrivals.set_up()
        self._main = Main(job["output"])

    def run(self, snippet: SnippetJob) -> Report:
        """What became of a snippet, figures included."""
        sys.argv[:] = [snippet["file"] or snippet["path"]]
        if snippet["seed"] is not None:
            self._arrivals.seed(snippet["seed"])
        report = self._main.run(snippet)
        report["figures"] = [*self._figures.take(), *report["figures"]]
        return report

    def finish(self) -> str:
        """Wait for threads and call what was registered with atexit, as at the end of a program."""
        try:
            self._main.end()
            threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 - executors and threads end here
            atexit._run_exitfuncs()  # noqa: SLF001 - the public way is to end the interpreter
        except BaseException as error:
            return one_line(error)
        return ""


def _reverse_listing() -> None:
    """List folders backwards: their order is the file system's business, and a card must not depend on it."""
    listdir = os.listdir

    def backwards(path: Any = ".") -> list[Any]:
        return listdir(path)[::-1]

    os.listdir = backwards
