"""`# region NAME` … `# endregion` in a snippet file: the comments that editors fold."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

_COMMENT = r"\s*(?:#|//|--|;|%|/\*|<!--)\s*#?"
_OPEN = re.compile(rf"{_COMMENT}region\b[ \t]*(?P<name>[\w.-]*)")
_CLOSE = re.compile(rf"{_COMMENT}endregion\b")


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a file that a card shows."""

    text: str
    line: int
    """Of its first line in the file, from 1."""


def names(text: str) -> tuple[str, ...]:
    """The regions of a file, in order."""
    return tuple(match["name"] for line in text.split("\n") if (match := _OPEN.match(line)) and match["name"])


def show(text: str, region: str | None) -> Part | None:
    """The region, without the comments that mark it and its indentation, or the whole file; None if there is none."""
    lines = text.split("\n")
    bounds = (0, len(lines)) if region is None else _bounds(lines, region)
    if bounds is None:
        return None
    start, end = bounds
    while start < end and (not lines[start].strip() or _is_mark(lines[start])):
        start += 1
    while end > start and (not lines[end - 1].strip() or _is_mark(lines[end - 1])):
        end -= 1
    kept = [line for line in lines[start:end] if not _is_mark(line)]
    return Part(textwrap.dedent("\n".join(kept)) + ("\n" if kept else ""), start + 1)


def _is_mark(line: str) -> bool:
    return bool(_OPEN.match(line) or _CLOSE.match(line))


def _bounds(lines: Sequence[str], region: str) -> tuple[int, int] | None:
    """First line inside the region and the line that closes it, the end of the file if none does."""
    depth, start = 0, -1
    for number, line in enumerate(lines):
        opening = _OPEN.match(line)
        if start < 0:
            if opening and opening["name"] == region:
                start = number + 1
        elif opening:
            depth += 1
        elif _CLOSE.match(line):
            if depth == 0:
                return start, number
            depth -= 1
    return None if start < 0 else (start, len(lines))
