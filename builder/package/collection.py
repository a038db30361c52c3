"""The SQLite file inside a package, written through genanki's schema and models.

genanki's own writer gives every row one timestamp, searches each field with a quadratic regular expression and writes
the deck JSON anew for each deck; here rows have their own `mod`, and each statement runs once.
"""

import json
import sqlite3
import struct
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from builder.model import Note, Notetype, NotetypeName
from builder.package.identity import RowIds

_NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, '', 0, 0, '')"
"""Anki computes the sort field and the checksum itself when it imports."""
_CARD = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"
_DECK_MODIFIED = 1425278051
"""A constant: Anki matches decks by name and does not ask when they changed."""
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
    ids = RowIds()
    deck_ids = {name: ids.deck(name) for name in _with_parents([*decks, *(note.deck for note in notes)])}
    used = {note.notetype for note in notes}
    models = {name: _model(notetypes[name], modified[name]) for name in NotetypeName if name in used}
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(APKG_SCHEMA + APKG_COL)
        database.execute(
            "UPDATE col SET models = ?", (_json({m.model_id: m.to_json(0, None) for m in models.values()}),)
        )
        _add_decks(database, {id_: _deck(id_, name, decks.get(name, "")) for name, id_ in deck_ids.items()})
        _add_notes(database, notes, models, deck_ids, modified)
        database.commit()
        return _without_version(database.serialize())


class _Model(genanki.Model):  # type: ignore[misc]  # genanki is untyped
    """A genanki model with a modification time of its own, in seconds."""

    modified = 0

    def to_json(self, _timestamp: float, deck_id: int | None) -> dict[str, Any]:
        return dict(super().to_json(self.modified, deck_id))


def _model(notetype: Notetype, modified: int) -> _Model:
    model = _Model(
        notetype.id,
        notetype.name,
        fields=[{"name": field.name, "id": field.id} for field in notetype.fields],
        templates=[
            {"name": template.name, "id": template.id, "qfmt": template.question, "afmt": template.answer}
            for template in notetype.templates
        ],
        css=notetype.css,
        model_type=genanki.Model.CLOZE if notetype.cloze else genanki.Model.FRONT_BACK,
    )
    model.modified = modified
    return model


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
    models: Mapping[NotetypeName, _Model],
    deck_ids: Mapping[str, int],
    modified: Mapping[str, int],
) -> None:
    note_ids, card_ids = RowIds(), RowIds()
    note_rows, card_rows = [], []
    for note in notes:
        model, changed = models[note.notetype], modified[note.guid]
        fields = [note.fields.get(field["name"], "") for field in model.fields]
        id_ = note_ids.note(note.guid, changed)
        note_rows.append((id_, note.guid, model.model_id, changed, f" {' '.join(note.tags)} ", "\x1f".join(fields)))
        for ordinal in ordinals(model, fields):
            card = card_ids.card(id_, ordinal)
            card_rows.append((card, id_, deck_ids[note.deck], ordinal, changed, note.due))
    database.executemany(_NOTE, note_rows)
    database.executemany(_CARD, card_rows)


def ordinals(model: genanki.Model, fields: list[str]) -> list[int]:
    """Which cards a note has: the templates that show something, or its cloze numbers less one."""
    return sorted(card.ord for card in genanki.Note(model, fields).cards)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _without_version(database: bytes) -> bytes:
    """The file without the version of the SQLite that wrote it, so that all machines give the same bytes."""
    return database[:_SQLITE_VERSION_AT] + struct.pack(">I", 0) + database[_SQLITE_VERSION_AT + 4 :]
