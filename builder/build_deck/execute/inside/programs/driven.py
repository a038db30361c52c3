"""A program that runs a session's snippets of one language, one after another: a driver reads which, and answers."""

import contextlib
import os
import select
import subprocess
from collections.abc import Callable, Sequence

from ..protocol import MOST_REPORT, decode

REQUEST, ANSWER = 210, 211
"""The descriptors on which a driver finds both, high enough that no script uses them by accident."""

Start = Callable[[Sequence[int]], subprocess.Popen[bytes]]


class Driven:
    """The running driver of a language."""

    def __init__(self, start: Start) -> None:
        read, self._write = os.pipe()
        self._read, write = os.pipe()
        for descriptor, number in ((read, REQUEST), (write, ANSWER)):
            os.dup2(descriptor, number)
            os.close(descriptor)
        try:
            self.process = start((REQUEST, ANSWER))
        finally:
            os.close(REQUEST)
            os.close(ANSWER)
        self._heard = bytearray()

    def ask(self, request: bytes) -> dict[str, object] | int | None:
        """What it answers: a report, or an exit status; None where it ended instead."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self._write, request)
        while b"\n" not in self._heard:
            ended = self.process.poll() is not None
            if not self._listen(0 if ended else None) and ended:
                return None
        line, _, rest = bytes(self._heard).partition(b"\n")
        self._heard = bytearray(rest)
        return int(line) if line.isdigit() else decode(line)

    def end(self) -> int:
        """Its exit status, once it has nothing more to read and has ended."""
        os.close(self._write)
        status = self.process.wait()
        os.close(self._read)
        return status

    def _listen(self, seconds: float | None) -> bool:
        """Whether it said something; returns also when it may have ended: what it started can hold the pipe open."""
        turn = 0.05 if seconds is None else seconds
        if not select.select([self._read], [], [], turn)[0]:
            return False
        data = os.read(self._read, 1 << 16)
        self._heard += data
        if len(self._heard) > MOST_REPORT:
            self.process.kill()
        if not data and self.process.poll() is None:
            self.process.wait()
        return bool(data)
