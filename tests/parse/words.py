"""What becomes of the words of a Markdown file: seen by another reader, found on the cards, told to be on none.

    python tests/parse/words.py FILE…

prints for each file its notes, words, words that are told to be on no card, words that are lost without a word, errors
and warnings.
"""

import html
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "builder")]

import html5lib
from build_deck.errors import Level, Problem, ResourceError
from build_deck.model import Document, Fate, NoteSource, Output
from build_deck.parse import parse
from build_deck.render import RenderContext, render_note
from build_deck.syntax.elements import ELEMENTS
from build_deck.words.counting import words
from build_deck.words.taxonomy import language
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?=[ \t]*\S).*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_UNSEEN = re.compile(
    r"<!--.*?-->|<style\b.*?</style>|</?(?:"
    + "|".join(sorted(ELEMENTS | {"circle", "g", "line", "path", "rect", "text", "tspan"}, key=len, reverse=True))
    + r""")(?:\s(?:[^<>"']|"[^"]*"|'[^']*')*)?/?>""",
    re.DOTALL | re.IGNORECASE,
)
_NUMBER = re.compile(
    r"^\s*(?:(?:Q|Question|问题|题目?|问)?\.?\s*#?\(?(?:\d{1,6}\.)*\d{1,6}[.)、:：．]|(?:Q|Question|问题|问)[.:：]|第\d+题)\s*",
    re.IGNORECASE,
)
_PICTURE = r"[^()\[\]\n|]+\.(?:png|jpe?g|gif|svg|webp|bmp|mp3|mp4|webm|mov)"
_ADDRESSES = re.compile(
    rf"""!\[\[{_PICTURE}\s*(?:\\?\|\s*\d+(?:x\d+)?\s*)?(?:\\?\||\]\])|(?<=\])\({_PICTURE}(?:\s+=[\dx%]+)?(?:\s+["'][^"'\n]*["'])?\s*\)"""
    r"|\\label\{[^{}]*\}|^:[\w-]+:.*$",
    re.IGNORECASE | re.MULTILINE,
)
"""Where pictures are, how large, and what formulas are called: no words of the text."""
_CALLOUT = re.compile(r"^\[!\w[\w-]*\][+-]?")
_TASK = re.compile(r"^\[[ xX]\]\s")
_COUNTED = re.compile(r"[(（]\s*\d+[\s-]*\S+\s*[)）]\s*$")
_ATTRIBUTES = re.compile(r"\s*\{[#.\w][^{}]*\}\s*$")
_FENCE = re.compile(r"^\s*(?:`{3,}|~{3,}).*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Measure:
    """The words of one file."""

    document: Document
    written: int
    """Words that another reader sees."""
    silent: Counter[str]
    """Those that are on no card, in no label and in no message."""

    @property
    def lost(self) -> int:
        """How many are lost in silence: missing, and not among those that are told."""
        return max(0, self.silent.total() - self.document.lost)


def measure(text: str, path: str = "deck.md") -> Measure:
    """What becomes of the words of a text."""
    document = parse(text, path, resources=Anything())
    written = Counter(words(" ".join(_seen(text))))
    shown = Counter(words(" ".join(_shown(document))))
    return Measure(document, written.total(), written - shown)


class Anything:
    """Every picture is there, no snippet file is."""

    def snippet(self, name: str) -> tuple[str, str]:
        raise ResourceError(f"There is no snippet file `{name}`.", "Create it.")

    def media(self, src: str) -> str:
        return src

    def read(self, path: str) -> bytes:
        return path.encode("utf-8", "replace")


# ---- what another reader sees ----------------------------------------------------------------------------------------


def _seen(text: str) -> Iterator[str]:
    whole = unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n"))
    body = _ADDRESSES.sub(" ", _FRONT_MATTER.sub("", whole, count=1))
    reader = (
        MarkdownIt("commonmark")
        .use(dollarmath_plugin, allow_labels=False)
        .use(footnote_plugin, inline=False, move_to_end=False)
    )
    for previous, token in zip([None, *(tokens := reader.parse(body))], tokens, strict=False):
        if token.type == "inline":
            said = "".join(_inline(token.children or ()))
            said = _TASK.sub("", _CALLOUT.sub("", said))
            yield _heading(said) if previous and previous.type == "heading_open" else said
        elif token.type == "html_block":
            yield html.unescape(_FENCE.sub(" ", _UNSEEN.sub(" ", token.content)))
        elif token.type in {"fence", "code_block", "math_block"} and token.info.split()[:1] != ["mermaid"]:
            yield token.content


def _inline(tokens: "list[Token] | tuple[Token, ...]") -> Iterator[str]:
    for token in tokens:
        if token.type == "image":
            yield "".join(_inline(token.children or ()))
        elif token.type == "html_inline":
            yield _UNSEEN.sub(" " if token.content.lower().startswith(("<br", "<sup", "</sup")) else "", token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "
        elif token.type == "math_inline":
            yield f" {token.content} "
        else:
            yield token.content


def _heading(said: str) -> str:
    return _COUNTED.sub("", _NUMBER.sub("", _ATTRIBUTES.sub("", said), count=1))


# ---- what is on the cards --------------------------------------------------------------------------------------------


def _shown(document: Document) -> Iterator[str]:
    yield document.title or ""
    for note in document.notes:
        yield from _on_cards(note)
    for block in document.blocks:
        if block.fate in {Fate.LABEL, Fate.SETUP}:
            yield from document.lines[block.first - 1 : block.last]


def _on_cards(note: NoteSource) -> Iterator[str]:
    pinned = {index: Output(stdout=s.pin.text) for index, s in enumerate(note.snippets) if s.pin}
    rendered = render_note(note, pinned, None, RenderContext(Anything(), language(note.lang)))
    for field in rendered.fields.values():
        yield "".join(_text(html5lib.parseFragment(field, namespaceHTMLElements=False)))
    yield from (snippet.code for snippet in note.snippets if snippet.options.hide or snippet.pin)
    yield from (snippet.pin.text for snippet in note.snippets if snippet.pin)


def _text(element: Any) -> Iterator[str]:
    """What a browser shows of an element, pictures' descriptions included; blocks stand apart."""
    apart = " " if element.tag in _BLOCKS else ""
    yield f"{apart}{element.get('alt', '')}{(element.text or '') if isinstance(element.tag, str) else ''}"
    for child in element:
        yield from _text(child)
        yield child.tail or ""
    yield apart


_BLOCKS = {
    "sup",
    "p",
    "li",
    "td",
    "th",
    "br",
    "div",
    "pre",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "summary",
    "dt",
    "dd",
}


# ---- the table -------------------------------------------------------------------------------------------------------


def _row(path: Path) -> str:
    found = measure(path.read_text(encoding="utf-8", errors="replace"), path.name)
    problems = found.document.problems
    errors, warnings = _codes(problems, Level.ERROR), _codes(problems, Level.WARNING)
    counts = f"{len(found.document.notes):6} {found.written:7} {found.document.lost:7} {found.lost:7}"
    return f"{path.name[:40]:40} {counts}  {errors or '-'} | {warnings or '-'}"


def _codes(problems: tuple[Problem, ...], level: Level) -> str:
    counts = Counter(problem.code for problem in problems if problem.level is level)
    return ", ".join(f"{code} {count}" for code, count in sorted(counts.items()))


if __name__ == "__main__":
    print(f"{'file':40} {'notes':>6} {'words':>7} {'told':>7} {'silent':>7}  errors | warnings")
    for name in sys.argv[1:]:
        print(_row(Path(name)))
