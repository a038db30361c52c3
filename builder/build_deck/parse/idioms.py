"""What other tools write in text and code, found by the patterns of `foreign.yaml`; and their callouts, read."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from markdown_it.token import Token

from build_deck.messages import quoted
from build_deck.parse import foreign
from build_deck.parse.page import Page

_CALLOUT = re.compile(r"\[!(?P<kind>[A-Za-z][\w-]{0,30})\](?P<fold>[+-]?)[ \t]*(?P<title>[^\n]*)(?P<rest>\n|$)")
_MAY_BE = re.compile(r"[\[\]{}%:!?\\=<>@.-]")


def callouts(tokens: Sequence[Token]) -> None:
    """A quote that begins `[!note] Title` begins with its title in bold, or with the word for what it is."""
    for quote, _, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        match = _CALLOUT.match(inline.content) if quote.type == "blockquote_open" and inline.type == "inline" else None
        if match:
            title = match["title"].strip() or match["kind"].capitalize()
            rest = inline.content[match.end() :]
            inline.content = f"**{title}**" + (f"\\\n{rest}" if rest else "")


def check(tokens: Iterable[Token], page: Page) -> None:
    """What another tool would read and this one shows as it stands is noted, each kind once a paragraph."""
    for token in tokens:
        if token.type == "inline":
            texts = (child.content for child in token.children or () if child.type == "text")
            _note(token, _found("text", texts), page)
            _note(token, _found("lines", [token.content]), page)
        elif token.type in {"fence", "code_block"}:
            _note(token, _found("code", [token.content]), page)


def _found(table: str, texts: Iterable[str]) -> Iterator[tuple[str, foreign.Idiom]]:
    """The first place of each kind in the texts."""
    pattern, rows = _pattern(table)
    seen: set[int] = set()
    for text in texts:
        for match in pattern.finditer(text) if _MAY_BE.search(text) else ():
            index = int((match.lastgroup or "_0")[1:])
            if index not in seen:
                seen.add(index)
                yield match[0], rows[index]


@cache
def _pattern(table: str) -> tuple[re.Pattern[str], Sequence[foreign.Idiom]]:
    rows = foreign.idioms(table)
    return re.compile("|".join(f"(?P<_{i}>{row.pattern})" for i, row in enumerate(rows)), re.MULTILINE), rows


def _note(token: Token, found: Iterable[tuple[str, foreign.Idiom]], page: Page) -> None:
    for written, idiom in found:
        place = page.find(token, written.split("\n", 1)[0])
        page.warning("foreign-syntax", place, f"{quoted(written.strip())} {idiom.means}.", idiom.write)
