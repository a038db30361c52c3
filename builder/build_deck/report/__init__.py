"""What a verification found, as values that every form of report reads; and the forms: JSON, JUnit, GitHub."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from build_deck.errors import Problem
from build_deck.model import EditionName, Environment, NoteId, Verdict

HARMLESS = frozenset({Verdict.OK, Verdict.CPU_ONLY})
"""Verdicts that fail nothing: what a snippet is not able to do on a GPU is told, not held against it."""


@dataclass(frozen=True, slots=True)
class VerifiedSnippet:
    """What became of one snippet of one note; a snippet that two editions share is told of in both."""

    note: NoteId
    edition: EditionName
    index: int
    """From 1, among the snippets of the note that run."""
    file: str
    """The Markdown file."""
    line: int
    """Of the fence."""
    verdict: Verdict
    message: str
    """What happened, a traceback or a diff; empty when ok."""
    device: str
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether it fails a verification."""
        return self.verdict not in HARMLESS

    @property
    def name(self) -> str:
        """The note and the number of the snippet in it, `attention[1]`."""
        return f"{self.note}[{self.index}]"


@dataclass(frozen=True, slots=True)
class Report:
    """A whole verification."""

    snippets: tuple[VerifiedSnippet, ...]
    """In the order of editions, files and lines."""
    problems: tuple[Problem, ...]
    """What is wrong, in files as well as in snippets, sorted."""
    deck_problems: tuple[Problem, ...]
    """Those among `problems` that no snippet is behind: lint, a lock that is behind, a recording that nothing uses."""
    environment: Environment
    seconds: float = 0.0


def count_verdicts(snippets: Iterable[VerifiedSnippet]) -> tuple[tuple[Verdict, int], ...]:
    """How many snippets have each verdict, in the order of `Verdict`, those that none has left out."""
    counted = Counter(snippet.verdict for snippet in snippets)
    return tuple((verdict, counted[verdict]) for verdict in Verdict if counted[verdict])
