"""What is wrong with parsed files, found without running anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from build_deck.errors import Kind, Problem, in_order
from build_deck.lint.early import EarlyEnd
from build_deck.lint.rule import DeckPage, LintContext, Rule, Subject
from build_deck.model import Document

__all__ = ["DeckPage", "FileFindings", "LintContext", "Rule", "codes", "lint", "lint_editions", "lint_file"]


@dataclass(frozen=True, slots=True)
class FileFindings:
    """What is wrong with one file by itself."""

    problems: tuple[Problem, ...]
    early: tuple[EarlyEnd, ...]
    """Its fences that end early; what comes of them anywhere is not told."""


def lint(documents: Sequence[Document], context: LintContext | None = None) -> tuple[Problem, ...]:
    """Everything wrong with the files of one edition, what parsing found included, sorted."""
    return lint_editions({"": documents}, context)


def lint_editions(
    editions: Mapping[str, Sequence[Document]],
    context: LintContext | None = None,
    rules: Sequence[Rule] | None = None,
    alone: Iterable[FileFindings] | None = None,
) -> tuple[Problem, ...]:
    """Everything wrong with a whole deck by these rules (default: all), what parsing found included, sorted.

    `alone` is what `lint_file` gives of each file, where that is known.
    """
    from build_deck.lint.early import without_consequences
    from build_deck.lint.rules import RULES

    chosen = RULES if rules is None else rules
    subject = Subject(editions, context or LintContext())
    documents = [document for documents in editions.values() for document in documents]
    files = [lint_file(document, subject.context, chosen) for document in documents] if alone is None else [*alone]
    found = [
        *(problem for document in documents for problem in document.problems),
        *(problem for rule in chosen if not rule.of_file for problem in rule.problems(subject)),
        *(problem for file in files for problem in file.problems),
    ]
    return in_order(without_consequences(found, (end for file in files for end in file.early)))


def lint_file(
    document: Document, context: LintContext | None = None, rules: Iterable[Rule] | None = None
) -> FileFindings:
    """What is wrong with a file whatever stands in others, by the rules (default: all) that look at one at a time."""
    from build_deck.lint import sessions
    from build_deck.lint.rules import RULES

    subject = Subject({"": [document]}, context or LintContext())
    of_file = (rule for rule in (RULES if rules is None else rules) if rule.of_file)
    problems, early = sessions.check(document)
    return FileFindings((*(p for rule in of_file for p in rule.problems(subject)), *problems), tuple(early))


def codes() -> tuple[Kind, ...]:
    """The kinds of problem that this room finds."""
    from build_deck.lint import rules, sessions

    return (*rules.RULES, *sessions.CODES)
