"""What a deck or its snippets say shows in messages as what it is, and is nobody else's line."""

import json
import re

import pytest
from build_deck.messages import commandless, json_text, one_line, spelled
from hypothesis import given
from hypothesis import strategies as st

ODD = {
    "escape": ("\x1b[31m", r"\x1b[31m"),
    "carriage return": ("a\rb", r"a\rb"),
    "C1": ("\x9b31m", r"\x9b31m"),
    "backspace": ("a\x08b", r"a\x08b"),
    "bell": ("\x07", r"\x07"),
    "delete": ("\x7f", r"\x7f"),
    "override": ("\u202eabc\u202c", r"\u202eabc\u202c"),
    "isolate": ("\u2066a\u2069", r"\u2066a\u2069"),
    "marks": ("\u200f\u200e\u061c", r"\u200f\u200e\u061c"),
    "line separator": ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
    "next line": ("a\x85b", r"a\x85b"),
    "byte order": ("\ufeffa", r"\ufeffa"),
    "zero width": ("a\u200bb", r"a\u200bb"),
    "tags": ("a\U000e0041", r"a\U000e0041"),
    "surrogate": ("\ud83d", r"\ud83d"),
    "null": ("\x00", r"\x00"),
}


@pytest.mark.parametrize("name", ODD)
def test_what_does_not_show_is_spelled_out(name: str) -> None:
    text, written = ODD[name]
    assert spelled(text) == written
    assert one_line(text) == written


def test_what_shows_stays() -> None:
    text = "Grüße, 世界, עברית, عربي, 👩\u200d💻, a\u200cb\n\tnext line"
    assert spelled(text) == text
    assert one_line("a\n\tb") == "a\\n\tb"


@given(st.text())
def test_json_gives_the_value_back_and_shows_it(text: str) -> None:
    written = json_text({"a": [text]}, indent=1)
    assert json.loads(written) == {"a": [text]}
    assert spelled(written) == written


COMMANDS = [
    "::error::x",
    "  ::add-mask::secret",
    "\t::set-output name=a::b",
    "##[group]x",
    "a ##[set-env name=x]",
    "a\n::stop-commands::x",
]


@pytest.mark.parametrize("line", COMMANDS)
def test_no_line_is_a_command_to_a_runner(line: str) -> None:
    """Its own readings: `::` behind white space at the beginning of a line, `##[` anywhere."""
    assert not re.search(r"^\s*::|##\[", commandless(line), re.MULTILINE)


def test_other_colons_stay() -> None:
    assert commandless("a::b std::vector #[x] # [") == "a::b std::vector #[x] # ["
