"""The file being parsed: its lines, its language, what it may refer to, and what was found wrong with it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from build_deck.errors import Level, Location, Problem
from build_deck.model import Block
from build_deck.runtimes import RUN_BY_DEFAULT
from build_deck.words.taxonomy import Language

if TYPE_CHECKING:
    from markdown_it.token import Token


class Resources(Protocol):
    """What a Markdown file may refer to."""

    def snippet(self, name: str) -> tuple[str, str]:
        """The path to show and the text of a snippet file; raises ResourceError."""

    def media(self, src: str) -> str:
        """The path, as the user would type it, of a picture or sound; raises ResourceError."""


class Page:
    """A file that is being parsed; the only mutable thing in this room is its list of problems and of files used."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a file is read with
        self,
        path: str,
        text: str,
        language: Language,
        lang: str,
        resources: Resources,
        run: tuple[str, ...] = RUN_BY_DEFAULT,
    ) -> None:
        self.path = path
        self.lines: Sequence[str] = text.split("\n")
        self.language = language
        self.lang = lang
        self.resources = resources
        self.run = run
        """The languages whose fences run where they do not say."""
        self.problems: list[Problem] = []
        self.blocks: list[Block] = []
        """Where each block went."""
        self.lost = 0
        """How many words are on no card, by what is noted."""
        self.media: dict[str, None] = {}
        self.snippet_files: dict[str, None] = {}

    def error(self, code: str, location: Location, what: str, remedy: str, detail: str = "") -> None:
        """The problem is noted."""
        self.problems.append(Problem(code, location, what, remedy, Level.ERROR, detail))

    def warning(self, code: str, location: Location, what: str, remedy: str) -> None:
        """The problem is noted."""
        self.problems.append(Problem(code, location, what, remedy, Level.WARNING))

    def lose(self, code: str, location: Location, words: int, what: str, remedy: str) -> None:
        """That so many words are on no card is noted."""
        self.warning(code, location, what, remedy)
        self.lost += words

    def at(self, line: int, column: int = 1) -> Location:
        """The place with these numbers, both from 1."""
        return Location(self.path, line, column)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty beyond the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def start_of(self, token: "Token") -> Location:
        """Where a block begins: past the indentation of its first line."""
        number = first_line(token)
        line = self.line(number)
        return self.at(number, len(line) - len(line.lstrip()) + 1)

    def find(self, token: "Token", needle: str) -> Location:
        """Where `needle` first stands in the lines of a block, else where the block begins."""
        start, end = token.map or (0, 0)
        for number in range(start + 1, max(end, start + 1) + 1):
            column = self.line(number).find(needle)
            if needle and column >= 0:
                return self.at(number, column + 1)
        return self.start_of(token)

    def inside(self, token: "Token", content: str, offset: int) -> Location:
        """Where the character at `offset` of an inline token's source `content` stands in the file.

        Containers' indentation and `>` are not in the content, so each line of it is looked for in the file's line.
        """
        before = content[:offset]
        piece = content.split("\n")[before.count("\n")]
        number = first_line(token) + before.count("\n")
        indent = max(self.line(number).find(piece.strip()), 0) - (len(piece) - len(piece.lstrip()))
        return self.at(number, max(indent + offset - (before.rfind("\n") + 1), 0) + 1)


def first_line(token: "Token") -> int:
    """The number, from 1, of the first line of a block."""
    return token.map[0] + 1 if token.map else 1
