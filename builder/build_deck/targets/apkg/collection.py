"""The SQLite file inside a package, written through genanki's schema and models.

genanki's own writer gives every row one timestamp, searches each field with a quadratic regular expression and writes
the deck JSON anew for each deck; here rows have their own `mod`, and each statement runs once.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from build_deck.model import Note, Notetype, NotetypeName
from build_deck.notetypes import cards
from build_deck.targets.apkg.ids import deck_ids, row_ids

_NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, '', 0, 0, '')"
"""Anki computes the sort field and the checksum itself when it imports."""
_CARD = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"
_NEW, _SUSPENDED = 0, -1
"""Queues. Anki takes a new card's only where the learner imports learning progress too; else it makes it one to learn,
behind all others. A card that the learner has keeps its own either way (measured with 24.11, 25.9.5 and 26.9.3)."""
_SQLITE_VERSION_AT = 96
"""Where the file's header says which SQLite wrote it (fileformat2.html, 1.3.15), which is no content of ours."""


def collection(
    notes: Sequence[Note],
    notetypes: Mapping[NotetypeName, Notetype],
    decks: Mapping[str, str],
    modified: Mapping[str, int],
) -> bytes:
    """A collection with these notes in this order and these decks (full name to Markdown description).

    `modified` gives the Unix second of each note's guid and of each notetype's name.
    """
    homes = deck_ids(_with_parents([*decks, *(note.deck for note in notes)]))
    used = {note.notetype for note in notes}
    shapes = {name: _Shape(notetypes[name], modified[name]) for name in notetypes if name in used}
    tables, create, indexes = APKG_SCHEMA.partition("CREATE INDEX")  # an index is faster made of rows than row by row
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(tables + APKG_COL)
        database.execute(
            "UPDATE col SET models = ?", (_json({shape.json["id"]: shape.json for shape in shapes.values()}),)
        )
        _add_decks(database, {id_: _deck(id_, name, decks.get(name, "")) for name, id_ in homes.items()})
        _add_notes(database, notes, shapes, homes, modified)
        database.executescript(create + indexes)
        database.commit()
        return _without_version(database.serialize())


class _Shape:
    """A notetype as the collection stores it, and what its notes need of it."""

    def __init__(self, notetype: Notetype, modified: int) -> None:
        model = genanki.Model(
            notetype.id,
            notetype.name,
            fields=[{"name": field.name, "id": field.id, "collapsed": field.collapsed} for field in notetype.fields],
            templates=[
                {"name": template.name, "id": template.id, "qfmt": template.question, "afmt": template.answer}
                for template in notetype.templates
            ],
            css=notetype.css,
            model_type=genanki.Model.CLOZE if notetype.cloze else genanki.Model.FRONT_BACK,
        )
        self.json: Mapping[str, Any] = model.to_json(modified, None)
        self.fields = [field.name for field in notetype.fields]
        self._clozed = cards.cloze_fields(notetype)

    def cards(self, note: Note, fields: Sequence[str]) -> list[int]:
        """The ordinals of a note's cards."""
        if self._clozed:
            return cards.of_clozes(note.fields, self._clozed)
        return cards.of_templates(fields, self.json["req"])


def _deck(id_: int, name: str, description: str) -> dict[str, Any]:
    return {**genanki.Deck(id_, name, description).to_json(), "md": True}


def _with_parents(names: Sequence[str]) -> list[str]:
    """Every deck that these names need, parents before children."""
    parts = (name.split("::") for name in names)
    return sorted({"::".join(path[:depth]) for path in parts for depth in range(1, len(path) + 1)})


def _add_decks(database: sqlite3.Connection, decks: Mapping[int, Mapping[str, Any]]) -> None:
    (default,) = database.execute("SELECT decks FROM col").fetchone()
    database.execute("UPDATE col SET decks = ?", (_json({**json.loads(default), **decks}),))


def _add_notes(
    database: sqlite3.Connection,
    notes: Sequence[Note],
    shapes: Mapping[NotetypeName, _Shape],
    homes: Mapping[str, int],
    modified: Mapping[str, int],
) -> None:
    times = [modified[note.guid] for note in notes]
    note_ids, card_ids = row_ids(times), row_ids(times)
    note_rows: list[tuple[object, ...]] = []
    card_rows: list[tuple[object, ...]] = []
    for note, changed, id_ in zip(notes, times, note_ids, strict=False):
        shape = shapes[note.notetype]
        fields = [note.fields.get(name, "") for name in shape.fields]
        note_rows.append((id_, note.guid, shape.json["id"], changed, f" {' '.join(note.tags)} ", "\x1f".join(fields)))
        queue = _SUSPENDED if note.retired else _NEW
        card_rows.extend(
            (next(card_ids), id_, homes[note.deck], ordinal, changed, queue, note.due)
            for ordinal in shape.cards(note, fields)
        )
    database.executemany(_NOTE, note_rows)
    database.executemany(_CARD, card_rows)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _without_version(database: bytes) -> bytes:
    """The file without the version of the SQLite that wrote it, so that all machines give the same bytes."""
    whole = memoryview(database)
    return b"".join((whole[:_SQLITE_VERSION_AT], bytes(4), whole[_SQLITE_VERSION_AT + 4 :]))
