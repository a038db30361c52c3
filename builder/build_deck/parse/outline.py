"""The headings and blocks of a file in their order.

Headings count at the top level of the file and as the first thing in an item of a top-level list
(`10. ### What are props?`, with the answer indented under it). A `###` in a fence or a quote is no heading of ours.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it.token import Token

from build_deck.words import taxonomy
from build_deck.words.taxonomy import Language


@dataclass(slots=True)
class Heading:
    """A heading that may give the file its structure."""

    level: int
    token: Token
    """The heading_open."""
    inline: Token
    number: int | None
    """From its text or from the list item that it stands in."""
    counted: bool
    """Whether it begins like a question: with a number, or with `Q:`."""
    asked: bool
    """Whether a word for a question stands before its number."""
    text: str
    """Its source without the number; attributes are still in it."""


Flow = Sequence[tuple["Heading | None", list[Token]]]
"""Each block at the outermost level, with the heading that it is, if it is one that may give structure."""


def announced(language: Language) -> re.Pattern[str]:
    """What ends a section title such as `Theory (5 Questions)`; group 1 is the number."""
    return _announced(language.tag)


def groups(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The blocks at the outermost level, each with all that is inside it."""
    depth, group = 0, []
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []


def flow(tokens: Sequence[Token], language: Language) -> Iterator[tuple[Heading | None, list[Token]]]:
    """The blocks of a file in their order; a list of questions comes item by item."""
    for group in groups(tokens):
        if group[0].type == "heading_open":
            yield _heading(group, None, language), group
        elif group[0].type in {"ordered_list_open", "bullet_list_open"}:
            yield from _list_flow(group, language)
        else:
            yield None, group


def _list_flow(group: list[Token], language: Language) -> Iterator[tuple[Heading | None, list[Token]]]:
    """A list as it is, or its items one by one where one of them begins with a heading."""
    items = list(groups(group[1:-1]))
    if not any(len(item) > 1 and item[1].type == "heading_open" for item in items):
        yield None, group
        return
    for item in items:
        if item[1].type != "heading_open":
            yield None, [group[0].copy(), *item, group[-1].copy()]
            continue
        inner = [_outdented(token) for token in item[1:-1]]
        number = int(item[0].info) if item[0].info.isdigit() else None
        for index, block in enumerate(groups(inner)):
            is_heading = block[0].type == "heading_open"
            yield (_heading(block, None if index else number, language) if is_heading else None), block


def _outdented(token: Token) -> Token:
    token.level -= 2
    if token.level == 0 and token.type.startswith("paragraph"):
        token.hidden = False
    return token


def _heading(group: list[Token], number: int | None, language: Language) -> Heading:
    inline = group[1]
    match = _beginning(language.tag).match(inline.content)
    text = inline.content
    if match:
        text = text[match.end() :]
        digits = next((match[name] for name in ("after", "ordinal", "plain") if match[name]), None)
        number = int(digits) if digits else number
    asked = bool(match and (match["asked"] or match["ordinal"]))
    return Heading(int(group[0].tag[1:]), group[0], inline, number, bool(match) or number is not None, asked, text)


@cache
def _beginning(tag: str) -> re.Pattern[str]:
    """What a numbered heading begins with: `3.`, `3)`, `3、`, `(3)`, `1.3.`, `Q:`, `Q3.`, `Question 3:`, `第3题`."""
    words = "|".join(map(re.escape, (*taxonomy.language(tag).question_words, *taxonomy.language("en").question_words)))
    return re.compile(
        rf"""(?:
            (?P<asked>{words})\s*(?:\#?(?P<after>\d{{1,6}})\s*)?[.:：)）、．]
          | 第\s*(?P<ordinal>\d{{1,6}})\s*[题題問问]\s*[.:：、．]?
          | [(（]?(?:\d{{1,6}}\.)*(?P<plain>\d{{1,6}})(?:[.)）、．:：])
        )(?!\d)\s*""",
        re.VERBOSE | re.IGNORECASE,
    )


@cache
def _announced(tag: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, (*taxonomy.language(tag).counted_words, *taxonomy.language("en").counted_words)))
    return re.compile(rf"\s*[(（\[【]\s*(\d{{1,6}})[\s-]*(?:{words})\s*[)）\]】]\s*$", re.IGNORECASE)
