"""Fences that end too early or too late, seen by what is in them and behind them."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it.token import Token

from builder import taxonomy
from builder.errors import Level, Location, Problem
from builder.lint.context import LintContext
from builder.model import Document, NoteSource, Snippet

_LABEL = re.compile(
    r"[ \t>]*(?:\*\*|__)(?P<word>[^\W\d_][^*_:：\n]{0,39}?)\s?(?:[:：]\s?(?:\*\*|__)|(?:\*\*|__)\s?[:：])(?P<value>.*)"
)
_OPENER = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*\{?\.?[A-Za-z]")
_MARKDOWN = {"", "markdown", "md", "mdx", "rst", "text", "html", "output"}
_TRIPLE_QUOTES = ('"""', "'''")


def check(documents: Sequence[Document], _: LintContext) -> Iterator[Problem]:
    """A problem for each fence that is not Python and holds both labels and the opening of another fence."""
    for document in documents:
        for note in document.notes:
            for token in _fences(note):
                snippet = note.snippets[token.meta["snippet"]]
                lines = token.content.split("\n")
                label = _label_line(lines, note.lang)
                if snippet.runs or snippet.language in _MARKDOWN or label is None:
                    continue
                if any(_OPENER.match(line) for line in lines):
                    yield _labels_in_fence(snippet, label, lines[label], Level.WARNING)


def swallowed_by(snippet: Snippet, note: NoteSource, error: SyntaxError) -> Problem | None:
    """What is wrong with the fence of a snippet that does not parse, where the fence is to blame and not its Python."""
    token = next((t for t in _fences(note) if note.snippets[t.meta["snippet"]] is snippet), None)
    if token is None or snippet.options.file:
        return None
    if "triple-quoted" in error.msg and _goes_on(token, note):
        return _closed_in_string(snippet, token, error)
    lines = token.content.split("\n")
    label = _label_line(lines, note.lang)
    return None if label is None else _labels_in_fence(snippet, label, lines[label], Level.ERROR)


def _fences(note: NoteSource) -> Iterator[Token]:
    return (t for t in (*note.front, *note.back) if t.type == "fence" and "snippet" in t.meta)


def _goes_on(token: Token, note: NoteSource) -> bool:
    """Whether the string's other end stands in what follows the fence: then the fence, not the string, is cut short."""
    tokens = [*note.front, *note.back]
    index = next(i for i, t in enumerate(tokens) if t is token)
    return any(quotes in t.content for t in tokens[index + 1 :] for quotes in _TRIPLE_QUOTES)


def _closed_in_string(snippet: Snippet, token: Token, error: SyntaxError) -> Problem:
    closing = token.map[1] if token.map else 0
    string = snippet.origin.line + (error.lineno or 1) - 1
    mark = token.markup[0]
    count = {"`": "backticks", "~": "tildes"}.get(mark, "marks")
    what = f"The {token.markup} on line {closing} closes this fence inside the string that begins on line {string}."
    remedy = f"Open and close the fence with {_NUMBERS.get(len(token.markup) + 1, len(token.markup) + 1)} {count}."
    return Problem("fence-closed-in-string", Location(snippet.location.path, closing, 1), what, remedy)


_NUMBERS = {4: "four", 5: "five", 6: "six"}


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


def _labels_in_fence(snippet: Snippet, index: int, line: str, level: Level) -> Problem:
    location = Location(snippet.origin.path, snippet.origin.line + index, snippet.origin.column)
    what = f"The fence that opens on line {snippet.location.line} swallows the label `{line.strip()[:60]}`."
    return Problem("labels-in-fence", location, what, "Close the fence above it.", level)
