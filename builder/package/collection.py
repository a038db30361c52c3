"""The SQLite file inside a package, written through genanki's schema and models.

genanki's own writer gives every row one timestamp, searches each field with a quadratic regular expression and writes
the deck JSON anew for each deck; here rows have their own `mod`, and each statement runs once.
"""

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from builder.model import Note, Notetype, NotetypeName
from builder.package.identity import deck_ids, row_ids

_NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, '', 0, 0, '')"
"""Anki computes the sort field and the checksum itself when it imports."""
_CARD = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"
_CLOZE = re.compile(r"\{\{c(\d+)::.+?\}\}", re.DOTALL)
_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.ASCII | re.IGNORECASE)
"""What counts as nothing in a field (rslib/src/template.rs, `field_is_empty`)."""
_CLOZE_FIELD = re.compile(r"\{\{cloze:([^}]+)\}\}")
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
    models = {name: model(notetypes[name], modified[name]) for name in NotetypeName if name in used}
    tables, create, indexes = APKG_SCHEMA.partition("CREATE INDEX")  # an index is faster made of rows than row by row
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(tables + APKG_COL)
        database.execute("UPDATE col SET models = ?", (_json({one["id"]: one for one in models.values()}),))
        _add_decks(database, {id_: _deck(id_, name, decks.get(name, "")) for name, id_ in homes.items()})
        _add_notes(database, notes, models, homes, modified)
        database.executescript(create + indexes)
        database.commit()
        return _without_version(database.serialize())


def model(notetype: Notetype, modified: int) -> Mapping[str, Any]:
    """A notetype as the collection stores it; `req` says which fields make which card."""
    made = genanki.Model(
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
    return dict(made.to_json(modified, None))


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
    models: Mapping[NotetypeName, Mapping[str, Any]],
    homes: Mapping[str, int],
    modified: Mapping[str, int],
) -> None:
    times = [modified[note.guid] for note in notes]
    note_ids, card_ids = row_ids(times), row_ids(times)
    note_rows: list[tuple[object, ...]] = []
    card_rows: list[tuple[object, ...]] = []
    for note, changed, id_ in zip(notes, times, note_ids, strict=False):
        model = models[note.notetype]
        fields = [note.fields.get(field["name"], "") for field in model["flds"]]
        note_rows.append((id_, note.guid, model["id"], changed, f" {' '.join(note.tags)} ", "\x1f".join(fields)))
        card_rows.extend(
            (next(card_ids), id_, homes[note.deck], ordinal, changed, note.due) for ordinal in ordinals(model, fields)
        )
    database.executemany(_NOTE, note_rows)
    database.executemany(_CARD, card_rows)


def ordinals(model: Mapping[str, Any], fields: Sequence[str]) -> list[int]:
    """Which cards a note has: the templates that show something of it, or its cloze numbers less one."""
    if model["type"] == genanki.Model.CLOZE:
        names = set(_CLOZE_FIELD.findall(model["tmpls"][0]["qfmt"]))
        text = "\n".join(text for field, text in zip(model["flds"], fields, strict=True) if field["name"] in names)
        return sorted({int(number) - 1 for number in _CLOZE.findall(text)} - {-1})
    kinds = {"any": any, "all": all}
    said = [not _EMPTY.fullmatch(text) for text in fields]
    return [template for template, kind, needed in model["req"] if kinds[kind](said[field] for field in needed)]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _without_version(database: bytes) -> bytes:
    """The file without the version of the SQLite that wrote it, so that all machines give the same bytes."""
    whole = memoryview(database)
    return b"".join((whole[:_SQLITE_VERSION_AT], bytes(4), whole[_SQLITE_VERSION_AT + 4 :]))
