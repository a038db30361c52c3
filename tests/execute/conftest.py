"""Sessions written as plain code, and how they are run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from builder.errors import Location
from builder.execute import Settings, run_sessions
from builder.model import Session, SessionRun, Snippet, SnippetOptions

PATH = "deck/en/01-notes.md"
"""Where the fences of the tests stand: the first snippet's code begins on line 11, the next on line 111."""


def session_of(*codes: str, name: str = "note", **options: object) -> Session:
    """A session of fences, a hundred lines apart, all with the same attributes."""
    own = SnippetOptions(**options)  # type: ignore[arg-type]
    places = [(Location(PATH, 10 + 100 * n), Location(PATH, 11 + 100 * n)) for n in range(len(codes))]
    snippets = [Snippet("python", c, c, f, o, o, own) for c, (f, o) in zip(codes, places, strict=True)]
    return Session(name, tuple(snippets))


@pytest.fixture
def session() -> Callable[..., Session]:
    return session_of


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two at a time, with an empty folder of local modules."""
    folder = tmp_path / "snippets"
    folder.mkdir()
    return Settings(jobs=2, import_paths=(folder,))


@pytest.fixture
def run(settings: Settings) -> Callable[..., SessionRun]:
    """Run one session of these codes."""

    def run_one(*codes: str, settings: Settings = settings, **options: object) -> SessionRun:
        (done,) = run_sessions([session_of(*codes, **options)], settings)
        return done

    return run_one
