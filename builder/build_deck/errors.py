"""What can be wrong, where, and what to do about it.

Stages collect `Problem` values and go on; a driver that cannot go on raises one `BuildDeckError` that carries all of
them. Only the command line prints problems and turns them into an exit status::

    BuildDeckError            exit 1: problems in the deck, its snippets or its recordings
    └── UsageError          exit 2: the command itself was wrong (no such source, a bad option value)

    ResourceError           not for a user: why a file that a note refers to cannot be had; parsing gives it a place
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file, printed the way editors and CI systems link it."""

    path: str
    """As the user would type it from the current folder, with forward slashes."""
    line: int = 1
    """Counted from 1."""
    column: int = 1
    """Counted from 1, in characters."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Level(StrEnum):
    """How much a problem matters: an error stops a build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem; each room declares its own beside their use, and `build-deck lint --explain` shows them."""

    code: str
    """A stable kebab-case name, such as `duplicate-id`."""
    level: Level
    """That of most problems of the kind."""
    means: str
    """What is wrong, in whole sentences."""
    mend: str
    """What to do about it, in whole sentences."""
    mild: bool = field(default=False, kw_only=True)
    """Whether the cards would still be true and whole: then deck.yaml may switch it off though it is an error."""
    style: bool = field(default=False, kw_only=True)
    """Whether nothing is lost, false or left out where it is a warning: then it is told last."""
    noun: str = field(default="place", kw_only=True)
    """What has it, to be counted where there are many."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and what to do about it."""

    code: str
    """That of its `Kind`."""
    location: Location | None
    """None when no file is at fault."""
    what: str
    """One sentence, with its full stop."""
    remedy: str
    """One or more sentences that say what to do; empty only where `what` says it all."""
    level: Level = Level.ERROR
    detail: str = ""
    """Lines to show under the message as they are: a diff, a traceback."""

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        return f"{place}{self.level}[{self.code}]: {self.what} {self.remedy}".rstrip()


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by file, line and column, each once; those without a place come first."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (p.location or Location("", 0, 0), p.code, p.what)))


def errors_in(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only those that stop a build."""
    return tuple(p for p in problems if p.level is Level.ERROR)


class BuildDeckError(Exception):
    """Problems that stopped a command; the message lists them all, sorted."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = in_order([problems] if isinstance(problems, Problem) else problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class UsageError(BuildDeckError):
    """The command was called wrongly: nothing in the deck needs mending."""

    exit_code = 2


class ResourceError(Exception):
    """A file that a note refers to cannot be had; the parser adds the place and makes it a problem."""

    def __init__(self, what: str, remedy: str, code: str = "missing-file") -> None:
        self.what = what
        self.remedy = remedy
        self.code = code
        """`missing-file`, `outside-deck` or `not-utf8`; the parser says whether a picture or a snippet is missing."""
        super().__init__(f"{what} {remedy}")

    def code_for(self, kind: str) -> str:
        """The code of the problem that this makes of a file of that kind (`picture`, `snippet`)."""
        return f"missing-{kind}" if self.code == "missing-file" else self.code
