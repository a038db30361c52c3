"""The process beside a session's that starts its programs, so that each is confined by what it needs itself.

It is forked before the session confines itself, runs no code of a deck, and opens nothing that a program could have put
in the way. What it is told is a number.
"""

import os
import signal
import traceback
from collections.abc import Callable

from ..protocol import COMPILED, EMPTY, MOST_REPORT, Job, Report, SnippetJob, checked, decode, encode
from ..sandbox import calls
from .running import Programs

_END = b"end\n"


def fork(programs: Programs, channel: int, inside: Callable[[], None]) -> None:
    """Fork the process that answers what comes over `channel`; there, `inside` closes what is not its business.

    The programs' files are written by now: nothing of the session runs yet that could put a link in their way.
    """
    if os.fork():
        return
    try:
        calls.die_with_parent(signal.SIGKILL)
        inside()
        _serve(programs, channel)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _serve(programs: Programs, channel: int) -> None:
    heard = bytearray()

    def compiled() -> None:
        os.write(channel, COMPILED)

    while data := os.read(channel, 1024):
        heard += data
        *lines, rest = bytes(heard).split(b"\n")
        heard = bytearray(rest)
        for line in lines:
            if line.isdigit():
                _send(channel, encode(programs.run(int(line), compiled)))
            else:
                _send(channel, encode({"wrong": programs.finish()}))
                return


def _send(channel: int, data: bytes) -> None:
    while data:
        data = data[os.write(channel, data) :]


class Launched:
    """The session's end of its launcher: an interpreter of every language that programs run."""

    def __init__(self, job: Job, channel: int, compiled: Callable[[], None]) -> None:
        self._numbers = {id(snippet): number for number, snippet in enumerate(job["snippets"])}
        self._channel, self._compiled = channel, compiled
        self._write, self._read = os.write, os.read  # a snippet may replace what `os` holds
        self._heard = bytearray()

    def run(self, snippet: SnippetJob) -> Report:
        """What the launcher says of a snippet."""
        self._write(self._channel, b"%d\n" % self._numbers[id(snippet)])
        line = self._line()
        if line == COMPILED:
            self._compiled()
            line = self._line()
        return checked(decode(line)) or {**EMPTY, "status": "error", "message": "The snippet ended what runs it."}

    def finish(self) -> str:
        """What went wrong at the end of the programs, or nothing."""
        try:
            self._write(self._channel, _END)
        except OSError:
            return ""
        return str(decode(self._line()).get("wrong", ""))

    def _line(self) -> bytes:
        """The next line, empty where there is none."""
        while b"\n" not in self._heard and len(self._heard) < MOST_REPORT:
            data = self._read(self._channel, 1 << 16)
            if not data:
                return b""
            self._heard += data
        line, _, rest = bytes(self._heard).partition(b"\n")
        self._heard = bytearray(rest)
        return line + b"\n"
