"""The table of rules: what every row holds, and that a row is all that a new rule needs."""

from collections.abc import Iterator

import pytest
from build_deck.commands.codes import codes
from build_deck.errors import Level
from build_deck.lint import LintContext, lint_editions
from build_deck.lint.rule import Found, Rule, each_note
from build_deck.lint.rules import RULES
from build_deck.model import NoteSource
from parse.reading import read


def shouts(note: NoteSource, _: LintContext) -> Iterator[Found]:
    if note.question.isupper():
        yield Found(note.location, "This question shouts.", "Write it in small letters.")


OWN = Rule("shouting", Level.WARNING, "A question is in capitals.", "Write it in small letters.", each_note(shouts))


def test_a_row_is_all_that_a_rule_needs() -> None:
    documents = [read("### WHAT? {#what}\n1\n### Who? {#who}\n2\n")]
    assert [str(problem) for problem in lint_editions({"en": documents}, rules=[OWN])] == [
        "deck.md:1:1: warning[shouting]: This question shouts. Write it in small letters."
    ]
    found = {problem.code for problem in lint_editions({"en": documents}, rules=[*RULES, OWN])}
    assert found == {"shouting"}


def test_each_row_has_a_code_of_its_own() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_row_is_explained_and_can_be_set(rule: Rule) -> None:
    assert codes()[rule.code] is rule
