"""The text of `deck.lock`: YAML in which every line stands for itself, so that merges by line are merges of locks."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from build_deck.errors import BuildDeckError, Location, Problem
from build_deck.lock.values import Entry, Lock, Name, Retired
from build_deck.model import NotetypeName
from build_deck.notetypes import NOTETYPES

FORMAT = 1
HEADER = """\
# deck.lock: what each note held when it last changed, and when. build-deck writes this file; commit it with the deck.
# Without it, learners' next import overwrites their own edits. After a merge keep the lines of both sides.
"""

_PLAIN_KEY = re.compile(r"[\w./-]+")
_ENTRY_KEY = re.compile(r"(?:note|notetype)/[^/]+/.*", re.DOTALL)
_NAME_KEY = re.compile(r"deck/[^/]+|section/[^/]+/.*", re.DOTALL)
_BARE = re.compile(r"[\w./-]+(?::[\w./-]+)*")
_LABEL = re.compile(r"[{,] *(\w+): *")
_UNPRINTABLE = re.compile("[^\t -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML wants escaped in a quoted string, line separators among it."""
_PLAIN_NOTE = re.compile(
    r"(?P<key>note/[\w.-]+/[\w./-]+): \{modified: (?P<modified>[\w:-]+), content: (?P<content>[\w-]+), "
    r'notetype: (?P<notetype>\w+), question: "(?P<question>[^"\\\x00-\x1f]*)"\}'
)
_NEVER = 32_503_680_000
"""The year 3000, in Unix seconds: what is dated later could not be dated forward."""
_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_DECODER = json.JSONDecoder()


def dump(lock: Lock) -> str:
    """The text of the file: sorted, one line a note."""
    lines = [HEADER.rstrip("\n"), f"format: {FORMAT}"]
    if lock.deck:
        lines.append(f"deck: {_quoted(lock.deck)}")
    lines += [f"{_key(key)}: {_quoted(name.text)}" for key, name in sorted(lock.names.items())]
    for key, entry in sorted(lock.entries.items()):
        values = ", ".join(f"{label}: {value}" for label, value in _values(entry))
        lines.append(f"{_key(key)}: {{{values}}}")
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else _quoted(key)


def _values(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "modified", _readable(entry.modified)
    yield "content", entry.content
    if entry.notetype:
        yield "notetype", entry.notetype
        yield "question", _quoted(entry.question)
    if entry.retired:
        yield "retired", "true"
        yield "deck", _quoted(entry.retired.deck)
        yield "tags", _quoted(entry.retired.tags)
        yield "fields", _quoted(dict(sorted(entry.retired.fields.items())))


def _quoted(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@lru_cache
def _readable(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(text: str, path: str = "deck.lock") -> Lock:
    """The lock that `dump` wrote, also after a merge or by hand.

    Raises BuildDeckError with every line that cannot be understood: conflict markers, a newer format, anything else.
    """
    entries: dict[str, Entry] = {}
    names: dict[str, Name] = {}
    deck = ""
    problems: list[Problem] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            if plain := _plain_note(line, number):
                entries[plain[0]] = max(entries.get(*plain), plain[1], key=lambda one: one.modified)
                continue
            key, values = _line(line)
            if key == "deck":
                deck = str(values)
            elif key == "format":
                problems.extend(_newer(values, Location(path, number)))
            elif _NAME_KEY.fullmatch(key):
                names.setdefault(key, Name(_named(values), number))
            else:
                entry = _entry(key, values, number)
                entries[key] = max(entries.get(key, entry), entry, key=lambda one: one.modified)
        except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError):
            problems.append(_unreadable(line, Location(path, number)))
    if problems:
        raise BuildDeckError(problems)
    return Lock(dict(sorted(entries.items())), deck, path, dict(sorted(names.items())))


def _plain_note(line: str, number: int) -> tuple[str, Entry] | None:
    """The key and the entry of a line as nearly all are, three times as fast as piece by piece; None for another."""
    found = _PLAIN_NOTE.fullmatch(line)
    if not found or found["notetype"] not in NOTETYPES:
        return None
    notetype = NotetypeName(found["notetype"])
    return found["key"], Entry(_seconds(found["modified"]), found["content"], notetype, found["question"], line=number)


@lru_cache
def _seconds(written: str) -> int:
    seconds = int(datetime.fromisoformat(written).timestamp())
    if not 0 <= seconds < _NEVER:
        raise ValueError(written)
    return seconds


def _line(line: str) -> tuple[str, object]:
    """The key and value of a line; ValueError where it has another form."""
    key, at = _value(line, 0)
    if line[at : at + 2] != ": ":
        raise ValueError(line)
    value, at = _flow(line, at + 2)
    if line[at:].strip():
        raise ValueError(line)
    return str(key), value


def _flow(line: str, at: int) -> tuple[object, int]:
    """A `{key: value, …}` whose values are JSON or bare words, or one such value, and where it ends."""
    if line[at] != "{":
        return _value(line, at)
    values: dict[str, object] = {}
    while line[at] in "{,":
        label = _LABEL.match(line, at)
        if not label:
            raise ValueError(line)
        values[label[1]], at = _value(line, label.end())
    if line[at] != "}":
        raise ValueError(line)
    return values, at + 1


def _value(line: str, at: int) -> tuple[object, int]:
    if line[at] in '"{[':
        value: tuple[object, int] = _DECODER.raw_decode(line, at)
        return value
    bare = _BARE.match(line, at)
    if not bare:
        raise ValueError(line)
    return bare[0], bare.end()


def _entry(key: str, values: object, number: int) -> Entry:
    if not _ENTRY_KEY.fullmatch(key) or not isinstance(values, dict):
        raise ValueError(key)
    notetype = values.get("notetype")
    if notetype and notetype not in NOTETYPES:
        raise ValueError(notetype)
    return Entry(
        modified=_seconds(values["modified"]),
        content=_text(values["content"]),
        notetype=NotetypeName(notetype) if notetype else None,
        question=_text(values.get("question", "")),
        retired=_retired(values) if values.get("retired") == "true" else None,
        line=number,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _named(value: object) -> str:
    """The name of a deck, of which two lines may stand after a merge; the first holds."""
    if not _text(value).strip():
        raise ValueError(value)
    return _text(value)


def _retired(values: Mapping[str, Any]) -> Retired:
    fields, deck, tags = values.get("fields", {}), values.get("deck", ""), values.get("tags", [])
    texts = [deck, *tags, *fields, *fields.values()] if isinstance(fields, dict) and isinstance(tags, list) else [None]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(values)
    return Retired(fields, deck, tuple(tags))


def _unreadable(line: str, location: Location) -> Problem:
    if line.startswith(_MARKERS):
        return Problem(
            "lock-conflict",
            location,
            "A merge left a conflict marker here.",
            "Delete the marker lines and keep the lines of both sides: of two lines for one note the newer counts.",
        )
    return Problem(
        "lock-line",
        location,
        "This line of the lock cannot be read.",
        "Restore it from git, or delete it: its note then counts as changed now.",
    )


def _newer(format_: object, location: Location) -> Iterator[Problem]:
    if int(str(format_)) > FORMAT:
        yield Problem("lock-newer", location, "A newer build-deck wrote this lock.", "Update build-deck.")
