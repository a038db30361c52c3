"""The lint driver: a deck's problems, and its missing ids written in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.errors import BuilderError, Problem, UsageError, errors_in
from builder.files import read_bytes, write_all
from builder.lint import CODES, fixable
from builder.lint import explain as explain_code
from builder.lint import fix as fix_text
from builder.load import load_deck, problems_of
from builder.wording import counted as count


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


def lint(source: Path, *, strict: bool = False) -> LintReport:
    """Return what is wrong with the deck at `source`; raises BuilderError when it cannot be read at all."""
    deck = load_deck(source)
    notes = sum(1 for loaded in deck.editions.values() for _ in loaded.notes)
    return LintReport(problems_of(deck), notes, strict)


def explain(code: str) -> str:
    """Return what a problem's code means; raises UsageError for a code that does not exist."""
    if code not in CODES:
        raise UsageError(
            Problem("no-such-code", None, f"There is no code `{code}`.", f"Known are: {', '.join(CODES)}.")
        )
    return explain_code(code)


def fix(source: Path) -> tuple[str, ...]:
    """Write the missing ids into the files; return a line for each file changed.

    Raises BuilderError, and changes nothing, when a file has errors: its ids would be guesses.
    """
    deck = load_deck(source)
    if errors_in(deck.problems):
        raise BuilderError(errors_in(deck.problems))
    changed: dict[Path, bytes] = {}
    lines: list[str] = []
    for document, notes in (found for edition in deck.editions.values() for found in fixable(edition.documents)):
        if notes and deck.only in (None, document.path):
            path = Path(document.path)
            changed[path] = fix_text(read_bytes(path).decode("utf-8"), notes).encode("utf-8")
            lines.append(f"{document.path}: {count(len(notes), 'id')} written")
    write_all(changed)
    return tuple(lines)


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
