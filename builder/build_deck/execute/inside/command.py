"""Snippets that a program runs, started for each: a shell's, or a compiled language's."""

import os
import subprocess

from .protocol import EMPTY, Job, Report, SnippetJob


class Command:
    """Hands each snippet's code to its program, as a file; what the program prints is what the snippet prints."""

    def __init__(self, job: Job) -> None:
        del job
        self._number = 0

    def run(self, snippet: SnippetJob) -> Report:
        """What the program's exit status says."""
        self._number += 1
        file = f"{os.environ['TMPDIR']}/snippet-{self._number}"
        with open(file, "w", encoding="utf-8", newline="") as stream:
            stream.write(snippet["code"])
        arguments = [part.replace("{file}", file) for part in snippet["command"]]
        try:
            status = subprocess.run(arguments, stdin=subprocess.DEVNULL, check=False).returncode
        except FileNotFoundError:
            return {**EMPTY, "status": "error", "message": f"There is no program `{arguments[0]}` here to run this."}
        return _judged(status, snippet["raises"])

    def finish(self) -> str:
        """Do nothing: each program has ended."""
        return ""


def _judged(status: int, wanted: str | None) -> Report:
    said = f"exit status {status}"
    if wanted:
        missed = {"status": "error", "message": f"The snippet was to fail with {wanted} and did not."}
        return {**EMPTY, "error": said} if status else {**EMPTY, **missed}  # type: ignore[typeddict-item]
    if status:
        return {**EMPTY, "status": "error", "message": f"The snippet ended with {said}."}
    return {**EMPTY}
