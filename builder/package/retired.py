"""Notes that their source no longer has: what the last package said of them, and what this one does."""

import html
import io
import json
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing

from builder.errors import Location
from builder.lock import Entry, Lock, Retired
from builder.model import Note, NoteId, Notetype, NotetypeName
from builder.package import cards
from builder.package.identity import guid

TAG = "retired"
NOTICE = "This question is no longer part of the deck. You may delete it."
_REPLACEMENT = re.compile(r"\{\{(?:[^{}]*:)?([^{}#^/:]+)\}\}")
_PICTURE = re.compile(r"<img\b[^>]*>")
_ALT = re.compile(r"""\balt=(?:"([^"]*)"|'([^']*)')""")
_SOUND = re.compile(r"\[sound:[^\]]*\]")


def retired(  # noqa: PLR0913  # each says something else of the same few notes
    lock: Lock,
    edition: str,
    *,
    deck: str,
    notetypes: Mapping[NotetypeName, Notetype],
    first_due: int,
    notice: str = NOTICE,
) -> tuple[Note, ...]:
    """The edition's retired notes, to be packed behind all others: tagged, and with `notice` above their answer.

    `deck` is the edition's deck, for those whose own is not known.
    """
    entries = sorted((id_, entry) for id_, entry in lock.notes(edition).items() if entry.retired)
    return tuple(
        Note(
            id=id_,
            guid=guid(lock.deck, edition, id_),
            notetype=name,
            fields=_fields(entry, kept, notetypes[name], notice),
            tags=tuple(sorted({*kept.tags, TAG})),
            deck=kept.deck or deck,
            due=first_due + place,
            media=(),
            location=Location(lock.path, entry.line),
        )
        for place, (id_, entry) in enumerate(entries)
        if (kept := entry.retired) and (name := entry.notetype)
    )


def _fields(entry: Entry, kept: Retired, notetype: Notetype, notice: str) -> Mapping[str, str]:
    known = {field.name for field in notetype.fields}
    said = {name: text for name, text in kept.fields.items() if name in known}
    fields = said if said.get(notetype.fields[0].name) else _question(entry.question, notetype)
    line = f'<p class="bd-retired">{html.escape(notice, quote=False)}</p>'
    return {**fields, **{name: line + fields.get(name, "") for name in answers(notetype)}}


def _question(question: str, notetype: Notetype) -> Mapping[str, str]:
    """The fields of a note of which only the question is known, with as many clozes as it had."""
    first = notetype.fields[0].name
    text = html.escape(question, quote=False).replace("[", "&#91;")
    clozed = cards.cloze_fields(notetype)
    if not clozed or first in clozed:
        return {first: text}
    clozes = " ".join(found[0] for found in cards.CLOZE.finditer(text))
    return {first: cards.CLOZE.sub("", text).strip() or "…", clozed[0]: clozes}


def answers(notetype: Notetype) -> list[str]:
    """For each template the first field that only an answer shows."""
    asked = {name for template in notetype.templates for name in _REPLACEMENT.findall(template.question)}
    shown = [set(_REPLACEMENT.findall(template.answer)) - asked for template in notetype.templates]
    firsts = (next((field.name for field in notetype.fields if field.name in names), None) for names in shown)
    return list(dict.fromkeys(name for name in firsts if name))


def last(package: bytes, deck_id: str, edition: str) -> Callable[[NoteId], Retired | None]:
    """What tells a note's content in an earlier package of the edition, as `advance` wants it, else nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            notes = _notes(archive.read("collection.anki2"))
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, sqlite3.Error):
        notes = {}
    return lambda note: notes.get(guid(deck_id, edition, note))


def _notes(collection: bytes) -> Mapping[str, Retired]:
    """By guid."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(collection)
        models, decks = (json.loads(text) for text in database.execute("SELECT models, decks FROM col").fetchone())
        rows = database.execute(
            "SELECT guid, mid, tags, flds, min(did) FROM notes JOIN cards ON nid = notes.id GROUP BY notes.id"
        ).fetchall()
    return {
        guid_: Retired(
            {
                field["name"]: _without_media(text)
                for field, text in zip(models[str(mid)]["flds"], fields.split("\x1f"), strict=True)
                if text
            },
            decks[str(did)]["name"],
            tuple(tags.split()),
        )
        for guid_, mid, tags, fields, did in rows
    }


def _without_media(field: str) -> str:
    """A field whose pictures are their descriptions, since a retired note's files are no longer packed."""
    return _SOUND.sub("", _PICTURE.sub(_description, field))


def _description(picture: re.Match[str]) -> str:
    alt = _ALT.search(picture[0])
    return f"({alt[1] or alt[2]})" if alt and (alt[1] or alt[2]) else ""
