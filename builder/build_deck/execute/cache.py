"""Runs that need no repeating, kept in files: one a session, named by everything its output depends on.

An entry that this user's builds have not written, or that cannot be read, is a miss. Entries are written beside and
renamed, so that two builds at once each find a whole entry or none.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from build_deck import runtimes
from build_deck.disk import sealed
from build_deck.disk.files import hash_of
from build_deck.execute.processor import processor
from build_deck.execute.settings import Settings
from build_deck.model import Environment, Output, Session, SessionRun, Snippet, SnippetRun, Verdict
from build_deck.runtimes import Needs
from build_deck.runtimes.needs import requirements
from build_deck.runtimes.source import digest, source

_FOLDER = "runs"


def key(session: Session, found: Needs, settings: Settings, device: str) -> str:
    """Of everything that a session's output depends on."""
    return digest(
        {
            "source": source(session, found),
            "runtimes": [[each.name, each.version(), each.build()] for each in runtimes.of_session(session)],
            "packages": requirements(session, found),
            "device": device,
            "processor": processor(),
            "conditions": dataclasses.asdict(settings.conditions),
            "isolation": settings.isolation,
            "environment": dict(settings.environment),
            "data": [_tree(path) for path in settings.data],
            "limits": dataclasses.asdict(settings.limits),
            "snippet limits": [_limits(snippet) for snippet in session.snippets],
            "engine": engine_version(),
        }
    )


@cache
def engine_version() -> str:
    """A hash of the engine's own code: a new engine trusts no old run."""
    rooms = (Path(__file__).parent, Path(runtimes.__file__).parent)
    files = [file for room in rooms for file in sorted(room.rglob("*")) if file.suffix in (".py", ".js", ".bash")]
    return digest([hashlib.sha256(file.read_bytes()).hexdigest() for file in files])


def _limits(snippet: Snippet) -> list[object]:
    return [snippet.options.timeout, snippet.options.memory, snippet.options.processes]


def _tree(path: Path) -> list[tuple[str, str]]:
    """Name and hash of a file, or of every file of a folder; a missing one is empty."""
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    seen = (file for file in files if not any(part.startswith(".") for part in file.relative_to(path).parts))
    return [(str(f.relative_to(path.parent)), hash_of(f)) for f in seen]


class Cache:
    """The folder of one project's runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _FOLDER

    def load(self, name: str, session: Session) -> SessionRun | None:
        """The run stored under this key, with this session's places; None where there is none to trust."""
        try:
            entry = json.loads(sealed.read(self._file(name), _FOLDER) or b"")
            if entry["places"] is not None and entry["places"] != _places(session):
                return None
            return _run(session, entry)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def store(self, name: str, run: SessionRun) -> None:
        """Keep a run whose snippets all succeeded; one that cannot be written is not kept."""
        if any(snippet.verdict is not Verdict.OK for snippet in run.snippets):
            return
        sealed.write(self._file(name), _FOLDER, json.dumps(_entry(run)).encode())

    def _file(self, name: str) -> Path:
        return self._folder / name[:2] / f"{name[2:]}.json"


def _entry(run: SessionRun) -> dict[str, Any]:
    """What is stored; with the lines of the source where an output shows them (a warning does)."""
    outputs = [dataclasses.asdict(snippet.output) for snippet in run.snippets]
    paths = {snippet.origin.path for snippet in run.session.snippets}
    shows_places = any(path in str(output) for path in paths for output in outputs)
    return {
        "places": _places(run.session) if shows_places else None,
        "outputs": outputs,
        "seconds": [snippet.seconds for snippet in run.snippets],
        "total": run.seconds,
        "environment": dataclasses.asdict(run.environment),
    }


def _places(session: Session) -> list[str]:
    return [str(snippet.origin) for snippet in session.snippets]


def _run(session: Session, entry: Mapping[str, Any]) -> SessionRun:
    runs = [
        SnippetRun(_output(output), Verdict.OK, seconds=seconds)
        for output, seconds in zip(entry["outputs"], entry["seconds"], strict=True)
    ]
    if len(runs) != len(session.snippets):
        raise ValueError("an entry of another session")
    return SessionRun(session, tuple(runs), Environment(**entry["environment"]), entry["total"], cached=True)


def _output(entry: Mapping[str, Any]) -> Output:
    examples = tuple(_output(each) for each in entry["examples"])
    return Output(**{**entry, "figures": tuple(entry["figures"]), "examples": examples})
