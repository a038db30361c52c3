"""What learners have of a deck, as its lock says, held against the sources without running anything."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from build_deck import lock as locks
from build_deck.compose import edition_homes, edition_notetypes, read_lock
from build_deck.compose.rendering import render_edition
from build_deck.deck.load import LoadedDeck
from build_deck.errors import BuildDeckError, Level, Location, Problem
from build_deck.lock import Entry, Lock
from build_deck.messages import quoted
from build_deck.model import EditionName, Note, NoteId, NoteSource

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+")
_COMMON = 50
"""A word that more of the new questions have tells none of them."""
_NEAR = 0.5
"""The part of their words that two questions must share for one to be taken for the other reworded."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A published note that its edition no longer has."""

    id: NoteId
    edition: EditionName
    entry: Entry
    heir: Note | None
    """A new note with its question or its answer."""
    near: NoteSource | None
    """A new note with many of its question's words."""


def problems_with_lock(deck: LoadedDeck) -> Iterator[Problem]:
    """Yield what is wrong with the lock, and each published note that the sources lack with the id to write back."""
    try:
        lock = read_lock(deck.config)
    except BuildDeckError as error:
        yield from error.problems
        return
    yield from locks.dropped(lock, deck.editions)
    for name, loaded in deck.editions.items():
        yield from edition_homes(deck.config, loaded, lock).problems
        for gone in gone_from(deck, lock, name):
            yield _told(gone, lock)


def gone_from(deck: LoadedDeck, lock: Lock, name: EditionName) -> Iterator[Gone]:
    """Yield the published notes that an edition lacks; only where there are any its new notes are rendered."""
    notes = tuple(deck.editions[name].notes)
    there = {note.id for note in notes}
    missing = locks.gone(lock, name, there)
    if not missing:
        return
    fresh = [note for note in notes if lock.note(name, note.id) is None]
    heirs = locks.heirs_of(lock, name, there, _rendered(deck, name, fresh), edition_notetypes(deck.config, lock, name))
    near = _nearest({id_: entry.question for id_, entry in missing.items() if id_ not in heirs}, fresh)
    for id_, entry in missing.items():
        yield Gone(id_, name, entry, heirs.get(id_), near.get(id_))


def bearer(deck: LoadedDeck, lock: Lock, name: EditionName, notes: Sequence[NoteSource]) -> NoteSource | None:
    """Return which of these notes, whose ids are one, is the published one by its content; None where none is alone."""
    entry = lock.note(name, notes[0].id)
    if entry is None:
        return None
    kinds = edition_notetypes(deck.config, lock, name)
    rendered = _rendered(deck, name, notes)
    hashes = [locks.of_note(note, kinds[note.notetype]).split("-") for note in rendered]
    for part in (1, 2):  # what is said besides the question, which is the same; then what it belongs to
        same = [note for note, own in zip(notes, hashes, strict=True) if own[part] == entry.content.split("-")[part]]
        if len(same) == 1:
            return same[0]
    return None


def _rendered(deck: LoadedDeck, name: EditionName, notes: Sequence[NoteSource]) -> tuple[Note, ...]:
    """Return the notes as they are without outputs."""
    loaded = deck.editions[name]
    own = edition_homes(deck.config, loaded, read_lock(deck.config))
    return render_edition(deck.config, loaded, notes, {}, deck.shop, own).notes


def _nearest(wanted: Mapping[NoteId, str], fresh: Sequence[NoteSource]) -> Mapping[NoteId, NoteSource]:
    """Return for each question the new note that shares most of its words, where one shares many."""
    having: dict[str, list[int]] = defaultdict(list)
    words = [frozenset(_WORD.findall(note.question.casefold())) for note in fresh]
    for index, own in enumerate(words):
        for word in own:
            having[word].append(index)
    found: dict[NoteId, NoteSource] = {}
    for id_, question in wanted.items():
        asked = frozenset(_WORD.findall(question.casefold()))
        shared = Counter(i for word in asked if len(having.get(word, ())) <= _COMMON for i in having.get(word, ()))
        best, _ = max(shared.items(), key=lambda pair: (pair[1], -pair[0]), default=(-1, 0))
        if best >= 0 and len(words[best] & asked) >= _NEAR * len(words[best] | asked):
            found[id_] = fresh[best]
    return found


def _told(gone: Gone, lock: Lock) -> Problem:
    place = Location(lock.path, gone.entry.line)
    if gone.heir:
        return locks.renamed(gone.id, gone.heir, place)
    stays = "else leave it: learners keep the old one, marked as retired."
    asked = f"The published note `{gone.id}` ({gone.edition}), {quoted(gone.entry.question)}, is gone from the source"
    if gone.near:
        remedy = f"If it is that note, write {{#{gone.id}}} behind it; {stays}"
        return Problem("note-gone", gone.near.location, f"{asked}; this new one is near it.", remedy, Level.WARNING)
    remedy = f"If it is there in other words, write {{#{gone.id}}} behind it; {stays}"
    return Problem("note-gone", place, f"{asked}.", remedy, Level.WARNING)
