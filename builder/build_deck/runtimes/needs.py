"""What a session's code needs from elsewhere: modules beside it and installed ones, in any of its languages."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from pathlib import Path

from build_deck.disk.files import hash_of
from build_deck.model import Session
from build_deck.runtimes import of_session
from build_deck.runtimes.row import Needs


def folders(session: Session, import_paths: Iterable[Path]) -> tuple[Path, ...]:
    """Where a session finds local modules: beside its snippet files, then in the import paths."""
    beside = [Path(snippet.origin.path).parent for snippet in session.snippets if snippet.options.file]
    return tuple(dict.fromkeys(path.resolve() for path in (*beside, *import_paths)))


def needs(session: Session, import_paths: Iterable[Path]) -> Needs:
    """What the snippets of a session need, local imports followed to their end."""
    where = folders(session, import_paths)
    return reduce(
        or_,
        (
            runtime.needs([snippet for snippet in session.snippets if snippet.runtime == runtime.name], where)
            for runtime in of_session(session)
        ),
        Needs(),
    )


def local_digests(files: Iterable[Path]) -> tuple[tuple[str, str], ...]:
    """Name and content hash of each file."""
    return tuple((file.name, hash_of(file)) for file in files)


def packages(session: Session, found: Needs) -> dict[str, str]:
    """Name to version of the packages that hold what the session needs, sorted."""
    return dict(sorted(pair for each in of_session(session) for pair in each.packages(found).items()))


def requirements(session: Session, found: Needs) -> dict[str, str]:
    """Like `packages`, with all that those require in turn: any of them can change what comes out."""
    return dict(sorted(pair for each in of_session(session) for pair in each.requirements(found).items()))
