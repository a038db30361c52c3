"""What the snippets of a file say before they run, as the language of each can tell."""

from collections.abc import Iterator, Sequence

from build_deck import runtimes
from build_deck.errors import Kind, Level, Location, Problem
from build_deck.lint.early import EarlyEnd, early_end, may_end_early
from build_deck.lint.fences import labels_swallowed
from build_deck.lint.rule import Found
from build_deck.model import Document, NoteSource, Snippet
from build_deck.runtimes import Finding

CODES = (
    Kind(
        "fence-closed-in-string",
        Level.ERROR,
        "A line of backticks inside a string literal closes the fence, so that the code ends in the middle of the "
        "string, and the rest of it is read as Markdown. Nothing is told of what comes of that.",
        "Open and close the fence with one backtick more than the string has.",
    ),
    Kind(
        "fragments",
        Level.WARNING,
        "Most notes of a file hold code that cannot run by itself: it names what is defined nowhere in the note, or is "
        "a part of something.",
        "Write `run: []` into the front matter where none is to run; `setup: FILE.py` where all need the same.",
    ),
)
"""Found here and not by a rule; what a language finds by itself has its kinds in `runtimes`."""
_OF_FRAGMENTS = frozenset(("undefined-name", "syntax-error"))
_MANY = 5
"""Notes that fail before they run, from which on they may be meant to."""
_LOST = frozenset(("missing-snippet", "missing-region", "outside-deck", "not-utf8", "unclosed-fence"))
"""What parsing says of a fence whose code cannot be had, or holds all that follows it."""


def check(document: Document) -> tuple[list[Problem], list[EarlyEnd]]:
    """What languages find wrong with a file's snippets, or with the fences around them; and fences that end early."""
    problems: list[Problem] = []
    early: list[EarlyEnd] = []
    for note, finding, runs in _findings(document):
        if end := early_end(finding, note, document):
            early.append(end)
            problems.append(_problem("fence-closed-in-string", end.found))
        elif runs:
            found = labels_swallowed(finding.snippet, note) if finding.problem.code == "syntax-error" else None
            problems.append(_problem("labels-in-fence", found) if found else finding.problem)
    return [*problems, *_fragments(document, problems)], early


def _fragments(document: Document, problems: Sequence[Problem]) -> Iterator[Problem]:
    """Where most notes that run would fail, what the author of a file of fragments would want to know."""
    bad = {p.location.line for p in problems if p.location and p.code in _OF_FRAGMENTS}
    running = [note for note in document.notes if any(snippet.runs for snippet in note.snippets)]
    failing = [note for note in running if any(bad & _lines(snippet) for snippet in note.snippets)]
    if len(failing) >= _MANY and len(failing) * 2 >= len(running):
        what = f"The code of most notes in this file ({len(failing)} of {len(running)}) cannot run by itself."
        remedy = (
            "If it is not to run, write `run: []` into the front matter (or run=false on a fence); if all of it needs "
            "the same above it, `setup: FILE.py`."
        )
        yield Problem("fragments", Location(document.path), what, remedy, Level.WARNING)


def _lines(snippet: Snippet) -> set[int]:
    return set(range(snippet.origin.line, snippet.origin.line + snippet.code.count("\n") + 1))


def _findings(document: Document) -> Iterator[tuple[NoteSource, Finding, bool]]:
    """What each language finds in a note's snippets, and whether those run; what does not may end early, too."""
    lost = {p.location.line for p in document.problems if p.location and p.code in _LOST}
    for note in document.notes:
        if any(snippet.location.line in lost for snippet in note.snippets):
            continue  # what the file would define or print is not known
        for runtime in runtimes.RUNTIMES:
            own = [snippet for snippet in note.snippets if snippet.runtime == runtime.name]
            idle = [
                s for s in note.snippets if not s.runs and may_end_early(s) and runtimes.called(s.language) is runtime
            ]
            for finding in runtime.check(own) if own else ():
                yield note, finding, True
            for snippet in idle:
                yield from ((note, finding, False) for finding in runtime.check([snippet]))


def _problem(code: str, found: Found) -> Problem:
    return Problem(code, found.location, found.what, found.remedy)
