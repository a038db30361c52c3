"""The ids of notes, written into the file."""

import re
from collections.abc import Mapping
from dataclasses import replace

from build_deck.errors import Location
from build_deck.model import Document, NoteId, NoteSource

_LINE_END = re.compile(r"\r\n|\r|\n")
_BRACES = re.compile(r"\{(?=[ \t]*(?:\.[^\s\d]|[A-Za-z_][\w-]*=)[^{}]*\}[ \t#]*$)")
_CLOSING_HASHES = re.compile(r"[ \t]+#+[ \t]*$")
_TITLE = re.compile(r"title[ \t]*:[^\n]*?(?P<end>[\"']?[ \t]*)$")
"""The line of the front matter that asks what a file without headings answers, and where its text ends."""
_UNDERLINE = re.compile(r"[ \t>]*(?:=+|-+)[ \t]*$")


def fix(text: str, given: Mapping[Location, NoteId]) -> str:
    """The text of a file with `{#id}` behind the questions at these places; all else stays, line ends too."""
    lines = _LINE_END.split(text)
    ends = [*_LINE_END.findall(text), ""]
    for place, note_id in given.items():
        index = _last_line_of_heading(lines, place)
        lines[index] = _with_id(lines[index], note_id)
    return "".join(line + end for line, end in zip(lines, ends, strict=True))


def differs(before: Document, after: Document, given: Mapping[Location, NoteId]) -> Location | None:
    """The first question that reads otherwise than before but for the id that it was given; None where none does."""
    here = Location(before.path)
    if len(before.notes) != len(after.notes) or before.question_level != after.question_level:
        return here
    for old, new in zip(before.notes, after.notes, strict=True):
        wanted = given.get(old.location)
        named = replace(old, id=wanted, explicit_id=True) if wanted else old
        if _said(named) != _said(new):
            return old.location
    return None if before.title == after.title else here


def _said(note: NoteSource) -> NoteSource:
    """The note by itself: sections are numbered through the edition."""
    return replace(note, section=note.section and replace(note.section, index=0))


def _last_line_of_heading(lines: list[str], place: Location) -> int:
    """The index of the line that ends the heading: its only one, or the last above an underline."""
    index = place.line - 1
    if lines[index].removeprefix("\ufeff")[place.column - 1 :].startswith("#") or _TITLE.match(lines[index]):
        return index
    while index + 1 < len(lines) and not _UNDERLINE.match(lines[index + 1]):
        index += 1
    return index


def _with_id(line: str, note_id: str) -> str:
    if braces := _BRACES.search(line):
        return f"{line[: braces.end()]}#{note_id} {line[braces.end() :].lstrip()}"
    closing, title = _CLOSING_HASHES.search(line), _TITLE.match(line)
    end = title.start("end") if title else closing.start() if closing else len(line.rstrip())
    return f"{line[:end]} {{#{note_id}}}{line[end:]}"
