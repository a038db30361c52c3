"""Every pair of the table, as printed text and as a value, from either side."""

from collections import Counter

import pytest
from build_deck.judge.compare import EDITED, PIN, Precision, Why, compare, compare_pin, other_environment
from build_deck.model import Output, Verdict
from judge.compare.pairs import PAIRS, Pair

VERDICTS = {
    Why.EDITED: Verdict.CHANGED,
    Why.PIN: Verdict.CHANGED,
    Why.SAME_ENVIRONMENT: Verdict.UNSTABLE,
    Why.OTHER_ENVIRONMENT: Verdict.CHANGED,
    Why.VARIED: Verdict.UNSTABLE,
}


def _name(pair: Pair) -> str:
    return f"{pair.context.why}: {pair.reason} ({pair.expected!r})"


@pytest.mark.parametrize("pair", PAIRS, ids=_name)
def test_a_pair_is_told_as_the_table_says(pair: Pair) -> None:
    if pair.context is PIN:
        assert (compare_pin(pair.expected, Output(stdout=pair.actual)) is None) is pair.same
        return
    for old, new in ((pair.expected, pair.actual), (pair.actual, pair.expected)):
        assert (compare(Output(stdout=old), Output(stdout=new), pair.context) is None) is pair.same
        assert (compare(Output(value=old), Output(value=new), pair.context) is None) is pair.same


def test_the_table_covers_every_context_and_says_why() -> None:
    assert Counter(pair.context.why for pair in PAIRS).keys() == set(Why)
    assert len({(pair.context, pair.expected, pair.actual) for pair in PAIRS}) == len(PAIRS) >= 80
    assert all(pair.reason for pair in PAIRS)


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if not pair.same], ids=_name)
def test_what_differs_has_the_verdict_of_its_context(pair: Pair) -> None:
    assert pair.context.verdict is VERDICTS[pair.context.why]


@pytest.mark.parametrize(
    ("old", "new", "tolerance", "same"),
    [
        ("0.500", "0.510", 1e-2, True),
        ("0.500", "0.530", 1e-2, False),
        ("100.0", "100.9", 1e-2, True),
        ("0.0", "-0.001", 1e-2, True),
        ("0.1234", "0.1235", 0, False),
        ("100", "101", 0.5, False),
        ("1e-05", "1.2e-05", 1e-9, False),
        ("a", "b", 1.0, False),
        ("np.float64(0.5)", "0.5", 0, False),
    ],
)
def test_the_authors_tolerance(old: str, new: str, tolerance: float, same: bool) -> None:  # noqa: FBT001
    """It is relative and absolute, for floats alone; nothing loosens an integer, and 0 loosens nothing."""
    context = other_environment(Precision.FLOAT32)
    assert (compare(Output(stdout=old), Output(stdout=new), context, tolerance=tolerance) is None) is same


def test_edited_code_has_no_tolerance_not_even_the_authors() -> None:
    assert compare(Output(stdout="0.50"), Output(stdout="0.51"), EDITED, tolerance=0.5) is not None
