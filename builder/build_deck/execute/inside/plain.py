"""A session in a plain process, for systems without Linux's means: nothing is confined.

It has no supervisor beside it, so streams and reports go to files, one set a snippet, which the command watches.
"""

import faulthandler
import os
import signal
from typing import TypedDict

from . import session, streams
from .programs.beside import Beside
from .protocol import Job, Report, decode, encode
from .scratch import Scratch


class Plain(TypedDict):
    """What a plain process is started with."""

    job: str
    """The file that holds the job."""
    capture: str
    """The folder for streams and reports."""
    scratch: str


def main(setup: Plain) -> None:
    """Run the session and leave."""
    with open(setup["job"], "rb") as file:
        job: Job = decode(file.read())  # type: ignore[assignment]  # the command's own message
    scratch = Scratch.beneath(setup["scratch"], job["conditions"]["folder"])
    scratch.create(job["data"])
    os.chdir(scratch.work)
    session.set_environment(job, scratch)
    crash = os.open(f"{setup['capture']}/crash", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    faulthandler.enable(file=crash, all_threads=False)
    if hasattr(signal, "SIGUSR2"):
        faulthandler.register(signal.SIGUSR2, file=crash, all_threads=False, chain=False)
    programs = Beside(job, setup["scratch"]) if job["programs"] else None
    session.run(job, Files(setup["capture"]), programs, lambda: None)
    os._exit(0)


class Files:
    """How a plain session reports: `0.out`, `0.err` and, when the snippet is done, `0.json`."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._number = -1

    def begin(self) -> None:
        """Turn the streams to the next snippet's files."""
        self._number += 1
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        for descriptor, kind in ((1, "out"), (2, "err")):
            file = os.open(self._name(kind), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(file, descriptor)
            os.close(file)
        streams.open_streams()

    def end(self, report: Report) -> None:
        """Write the report beside and rename it, so that it is never read half-written."""
        with open(self._name("part"), "wb") as file:
            file.write(encode(report))
        os.replace(self._name("part"), self._name("json"))

    def _name(self, kind: str) -> str:
        return f"{self._folder}/{self._number}.{kind}"
