"""An edition as a target takes it, and what it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from build_deck.errors import Problem
from build_deck.lock import Lock, news
from build_deck.model import EditionName, Note, NoteId, Notetype, NotetypeName


@dataclass(frozen=True, slots=True)
class ComposedEdition:
    """One edition, nothing left to decide: what every target is made of."""

    name: EditionName
    notes: tuple[Note, ...]
    """Retired ones among them, behind all others."""
    notetypes: Mapping[NotetypeName, Notetype]
    """All of them, in the deck's style."""
    decks: Mapping[str, str]
    """Full deck name to its description in Markdown; decks that only notes name have none."""
    media: Mapping[str, bytes]
    modified: Mapping[str, int]
    """The Unix second of each note's guid and of each used notetype's name."""


@dataclass(frozen=True, slots=True)
class Composition:
    """The selected editions, the lock they belong to, and what to tell the author."""

    editions: tuple[ComposedEdition, ...]
    lock: Lock
    outdated: Problem | None
    """What differs from the lock on disk."""
    warnings: tuple[Problem, ...]
    before: Lock = field(default_factory=Lock)
    """The lock as it is on disk."""
    moved: bool = False
    """Whether the lock is another than the one on disk, if only by what that need not have."""
    kept: Mapping[Path, bytes] = field(default_factory=dict)
    """Files to write: pictures and sounds of notes that have just gone."""

    def news(self) -> Mapping[EditionName, Mapping[str, tuple[NoteId, ...]]]:
        """Return the ids of each edition's notes that are `new`, `changed` or `retired` since the last build."""
        return {each.name: news(self.before, self.lock, each.name) for each in self.editions}
