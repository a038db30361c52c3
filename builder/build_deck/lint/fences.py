"""Fences that end too early or too late, seen by what is in them and behind them."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from build_deck.errors import Location
from build_deck.lint.rule import Found, LintContext
from build_deck.model import NoteSource, Snippet
from build_deck.words import taxonomy

if TYPE_CHECKING:
    from markdown_it.token import Token

_LABEL = re.compile(
    r"[ \t>]*(?:\*\*|__)(?P<word>[^\W\d_][^*_:：\n]{0,39}?)\s?(?:[:：]\s?(?:\*\*|__)|(?:\*\*|__)\s?[:：])(?P<value>.*)"
)
_OPENER = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*\{?\.?[A-Za-z]")
_MARKDOWN = {"", "markdown", "md", "mdx", "rst", "text", "html", "output"}


def labels_inside(note: NoteSource, _: LintContext) -> Iterator[Found]:
    """One for each fence that does not run and holds both labels and the opening of another fence."""
    for token in _fences(note):
        snippet = note.snippets[token.meta["snippet"]]
        lines = token.content.split("\n")
        label = _label_line(lines, note.lang)
        if snippet.runs or snippet.language in _MARKDOWN or label is None:
            continue
        if any(_OPENER.match(line) for line in lines):
            yield _labels_in_fence(snippet, label, lines[label])


def labels_swallowed(snippet: Snippet, note: NoteSource) -> Found | None:
    """What is wrong with a fence whose code does not parse because it holds labels of the note."""
    token = fence_of(snippet, note)
    lines = token.content.split("\n") if token else []
    label = _label_line(lines, note.lang)
    return None if label is None else _labels_in_fence(snippet, label, lines[label])


def fence_of(snippet: Snippet, note: NoteSource) -> "Token | None":
    """The fence that holds a snippet's code; None for one that shows a file."""
    if snippet.options.file:
        return None
    return next((t for t in _fences(note) if note.snippets[t.meta["snippet"]] is snippet), None)


def _fences(note: NoteSource) -> "Iterator[Token]":
    return (t for t in (*note.front, *note.back) if t.type == "fence" and "snippet" in t.meta)


def _label_line(lines: Sequence[str], lang: str) -> int | None:
    """The index of the first line that is a label with a value it can have."""
    return next(
        (index for index, line in enumerate(lines) if "*" in line or "__" in line if _is_label(line, lang)), None
    )


@cache
def _is_label(line: str, lang: str) -> bool:
    match = _LABEL.match(line[:200])
    label = taxonomy.label(match["word"], lang) if match else None
    if match is None or label is None:
        return False
    if label in {taxonomy.Label.RARITY, taxonomy.Label.DIFFICULTY}:
        first = re.split(r"[*_|]{2,}|\s{2,}", match["value"].strip())[0]
        return taxonomy.canonical(first, lang) is not None
    return label in {taxonomy.Label.ANSWER, taxonomy.Label.SOURCE}


def _labels_in_fence(snippet: Snippet, index: int, line: str) -> Found:
    location = Location(snippet.origin.path, snippet.origin.line + index, snippet.origin.column)
    what = f"The fence that opens on line {snippet.location.line} swallows the label `{line.strip()[:60]}`."
    return Found(location, what, "Close the fence above it.")
