"""A session's snippets that programs run, in whatever process that is done in."""

import os
from collections.abc import Callable, Mapping

from .. import words
from ..protocol import EMPTY, Job, ProgramJob, Report, checked, encode
from . import files
from .driven import Driven
from .starting import Confine, NoProgram, Starter

_WORDS = (
    *("file", "folder", "program", "entry", "driver"),
    *("memory", "half", "seed", "optimise", "language", "country"),
)
"""What stands in braces in a command."""


class Programs:
    """The programs of one session."""

    def __init__(self, job: Job, top: str, confine: Confine | None) -> None:
        """Write the snippets' files below `top`; `confine` is what each program's process does first."""
        self._job, self._confine = job, confine
        self._folder = f"{top}/code"
        files.write(self._folder, job)
        self._driven: dict[str, Driven] = {}

    def run(self, number: int, compiled: Callable[[], None]) -> Report:
        """What became of a snippet, what it printed aside; `compiled` is called when it begins after a compiler."""
        program = self._job["programs"][self._job["snippets"][number]["language"]]
        starter = Starter(self._confine, program["environment"], program["asks"])
        try:
            if program["driver"]:
                return self._ask(number, program, starter)
            return self._start(number, program, starter, compiled)
        except NoProgram as error:
            name = os.path.basename(str(error))
            return failed(f"There is no program `{name}` here to run this", missing=name)

    def finish(self) -> str:
        """End the drivers as programs end; what went wrong then, or nothing."""
        while self._driven:
            status = self._driven.popitem()[1].end()
            if status < 0:
                return words.gone(status)[1]
        return ""

    def _start(self, number: int, program: ProgramJob, starter: Starter, compiled: Callable[[], None]) -> Report:
        """Run a snippet by a program of its own."""
        wanted = self._job["snippets"][number]["raises"]
        if program["compile"]:
            status = starter.quietly(self._filled(program["compile"], number), self._job["output"])
            if status:
                return ended(status, wanted, "The snippet does not compile.")
            compiled()
        running = starter.start(self._filled(program["command"], number), processes=self._may(program))
        return ended(running.wait(), wanted)

    def _ask(self, number: int, program: ProgramJob, starter: Starter) -> Report:
        """Have the language's driver run a snippet."""
        snippet = self._job["snippets"][number]
        language, wanted = snippet["language"], snippet["raises"]
        if language not in self._driven:
            command = self._filled(program["command"], number)
            self._driven[language] = Driven(
                lambda passed: starter.start(command, processes=self._may(program), passed=passed)
            )
        answer = self._driven[language].ask(self._request(number))
        if isinstance(answer, dict):
            return checked({**EMPTY, **answer}) or failed("The snippet broke its own run.")
        if answer is not None:
            return {**EMPTY} if snippet["interactive"] else ended(answer, wanted)
        report = ended(self._driven.pop(language).process.wait(), wanted)
        return {**report, "ended": True} if report["status"] == "ok" else report

    def _request(self, number: int) -> bytes:
        snippet = self._job["snippets"][number]
        about = {"path": snippet["path"], "line": snippet["line"], "raises": snippet["raises"] or ""}
        kind = "transcript" if snippet["interactive"] else "script"
        seed = "-" if snippet["seed"] is None else snippet["seed"]
        return f"{self._word('file', number)}\t{kind}\t{seed}\t".encode() + encode(about)

    def _may(self, program: ProgramJob) -> bool:
        return program["processes"] or self._job["processes"]

    def _filled(self, arguments: list[str], number: int) -> list[str]:
        """The arguments with `{file}` and the like replaced; what stands in their place is left as it is."""
        return [self._replaced(argument, number) for argument in arguments]

    def _replaced(self, argument: str, number: int) -> str:
        for name in _WORDS:
            before, found, after = argument.partition(f"{{{name}}}")
            if found:
                return f"{before}{self._word(name, number)}{self._replaced(after, number)}"
        return argument

    def _word(self, name: str, number: int) -> str:
        snippet, conditions = self._job["snippets"][number], self._job["conditions"]
        own = f"{self._folder}/{number}"
        seed = conditions["seed"] if snippet["seed"] is None else snippet["seed"]
        values: Mapping[str, str] = {
            "file": f"{own}/{snippet['name']}",
            "folder": own,
            "program": f"{own}/program",
            "entry": snippet["entry"],
            "driver": self._job["programs"][snippet["language"]]["driver"],
            "memory": str(self._job["memory"]),
            "half": str(self._job["memory"] // 2),
            "optimise": str(conditions["optimise"]),
            "language": conditions["locale"][:2],
            "country": conditions["locale"][3:5],
            "seed": str(max(1, seed + conditions["sample"])),  # V8 takes 0 for none
        }
        return values[name]


def failed(message: str, missing: str = "") -> Report:
    """The report of a snippet that did not do what it should."""
    return {**EMPTY, "status": "error", "message": message, "missing": missing}


def ended(status: int, wanted: str | None, what: str = "") -> Report:
    """What the end of a program means, said with `what`; what it wrote to stderr is for whoever reads that to add."""
    if wanted:
        said = f"exit status {status}" if status >= 0 else words.signal_name(-status)
        return {**EMPTY, "error": said} if status else failed(f"The snippet was to fail with {wanted} and did not.")
    if status < 0:
        kind, message = words.gone(status)
        return {**EMPTY, "status": kind, "message": message}
    return failed(what or f"The snippet ended with exit status {status}.") if status else {**EMPTY}
