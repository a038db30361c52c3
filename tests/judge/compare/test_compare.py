"""What a difference says, and which parts of an output count."""

import pytest
from build_deck.judge.compare import Precision, compare, compare_pin, other_environment, whole_text
from build_deck.model import Output
from hypothesis import given
from hypothesis import strategies as st

ELSEWHERE = other_environment(Precision.FLOAT32)


def _diff(old: Output, new: Output) -> str:
    return str(compare(old, new, ELSEWHERE))


def test_a_diff_shows_the_line_its_neighbours_and_the_largest_errors() -> None:
    old = "".join(f"step {n}: loss {1 / n:.4f}\n" for n in range(1, 9))
    new = old.replace("0.2000", "0.3000").replace("0.1667", "0.1668")
    assert _diff(Output(stdout=old), Output(stdout=new)) == (
        "printed:\n"
        "@@ line 3\n"
        "  step 3: loss 0.3333\n"
        "  step 4: loss 0.2500\n"
        "- step 5: loss 0.2000\n"
        "+ step 5: loss 0.3000\n"
        "  step 6: loss 0.1667\n"
        "  step 7: loss 0.1429\n"
        "largest error: absolute 0.1, relative 0.5"
    )


def test_an_added_line_is_shown_alone() -> None:
    assert _diff(Output(stdout="a\nb\nc\n"), Output(stdout="a\nb\nx\nc\n")) == ("printed:\n  a\n  b\n+ x\n  c")


def test_white_space_is_named_where_nothing_else_differs() -> None:
    assert _diff(Output(stdout="a b"), Output(stdout="a  b")) == ("printed:\n- a b\n+ a  b\n? only white space differs")


def test_control_characters_are_spelled_out() -> None:
    """A diff is shown on terminals, which obey escape sequences."""
    assert _diff(Output(stdout="a"), Output(stdout="\x1b[2Ja\r\u202e")) == ("printed:\n- a\n+ \\x1b[2Ja\\r\\u202e")


def test_long_diffs_are_cut() -> None:
    old = "".join(f"{n}\n" for n in range(1000))
    lines = _diff(Output(stdout=old), Output(stdout=old.replace("\n", "x\n"))).splitlines()
    assert len(lines) == 62
    assert lines[-1] == "… and 1940 lines more"


def test_each_part_counts_and_is_named() -> None:
    old = Output(stdout="1\n", value="2", html="<table>3</table>", error="ValueError: 4")
    new = Output(stdout="5\n", value="6", html="<table>7</table>", error="ValueError: 8")
    assert _diff(old, new) == (
        "printed:\n- 1\n+ 5\nvalue:\n- 2\n+ 6\ntable:\n- <table>3</table>\n+ <table>7</table>\n"
        "exception:\n- ValueError: 4\n+ ValueError: 8\nlargest error: absolute 4, relative 4"
    )


def test_a_part_that_is_not_there_differs_from_an_empty_one() -> None:
    assert _diff(Output(), Output(value="")) == "value:\n+ "
    assert _diff(Output(error="KeyError: 'a'"), Output()) == "exception:\n- KeyError: 'a'"


def test_stderr_counts_like_any_text() -> None:
    """Whoever compares has taken it away where no card shows it (`judge.counted`)."""
    assert _diff(Output(stderr="a\n"), Output(stderr="b\n")) == "stderr:\n- a\n+ b"


def test_a_cut_output_is_not_a_whole_one() -> None:
    assert _diff(Output(), Output(truncated=True)) == "the output is cut"
    assert _diff(Output(truncated=True), Output()) == "the output was cut at its limit, and is not"


def test_what_cannot_be_encoded_equals_what_a_recording_keeps_of_it() -> None:
    assert compare(Output(stdout="a\ufffd"), Output(stdout="a\ud800"), ELSEWHERE) is None


def test_nested_brackets_take_linear_time() -> None:
    """Hostile output costs no more than its size: in a square of it, none of these would end within the test's time."""
    for nested in ("[" * 16384, "[" * 8192 + "1.5" + "]" * 8192, "tensor(" * 4096, "<A at 0x7f1b2c3d4e50> " * 3000):
        assert compare(Output(stdout=nested), Output(stdout=f"{nested}x"), ELSEWHERE) is not None


