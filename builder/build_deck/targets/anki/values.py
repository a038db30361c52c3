"""A note as a learner has it, what was last pushed of it, and what a push asks of the place where both are."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from build_deck.compose import ComposedEdition
from build_deck.model import Note, Notetype

_EMPTY = "-"


class AnkiError(Exception):
    """What Anki did not do: what is wrong, and what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class Held:
    """A note of the deck as the learner has it."""

    key: int
    """Anki's own id of it."""
    fields: Mapping[str, str]
    """By the names that the notetype has now, whatever they are called in the collection."""
    tags: tuple[str, ...]
    decks: Mapping[int, str]
    """Full deck name by card; of a card in a filtered deck, that of the deck that it comes from."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What was last pushed of a note."""

    fields: tuple[str, ...]
    """Hashes, in the notetype's order: a field keeps its place whatever it is called."""
    tags: tuple[str, ...]
    deck: str


class Home(Protocol):
    """Where a push goes: a collection."""

    @property
    def name(self) -> str:
        """What it is called in messages."""

    def held(self, edition: ComposedEdition) -> Mapping[str, Held]:
        """The notes of the edition that are there, by guid; AnkiError where one is of another notetype."""

    def pushed(self, slot: str) -> Mapping[str, Pushed]:
        """What was last pushed, by guid; nothing where that was never done."""

    def back_up(self, decks: Iterable[str]) -> str:
        """Where a backup was made, before anything is written; `decks` are those of the edition that are there."""

    def bring(self, package: bytes, notetypes: Iterable[Notetype]) -> None:
        """Import a package, of whose notes these are the notetypes."""

    def write(self, there: Held, fields: Mapping[str, str], tags: Sequence[str]) -> None:
        """Have a note say this."""

    def rename(self, deck: str, name: str) -> None:
        """Give a deck another name, with the decks in it, where that can be done and nothing has the name."""

    def move(self, cards: Sequence[int], deck: str) -> None:
        """Put cards into a deck."""

    def remove(self, keys: Sequence[int]) -> None:
        """Delete notes with their cards."""

    def remember(self, slot: str, pushed: Mapping[str, Pushed]) -> None:
        """Keep what was pushed for the next time."""


def other_fields(notetype: Notetype) -> AnkiError:
    """What is said of a notetype to which the learner added fields or cards, or from which they took some."""
    what = f"The notetype {notetype.name} has other fields or cards in the collection than the deck's."
    remedy = (
        "Anki would take no update of its notes: undo that in Anki (Tools, Manage Note Types), or write into the field "
        "Mine, which is the learner's own."
    )
    return AnkiError(what, remedy)


def as_pushed(note: Note, notetype: Notetype) -> Pushed:
    """What the next push is told of a note that is pushed now."""
    return Pushed(hashes(note.fields, notetype), note.tags, note.deck)


def hashes(fields: Mapping[str, str], notetype: Notetype) -> tuple[str, ...]:
    """A hash of each field, in the notetype's order."""
    return tuple(hashed(fields.get(field.name, "")) for field in notetype.fields)


def hashed(text: str) -> str:
    """What a field is known again by: short, since the collection keeps one for each field of each note."""
    return hashlib.blake2b(text.encode(), digest_size=5).hexdigest() if text else _EMPTY


def as_data(pushed: Mapping[str, Pushed]) -> object:
    """What was pushed, as JSON takes it."""
    return {"format": 1, "notes": {guid: [" ".join(p.fields), list(p.tags), p.deck] for guid, p in pushed.items()}}


def as_values(data: object) -> Mapping[str, Pushed]:
    """What was pushed, of what was kept; nothing where that cannot be read."""
    try:
        notes = data["notes"]  # type: ignore[index]  # whatever it is that has none raises
        return {str(g): Pushed(tuple(str(f).split()), tuple(map(str, t)), str(d)) for g, (f, t, d) in notes.items()}
    except (TypeError, ValueError, KeyError, AttributeError):
        return {}
