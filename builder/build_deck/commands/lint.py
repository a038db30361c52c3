"""The lint driver: a deck's problems."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build_deck.commands.codes import codes
from build_deck.commands.published import problems_with_lock
from build_deck.deck.consent import NO_CONSENT, Consent
from build_deck.deck.levels import levelled
from build_deck.deck.load import load_deck, problems_of
from build_deck.deck.workshop import user_workshop
from build_deck.errors import Problem, UsageError, errors_in, in_order
from build_deck.messages import counted as count


@dataclass(frozen=True, slots=True)
class LintReport:
    """Everything wrong with a deck that can be seen without running it."""

    problems: tuple[Problem, ...]
    notes: int
    strict: bool

    @property
    def failed(self) -> bool:
        """Whether the command's status is 1."""
        return bool(self.problems if self.strict else errors_in(self.problems))

    def summary(self) -> str:
        """Return one line."""
        errors = len(errors_in(self.problems))
        warnings = len(self.problems) - errors
        return f"{count(self.notes, 'note')}: {count(errors, 'error')}, {count(warnings, 'warning')}."


def lint(source: Path, *, strict: bool = False, consent: Consent = NO_CONSENT) -> LintReport:
    """Return what is wrong with the deck at `source`; raises BuildDeckError when it cannot be read at all."""
    with user_workshop() as shop:
        deck = load_deck(source, consent, shop)
        notes = sum(1 for loaded in deck.editions.values() for _ in loaded.notes)
        found = (*problems_of(deck), *levelled(problems_with_lock(deck), deck.config.lint))
    return LintReport(in_order(found), notes, strict)


def explain(code: str) -> str:
    """Return what a problem's code means; raises UsageError for a code that does not exist."""
    kind = codes().get(code)
    if kind is None:
        remedy = f"Known are: {', '.join(codes())}."
        raise UsageError(Problem("no-such-code", None, f"There is no code `{code}`.", remedy))
    return f"{code}\n\n{kind.means}\n\n{kind.mend}"


def as_json(problems: Iterable[Problem]) -> list[Mapping[str, Any]]:
    """Return the problems as editors read them."""
    return [_as_json(problem) for problem in problems]


def _as_json(problem: Problem) -> Mapping[str, Any]:
    place = problem.location
    return {
        "file": place and place.path,
        "line": place and place.line,
        "column": place and place.column,
        "level": str(problem.level),
        "code": problem.code,
        "what": problem.what,
        "remedy": problem.remedy,
    }
