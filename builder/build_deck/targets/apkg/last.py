"""What an earlier package says of its notes."""

import io
import json
import lzma
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace

from build_deck.compose import guid
from build_deck.lock import Retired
from build_deck.model import NoteId
from build_deck.render.kept import described, media_in

_MOST = 256 << 20
"""Bytes of a collection."""
_STEPS = 1_000_000
"""Thousands of SQLite's steps; a deck of ten thousand notes takes some hundred."""
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, sqlite3.Error, EOFError, OSError, MemoryError, LookupError,
    ValueError, TypeError, AttributeError, OverflowError, RuntimeError, struct.error,
)  # fmt: skip
"""What readers raise of a file that is damaged, encrypted, made of something else or meant to harm."""


def last(package: bytes, deck_id: str, edition: str) -> Callable[[NoteId], Retired | None]:
    """What tells a note's content in an earlier package of the edition, as `advance` wants it, else nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            notes = _notes(_read(archive, "collection.anki2"))
            members = {str(name): str(member) for member, name in json.loads(_read(archive, "media")).items()}
    except _UNREADABLE:
        return lambda _: None

    def told(note: NoteId) -> Retired | None:
        kept = notes.get(guid(deck_id, edition, note))
        return kept and _with_media(kept, package, members)

    return told


def _with_media(kept: Retired, package: bytes, members: Mapping[str, str]) -> Retired:
    """What was kept of a note, with the pictures and sounds that are in the package; of others, their descriptions."""
    names = sorted({name for text in kept.fields.values() for name in media_in(text) if name in members})
    media: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for name in names:
            try:
                media[name] = _read(archive, members[name])
            except _UNREADABLE:
                continue
    return replace(kept, fields={key: described(text, media) for key, text in kept.fields.items()}, media=media)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """The content of a member; ValueError where it is larger than any collection of ours, as a bomb is."""
    with archive.open(name) as member:
        content = member.read(_MOST + 1)
    if len(content) > _MOST:
        raise ValueError(name)
    return content


def _notes(collection: bytes) -> Mapping[str, Retired]:
    """By guid."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(collection)
        _bound(database)
        models, decks = (json.loads(text) for text in database.execute("SELECT models, decks FROM col").fetchone())
        rows = database.execute(
            "SELECT guid, mid, tags, flds, min(did) FROM notes JOIN cards ON nid = notes.id GROUP BY notes.id"
        ).fetchall()
    return {
        guid_: Retired(
            {
                field["name"]: text
                for field, text in zip(models[str(mid)]["flds"], fields.split("\x1f"), strict=True)
                if text
            },
            decks[str(did)]["name"],
            tuple(tags.split()),
        )
        for guid_, mid, tags, fields, did in rows
    }


def _bound(database: sqlite3.Connection) -> None:
    """Have the reading end: where a table is a view, which may be endless, and after more steps than ours takes."""
    steps = iter(range(_STEPS))
    database.set_progress_handler(lambda: next(steps, None) is None, 1000)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    kinds = dict(database.execute("SELECT name, type FROM sqlite_master WHERE name IN ('col', 'notes', 'cards')"))
    if set(kinds.values()) != {"table"} or len(kinds) < len(("col", "notes", "cards")):
        raise ValueError("no collection")
