"""What a file consists of: a title, sections, and questions with the blocks that follow each.

Headings count at the top level of the file and as the first thing in an item of a top-level list
(`10. ### What are props?`, with the answer indented under it). A `###` in a fence or a quote is no heading of ours.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from markdown_it.token import Token

from builder import taxonomy
from builder.attributes import trailing
from builder.taxonomy import Language

DEFAULT_QUESTION_LEVEL = 3


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
    text: str
    """Its source without the number; attributes are still in it."""


@dataclass(slots=True)
class Part:
    """A heading that gives structure, or None before the first, and the blocks up to the next."""

    heading: Heading | None
    tokens: list[Token] = field(default_factory=list)


def parts(tokens: Sequence[Token], language: Language, question_level: int | None) -> tuple[list[Part], int]:
    """The file's parts in order, and its question level.

    The level is the one that is given, else that of the first heading that begins like a question, else 3. A heading
    that announces how many questions follow, or that has a deeper numbered one right under it, begins a section.
    """
    flow = list(_flow(tokens, language))
    level = question_level or _first_counted(flow, language) or DEFAULT_QUESTION_LEVEL
    found = [Part(None)]
    for heading, group in flow:
        if heading and heading.level <= level:
            found.append(Part(heading))
        else:
            found[-1].tokens.extend(group)
    return found, level


def announced(language: Language) -> re.Pattern[str]:
    """What ends a section title such as `Theory (5 Questions)`; group 1 is the number."""
    return _announced(language.tag)


def _first_counted(flow: Sequence[tuple[Heading | None, list[Token]]], language: Language) -> int | None:
    for (heading, _), (following, _) in pairwise([*flow, (None, [])]):
        if not heading or not heading.counted or announced(language).search(trailing(heading.text)[0]):
            continue
        if not (following and following.counted and following.level > heading.level):
            return heading.level
    return None


def groups(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The blocks at the outermost level, each with all that is inside it."""
    depth, group = 0, []
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []


def _flow(tokens: Sequence[Token], language: Language) -> Iterator[tuple[Heading | None, list[Token]]]:
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
    return Heading(int(group[0].tag[1:]), group[0], inline, number, bool(match) or number is not None, text)


@cache
def _beginning(tag: str) -> re.Pattern[str]:
    """What a numbered heading begins with: `3.`, `3)`, `3、`, `(3)`, `1.3.`, `Q:`, `Q3.`, `Question 3:`, `第3题`."""
    words = "|".join(map(re.escape, (*taxonomy.language(tag).question_words, *taxonomy.language("en").question_words)))
    return re.compile(
        rf"""(?:
            (?:{words})\s*\#?(?P<after>\d{{1,6}})?\s*[.:：)）、．]
          | 第\s*(?P<ordinal>\d{{1,6}})\s*[题題問问]\s*[.:：、．]?
          | [(（]?(?:\d{{1,6}}\.)*(?P<plain>\d{{1,6}})(?:[.)）、．:：])
        )(?!\d)\s*""",
        re.VERBOSE | re.IGNORECASE,
    )


@cache
def _announced(tag: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, (*taxonomy.language(tag).counted_words, *taxonomy.language("en").counted_words)))
    return re.compile(rf"\s*[(（\[【]\s*(\d{{1,6}})[\s-]*(?:{words})\s*[)）\]】]\s*$", re.IGNORECASE)
