"""How the tests of languages run their code: as fences of one note, in the engine."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from build_deck.errors import Location
from build_deck.execute import Settings, run_sessions
from build_deck.model import Session, SessionRun, Snippet, SnippetOptions

PATH = "deck/notes with 空格.md"
"""Where the fences stand: the first one's code begins on line 11, the next one's on line 111."""

Fence = tuple[str, str]
"""A language and some code."""


def session(*fences: Fence, name: str = "note", **options: Any) -> Session:
    """A session of fences, a hundred lines apart, all with the same attributes."""
    snippets = []
    for number, (language, code) in enumerate(fences):
        place = Location(PATH, 10 + 100 * number)
        origin = replace(place, line=place.line + 1)
        snippets.append(
            Snippet(language, code, code, place, origin, origin, SnippetOptions(**options), runtime=language)
        )
    return Session(name, tuple(snippets))


@pytest.fixture
def run() -> Callable[..., SessionRun]:
    """Run one session of these fences."""

    def run_one(*fences: Fence, settings: Settings | None = None, **options: Any) -> SessionRun:
        (done,) = run_sessions([session(*fences, **options)], settings or Settings(jobs=1))
        return done

    return run_one


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Write a Markdown file of notes, in a folder of its own that is the current one."""

    def write(text: str) -> Path:
        monkeypatch.chdir(tmp_path)
        file = tmp_path / "notes.md"
        file.write_text(text, "utf-8")
        return file

    return write
