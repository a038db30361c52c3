"""Whether what a card shows is a fact, or one draw that other seeds do not give.

The sample is what the same code prints with every seed in it shifted. A word, a boolean and the order of what is
printed must hold in nine runs of ten. A number must not stand apart: beyond all but one in fifty of the sample (which
is all of a small one), and further from its mean than one draw in fifty lies by the sample's spread. So the largest of
honest draws passes more often than not. Of the elements of arrays each has its share of that one in fifty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log, sqrt
from statistics import NormalDist, fmean, stdev

from build_deck.judge.compare import floats, machine, whole_text
from build_deck.judge.compare.tokens import Kind, Token, tokenize
from build_deck.judge.judgement import JudgedSession, Judgement
from build_deck.model import SessionRun, SnippetRun, Verdict

FAILING = 0.1
"""The share of runs in which a word may be another."""
BEYOND = 0.02
"""The share of the sample that a number may leave on one side of it."""
_WIDE = 2.0
"""The ratio of largest to smallest from which on a positive sample is measured by its logarithms."""
_MOST_TOLD = 8

_ANSWERED = (Verdict.OK, Verdict.CPU_ONLY)
_NUMBERS = (Kind.FLOAT, Kind.INTEGER)


def represented(judged: JudgedSession, sample: Sequence[SessionRun]) -> JudgedSession:
    """Return the verdicts with `lucky` for each output that is good but stands apart from the sample."""
    found = [
        _held(judgement, [run.snippets[index] for run in sample]) for index, judgement in enumerate(judged.snippets)
    ]
    return replace(judged, snippets=tuple(found))


def _held(judgement: Judgement, sample: Sequence[SnippetRun]) -> Judgement:
    if judgement.verdict not in _ANSWERED or judgement.snippet.options.seeds == "fixed":
        return judgement
    told = list(_draws(judgement, sample))
    if not told:
        return judgement
    more = len(told) - _MOST_TOLD
    lines = [*told[:_MOST_TOLD], f"… and {more} more"] if more > 0 else told
    cause = f"With every seed in it shifted, {len(sample)} times:"
    return replace(judgement, verdict=Verdict.LUCKY, cause=cause, message="\n".join(lines))


@dataclass(frozen=True, slots=True)
class _Place:
    """A token that the card shows, and what stood there in the runs that print as many tokens."""

    token: Token
    line: str
    others: tuple[Token, ...]


def _draws(judgement: Judgement, sample: Sequence[SnippetRun]) -> Iterator[str]:
    """Yield a line for each thing that the card shows and other seeds do not give."""
    allowed = int(len(sample) * FAILING)
    failed = [run for run in sample if run.verdict not in _ANSWERED]
    text = machine.neutral(whole_text(judgement.run.output))
    tokens = tokenize(text)
    printed = [tokenize(machine.neutral(whole_text(run.output))) for run in sample if run not in failed]
    alike = [other for other in printed if len(other) == len(tokens)]
    if len(failed) > allowed:
        yield f"it fails in {len(failed)} of {len(sample)}: {failed[0].message.partition(_NEWLINE)[0]}"
    if len(printed) - len(alike) > allowed:
        yield f"it prints more or less in {len(printed) - len(alike)} of {len(sample)}"
    lost = len(sample) - len(alike)
    places = [_Place(*row) for row in zip(tokens, _lines(text, tokens), _columns(alike), strict=True)] if alike else []
    shown = _shown(judgement)
    places = [place for place in places if shown is None or place.token.text in shown]
    yield from _words(places, allowed - lost, len(sample))
    yield from _numbers(places, judgement.snippet.options.tolerance or 0.0)


_NEWLINE = "\n"


def _columns(runs: Sequence[Sequence[Token]]) -> list[tuple[Token, ...]]:
    return list(zip(*runs, strict=True))


def _shown(judgement: Judgement) -> frozenset[str] | None:
    """The tokens that a card shows where a pin leaves some open; None where it shows all."""
    pin = judgement.snippet.pin
    if pin is None or "..." not in pin.text:
        return None
    return frozenset(token.text for token in tokenize(pin.text))


def _lines(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    """The line of the text that each token stands on."""
    position = 0
    for token in tokens:
        position = text.index(token.text, position)
        start, end = text.rfind("\n", 0, position) + 1, text.find("\n", position)
        yield text[start : end if end >= 0 else None].strip()
        position += len(token.text)


# ---- words -----------------------------------------------------------------------------------------------------------


def _words(places: Sequence[_Place], allowed: int, size: int) -> Iterator[str]:
    """Yield what is told of words, and of orders: a line once."""
    told: set[str] = set()
    for place in places:
        others = [other.text for other in place.others if not _same_word(place.token, other)]
        if others and len(others) > allowed and place.line not in told:
            told.add(place.line)
            yield f"`{place.line}`: {place.token.text} is {others[0]} in {len(others)} of {size}"
    for line, group in _by_line(places):
        count = _reordered(group)
        if count > allowed and line not in told:
            yield f"`{line}`: the order is another in {count} of {size}"


def _same_word(expected: Token, actual: Token) -> bool:
    """Whether both are numbers, or addresses, or the same word."""
    if expected.kind in _NUMBERS and actual.kind in _NUMBERS:
        return True
    return expected.kind is actual.kind and (expected.kind is not Kind.WORD or expected.text == actual.text)


def _by_line(places: Sequence[_Place]) -> Iterator[tuple[str, list[_Place]]]:
    groups: dict[str, list[_Place]] = {}
    for place in places:
        if place.token.kind in _NUMBERS:
            groups.setdefault(place.line, []).append(place)
    yield from groups.items()


def _reordered(group: Sequence[_Place]) -> int:
    """In how many runs the line has the same numbers in another order."""
    shown = [place.token.text for place in group]
    runs = zip(*(place.others for place in group), strict=True)
    printed = [[token.text for token in run] for run in runs]
    return sum(texts != shown and sorted(texts) == sorted(shown) for texts in printed)


# ---- numbers ---------------------------------------------------------------------------------------------------------


def _numbers(places: Sequence[_Place], tolerance: float) -> Iterator[str]:
    numbers = [place for place in places if all(each.kind in _NUMBERS for each in (place.token, *place.others))]
    elements = sum(place.token.free for place in numbers)
    for place in numbers:
        shown, others = floats.value(place.token.text), [floats.value(other.text) for other in place.others]
        edge = min(others, key=lambda other: abs(other - shown))
        near = abs(edge - shown) <= tolerance * (1 + max(abs(edge), abs(shown)))
        if not near and stands_apart(shown, others, elements if place.token.free else 1):
            yield f"`{place.line}`: {place.token.text} {_ranked(shown, others)}"


def stands_apart(shown: float, others: Sequence[float], elements: int = 1) -> bool:
    """Whether a number lies beyond a sample of what other seeds give; it may be one of several elements."""
    above, below = sum(other >= shown for other in others), sum(other <= shown for other in others)
    if min(above, below) > int(len(others) * BEYOND):
        return False
    if len(others) < 2:  # noqa: PLR2004 - one draw has no spread
        return True
    wide = min(shown, *others) > 0 and max(others) > _WIDE * min(others)
    scale = [log(other) for other in others] if wide else list(others)
    # So few draws tell the spread to within this factor. One number has no benefit of that doubt; of many, one always
    # looks far away.
    doubt = (1 if elements > 1 else -1) / sqrt(2 * (len(others) - 1))
    far = NormalDist().inv_cdf(1 - BEYOND / elements) * (1 + doubt)
    return abs((log(shown) if wide else shown) - fmean(scale)) >= far * stdev(scale)


def _ranked(shown: float, others: Sequence[float]) -> str:
    rank = 1 + sum(other < shown for other in others)
    spread = f", spread {stdev(others):.3g}" if len(others) > 1 else ""
    side = "above" if shown > fmean(others) else "below"
    return (
        f"is {side} the sample: {min(others):g} to {max(others):g}, mean {fmean(others):.4g}{spread}, "
        f"rank {rank} of {len(others) + 1}"
    )
