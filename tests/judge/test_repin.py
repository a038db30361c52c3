"""The new text of an output fence: what came out, and the author's `...` where it still fits."""

import pytest
from build_deck.judge.repin import repinned
from build_deck.model import Output


@pytest.mark.parametrize(
    ("pin", "printed", "new"),
    [
        ("6\n", "7\n", "7\n"),
        ("took ... s\nloss 0.3\n", "took 4 s\nloss 0.4\n", "took ... s\nloss 0.4\n"),
        ("took ... s\n", "needed 4 s\n", "needed 4 s\n"),
        ("a\n...\nz\n", "a\nb\nc\ny\n", "a\n...\ny\n"),
        ("a\n...\nz\n", "x\nb\nz\n", "x\n...\nz\n"),
        ("a\n...\nz\n", "x\nb\ny\n", "x\n...\ny\n"),
        ("a\nb\nc\n", "a\nc\n", "a\nc\n"),
        ("a\nc\n", "a\nb\nc\n", "a\nb\nc\n"),
        ("", "1\n2\n", "1\n2\n"),
        ("1\n", "", ""),
        ("<A at ...>\n1\n", "<A at 0x7f0000000010>\n2\n", "<A at ...>\n2\n"),
        ("  indented ...\n3\n", "  indented 5  \n4\n", "  indented ...\n4\n"),
        ("准确率 ... %\n损失 1\n", "准确率 98 %\n损失 2\n", "准确率 ... %\n损失 2\n"),
        ("x\n" * 200, "y\n" * 200, "y\n" * 200),
    ],
)
def test_what_still_fits_stays(pin: str, printed: str, new: str) -> None:
    assert repinned(pin, Output(stdout=printed)) == new


def test_a_pin_holds_value_and_exception_too() -> None:
    assert repinned("1\n", Output(stdout="0\n", value="2", error="ValueError: no")) == "0\n2\nValueError: no\n"


def test_the_tolerance_of_the_fence_counts() -> None:
    output = Output(stdout="0.51\n1\n")
    assert repinned("0.5\n2\n", output, 0.1) == "0.5\n1\n"
    assert repinned("0.5\n2\n", output) == "0.51\n1\n"


@pytest.mark.parametrize("printed", ["```\n", "a\n  ~~~~ b\n"])
def test_what_looks_like_a_fence_cannot_stand_in_one(printed: str) -> None:
    assert repinned("1\n", Output(stdout=printed)) is None
