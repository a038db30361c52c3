"""A composed edition as the bytes of an Anki package, and what an earlier package says of its notes.

Rooms: `ids`, `collection` (the SQLite file, through genanki), `archive` (the zip), `last` (reading one).
"""

from build_deck.targets.apkg.archive import pack
from build_deck.targets.apkg.last import last

__all__ = ["last", "pack"]
