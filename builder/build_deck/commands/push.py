"""The push driver: a build, and then its notes into a collection, beside what the learner made of them."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from build_deck.commands.build import BuildOptions, composed, written
from build_deck.deck.changes import versions
from build_deck.deck.load import load_deck
from build_deck.deck.workshop import user_workshop
from build_deck.errors import BuildDeckError, Problem, UsageError
from build_deck.lock import Lock, read
from build_deck.messages import counted
from build_deck.model import EditionName
from build_deck.targets.anki import AnkiError, Change, Home, Merged, Push, push

if TYPE_CHECKING:
    from build_deck.commands.engine import Watcher
    from build_deck.compose import Composition
    from build_deck.deck.config import DeckConfig

_MOST_LOCKS = 200
"""Versions of deck.lock that are looked through, where a note was imported from a package and never pushed."""
URL = "http://127.0.0.1:8765"
"""Where AnkiConnect listens unless it is told otherwise."""


@dataclass(frozen=True, slots=True)
class PushOptions:
    """What `build-deck push` may be told; the defaults are the command's."""

    collection: Path | None = None
    """The collection's file; None: a running Anki."""
    url: str = URL
    key: str = ""
    """What AnkiConnect is asked with, where its user has set one."""
    dry_run: bool = False
    remove_retired: bool = False
    build: BuildOptions = field(default_factory=BuildOptions)


@dataclass(frozen=True, slots=True)
class PushedEdition:
    """What became of the notes of an edition."""

    edition: EditionName
    notes: tuple[Merged, ...]
    backup: str
    """Where it is; empty where nothing was written."""

    def lines(self) -> Iterator[str]:
        """Yield a line for each note with which something is done, and for each thing."""
        for each in self.notes:
            for change, particulars in each.changes():
                yield f"{change}: {each.note.id}" + (f" ({particulars})" if particulars else "")

    def summary(self) -> str:
        """Return what was done, counted."""
        done = Counter(change for each in self.notes for change, _ in each.changes())
        words = [f"{done[change]} {change}" for change in Change if done[change]]
        return f"{self.edition}: {counted(len(self.notes), 'note')}, {', '.join(words) or 'nothing to do'}"


@dataclass(frozen=True, slots=True)
class PushResult:
    """What a push did, or would do."""

    home: str
    """What it went into."""
    editions: tuple[PushedEdition, ...]
    warnings: tuple[Problem, ...]
    dry_run: bool

    def summary(self) -> Iterator[str]:
        """Yield the lines that end a push: what is done with the learner's own edits always, else what is counted."""
        for edition in self.editions:
            yield from edition.lines()
        for edition in self.editions:
            yield edition.summary()
        for backup in dict.fromkeys(edition.backup for edition in self.editions if edition.backup):
            yield f"backup: {backup}"
        yield f"{'nothing was written to' if self.dry_run else 'pushed to'} {self.home}"


def push_deck(source: Path, options: PushOptions, watcher: "Watcher", *, now: int | None = None) -> PushResult:
    """Build the deck at `source` and bring its notes into a collection; with `dry_run` nothing is written anywhere.

    The packages, the lock and recordings are written as by a build, before the collection is: what is in a collection
    is in the lock. Raises BuildDeckError with everything that is wrong, UsageError where nothing can be pushed into.
    """
    _check(options)
    with user_workshop(options.build.jobs) as shop:
        deck = load_deck(source, options.build.consent, shop)
        made = composed(deck, options.build, watcher, int(time.time()) if now is None else now)
        try:
            with _home(options) as home:
                if not options.dry_run:
                    written(made, options.build)
                editions = tuple(_pushed(made.composition, deck.config, options, home))
                return PushResult(home.name, editions, made.warnings, options.dry_run)
        except AnkiError as error:
            raise BuildDeckError((Problem("push-failed", None, error.what, error.remedy),)) from error


def _pushed(
    composition: "Composition", config: "DeckConfig", options: PushOptions, home: Home
) -> Iterator[PushedEdition]:
    """Bring each edition into the collection."""
    chosen = {"dry_run": options.dry_run, "remove_retired": options.remove_retired}

    @cache
    def published() -> tuple[Lock, ...]:
        return (composition.before, *_earlier(config.lock))

    for edition in composition.editions:
        notes, backup = push(Push(edition, config.id, published, **chosen), home)
        yield PushedEdition(edition.name, notes, backup)


def _earlier(path: Path) -> Iterator[Lock]:
    """Yield the locks that git has; one that cannot be read says nothing."""
    for text in versions(path, _MOST_LOCKS):
        with suppress(BuildDeckError):
            yield read(text, path.name)


def _check(options: PushOptions) -> None:
    if options.build.tags is not None or options.build.notes:
        what = "A push is of the whole deck: a filtered one would retire nothing and forget what it leaves out."
        raise UsageError(Problem("push-failed", None, what, "Leave out what filters it."))
    if options.collection is not None and find_spec("anki") is None:
        what = "To push into a collection's file takes the package anki, which is not installed."
        raise UsageError(Problem("no-push", None, what, "Install it: `pip install 'build-deck[push]'`."))


def _home(options: PushOptions) -> AbstractContextManager[Home]:
    if options.collection is not None:
        from build_deck.targets.anki.collection import opened

        return opened(options.collection, copy=options.dry_run)
    from build_deck.targets.anki.connect import connected

    return connected(options.url, options.key)
