"""Text as a terminal leaves it."""

import pytest
from build_deck.execute.screen import as_on_a_terminal
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("plain\n\ttext\n", "plain\n\ttext\n"),
        ("\x1b[31mred\x1b[0m and \x1b[1;38;5;208mbold\x1b[m", "red and bold"),
        ("a\rb", "b"),
        ("long\rb", "bong"),
        ("  0%\r 50%\r100%\n", "100%\n"),
        ("longer\r\x1b[Kshort", "short"),
        ("longer\x1b[2K\rshort", "short"),
        ("abcdef\x1b[3D\x1b[K", "abc"),
        ("abc\b\bX", "aXc"),
        ("\b\bx", "x"),
        ("a\x1b[5Cb", "a     b"),
        ("abc\x1b[1G!", "!bc"),
        ("ab\x1b[1Kc", "  c"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;https://x.y\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b[?25lhidden cursor\x1b[?25h", "hidden cursor"),
        ("\x1b(Bset", "set"),
        ("one\r\ntwo\r\n", "one\ntwo\n"),
        ("中文\r日", "日文"),
        ("end\x1b", "end\x1b"),
    ],
)
def test_what_is_written_over_or_erased_is_gone_and_colours_are(written: str, seen: str) -> None:
    assert as_on_a_terminal(written) == seen


@given(st.text("a\n\r\b\x1b[0123;KCDGmH中", max_size=60))
def test_any_text_is_read(text: str) -> None:
    seen = as_on_a_terminal(text)
    assert seen.count("\n") == text.replace("\r\n", "\n").count("\n")
    assert "\r" not in seen
