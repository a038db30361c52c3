"""What `lint --fix` does: ids written behind the questions that have none, and what it says of that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from build_deck.commands.published import bearer, gone_from
from build_deck.compose import read_lock
from build_deck.deck.consent import NO_CONSENT, Consent
from build_deck.deck.load import LoadedDeck, load_deck, problems_of
from build_deck.deck.workshop import Written, parse_file
from build_deck.disk.files import read_bytes
from build_deck.disk.writing import write_all
from build_deck.errors import Location
from build_deck.lint.fixing import differs, fix
from build_deck.lint.naming import Naming, naming, repeated
from build_deck.lock import Lock
from build_deck.messages import counted
from build_deck.model import Document, EditionName, NoteId

_TRIES = 20
"""Readings of a file, each without a question that took its id amiss, before it is left alone."""


@dataclass(frozen=True, slots=True)
class _File:
    """One file with its ids in."""

    path: Path
    content: bytes
    lines: tuple[str, ...]
    """What to say of it."""


def fix_ids(source: Path, consent: Consent = NO_CONSENT) -> tuple[str, ...]:
    """Write ids into the deck at `source`; return what was written and what was not, and why, a line each.

    What is written reads as before but for the ids: a file that would not is left alone. Raises BuildDeckError when
    the deck or its lock cannot be read, or a file cannot be written; then none was changed.
    """
    deck = load_deck(source, consent)
    lock = read_lock(deck.config)
    files: list[_File] = []
    lines: list[str] = []
    for name, loaded in deck.editions.items():
        names = _names(deck, lock, name)
        for document in loaded.documents:
            if deck.only not in (None, document.path):
                continue
            file = _file(deck, document, names)
            files += [file] if file else []
            lines += [*(file.lines if file else ()), *_refused(document, names)]
    write_all({file.path: file.content for file in files}, deck.config.bounds)
    return tuple(lines)


def _names(deck: LoadedDeck, lock: Lock, name: EditionName) -> Naming:
    """Return the ids of an edition's questions that have none."""
    documents = deck.editions[name].documents
    others = (note for other, loaded in deck.editions.items() if other != name for note in loaded.notes)
    published = {id_ for other in deck.editions for id_ in lock.notes(other)}
    known: dict[str, Location | None] = {}
    for notes in repeated(documents):
        if lock.note(name, notes[0].id):
            own = bearer(deck, lock, name, notes)
            known[notes[0].id.casefold()] = own.location if own else None
    return naming(
        documents,
        problems_of(deck),
        reserved={*published, *(note.id for note in others if note.explicit_id)},
        known=known,
        heirs={gone.heir.location: gone.id for gone in gone_from(deck, lock, name) if gone.heir and gone.heir.location},
    )


def _file(deck: LoadedDeck, document: Document, names: Naming) -> _File | None:
    """Return a file with its ids in, as far as it then reads as before; None where it gets none."""
    given = {place: id_ for place, id_ in names.given.items() if place.path == document.path}
    if not given:
        return None
    path = Path(document.path)
    before = read_bytes(path)
    try:
        text = before.decode("utf-8")
    except UnicodeDecodeError:
        return _File(path, before, (f"{document.path}: nothing written to this file: it is not UTF-8.",))
    left: list[str] = []
    for _ in range(_TRIES):
        after = parse_file(Written(path, fix(text, given).removeprefix("\ufeff"), deck.config, document.lang))
        place = differs(document, after, given)
        if place is None:
            count = [f"{document.path}: {counted(len(given), 'id')} written"] if given else []
            return _File(path, fix(text, given).encode("utf-8"), (*count, *_own(document, given), *left))
        if given.pop(place, None) is None:
            break
        left.append(
            f"{place}: no id written: with `{{#…}}` behind it, it would not read as it does now. Write it by hand."
        )
    why = "with its ids in, it would not read as it does now. Write them by hand."
    return _File(path, before, (f"{document.path}: nothing written to this file: {why}",))


def _own(document: Document, given: Mapping[Location, NoteId]) -> Iterator[str]:
    """Yield the ids that are others than those made from the question's words."""
    for note in document.notes:
        own = given.get(note.location)
        if own and own != note.id:
            yield f"{note.location}: {{#{own}}} written, since `{note.id}` would not be its alone"


def _refused(document: Document, names: Naming) -> Iterator[str]:
    for place, why in names.refused.items():
        if place.path == document.path:
            yield f"{place}: no id written: {why}"
