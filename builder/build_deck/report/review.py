"""A review as a person reads it, and as a script does: each changed output with its question, code and cause."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from build_deck.disk.files import display_path
from build_deck.judge import Change
from build_deck.messages import one_line, spelled, width
from build_deck.report.terminal import BOLD, DIM, GREEN, RED, Painted

_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COLOUR_OF = {"+": GREEN, "-": RED}
_REVERSED = "7"

Line = tuple[str | Painted, ...]
"""What a terminal writes as one line."""


def lines(change: Change, *, live: bool, place: str = "") -> Iterator[Line]:
    """Yield one change as lines; `live` says whether there are colours, `place` which of how many changes it is."""
    where = f"{change.location.path}:{change.location.line}"
    head = f"{change.note} ({', '.join(change.editions)})"
    yield (Painted(one_line("  ".join(filter(None, (place, head, where)))), BOLD),)
    yield (one_line(f"  {change.question}"),)
    if change.cause:
        yield (one_line(f"  {change.cause}"),)
    for line in change.code:
        yield (Painted(one_line(f"    {line.mark} {line.text}".rstrip()), _COLOUR_OF.get(line.mark, DIM)),)
    yield (f"  {'pinned' if change.pinned else 'recorded'} -, came out +",)
    yield from _marked(spelled(change.diff).split("\n"), live=live)
    for figure in change.figures:
        old, new = (display_path(path) if path else "none" for path in (figure.old, figure.new))
        yield (one_line(f"  figure: {old} → {new}"),)


def _marked(diff: Sequence[str], *, live: bool) -> Iterator[Line]:
    """Yield the lines of a diff, the numbers marked in which a pair of lines differs: reversed, or with ^ below."""
    block: list[str] = []
    for line in (*diff, ""):
        if line[:2] in ("- ", "+ ") or line in ("-", "+"):
            block.append(line)
            continue
        yield from _marked_block(block, live=live)
        block = []
        if line:
            yield (f"    {line}",)


def _marked_block(block: Sequence[str], *, live: bool) -> Iterator[Line]:
    gone, come = ([line for line in block if line[0] == mark] for mark in "-+")
    spans: dict[str, _Spans] = {}
    for was, now in zip(gone, come, strict=False):
        spans[was], spans[now] = _differing(was, now)
    for line in block:
        own = spans.get(line, ())
        yield ("    ", *_painted(line, own, _COLOUR_OF[line[0]]))
        if own and not live:
            yield (f"    {_carets(line, own)}",)


_Spans = Sequence[tuple[int, int]]


def _differing(was: str, now: str) -> tuple[_Spans, _Spans]:
    """Return where the numbers stand that differ; none where the lines have not the same number of them."""
    old, new = (list(_NUMBER.finditer(line, 2)) for line in (was, now))
    if len(old) != len(new):
        return (), ()
    pairs = [(a.span(), b.span()) for a, b in zip(old, new, strict=True) if a[0] != b[0]]
    return [a for a, _ in pairs], [b for _, b in pairs]


def _painted(line: str, spans: _Spans, colour: str) -> Iterator[Painted]:
    end = 0
    for start, stop in spans:
        yield Painted(line[end:start], colour)
        yield Painted(line[start:stop], f"{colour};{_REVERSED}")
        end = stop
    if end < len(line):
        yield Painted(line[end:], colour)


def _carets(line: str, spans: _Spans) -> str:
    found, column = "", 0
    for start, stop in spans:
        found += " " * width(line[column:start]) + "^" * width(line[start:stop])
        column = stop
    return found


def as_json(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Return the changes as scripts read them; new keys may come, none goes."""
    return [_as_json(change) for change in changes]


def _as_json(change: Change) -> dict[str, Any]:
    error = change.difference
    return {
        "note": change.note,
        "editions": list(change.editions),
        "question": change.question,
        "file": change.location.path,
        "line": change.location.line,
        "snippet": change.key[1] + 1,
        "verdict": change.verdict.value,
        "cause": change.cause,
        "code": [{"mark": line.mark, "text": line.text} for line in change.code],
        "old": change.old,
        "new": change.new,
        "diff": change.diff,
        "error": {"absolute": error.absolute, "relative": error.relative} if error else None,
        "figures": [
            {"old": f.old and display_path(f.old), "new": f.new and display_path(f.new)} for f in change.figures
        ],
        "pinned": change.pinned,
    }
