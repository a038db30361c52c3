"""What a worker is sent and what it sends back: bytes that are read as data of known types, and nothing else.

A worker needs no file of the sender's: those that sessions may read travel with them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import msgspec

from build_deck.disk.files import read_file
from build_deck.errors import BuildDeckError, Problem
from build_deck.execute import Settings
from build_deck.execute.twice import Twice
from build_deck.model import DeviceChoice, Environment, Limits, Session, SessionRun, SnippetRun
from build_deck.runtimes import Needs
from build_deck.runtimes.needs import folders, needs

_MOST_BYTES = 64 << 20
"""Of files that a batch takes along."""
_MOST_SESSIONS = 50
_SHARES = 3
"""Batches for each thread of the cluster, so that one that is quicker does more of them."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Sessions for one worker, with all that they need from their deck."""

    sessions: tuple[Session, ...]
    device: DeviceChoice
    limits: Limits
    environment: Mapping[str, str]
    isolation: str
    expected: Mapping[str, float]
    import_paths: tuple[str, ...]
    data: tuple[str, ...]
    files: Mapping[str, bytes]
    """By the absolute path that each has where the deck is."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A session's run, without the session: who sent it has it."""

    snippets: tuple[SnippetRun, ...]
    environment: Environment
    seconds: float


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of a session, by its name: its runs under the standard, the varied and the other conditions."""

    name: str
    standard: Ran
    varied: Ran | None
    otherwise: Ran | None


def batches(sessions: Sequence[Session], settings: Settings, threads: int) -> Iterator[Batch]:
    """Yield the sessions in batches, the longest first, those that import alike together.

    Raises BuildDeckError where the files that one needs are too many to send.
    """
    most = max(1, min(_MOST_SESSIONS, -(-len(sessions) // max(1, threads * _SHARES))))
    found = {id(session): needs(session, settings.import_paths) for session in sessions}
    alike = _alike(settings, found)
    ordered = sorted(sessions, key=lambda each: (alike(each), -settings.expected.get(each.name, 0.0)))
    for (paths, _), group in groupby(ordered, key=alike):
        some = list(group)
        for start in range(0, len(some), most):
            yield _batch(some[start : start + most], settings, paths, found)


def _alike(settings: Settings, found: Mapping[int, Needs]) -> Callable[[Session], tuple[tuple[str, ...], bool]]:
    """Return what sessions of one batch have in common: where their modules lie, and whether they need torch."""

    def key(session: Session) -> tuple[tuple[str, ...], bool]:
        paths = tuple(map(str, folders(session, settings.import_paths)))
        return paths, "torch" in found[id(session)].top_level

    return key


def _batch(
    sessions: Sequence[Session], settings: Settings, paths: tuple[str, ...], found: Mapping[int, Needs]
) -> Batch:
    local = (path for session in sessions for path in found[id(session)].local)
    return Batch(
        sessions=tuple(sessions),
        device=settings.device,
        limits=settings.limits,
        environment=dict(settings.environment),
        isolation=settings.isolation,
        expected={each.name: settings.expected.get(each.name, 0.0) for each in sessions},
        import_paths=paths,
        data=tuple(str(path.resolve()) for path in settings.data),
        files=_contents([*local, *_data(settings)]),
    )


def _data(settings: Settings) -> Iterator[Path]:
    """Yield the files that every session may read."""
    for path in settings.data:
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            inside = file.relative_to(path).parts
            hidden = any(file.is_relative_to(each) for each in settings.hidden)
            if file.is_file() and not hidden and not any(part.startswith(".") for part in inside):
                yield file


def _contents(paths: Iterable[Path]) -> Mapping[str, bytes]:
    found: dict[str, bytes] = {}
    for path in dict.fromkeys(each.resolve() for each in paths):
        found[str(path)] = read_file(path)
        if sum(map(len, found.values())) > _MOST_BYTES:
            what = f"The files that snippets read have more than {_MOST_BYTES >> 20} MiB, too much to send to workers."
            raise BuildDeckError((Problem("cluster-failed", None, what, "Name less under `data:`, or verify here."),))
    return found


# ---- as bytes --------------------------------------------------------------------------------------------------------


def packed(value: Batch | Sequence[Returned]) -> bytes:
    """Return a value as bytes."""
    return msgspec.msgpack.encode(value)


def batch_of(data: bytes) -> Batch:
    """Return the batch that these bytes are; raises ValueError where they are none."""
    return msgspec.msgpack.decode(data, type=Batch)


def returned_of(data: bytes, batch: Batch) -> Iterator[Twice]:
    """Yield what became of each session of a batch; raises ValueError where the bytes say something else."""
    sessions = {session.name: session for session in batch.sessions}
    found = msgspec.msgpack.decode(data, type=tuple[Returned, ...])
    if sorted(each.name for each in found) != sorted(sessions):
        raise ValueError("the sessions are not those that were sent")
    for each in found:
        session = sessions[each.name]
        yield Twice(
            _run(session, each.standard),
            _run(session, each.varied) if each.varied else None,
            _run(session, each.otherwise) if each.otherwise else None,
        )


def _run(session: Session, ran: Ran) -> SessionRun:
    if len(ran.snippets) != len(session.snippets):
        raise ValueError(f"the run of {session.name} is another session's")
    return SessionRun(session, ran.snippets, ran.environment, ran.seconds)


def returned(twice: Twice) -> Returned:
    """Return what is sent back of a session."""
    return Returned(
        twice.standard.session.name,
        _ran(twice.standard),
        _ran(twice.varied) if twice.varied else None,
        _ran(twice.otherwise) if twice.otherwise else None,
    )


def _ran(run: SessionRun) -> Ran:
    return Ran(run.snippets, run.environment, run.seconds)


def without(root: str, found: Sequence[Returned]) -> Sequence[Returned]:
    """Return the same where paths below a worker's folder are those that the files have where the deck is."""
    return tuple(
        replace(
            each,
            standard=_ran_without(root, each.standard),
            varied=each.varied and _ran_without(root, each.varied),
            otherwise=each.otherwise and _ran_without(root, each.otherwise),
        )
        for each in found
    )


def _ran_without(root: str, ran: Ran) -> Ran:
    plain = msgspec.to_builtins(ran)
    return msgspec.convert(_replaced(plain, root), Ran)


def _replaced(value: object, root: str) -> object:
    if isinstance(value, str):
        return value.replace(root, "")
    if isinstance(value, dict):
        return {name: _replaced(each, root) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(each, root) for each in value]
    return value
