"""What became of a plan's sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from build_deck.errors import Problem

if TYPE_CHECKING:
    from build_deck.judge import Outcome


@dataclass(frozen=True, slots=True)
class Settled:
    """Every session of a plan with its outcome, and how many snippets ran for it."""

    outcomes: "Mapping[str, Outcome]"
    run: int = 0
    cached: int = 0

    @property
    def news(self) -> "tuple[Outcome, ...]":
        """The outcomes that lead to a new recording."""
        return tuple(outcome for outcome in self.outcomes.values() if outcome.new)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the outputs."""
        return tuple(problem for outcome in self.outcomes.values() for problem in outcome.problems)
