"""Sessions written as plain code."""

from typing import Any

from build_deck.errors import Location
from build_deck.model import Session, Snippet, SnippetOptions

PATH = "deck/en/01-notes.md"
"""Where the fences of the tests stand: the first snippet's code begins on line 11, the next on line 111."""


def session_of(*codes: str, name: str = "note", language: str = "python", **options: Any) -> Session:
    """A session of fences, a hundred lines apart, all with the same attributes."""
    own = SnippetOptions(**options)
    places = [(Location(PATH, 10 + 100 * n), Location(PATH, 11 + 100 * n)) for n in range(len(codes))]
    snippets = [
        Snippet(language, c, c, f, o, o, own, runtime=language) for c, (f, o) in zip(codes, places, strict=True)
    ]
    return Session(name, tuple(snippets))
