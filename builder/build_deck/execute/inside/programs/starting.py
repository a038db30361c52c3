"""Starting a program, confined in the process that becomes it."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Confine = Callable[[bool], None]
"""Confine this process for good; True where it may start others."""


class NoProgram(Exception):
    """There is no such program here."""


@dataclass(frozen=True, slots=True)
class Starter:
    """How a language's programs are started."""

    confine: Confine | None
    """What their processes do first; None where nothing is confined."""
    environment: Mapping[str, str]

    def start(
        self, arguments: Sequence[str], *, processes: bool, passed: Sequence[int] = (), quiet: bool = False
    ) -> subprocess.Popen[bytes]:
        """The program, running; raises NoProgram where it cannot be.

        `passed` are descriptors that it finds under their own numbers; `quiet`: what it prints goes to stderr.
        """

        def become() -> None:
            if self.confine:
                self.confine(processes)

        try:
            return subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=2 if quiet else None,
                env={**os.environ, **self.environment},
                pass_fds=passed,
                preexec_fn=become if self.confine else None,  # noqa: PLW1509 - what starts it has one thread
            )
        except (FileNotFoundError, PermissionError) as error:
            raise NoProgram(arguments[0]) from error
