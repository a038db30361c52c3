"""The steps of a push, wherever it goes."""

import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import current_thread, main_thread
from types import FrameType

from build_deck.compose import ComposedEdition
from build_deck.lock import Lock
from build_deck.messages import counted
from build_deck.targets.anki.merge import Merged, merge
from build_deck.targets.anki.values import AnkiError, Held, Home, Pushed, as_pushed
from build_deck.targets.apkg import pack


@dataclass(frozen=True, slots=True)
class Push:
    """What is pushed, and how."""

    edition: ComposedEdition
    deck_id: str
    published: Callable[[], Sequence[Lock]]
    """Gives the deck's locks as they were before this build, as far as they are known."""
    dry_run: bool = False
    remove_retired: bool = False


def push(wanted: Push, home: Home) -> tuple[tuple[Merged, ...], str]:
    """What became of each note, or with `dry_run` would, and where the backup is; only the edition's are touched.

    Raises AnkiError where Anki did not do its part.
    """
    edition = wanted.edition
    slot = f"build-deck/{wanted.deck_id}/{edition.name}"
    held, pushed = home.held(edition), home.pushed(slot)
    merged = merge(edition, held, pushed, wanted.published, remove_retired=wanted.remove_retired)
    if wanted.dry_run:
        return merged, ""
    backup = home.back_up(_decks(held))
    try:
        with undisturbed():
            for deck, name in _renames(merged, pushed):
                home.rename(deck, name)
            done = merge(edition, home.held(edition), pushed, wanted.published, remove_retired=wanted.remove_retired)
            there = _bring(edition, done, home)
            _settle(done, there, home)
            home.remember(slot, _remembered(edition, done, pushed))
    except AnkiError as error:
        raise AnkiError(error.what, f"{error.remedy} The backup: {backup}.") from error
    return merged, backup


@contextmanager
def undisturbed() -> Iterator[None]:
    """Have Ctrl-C wait for the end, the first one: an import overwrites what the learner wrote until it is put back."""
    asked: list[int] = []

    def wait(number: int, _frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    if current_thread() is not main_thread():
        yield
        return
    before = {kind: signal.signal(kind, wait) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler or signal.SIG_DFL)
    if asked:
        signal.raise_signal(asked[0])


def _renames(merged: tuple[Merged, ...], pushed: Mapping[str, Pushed]) -> Iterator[tuple[str, str]]:
    """Yield the decks that the author has given another name, and the name: all that was pushed into one is in one.

    The whole tree comes first, and what is in it is called after it by then.
    """
    moves = {
        (was.deck, each.note.deck)
        for each in merged
        if not each.note.retired and (was := pushed.get(each.note.guid)) and was.deck
    }
    roots = _one_to_one((old.partition("::")[0], new.partition("::")[0]) for old, new in moves)
    yield from roots.items()
    kept = {each.note.deck for each in merged}
    for old, new in sorted(_one_to_one(moves).items()):
        if old in kept:
            continue
        root, separator, rest = old.partition("::")
        yield f"{roots.get(root, root)}{separator}{rest}", new


def _one_to_one(moves: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Those of the moves that are renames: from one deck to one that nothing else goes to."""
    every = set(moves)
    from_, to = Counter(old for old, _ in every), Counter(new for _, new in every)
    return {old: new for old, new in sorted(every) if old != new and from_[old] == to[new] == 1}


def _decks(held: Mapping[str, Held]) -> set[str]:
    return {deck.partition("::")[0] for note in held.values() for deck in note.decks.values()}


def _bring(edition: ComposedEdition, merged: tuple[Merged, ...], home: Home) -> Mapping[str, Held]:
    """Import the notes that go into the collection, with their media, decks and notetypes: as they are there then.

    Retired notes that are not there do not go: nobody shall learn what is no longer asked.
    """
    notes = tuple(each.note for each in merged if not each.removed)
    brought = replace(edition, notes=notes)
    home.bring(pack(brought), [edition.notetypes[name] for name in sorted({note.notetype for note in notes})])
    there = home.held(brought)
    if missing := [note.id for note in notes if note.guid not in there]:
        what = (
            f"{counted(len(missing), 'note')} did not arrive, {missing[0]} first: Anki has them under another notetype."
        )
        raise AnkiError(what, "Look at the notetypes in Anki (Tools, Manage Note Types).")
    return there


def _settle(merged: tuple[Merged, ...], there: Mapping[str, Held], home: Home) -> None:
    """What the import did to notes that were there becomes what was decided of them."""
    for each in merged:
        now = there.get(each.note.guid) if each.held and not each.removed else None
        if now and not each.is_said_by(now):
            home.write(now, each.fields, each.tags)
    for deck in sorted({each.note.deck for each in merged if each.cards}):
        home.move([card for each in merged if each.note.deck == deck for card in each.cards], deck)
    home.remove([each.held.key for each in merged if each.held and each.removed])


def _remembered(
    edition: ComposedEdition, merged: tuple[Merged, ...], pushed: Mapping[str, Pushed]
) -> Mapping[str, Pushed]:
    """What the next push is told: the author's words, whatever the learner's note says."""
    gone = {each.note.guid for each in merged if each.removed}
    notes = (each.note for each in merged if not each.removed)
    news = {note.guid: as_pushed(note, edition.notetypes[note.notetype]) for note in notes}
    return {**{guid: one for guid, one in pushed.items() if guid not in gone}, **news}
