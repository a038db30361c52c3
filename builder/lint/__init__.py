"""What is wrong with parsed files, found without running anything, and what each problem's code means."""

from collections.abc import Mapping, Sequence

from builder.errors import Problem, in_order
from builder.lint.codes import CODES, Rule
from builder.lint.context import LintContext
from builder.lint.fixing import fix, fixable
from builder.model import Document

__all__ = ["CODES", "LintContext", "Rule", "explain", "fix", "fixable", "lint", "lint_editions"]


def lint(documents: Sequence[Document], context: LintContext | None = None) -> tuple[Problem, ...]:
    """Everything wrong with the files of one edition, what parsing found included, sorted."""
    from builder.lint import answers, fences, identity, numbering, sessions

    rules = (identity.check, answers.check, numbering.check, fences.check, sessions.check)
    parsed = (problem for document in documents for problem in document.problems)
    found = (problem for rule in rules for problem in rule(documents, context or LintContext()))
    return in_order([*parsed, *found])


def lint_editions(
    editions: Mapping[str, Sequence[Document]], context: LintContext | None = None
) -> tuple[Problem, ...]:
    """Everything wrong with a whole deck: with each edition, between them, and with the files beside them, sorted."""
    from builder.lint import between

    inside = (problem for documents in editions.values() for problem in lint(documents, context))
    return in_order([*inside, *between.check(editions, context or LintContext())])


def explain(code: str) -> str:
    """What a code means and what to do about it, for `lint --explain`; KeyError for a code that does not exist."""
    rule = CODES[code]
    return f"{code}\n\n{rule.means}\n\n{rule.mend}"
