"""A verification with everything in it that a report must bear."""

import pytest
from build_deck.errors import Level, Location, Problem
from build_deck.model import EditionName, Environment, NoteId, Verdict
from build_deck.report import Report, VerifiedSnippet

HOSTILE = (
    "::error::gotcha\n  ::set-output name=x::y\n##[error]z\n]]></failure><&\x00\x1b[2J\ud800\uffff\u2028``` |`\r\n"
)
"""What a snippet may print to be taken for markup or a command."""


def snippet(note: str, verdict: Verdict, message: str = "", *, edition: str = "en", line: int = 3) -> VerifiedSnippet:
    """One row of a report."""
    return VerifiedSnippet(
        NoteId(note), EditionName(edition), 1, f"deck/{edition}/01.md", line, verdict, message, "cpu", 0.25
    )


@pytest.fixture
def report() -> Report:
    """Every verdict once, hostile text in each, and a deck that is wrong besides."""
    rows = [snippet(f"note-{v}", v, "" if v is Verdict.OK else HOSTILE, line=n) for n, v in enumerate(Verdict, 1)]
    rows.append(snippet("note-ok", Verdict.OK, edition="zh"))
    deck = (
        Problem("lock-behind", Location("deck/deck.lock", 2), "The lock is behind.", "Run `build-deck`."),
        Problem("no-rarity", Location("deck/en/01.md", 9), "No rarity.", "Add one.", Level.WARNING),
    )
    failed = tuple(
        Problem(f"snippet-{row.verdict}", Location(row.file, row.line, 1), "It failed.", "Mend it.", detail=HOSTILE)
        for row in rows
        if row.failed
    )
    environment = Environment({"python": "3.11"}, {"torch": "2.13.0"}, "cpu", "namespaces")
    return Report(tuple(rows), failed + deck, deck, environment, 12.34)
