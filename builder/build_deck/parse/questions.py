"""Which headings ask a question: found by their numbers, ids and levels, where the author does not declare it.

In a file whose questions have numbers, they are the headings of the first one's level, and whatever else has a number
or an `{#id}`; in a file without numbers, those of level 3, else of the highest level below the title; in a file that
has nothing but a title, that, and it may stand in the front matter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import islice, pairwise

from markdown_it.token import Token

from build_deck.parse.outline import Flow, Heading, announced, flow
from build_deck.syntax.attributes import trailing
from build_deck.words import taxonomy
from build_deck.words.taxonomy import Label, Language

USUAL = 3
"""The level of questions that have no numbers."""
_ID = re.compile(r"(?:^|\s)#[^\s{}]")
_DETAILS = re.compile(r"<(/?)details\b", re.IGNORECASE)


class Role(Enum):
    """What a heading is to its file."""

    QUESTION = auto()
    SECTION = auto()
    TEXT = auto()
    """A heading within an answer."""


@dataclass(slots=True)
class Part:
    """A heading that gives structure, or None before the first, and the blocks up to the next."""

    heading: Heading | None
    asks: bool = False
    """Whether it is a question."""
    tokens: list[Token] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file consists of."""

    parts: tuple[Part, ...]
    level: int
    """The level of its questions."""
    guessed: bool
    """Whether nothing but the levels of its headings says which are questions."""


def outline(tokens: Sequence[Token], language: Language, question_level: int | None) -> Outline:
    """The file's parts in order; `question_level` is what the author declares, if anything."""
    blocks = list(flow(tokens, language))
    counted = None if question_level else _counted_level(blocks, language)
    level = question_level or counted or _usual_level(blocks, language)
    parts = [Part(None)]
    for (heading, group), role in zip(blocks, _Roles(blocks, language, level, question_level), strict=True):
        if heading and role is not Role.TEXT:
            parts.append(Part(heading, role is Role.QUESTION))
        else:
            parts[-1].tokens.extend(group)
    return Outline(tuple(parts), level, not (question_level or counted))


def has_none(tokens: Sequence[Token]) -> bool:
    """Whether a file has text and no heading at all: it is one note, and asks what it is called."""
    kinds = {token.type for token in tokens}
    return "heading_open" not in kinds and not kinds <= {"html_block", "hr"}


def answers(heading: Heading | str, language: Language) -> bool:
    """Whether a heading is an answer's: `Answer`, or `Answer: B`."""
    text = heading if isinstance(heading, str) else heading.text
    word = re.split("[:：]", text, maxsplit=1)[0]
    return taxonomy.label(word, language.tag) is Label.ANSWER


def _counted_level(blocks: Flow, language: Language) -> int | None:
    """The level of the first heading that begins like a question, unless hardly any other of that level does.

    A heading that announces how many questions follow, or that has a deeper numbered one right under it, begins a
    section.
    """
    for (heading, _), (following, _) in pairwise([*blocks, (None, [])]):
        if not heading or not heading.counted or announced(language).search(trailing(heading.text)[0]):
            continue
        if not (following and following.counted and following.level > heading.level):
            return heading.level if _is_habit(blocks, heading.level) else None
    return None


def _is_habit(blocks: Flow, level: int) -> bool:
    """Whether a quarter of the headings of a level have numbers: two steps of one answer make no file of questions."""
    counted = [heading.counted for heading, _ in blocks if heading and heading.level == level]
    return sum(counted) * 4 >= len(counted)


def _usual_level(blocks: Flow, language: Language) -> int:
    levels = {heading.level for heading, _ in blocks if heading and not answers(heading, language)}
    if USUAL in levels or not levels:
        return USUAL
    return min(levels - {1}, default=1)


