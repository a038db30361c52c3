"""Who a note is to Anki, for ever."""

import hashlib
import json
import string

from build_deck.model import NoteId

_SIGNS = f"{string.ascii_letters}{string.digits}!#$%&()*+,-./:;<=>?@[]^_`{{|}}~"
"""The digits of Anki's base 91: printable, and without quotes and backslash."""


def guid(deck_id: str, edition: str, note: NoteId) -> str:
    """What Anki matches a note by at every import: the same for ever for the same deck, edition and note id.

    The first 64 bits of a hash, written as Anki writes the guids it draws, and as `genanki.guid_for` always has.
    """
    named = json.dumps([deck_id, edition, note], ensure_ascii=False)
    rest = int.from_bytes(hashlib.sha256(named.encode()).digest()[:8])
    signs = []
    while rest:
        rest, sign = divmod(rest, len(_SIGNS))
        signs.append(_SIGNS[sign])
    return "".join(reversed(signs))
