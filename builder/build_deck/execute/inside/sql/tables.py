"""The rows that a statement gives, as text and as HTML."""

import html
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

_SPACES = 2
"""Between columns."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a row."""

    text: str
    number: bool = False


@dataclass(slots=True)
class Table:
    """A statement's rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    size: int = 0
    """Characters of all that is in it."""

    def add(self, row: tuple[Cell, ...]) -> None:
        """Put a row below the others."""
        self.rows.append(row)
        self.size += sum(len(cell.text) + _SPACES for cell in row)

    def text(self) -> str:
        """Columns under their names, numbers at their right ends, as a terminal shows them."""
        cells = [[Cell(name) for name in self.columns], *self.rows]
        texts = [[cell.text.replace("\n", "\\n") for cell in row] for row in cells]
        widths = [max(map(_width, column)) for column in zip(*texts, strict=True)]
        numbers = [bool(self.rows) and all(row[at].number for row in self.rows) for at in range(len(self.columns))]
        lines = [_line(row, widths, numbers) for row in texts]
        return "\n".join([lines[0], (" " * _SPACES).join("-" * width for width in widths), *lines[1:]])

    def html(self) -> str:
        """The same as a table."""
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        rows = ("".join(f"<td>{html.escape(cell.text)}</td>" for cell in row) for row in self.rows)
        body = "\n".join(f"<tr>{row}</tr>" for row in rows)
        return f"<table>\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>\n"


def _line(texts: Sequence[str], widths: Sequence[int], numbers: Sequence[bool]) -> str:
    padded = (
        " " * (width - _width(text)) + text if number else text + " " * (width - _width(text))
        for text, width, number in zip(texts, widths, numbers, strict=True)
    )
    return (" " * _SPACES).join(padded).rstrip()


def _width(text: str) -> int:
    """The columns of a terminal that a text takes: a Chinese character takes two."""
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text)


class Texts:
    """Values as SQLite's own shell writes them."""

    def __init__(self) -> None:
        import sqlite3

        self._database = sqlite3.connect(":memory:")

    def cell(self, value: object) -> Cell:
        """A value: `NULL`, `0.3` for 0.1 + 0.2 (SQLite shows 15 digits), `x'00ff'` for bytes."""
        if value is None:
            return Cell("NULL", number=True)  # which leaves a column of numbers one
        if isinstance(value, float):
            (text,) = self._database.execute("SELECT CAST(? AS TEXT)", (value,)).fetchone()
            return Cell(text, number=True)
        if isinstance(value, bytes):
            return Cell(f"x'{value.hex()}'")
        return Cell(str(value), number=isinstance(value, int))
