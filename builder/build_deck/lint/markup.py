"""Markup that does on a card something else than its author sees elsewhere."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from build_deck.errors import Location
from build_deck.lint.rule import Found, LintContext
from build_deck.messages import counted, quoted
from build_deck.model import Document, NoteSource
from build_deck.notetypes import NOTETYPES

if TYPE_CHECKING:
    from markdown_it.token import Token

_HREF = re.compile(r"""<a\s[^>]*?href\s*=\s*["']?(#[^"'\s>]*)""", re.IGNORECASE)
_NEARLY_GAP = re.compile(r"\{\{c\d+::?")
_DELIMITERS = re.compile(r"[ \t]*\|?[ \t:|+=-]*-[ \t:|+=-]*\|?[ \t]*")
_CELLS = re.compile(r"(?<!\\)\|")
_FEW = 2
"""Lines that begin and end with `|` and are no table by chance."""


def dead_links(note: NoteSource, _: LintContext) -> Iterator[Found]:
    """One for each link to a place of the page, which no card has."""
    for inline in _inlines(note):
        for child in inline.children or ():
            if child.type == "link_open":
                target = str(child.attrs.get("href", ""))
            elif child.type == "html_inline" and (match := _HREF.match(child.content)):
                target = match[1]
            else:
                continue
            if target.startswith("#"):
                what = f"The link to {quoted(target)} leads nowhere: a card holds one note, and no such place."
                yield Found(_place(note, inline), what, "Write the words without a link, or link to a web address.")


def nearly_gaps(note: NoteSource, _: LintContext) -> Iterator[Found]:
    """One for each `{{c1::` that is not read as a gap, and so shown as it is."""
    for inline in _inlines(note):
        texts = (child.content for child in inline.children or () if child.type == "text")
        if match := next(filter(None, map(_NEARLY_GAP.search, texts)), None):
            what = f"{quoted(match[0])} begins no gap; it is shown as it is."
            remedy = "Write {{c1::words}} with two colons and two braces, or put it in backticks if it is code."
            yield Found(_place(note, inline), what, remedy)


def unmarked_cloze(document: Document) -> Iterator[Found]:
    """One for each note that is a cloze note only because `{{c1::…}}` stands in it."""
    for note in document.notes:
        notetype = NOTETYPES[note.kind]
        if not notetype.cloze or any(snippet.options.cloze for snippet in note.snippets):
            continue
        heading = document.lines[note.location.line - 1 : note.location.line + 1]
        if heading and not any(f".{notetype.mark}" in line.casefold() for line in heading):
            inline = next((t for t in _inlines(note) if any(c.type == "cloze_open" for c in t.children or ())), None)
            what = "`{{c1::…}}` makes a fill-in card of this question, which is not marked so."
            remedy = f"Add {{.{notetype.mark}}} to the question if that is meant; put it in backticks if it is code."
            yield Found(_place(note, inline) if inline else note.location, what, remedy)


def broken_tables(note: NoteSource, _: LintContext) -> Iterator[Found]:
    """One for each paragraph that looks like a table and is none."""
    for token in (*note.front, *note.back):
        if token.type != "inline" or "|" not in token.content:
            continue
        lines = token.content.split("\n")
        for index, (header, below) in enumerate(pairwise(lines)):
            if why := _table_fault(header, below):
                start = token.map[0] + 1 if token.map else note.location.line
                yield Found(Location(note.location.path, start + index + 1), f"This is no table: {why}", _TABLE)
                break


_TABLE = "Write a row such as |---|---| under the header, with as many cells as it has."


def _table_fault(header: str, below: str) -> str:
    """What keeps two lines from being the beginning of a table, as a sentence; empty where they are not meant to be."""
    if "|" not in header:
        return ""
    if _DELIMITERS.fullmatch(below) and "|" in below:
        cells, wanted = _count(below), _count(header)
        if cells != wanted:
            return f"the row under its header has {counted(cells, 'cell')}, and the header {wanted}."
        return "the row under its header may hold only dashes and colons, with | between them."
    both = [line.strip() for line in (header, below)]
    framed = all(len(line) > _FEW and line.startswith("|") and line.endswith("|") for line in both)
    return "the row of dashes under its header is missing." if framed else ""


def _count(line: str) -> int:
    """The cells of a table's row."""
    return len(_CELLS.split(line.strip().removeprefix("|").removesuffix("|")))


def underlined(note: NoteSource, _: LintContext) -> Iterator[Found]:
    """One for each `---` right under one line of text: here it is a rule across the card, elsewhere a heading."""
    tokens = (*note.front, *note.back)
    for text, close, token in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.type != "hr" or close.type != "paragraph_close" or not token.map:
            continue
        if text.map and text.map[1] == token.map[0] and text.map[1] - text.map[0] == 1:
            shown = quoted(text.content, 40)
            what = f"`---` right under {shown} is a line across the card here; elsewhere it makes a heading."
            remedy = "Put an empty line above it, or begin the text with ## and remove the dashes."
            yield Found(Location(note.location.path, token.map[0] + 1), what, remedy)


def _inlines(note: NoteSource) -> "Iterator[Token]":
    tokens = (*note.title, *note.front, *note.back, *note.source, *note.hint)
    return (token for token in tokens if token.type == "inline")


def _place(note: NoteSource, inline: "Token") -> Location:
    """Where a block of the note begins."""
    return Location(note.location.path, inline.map[0] + 1) if inline.map else note.location
