"""Two printed outputs, equal or not, and where not: a diff of lines with the largest error of the numbers."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from build_deck.judge.compare import floats, machine
from build_deck.judge.compare.rules import Rules
from build_deck.judge.compare.tokens import Kind, Token, tokenize

_CONTEXT = 2
"""Equal lines shown around a difference."""
_SHOWN = 60
"""Lines of a diff; a log is read by people."""
_ALIGNED = 400
"""Lines that are aligned; beyond that the n-th is set against the n-th, since aligning is quadratic."""
_WIDTH = 400
"""Characters of a line shown."""


@dataclass(frozen=True, slots=True)
class Errors:
    """The largest difference between numbers that stand in the same places."""

    absolute: float | None = None
    relative: float | None = None

    def __or__(self, other: "Errors") -> "Errors":
        return Errors(_larger(self.absolute, other.absolute), _larger(self.relative, other.relative))


def _larger(one: float | None, other: float | None) -> float | None:
    return max((x for x in (one, other) if x is not None), default=None)


_NUMBERS = (Kind.FLOAT, Kind.INTEGER)
_EXACT = Rules()


def errors(expected: Sequence[Token], actual: Sequence[Token]) -> Errors:
    """The largest errors, where all that is not a number is the same; else none."""
    if len(expected) != len(actual):
        return Errors()
    found = Errors()
    for e, a in zip(expected, actual, strict=True):
        if e.kind in _NUMBERS and a.kind in _NUMBERS:
            found |= _error(floats.value(e.text), floats.value(a.text))
        elif not _EXACT.same_token(e, a):
            return Errors()
    return found


def _error(expected: float, actual: float) -> Errors:
    error = abs(expected - actual)
    return Errors(error, error / abs(expected) if expected else None)


def difference(expected: str, actual: str, equal: Callable[[str, str], bool]) -> tuple[str, Errors]:
    """The diff of two texts that differ, and the largest errors; `equal` says which lines are the same."""
    ended = expected.endswith("\n") and actual.endswith("\n")
    old, new = ((text[:-1] if ended else text).split("\n") for text in (expected, actual))
    rows = list(_rows(old, new, equal))
    found = errors(_tokens(expected), _tokens(actual))
    if found.absolute is None:
        for row in rows:
            if row.old is not None and row.new is not None and not row.equal:
                found |= errors(_tokens(row.old), _tokens(row.new))
    return "\n".join(_printed(rows)), found


def _tokens(text: str) -> tuple[Token, ...]:
    return tokenize(machine.neutral(text))


def lines(mark: str, text: str) -> list[str]:
    """The lines of a text that only one side has."""
    return _cut([f"{mark} {_visible(line)}" for line in text.removesuffix("\n").split("\n")])


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of one side or of both."""

    old: str | None
    new: str | None
    equal: bool = False


def _rows(old: Sequence[str], new: Sequence[str], equal: Callable[[str, str], bool]) -> Iterator[_Row]:
    """The lines of both sides, aligned by what they say apart from floats."""
    if max(len(old), len(new)) > _ALIGNED:
        yield from _paired(old, new, equal)
        return
    matcher = SequenceMatcher(None, [_skeleton(x) for x in old], [_skeleton(x) for x in new], autojunk=False)
    for _, i, i_end, j, j_end in matcher.get_opcodes():
        yield from _paired(old[i:i_end], new[j:j_end], equal)


def _paired(old: Sequence[str], new: Sequence[str], equal: Callable[[str, str], bool]) -> Iterator[_Row]:
    for index in range(max(len(old), len(new))):
        left = old[index] if index < len(old) else None
        right = new[index] if index < len(new) else None
        yield _Row(left, right, left is not None and right is not None and equal(left, right))


def _skeleton(line: str) -> tuple[str, ...]:
    return tuple("0" if t.kind is Kind.FLOAT else t.text for t in _tokens(line))


def _printed(rows: Sequence[_Row]) -> list[str]:
    """Diff lines with a little context, cut at a readable length."""
    changed = [index for index, row in enumerate(rows) if not row.equal]
    if not changed:  # What differs is where lines break.
        return _cut(_block([_Row(row.old, None) for row in rows] + [_Row(None, row.new) for row in rows]))
    near = sorted({i for c in changed for i in range(max(c - _CONTEXT, 0), min(c + _CONTEXT + 1, len(rows)))})
    printed: list[str] = []
    block: list[_Row] = []
    previous = -1
    for index in near:
        row = rows[index]
        if index > previous + 1:
            printed += [*_block(block), f"@@ line {index + 1}"]
            block = []
        if row.equal:
            printed += [*_block(block), f"  {_visible(row.old or '')}"]
            block = []
        else:
            block.append(row)
        previous = index
    return _cut(printed + _block(block))


def _cut(printed: list[str]) -> list[str]:
    more = len(printed) - _SHOWN
    return [*printed[:_SHOWN], f"… and {more} lines more"] if more > 0 else printed


def _block(rows: Sequence[_Row]) -> list[str]:
    """Neighbouring lines that changed: all old ones, then all new ones."""
    old = [row.old for row in rows if row.old is not None]
    new = [row.new for row in rows if row.new is not None]
    printed = [f"- {_visible(line)}" for line in old] + [f"+ {_visible(line)}" for line in new]
    if rows and "".join("".join(old).split()) == "".join("".join(new).split()):
        printed.append("? only white space differs")
    return printed


_INVISIBLE = re.compile(r"[^\t -~\xa1-\uffff\U00010000-\U0010ffff]|[\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]")


def _visible(line: str) -> str:
    """The line with control characters spelled out: a diff is shown on terminals and in logs that obey them."""
    short = line if len(line) <= _WIDTH else f"{line[:_WIDTH]}… ({len(line)} characters)"
    return _INVISIBLE.sub(lambda m: m.group().encode("unicode_escape", "surrogatepass").decode(), short)
