"""How the tests run sessions, and what must hold after each: no process and no folder left."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from build_deck.execute import Settings, run_sessions
from build_deck.model import SessionRun
from execute.sessions import session_of

Run = Callable[..., SessionRun]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two at a time, with an empty folder of local modules."""
    folder = tmp_path / "snippets"
    folder.mkdir()
    return Settings(jobs=2, import_paths=(folder,))


@pytest.fixture
def run(settings: Settings) -> Run:
    """Run one session of these codes."""

    def run_one(*codes: str, settings: Settings = settings, **options: Any) -> SessionRun:
        (done,) = run_sessions([session_of(*codes, **options)], settings)
        return done

    return run_one


@pytest.fixture(autouse=True)
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """After every test: no process below this one, no temporary folder of the engine."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    before = _children()
    yield
    assert list(temporary.glob("build-deck*")) == []
    assert _children() <= before


def _children() -> set[str]:
    """The processes below this one; empty where the system does not say."""
    try:
        return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split())
    except OSError:
        return set()
