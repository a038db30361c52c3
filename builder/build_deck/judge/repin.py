"""The text of an output fence made to say what came out, with as much of the author's `...` as still fits."""

import re
from collections.abc import Callable, Iterator, Sequence

from build_deck.judge.compare import compare_pin, whole_text
from build_deck.model import Output

_ANYTHING = "..."
_LARGEST = 10_000
"""Pairs of lines; what has more is not worth the while, and a whole text is right too."""
_FENCE = re.compile(r"\s*(?:```|~~~)")


def repinned(pin: str, output: Output, tolerance: float | None = None) -> str | None:
    """Return the new text of an output fence; None where a fence cannot hold it, since it has the marks of one itself.

    A line of the author's that still fits stays: `took ... s`, or `...` for lines that do not matter.
    """
    printed = whole_text(output).rstrip("\n")
    if any(map(_FENCE.match, printed.split("\n"))):
        return None
    new = [line.rstrip() for line in printed.split("\n")] if printed else []
    old = [line.rstrip() for line in pin.rstrip("\n").split("\n")]

    def fits(line: str, came: str) -> bool:
        return compare_pin(line, Output(stdout=came), tolerance=tolerance) is None

    if len(old) * len(new) <= _LARGEST:
        merged = _text(_merged(old, new, fits))
        if compare_pin(merged, output, tolerance=tolerance) is None:
            return merged
    return _text(new)


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


_Way = tuple[int, list[str]]
"""What a way of merging costs, and the lines it gives."""
_PUT_IN, _LEFT_OUT, _REPLACED = 3, 3, 1


def _merged(old: Sequence[str], new: Sequence[str], fits: Callable[[str, str], bool]) -> list[str]:
    """Return the new lines, with the author's in the place of those that they fit: the cheapest way, from the end."""
    best: list[list[_Way]] = [[(0, [])] * (len(new) + 1) for _ in range(len(old) + 1)]
    for j in range(len(new) - 1, -1, -1):
        best[len(old)][j] = _put(new[j], best[len(old)][j + 1], _PUT_IN)
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new), -1, -1):
            best[i][j] = min(_ways(i, j, old, new, best, fits), key=lambda way: way[0])
    return best[0][0][1]


def _ways(  # noqa: PLR0913, PLR0917 - the table and its two sides
    i: int,
    j: int,
    old: Sequence[str],
    new: Sequence[str],
    best: Sequence[Sequence[_Way]],
    fits: Callable[[str, str], bool],
) -> Iterator[_Way]:
    yield best[i + 1][j][0] + _LEFT_OUT, best[i + 1][j][1]
    if old[i].strip() == _ANYTHING:
        yield from (_put(old[i], best[i + 1][end], 0) for end in range(j, len(new) + 1))
    elif j < len(new):
        kept = fits(old[i], new[j])
        yield _put(old[i] if kept else new[j], best[i + 1][j + 1], 0 if kept else _REPLACED)
    if j < len(new):
        yield _put(new[j], best[i][j + 1], _PUT_IN)


def _put(line: str, rest: _Way, cost: int) -> _Way:
    return rest[0] + cost, [line, *rest[1]]
