"""Highlighted code, line by line."""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from build_deck.render.lexing import quickened
from build_deck.render.text import escape, guard
from build_deck.syntax.highlighting import is_coloured

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

CLASSES = {
    "Comment": "c",
    "Comment.Preproc": "cp",
    "Keyword": "k",
    "Keyword.Constant": "kc",
    "Operator": "o",
    "Operator.Word": "ow",
    "Literal.Number": "m",
    "Literal.String": "s",
    "Literal.String.Doc": "sd",
    "Literal.String.Escape": "se",
    "Literal.String.Interpol": "si",
    "Name.Attribute": "na",
    "Name.Builtin": "nb",
    "Name.Builtin.Pseudo": "bp",
    "Name.Class": "nc",
    "Name.Decorator": "nd",
    "Name.Exception": "ne",
    "Name.Function": "nf",
    "Name.Tag": "nt",
    "Name.Variable": "nv",
    "Error": "err",
    "Generic.Deleted": "gd",
    "Generic.Emph": "ge",
    "Generic.Error": "gr",
    "Generic.Heading": "gh",
    "Generic.Inserted": "gi",
    "Generic.Output": "go",
    "Generic.Prompt": "gp",
    "Generic.Strong": "gs",
    "Generic.Traceback": "gt",
}
"""Pygments token type to its CSS class; a type that is not here is shown as its nearest ancestor, or plainly."""


def highlight(code: str, language: str, *, cloze: bool) -> list[str]:
    """The code's lines as HTML with Pygments' short classes, guarded; an unknown language is shown plainly."""
    lines: list[list[str]] = [[]]
    for name, value in _merged(_tokens(code, language)):
        first, *others = value.split("\n") if "\n" in value else (value,)
        if first:
            lines[-1].append(_span(name, first, cloze=cloze))
        lines += [[_span(name, part, cloze=cloze)] if part else [] for part in others]
    return ["".join(line) for line in lines]


@lru_cache(maxsize=8192)
def _span(name: str, text: str, *, cloze: bool) -> str:
    markup = guard(escape(text), cloze=cloze, verbatim=True)
    return f'<span class="{name}">{markup}</span>' if name else markup


def _merged(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The tokens with neighbours of one class joined: smaller fields, and no mark of Anki's split unseen."""
    merged: list[tuple[str, str]] = []
    for name, value in tokens:
        if merged and merged[-1][0] == name:
            merged[-1] = (name, merged[-1][1] + value)
        else:
            merged.append((name, value))
    return merged


def _tokens(code: str, language: str) -> list[tuple[str, str]]:
    """Classes and the texts that have them; joined, the texts are the code, whatever a lexer makes of it."""
    lexer = _lexer(language or "text") if is_coloured(code) else None
    if lexer is None:
        return [("", code)]
    # Lexers of consoles keep their last line back, and others call it an error, unless it has an end.
    found = _taken(lexer.get_tokens(f"{code}\n"), len(code) + 1)
    if "".join(value for _, value in found) != f"{code}\n":
        return [("", code)]
    found[-1] = (found[-1][0], found[-1][1].removesuffix("\n"))
    return found


def _taken(tokens: "Iterable[tuple[_TokenType, str]]", length: int) -> list[tuple[str, str]]:
    """Class and text of each token, up to `length` characters: some lexers never end."""
    found: list[tuple[str, str]] = []
    for kind, value in tokens:
        length -= len(value) or 1
        if value:
            # Half of a line's operators are the dots of its names; plain, they read better, fields are an eighth less.
            found.append(("" if value == "." else _NAMES[kind], value))
        if length < 0:
            break
    return found


class _Names(dict["_TokenType", str]):
    """CSS classes by type: `Token.Literal.Number.Integer` has that of its nearest ancestor that has one."""

    def __missing__(self, kind: "_TokenType") -> str:
        parts = str(kind).split(".")[1:]
        ancestors = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        return self.setdefault(kind, next((CLASSES[name] for name in ancestors if name in CLASSES), ""))


_NAMES = _Names()


@cache
def _lexer(language: str) -> "Lexer | None":
    """What reads a language, made once: to find one by its name takes as long as to read ten lines."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return quickened(get_lexer_by_name(language, stripnl=False, ensurenl=False))
    except ClassNotFound:
        return None
