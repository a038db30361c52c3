"""Who is who in a package: guids that never change, and row ids that follow from them."""

import hashlib
import json

import genanki

from builder.model import NoteId


def guid(deck_id: str, edition: str, note: NoteId) -> str:
    """What Anki matches a note by at every import: the same for ever for the same deck, edition and note id."""
    return str(genanki.guid_for(json.dumps([deck_id, edition, note], ensure_ascii=False)))


def _digest(text: str, bits: int) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> (64 - bits)


class RowIds:
    """Integer ids that depend on names alone; two that would be equal are told apart in the order of asking."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def deck(self, name: str) -> int:
        """The id of a deck: milliseconds of a day between 2004 and 2039, as Anki's are; never 1, Anki's own Default."""
        return self._free((1 << 40) + _digest(name, 40))

    def note(self, guid: str, modified: int) -> int:
        """The id of a note, which Anki's browser shows as the day it was made: within 13 days before `modified`."""
        return self._free(modified * 1000 - _digest(guid, 30))

    def card(self, note_id: int, ordinal: int) -> int:
        """The id of a card: its note's, moved by its ordinal."""
        return self._free(note_id + ordinal)

    def _free(self, wanted: int) -> int:
        found = max(wanted, 1)
        while found in self._taken:
            found += 1
        self._taken.add(found)
        return found
