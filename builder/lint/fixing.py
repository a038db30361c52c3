"""The ids of notes, written into the file."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from builder.model import Document, NoteSource

_LINE_END = re.compile(r"\r\n|\r|\n")
_BRACES = re.compile(r"\{(?=[ \t]*(?:\.[^\s\d]|[A-Za-z_][\w-]*=)[^{}]*\}[ \t#]*$)")
_CLOSING_HASHES = re.compile(r"[ \t]+#+[ \t]*$")
_UNDERLINE = re.compile(r"[ \t>]*(?:=+|-+)[ \t]*$")


def fixable(documents: Sequence[Document]) -> Iterator[tuple[Document, tuple[NoteSource, ...]]]:
    """Each file of an edition with those of its notes that have no id of their own and can be given one.

    A note whose made id another has is left out: which of them learners know is not ours to say.
    """
    taken = Counter(note.id.casefold() for document in documents for note in document.notes)
    for document in documents:
        yield document, tuple(n for n in document.notes if not n.explicit_id and taken[n.id.casefold()] == 1)


def fix(text: str, notes: Sequence[NoteSource]) -> str:
    """The text of a file with `{#id}` behind the questions of these notes; all else stays, line ends too."""
    lines = _LINE_END.split(text)
    ends = [*_LINE_END.findall(text), ""]
    for note in notes:
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
