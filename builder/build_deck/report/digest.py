"""Problems in the order in which they matter, and of many alike one line: what a person reads."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from build_deck.deck.levels import codes
from build_deck.errors import Level, Location, Problem
from build_deck.messages import counted

_NAMES = re.compile(r"`[^`]*`|\d+")
MANY = 3
"""More of one kind than these become one line."""
_PLACES = 12
"""Places that this line names."""


def digest(problems: Iterable[Problem], *, together: bool = True) -> tuple[Problem, ...]:
    """The problems as they are told: errors, then warnings of what is lost or not run, then those of style.

    Many warnings of one kind are one line, at the first one's place, and so are many errors that say the same, unless
    they are not to be put `together`.
    """
    ranked = sorted(problems, key=_rank)  # stable: by place within a rank
    if not together:
        return tuple(ranked)
    groups: dict[tuple[int, str, str], list[Problem]] = defaultdict(list)
    for problem in ranked:
        groups[_rank(problem), problem.code, _gist(problem)].append(problem)
    return tuple(sorted((told for group in groups.values() for told in _told(group)), key=_order))


def _order(problem: Problem) -> tuple[int, Location]:
    return _rank(problem), problem.location or Location("", 0, 0)


def _gist(problem: Problem) -> str:
    """What is the same in problems that one line can tell of: all of an error, a warning without words and numbers."""
    if problem.level is Level.ERROR:
        return f"{problem.what}\n{problem.detail}"
    return _NAMES.sub("", problem.what)


def _rank(problem: Problem) -> int:
    if problem.level is Level.ERROR:
        return 0
    kind = codes().get(problem.code)
    return 2 if kind and kind.style else 1


def _told(group: Sequence[Problem]) -> Iterator[Problem]:
    first = group[0]
    if len(group) <= MANY:
        yield from group
        return
    places = list(dict.fromkeys(f"{p.location.path}:{p.location.line}" for p in group[1:] if p.location))
    rest = len(group) - 1 - len(places[:_PLACES])
    named = ", ".join([*_short(places[:_PLACES]), *([f"{rest} more"] if rest > 0 else [])])
    remedy = f"{first.remedy} The others: {named}." if places else first.remedy
    kind = codes().get(first.code)
    count = counted(len(group), kind.noun if kind else "place")
    yield replace(first, what=f"{count}, the first here. {first.what}", remedy=remedy)


def _short(places: Sequence[str]) -> Iterator[str]:
    """The places, each with its file only where that is another than the one before."""
    before = ""
    for place in places:
        path, _, line = place.rpartition(":")
        yield line if path == before else place
        before = path
