"""What of a note and a notetype decides whether it changed."""

import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from build_deck.model import Notetype, NotetypeName

_CLOZE = re.compile(r"\{\{c(\d+)::.*?\}\}", re.DOTALL)
_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand for a cloze's braces while entities become characters, some of them braces that open no cloze."""
_TAG = re.compile(r"<[^>]*>")
NOTHING = "0" * 12
"""The hash of what is empty, which says nothing of two notes that share it."""
_ADDRESS = ("Id", "Link")
"""Fields that say where a note is from, not what it says."""
_LONGEST_QUESTION = 100
"""Characters: enough to know a note by."""


class Said(Protocol):
    """A note, as far as it says something."""

    @property
    def notetype(self) -> NotetypeName:
        """Which it is of."""

    @property
    def fields(self) -> Mapping[str, str]:
        """By name."""

    @property
    def tags(self) -> Sequence[str]:
        """All of them."""


def of_note(note: Said, notetype: Notetype) -> str:
    """Hashes of the question, of what is said besides, and of what the note belongs to; equal when nothing changed.

    The parts are told apart so that a note whose id changed is known again by its question or by its answer.
    """
    first = notetype.fields[0].name
    fields = sorted((name, text) for name, text in note.fields.items() if text and name != first)
    said = [pair for pair in fields if pair[0] not in _ADDRESS]
    belongs = [note.notetype, sorted(set(note.tags)), [pair for pair in fields if pair[0] in _ADDRESS]]
    return "-".join((_hash(note.fields.get(first, "")), _hash(said), _hash(belongs)))


def of_notetype(notetype: Notetype) -> str:
    """Hashes of what the notetype is (fields, templates) and of how it looks (names, templates' text, CSS)."""
    looks = [
        notetype.name,
        [(field.name, field.collapsed) for field in notetype.fields],
        [(template.name, template.question, template.answer) for template in notetype.templates],
        notetype.css,
    ]
    return f"{identity_of(notetype)}-{_hash(looks)}"


def identity_of(notetype: Notetype) -> str:
    """The hash of what the notetype is to Anki, which goes by ids: names may change."""
    identity = [
        notetype.id,
        notetype.cloze,
        [field.id for field in notetype.fields],
        [template.id for template in notetype.templates],
    ]
    return _hash(identity)


def question(note: Said, notetype: Notetype) -> str:
    """The question as short plain text; of a cloze note all clozes stay, empty, so that its cards can be kept."""
    text = note.fields.get(notetype.fields[0].name, "")
    if not notetype.cloze:
        return _short(_plain(text))
    emptied = _plain(_CLOZE.sub(lambda found: f"{_OPEN}c{found[1]}::…{_CLOSE}", text))
    short = _short(emptied.replace("{{", "{ {").replace(_OPEN, "{{").replace(_CLOSE, "}}"))
    kept = set(_CLOZE.findall(short))
    everywhere = _CLOZE.findall("".join(note.fields.values()))
    lost = sorted({int(number) for number in everywhere if number not in kept})
    return " ".join([short, *(f"{{{{c{number}::…}}}}" for number in lost)])


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUESTION else f"{text[: _LONGEST_QUESTION - 1]}…"


def _hash(value: object) -> str:
    if not value:
        return NOTHING
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
