"""`--shard I/N`: which sessions the I-th of N runners takes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from build_deck.errors import Problem, UsageError

OVERHEAD = 0.05
"""Seconds that any session costs beside its own, so that a thousand tiny ones are spread too."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One runner of several."""

    index: int = 1
    """From 1."""
    count: int = 1

    @property
    def first(self) -> bool:
        """Whether it is the one that looks at what belongs to no session: lint, lock, unused recordings."""
        return self.index == 1


WHOLE = Shard()
"""All sessions on one runner."""


def parse_shard(text: str) -> Shard:
    """The shard that `I/N` names; raises UsageError."""
    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip(), re.ASCII)
    if match:
        index, count = int(match[1]), int(match[2])
        if 1 <= index <= count:
            return Shard(index, count)
    what = f"--shard: `{text}` is not a shard."
    raise UsageError(Problem("shard", None, what, "Write I/N with I from 1 to N, as in `--shard 2/4`."))


def share(names: Sequence[str], seconds: Mapping[str, float], shard: Shard) -> frozenset[str]:
    """The names of the sessions this shard runs.

    The longest go first, each to the shard that has least: no shard has more than 4/3 of the best possible (Graham,
    1969). Names and `seconds`, the recorded durations, decide alone, so every runner comes to the same shares. A
    session without a recording counts as the median of those with one.
    """
    typical = median(seconds.values()) if seconds else 1.0
    costs = {name: seconds.get(name, typical) + OVERHEAD for name in sorted(set(names))}
    loads = [0.0] * shard.count
    mine: set[str] = set()
    for name in sorted(costs, key=lambda name: (-costs[name], name)):
        least = loads.index(min(loads))
        loads[least] += costs[name]
        if least == shard.index - 1:
            mine.add(name)
    return frozenset(mine)