class _Roles:
    """The role of each block, in order; TEXT for all that is no heading."""

    def __init__(self, blocks: Flow, language: Language, level: int, declared: int | None) -> None:
        self._blocks = blocks
        self._language = language
        self._level = level
        self._declared = declared is not None
        self._details = list(_details(blocks))
        self._question = -1
        """Where the present question's heading stands; -1 outside of questions."""
        self._last_number: int | None = None
        self._sublist = False
        """Whether the numbers under the present question are a list of its answer's."""
        self._following = list(self._numbers_at_level())

    def __iter__(self) -> Iterator[Role]:
        for index, (heading, _) in enumerate(self._blocks):
            role = self._role(index, heading) if heading else Role.TEXT
            if heading and role is not Role.TEXT:
                self._question = index if role is Role.QUESTION else -1
                self._sublist = False
                self._last_number = heading.number if role is Role.QUESTION else self._last_number
            yield role

    def _role(self, index: int, heading: Heading) -> Role:
        if self._belongs_to_answer(index, heading):
            return Role.TEXT
        if heading.level == self._level:
            return self._at_level(heading)
        if self._declared:
            return Role.SECTION if heading.level < self._level else Role.TEXT
        return self._above(index, heading) if heading.level < self._level else self._below(index, heading)

    def _belongs_to_answer(self, index: int, heading: Heading) -> bool:
        """Whether a heading says `Answer`, or stands in an element that the question's answer opens and closes."""
        if self._question < 0:
            return False
        if answers(heading, self._language):
            return True
        return self._details[index] > self._question and not _is_marked(heading)

    def _at_level(self, heading: Heading) -> Role:
        """A question, but for what stands under one of a higher level that has its own mark."""
        above = self._blocks[self._question][0] if self._question >= 0 else None
        under = above and above.level < self._level and not _is_marked(heading)
        return Role.TEXT if under else Role.QUESTION

    def _above(self, index: int, heading: Heading) -> Role:
        if not _is_marked(heading) or announced(self._language).search(trailing(heading.text)[0]):
            return Role.SECTION
        has_text, below = self._beneath(index, heading)
        if not below:
            return Role.QUESTION if has_text or heading.asked else Role.SECTION
        is_whole = heading.asked and has_text and not any(_is_marked(other) for other in below)
        return Role.QUESTION if is_whole else Role.SECTION

    def _beneath(self, index: int, heading: Heading) -> tuple[bool, list[Heading]]:
        """Whether text stands right under a heading, and the headings below it that may be questions."""
        has_text = False
        below: list[Heading] = []
        for other, group in islice(self._blocks, index + 1, None):
            if other is None:
                has_text = has_text or (not below and _says_something(group))
            elif other.level <= heading.level:
                break
            elif not answers(other, self._language) and (other.level == self._level or _is_marked(other)):
                below.append(other)
        return has_text, below

    def _below(self, index: int, heading: Heading) -> Role:
        """A question if it has an id or is asked, or goes on with the count; numbers may also be an answer's own."""
        if not _is_marked(heading):
            return Role.TEXT
        if self._question < 0 or heading.asked or _has_id(heading):
            return Role.QUESTION
        if self._sublist or self._last_number is None or heading.number != self._last_number + 1:
            self._sublist = True
            return Role.TEXT
        following = self._following[index]
        return Role.TEXT if following is None or following <= heading.number else Role.QUESTION

    def _numbers_at_level(self) -> Iterator[int | None]:
        """For each block the number of the next heading of the questions' level, None where a section comes first."""
        following: int | None = None
        numbers: list[int | None] = []
        for heading, _ in reversed(self._blocks):
            numbers.append(following)
            if heading and heading.level <= self._level:
                following = heading.number if heading.level == self._level else None
        return reversed(numbers)


def _is_marked(heading: Heading) -> bool:
    return heading.counted or _has_id(heading)


def _has_id(heading: Heading) -> bool:
    return bool(_ID.search(trailing(heading.text)[1]))


def _says_something(group: Sequence[Token]) -> bool:
    return any(token.content and not token.content.lstrip().startswith("<!--") for token in group)


def _details(blocks: Flow) -> Iterator[int]:
    """For each block where the innermost `<details>` around it opens, if something closes it; -1 where none does."""
    stack: list[int] = []
    closed_by: dict[int, int] = {}
    for index, (_, group) in enumerate(blocks):
        for match in _DETAILS.finditer(group[0].content) if group[0].type == "html_block" else ():
            if not match[1]:
                stack.append(index)
            elif stack and (opened := stack.pop()) < index:
                closed_by[opened] = index
    around: list[int] = []
    for index in range(len(blocks)):
        while around and closed_by[around[-1]] < index:
            around.pop()
        yield around[-1] if around else -1
        if index in closed_by:
            around.append(index)
