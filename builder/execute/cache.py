"""Runs that need no repeating, kept in files: one a session, named by everything its output depends on.

An entry that cannot be read is a miss. Entries are written beside and renamed, so that two builds at once each find
a whole entry or none.
"""

import contextlib
import dataclasses
import hashlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from builder.execute import distributions
from builder.execute.imports import Needs, local_digests, needs
from builder.execute.settings import Settings
from builder.model import Environment, Output, Session, SessionRun, Snippet, SnippetRun, Verdict

_FOLDER = "runs"


def source_hash(session: Session, import_paths: Iterable[Path]) -> str:
    """Of the code, the options that change what comes out, and the local modules imported."""
    return _digest(_source(session, needs(session, import_paths)))


def key(session: Session, found: Needs, settings: Settings, device: str) -> str:
    """Of everything that a session's output depends on."""
    return _digest(
        {
            "source": _source(session, found),
            "python": f"{sys.implementation.name} {platform.python_version()} {platform.machine()}",
            "packages": distributions.with_requirements(found.top_level),
            "device": device,
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
    files = sorted(Path(__file__).parent.rglob("*.py"))
    return _digest([hashlib.sha256(file.read_bytes()).hexdigest() for file in files])


def _source(session: Session, found: Needs) -> dict[str, Any]:
    return {"snippets": [_meaning(snippet) for snippet in session.snippets], "local": local_digests(found.local)}


def _meaning(snippet: Snippet) -> list[object]:
    options = snippet.options
    return [snippet.code, options.raises, options.seed, options.device, options.processes]


def _limits(snippet: Snippet) -> list[object]:
    return [snippet.options.timeout, snippet.options.memory]


def _tree(path: Path) -> list[tuple[str, str]]:
    """Name and hash of a file, or of every file of a folder; a missing one is empty."""
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    return [(str(f.relative_to(path.parent)), hashlib.sha256(f.read_bytes()).hexdigest()) for f in files]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


class Cache:
    """The folder of one project's runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _FOLDER

    def load(self, name: str, session: Session) -> SessionRun | None:
        """The run stored under this key, with this session's places; None where there is none to trust."""
        try:
            checksum, _, text = self._file(name).read_text("utf-8").partition("\n")
            if checksum != hashlib.sha256(text.encode()).hexdigest():
                return None
            entry = json.loads(text)
            if entry["places"] is not None and entry["places"] != _places(session):
                return None
            return _run(session, entry)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def store(self, name: str, run: SessionRun) -> None:
        """Keep a run whose snippets all succeeded; one that cannot be written is not kept."""
        if any(snippet.verdict is not Verdict.OK for snippet in run.snippets):
            return
        text = json.dumps(_entry(run))
        content = f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}"
        file = self._file(name)
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=".")
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                stream.write(content)
            Path(temporary).replace(file)

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
        SnippetRun(Output(**(output | {"figures": tuple(output["figures"])})), Verdict.OK, seconds=seconds)
        for output, seconds in zip(entry["outputs"], entry["seconds"], strict=True)
    ]
    if len(runs) != len(session.snippets):
        raise ValueError("an entry of another session")
    return SessionRun(session, tuple(runs), Environment(**entry["environment"]), entry["total"], cached=True)