@given(st.text(), st.text())
def test_comparing_raises_nothing_and_agrees_with_itself(old: str, new: str) -> None:
    assert compare(Output(stdout=old), Output(stdout=old), ELSEWHERE) is None
    found = compare(Output(stdout=old), Output(stdout=new), ELSEWHERE)
    assert (found is None) is (compare(Output(stdout=new), Output(stdout=old), ELSEWHERE) is None)
    if found:
        assert str(found)


@given(st.text(alphabet="01.-+e[]() ,\nj'x", max_size=40), st.text(alphabet="01.-+e[]() ,\nj'x", max_size=40))
def test_numbers_in_odd_places_raise_nothing(old: str, new: str) -> None:
    assert compare_pin(old.replace("...", ""), Output(stdout=old.replace("...", ""))) is None
    compare(Output(stdout=old), Output(stdout=new), ELSEWHERE)
    compare_pin(f"{old}...{new}", Output(stdout=new))


@pytest.mark.parametrize(
    ("pin", "text"),
    [
        ("1\n2", "1\n2\n"),
        ("\n1  \n2\n", "1\n2  \n\n"),
        ("...", ""),
        ("...", "anything\nat all"),
        ("loss ...", "loss 0.1"),
        ("loss 0.1...", "loss 0.1234"),
        ("loss ...4", "loss 0.1234"),
        ("0.1...4", "0.1234"),
        ("<A object at 0x...>", "<A object at 0x7f1b2c3d4e50>"),
        ("first\n...\nlast", "first\na\nb\nlast\n"),
        ("tensor([0.1234, ..., 0.5000])", "tensor([0.1234, 0.2, 0.3,\n        0.5000])"),
        ("[1. ... 3.]", "[1. 2. 3.]"),
        ("took ... s for 3 steps", "took 0.123 s for 3 steps"),
        ("a...b...c", "a1b2b3c"),
        ("1, 2, 3...", "1, 2, 3, 4"),
        ("... done", "\x00 done"),
    ],
)
def test_pins_that_fit(pin: str, text: str) -> None:
    assert compare_pin(pin, Output(stdout=text)) is None


@pytest.mark.parametrize(
    ("pin", "text"),
    [
        ("1", "2"),
        ("1\n...", "2\n1\n"),
        ("...\nlast", "last\nfirst"),
        ("a ... b ... a", "a b a"[:3]),
        ("loss 0.1...", "loss 0.2"),
        ("...x...", "abc"),
        ("100...", "200"),
        ("", "something"),
        ("a", ""),
        ("a b", "a  b"),
        ("<A at 0x7f1b2c3d4e50> <A at 0x7f1b2c3d4e50>", "<A at 0x7f1b2c3d4e50> <A at 0x7fa0b0c0d0e0>"),
    ],
)
def test_pins_that_do_not_fit(pin: str, text: str) -> None:
    assert compare_pin(pin, Output(stdout=text)) is not None


def test_a_pin_is_compared_with_what_the_card_shows() -> None:
    output = Output(stdout="printed", value="42", error="ValueError: no")
    assert whole_text(output) == "printed\n42\nValueError: no\n"
    assert compare_pin("printed\n42\nValueError: no", output) is None


def test_the_diff_of_a_pin_leaves_out_lines_that_fit() -> None:
    found = compare_pin("took ... s\nloss 0.10", Output(stdout="took 5 s\nloss 0.20\n"))
    assert str(found) == "  took ... s\n- loss 0.10\n+ loss 0.20\nlargest error: absolute 0.1, relative 1"


def test_one_number_written_in_two_ways_has_no_error() -> None:
    found = compare_pin("9007199254740993.0", Output(stdout="9007199254740992.0\n"))
    assert str(found) == "- 9007199254740993.0\n+ 9007199254740992.0"


def test_the_tolerance_holds_for_pins() -> None:
    assert compare_pin("0.50", Output(stdout="0.55")) is not None
    assert compare_pin("0.50", Output(stdout="0.55"), tolerance=0.1) is None


def test_an_exponent_without_end_is_compared_too() -> None:
    one = Output(stdout=f"1.5e{'9' * 5000}\n")
    assert compare(one, one, ELSEWHERE) is None
    assert compare(one, Output(stdout="1.5\n"), ELSEWHERE) is not None
