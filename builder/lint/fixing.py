"""The ids of notes, written into the file."""

import re
from collections import Counter

from builder.model import Document, NoteSource

_LINE_END = re.compile(r"\r\n|\r|\n")
_BRACES = re.compile(r"\{(?=[ \t]*(?:\.[^\s\d]|[A-Za-z_][\w-]*=)[^{}]*\}[ \t#]*$)")
_CLOSING_HASHES = re.compile(r"[ \t]+#+[ \t]*$")
_UNDERLINE = re.compile(r"[ \t>]*(?:=+|-+)[ \t]*$")


def fix(text: str, document: Document) -> str:
    """The text of the document's file with `{#id}` behind every question that had none; all else stays, line ends too.

    A note whose id is taken by another is left alone: which of them learners know is not ours to say.
    """
    lines = _LINE_END.split(text)
    ends = [*_LINE_END.findall(text), ""]
    taken = Counter(note.id.casefold() for note in document.notes)
    for note in document.notes:
        if not note.explicit_id and taken[note.id.casefold()] == 1:
            index = _last_line_of_heading(lines, note)
            lines[index] = _with_id(lines[index], note.id)
    return "".join(line + end for line, end in zip(lines, ends, strict=True))


def _last_line_of_heading(lines: list[str], note: NoteSource) -> int:
    """The index of the line that ends the heading: its only one, or the last above an underline."""
    index = note.location.line - 1
    if lines[index].removeprefix("\ufeff")[note.location.column - 1 :].startswith("#"):
        return index
    while index + 1 < len(lines) and not _UNDERLINE.match(lines[index + 1]):
        index += 1
    return index


def _with_id(line: str, note_id: str) -> str:
    if braces := _BRACES.search(line):
        return f"{line[: braces.end()]}#{note_id} {line[braces.end() :].lstrip()}"
    closing = _CLOSING_HASHES.search(line)
    end = closing.start() if closing else len(line.rstrip())
    return f"{line[:end]} {{#{note_id}}}{line[end:]}"
