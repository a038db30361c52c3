"""Starting a program, confined in the process that becomes it."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grants:
    """What a program may do beyond the rest."""

    processes: bool
    """Start others."""
    asks: bool
    """Ask for sockets, of which it gets none, without that being a denial."""


Confine = Callable[[Grants], None]
"""Confine this process for good."""


class NoProgram(Exception):
    """There is no such program here."""


@dataclass(frozen=True, slots=True)
class Starter:
    """How a language's programs are started."""

    confine: Confine | None
    """What their processes do first; None where nothing is confined."""
    environment: Mapping[str, str]
    asks: bool

    def start(
        self, arguments: Sequence[str], *, processes: bool, passed: Sequence[int] = (), output: int | None = None
    ) -> subprocess.Popen[bytes]:
        """The program, running; raises NoProgram where it cannot be.

        `passed` are descriptors that it finds under their own numbers; `output` is where both its streams go.
        """

        def become() -> None:
            if self.confine:
                self.confine(Grants(processes, self.asks))

        try:
            return subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **self.environment},
                pass_fds=passed,
                preexec_fn=become if self.confine else None,  # noqa: PLW1509 - what starts it has one thread
            )
        except (FileNotFoundError, PermissionError) as error:
            raise NoProgram(arguments[0]) from error

    def quietly(self, arguments: Sequence[str], most: int) -> int:
        """The exit status of a compiler; where it failed, so much of what it said goes to stderr."""
        read, write = os.pipe()
        try:
            compiler = self.start(arguments, processes=True, output=write)
        finally:
            os.close(write)
        said = bytearray()
        with open(read, "rb", buffering=0) as stream:
            while data := stream.read(1 << 16):
                said += data[: most - len(said)]
        status = compiler.wait()
        if status:
            os.write(2, said)
        return status
