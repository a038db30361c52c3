"""What a lock holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from build_deck.model import Note, NoteId, NotetypeName


@dataclass(frozen=True, slots=True)
class Retired:
    """What is packed of a note that its source no longer has."""

    fields: Mapping[str, str]
    """As last rendered; empty when that is lost and only the question is known."""
    deck: str = ""
    """Its full deck name; empty for the edition's own."""
    tags: tuple[str, ...] = ()
    media: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    """Its pictures and sounds by name, where it has just gone; files beside the lock keep them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lock."""

    modified: int
    """Unix seconds."""
    content: str
    """Hashes of its parts, see `content`; equal when nothing changed."""
    notetype: NotetypeName | None = None
    """None for a notetype's own line."""
    question: str = ""
    """As plain text, with empty clozes: what tells a reader which note it is, and what is left of a retired one."""
    retired: Retired | None = None
    line: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """What a deck is called in learners' collections."""

    text: str
    """Of an edition the whole name, of a section what follows it: `02 Attention`."""
    line: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Lock:
    """The lines by their keys, `note/<edition>/<id>` and `notetype/<edition>/<name>`."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    deck: str = ""
    """The deck's id, which every guid is made of."""
    path: str = "deck.lock"
    names: Mapping[str, Name] = field(default_factory=dict)
    """What decks are called, by `deck/<edition>` and `section/<edition>/<slug>`; a lock from before they were kept has
    none."""

    def note(self, edition: str, note: NoteId) -> Entry | None:
        """The line of a note."""
        return self.entries.get(f"note/{edition}/{note}")

    def notes(self, edition: str) -> Mapping[NoteId, Entry]:
        """The lines of an edition's notes, retired ones among them."""
        start = f"note/{edition}/"
        return {NoteId(key.removeprefix(start)): entry for key, entry in self.entries.items() if key.startswith(start)}

    def names_of(self, edition: str) -> Mapping[str, Name]:
        """The names of an edition's decks, by their keys."""
        start = f"section/{edition}/"
        return {key: name for key, name in self.names.items() if key == f"deck/{edition}" or key.startswith(start)}

    def modified(self, edition: str, notes: Iterable[Note]) -> Mapping[str, int]:
        """The Unix second of each note's guid and of each of the edition's notetypes, as `pack` wants it."""
        start = f"notetype/{edition}/"
        return {
            **{note.guid: self.entries[f"note/{edition}/{note.id}"].modified for note in notes},
            **{key.removeprefix(start): entry.modified for key, entry in self.entries.items() if key.startswith(start)},
        }
