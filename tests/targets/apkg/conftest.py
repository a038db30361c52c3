"""Real Anki, one process a version, and an author to publish for it."""

import importlib.util
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from author import Author
from learner import NEWEST, OLDER, Learner, anki_path


def _absent(version: str) -> str:
    """Why this version cannot be run here; empty when it can."""
    path = anki_path(version)
    if path is None:
        return "" if importlib.util.find_spec("anki") else "anki is not installed: make test does it"
    return "" if (path / "anki").is_dir() else f"Anki {version} is not installed: make test does it"


@pytest.fixture(scope="session", params=(NEWEST, *OLDER))
def anki(request: pytest.FixtureRequest) -> Iterator[Learner]:
    """A running Anki of each version; one that is missing is a failure where CI is set, else a skip."""
    reason = _absent(request.param)
    if reason:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    learner = Learner(request.param)
    yield learner
    learner.close()


@pytest.fixture
def learner(anki: Learner, tmp_path: Path) -> Learner:
    """Someone with an empty collection."""
    anki.start(tmp_path / "profile")
    return anki


@pytest.fixture
def author(tmp_path: Path) -> Author:
    """Someone whose first package is a few hours old; every later one is newer than whatever the learner did."""
    return Author(tmp_path, int(time.time()) - 100_000)
