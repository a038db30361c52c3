"""Programs started by the session's own process, where nothing is confined."""

from ..protocol import Job, Report, SnippetJob
from .running import Programs


class Beside:
    """An interpreter of every language that programs run; compiling counts against the deadline here."""

    def __init__(self, job: Job, top: str) -> None:
        self._numbers = {id(snippet): number for number, snippet in enumerate(job["snippets"])}
        self._programs = Programs(job, top, None)

    def run(self, snippet: SnippetJob) -> Report:
        """What became of a snippet."""
        return self._programs.run(self._numbers[id(snippet)], lambda: None)

    def finish(self) -> str:
        """What went wrong at the end of the programs, or nothing."""
        return self._programs.finish()
