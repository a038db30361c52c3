r"""Tag expressions: `hard and very-common`, `not rare`, `(hard or medium) and not transformer*`.

Grammar, loosest first::

    either  = both ("or" both)*
    both    = one ("and" one)*
    one     = "not" one | "(" either ")" | WORD | '"' any text '"'

A word matches a whole tag or any of its `::` parts, case-insensitively; `*` and `?` match as in file names.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import NoReturn

from build_deck.errors import Problem, UsageError
from build_deck.messages import width
from build_deck.model import NoteSource

_TOKEN = re.compile(r"""\s*(?:(?P<quoted>"[^"]*"|'[^']*')|(?P<mark>[()])|(?P<word>[^\s()"']+))""")
_KEYWORDS = ("and", "or", "not")

Test = Callable[[frozenset[str]], bool]


@dataclass(frozen=True, slots=True)
class TagExpression:
    """A parsed expression; `matches` says whether a note with these tags is wanted."""

    text: str
    words: tuple[str, ...]
    """The words it uses, in canonical form."""
    _test: Test

    def matches(self, tags: Iterable[str]) -> bool:
        """Return whether a note with `tags` is wanted."""
        return self._test(_parts(tags))

    def unknown_words(self, tags: Iterable[str]) -> tuple[str, ...]:
        """Return the words that match none of `tags`, each once."""
        parts = _parts(tags)
        return tuple(word for word in dict.fromkeys(self.words) if not _matches(word, parts))


def parse_tags(text: str, words: Mapping[str, str] | None = None) -> TagExpression:
    """Return the expression in `text`; `words` maps an edition's words to canonical ones (`困难` to `hard`).

    Raises UsageError that shows where the expression goes wrong.
    """
    return _Parser(text, words or {}).parse()


class _Parser:
    def __init__(self, text: str, words: Mapping[str, str]) -> None:
        self._text = text
        # Full-width brackets and spaces are what a Chinese keyboard gives.
        self._line = text.replace("\uff08", "(").replace("\uff09", ")").replace("\u3000", " ")
        self._words = words
        self._position = 0
        self._used: list[str] = []
        self._depth = 0

    def parse(self) -> TagExpression:
        test = self._either()
        if self._peek() is not None:
            self._fail("Here `and` or `or` is missing")
        return TagExpression(self._text, tuple(self._used), test)

    def _peek(self) -> re.Match[str] | None:
        match = _TOKEN.match(self._line, self._position)
        if match is None and self._line[self._position :].strip():
            self._fail("This quote is never closed")
        return match

    def _take(self, keyword: str) -> bool:
        match = self._peek()
        if match is None or (match["word"] or match["mark"] or "").casefold() != keyword:
            return False
        self._position = match.end()
        return True

    def _either(self) -> Test:
        tests = [self._both()]
        while self._take("or"):
            tests.append(self._both())
        return lambda tags: any(test(tags) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._take("and"):
            tests.append(self._one())
        return lambda tags: all(test(tags) for test in tests)

    def _one(self) -> Test:
        self._depth += 1
        if self._depth > 100:  # noqa: PLR2004 - an end to recursion, far beyond any real expression
            self._fail("The expression nests too deeply")
        try:
            if self._take("not"):
                wanted = self._one()
                return lambda tags: not wanted(tags)
            if self._take("("):
                inner = self._either()
                if not self._take(")"):
                    self._fail("Here `)` is missing")
                return inner
            return self._word()
        finally:
            self._depth -= 1

    def _word(self) -> Test:
        match = self._peek()
        text = (match["word"] or (match["quoted"] or "")[1:-1]) if match else ""
        if match is None or not text or (match["word"] and text.casefold() in _KEYWORDS):
            self._fail("Here a tag is missing")
        self._position = match.end()
        folded = _fold(text)
        word = self._words.get(folded, folded)
        self._used.append(word)
        return lambda tags: _matches(word, tags)

    def _fail(self, what: str) -> NoReturn:
        match = _TOKEN.match(self._line, self._position)
        rest = self._line[self._position :]
        start = match.start(match.lastgroup or 0) if match else self._position + len(rest) - len(rest.lstrip())
        caret = " " * width(self._text[:start]) + "^"
        remedy = "Write it like `hard and not rare`, with brackets where you mix `and` and `or`."
        raise UsageError(Problem("tags", None, f"--tags: {what}.", remedy, detail=f"{self._text}\n{caret}"))


def _fold(text: str) -> str:
    return "-".join(text.casefold().split())


def _parts(tags: Iterable[str]) -> frozenset[str]:
    folded = [tag.casefold() for tag in tags]
    return frozenset(folded) | frozenset(part for tag in folded for part in tag.split("::"))


def _matches(word: str, parts: Collection[str]) -> bool:
    if "*" in word or "?" in word:
        return any(fnmatchcase(part, word) for part in parts)
    return word in parts


def tags_of(note: NoteSource) -> tuple[str, ...]:
    """Return every tag the note has in Anki, sorted: rarity, difficulty, section and its author's own.

    Of spellings that differ in case there is one, as in Anki.
    """
    return _as_in_anki(
        (
            *((f"rarity::{note.rarity}",) if note.rarity else ()),
            *((f"difficulty::{note.difficulty}",) if note.difficulty else ()),
            *((f"section::{note.section.slug}",) if note.section else ()),
            *note.tags,
        )
    )


@lru_cache(maxsize=4096)
def _as_in_anki(tags: tuple[str, ...]) -> tuple[str, ...]:
    by_folded = {tag.casefold(): tag for tag in sorted(map(_valid, tags), reverse=True) if tag}
    return tuple(sorted(by_folded.values()))


def _valid(tag: str) -> str:
    """Return the tag without spaces, which Anki splits at (the ideographic one too), and without empty parts."""
    return "::".join(part for part in "-".join(tag.split()).split("::") if part)
