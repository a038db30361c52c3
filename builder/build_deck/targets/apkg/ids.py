"""Ids of decks, notes and cards, which follow from what is in a package."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import count


def deck_ids(names: Iterable[str]) -> Mapping[str, int]:
    """An id for each deck, of its name: milliseconds of a day between 2004 and 2039, as Anki's are; never 1, Default.

    Anki matches decks by name, so it hardly matters that two which would be equal are told apart by their order.
    """
    ids: dict[int, str] = {}
    for name in names:
        wanted = (1 << 40) + (int.from_bytes(hashlib.sha256(name.encode()).digest()[:5]))
        ids[next(id_ for id_ in count(wanted) if id_ not in ids)] = name
    return {name: id_ for id_, name in ids.items()}


def row_ids(modified: Iterable[int]) -> Iterator[int]:
    """Ids for notes or cards, upwards from the last of these Unix seconds in milliseconds.

    Anki knows notes by guid and cards by note, gives an id that it has already another, and shows ids as the day of
    adding. Consecutive ones take a fifth off the package: ids are repeated in seven indexes.
    """
    return count(max(modified, default=1) * 1000)
