"""A fence's text replaced in its file: everything else keeps its bytes."""

import pytest
from build_deck.syntax.fence_text import replaced
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_new_lines_stand_as_the_old_ones_did(end: str) -> None:
    """Behind the same indentation or `>`, with the same line ends; a line that is empty has no spaces."""
    before = "x\n  > ```\n  > a\n  >\n  > b\n  > ```\n"
    after = "x\n  > ```\n  > a\n  >\n  > c\n  >\n  > d\n  > ```\n"
    assert replaced(before.replace("\n", end), 3, "a\n\nb\n", "a\n\nc\n\nd\n") == after.replace("\n", end)


def test_lines_that_stay_keep_their_bytes() -> None:
    assert replaced("- ```\n  a  \n\n\tb\n  c\n  ```", 2, "a  \n\nb\nc\n", "a  \n\nb\nd\n") == (
        "- ```\n  a  \n\n\tb\n  d\n  ```"
    )


def test_all_lines_may_go() -> None:
    assert replaced("```\na\n```\n", 2, "a\n", "") == "```\n\n```\n"


def test_an_empty_fence_is_filled_as_its_opening_is_indented() -> None:
    assert replaced("> ```output\r\n> ```\r\n", 2, "", "a\n\nb\n") == "> ```output\r\n> a\r\n>\r\n> b\r\n> ```\r\n"
    assert replaced("  ~~~output\n  ~~~", 2, "", "a\n") == "  ~~~output\n  a\n  ~~~"


@pytest.mark.parametrize("line", [1, 3, 9])
def test_a_fence_that_is_not_there_is_not_replaced(line: int) -> None:
    """The file was edited while it was being built."""
    assert replaced("```\na\n```\n", line, "a\n", "b\n") is None


_LINES = st.lists(st.text("ab >.", max_size=4), min_size=1, max_size=5)


@given(above=_LINES, old=_LINES, new=_LINES, below=_LINES, prefix=st.sampled_from(["", "  ", "> ", "    "]))
def test_what_is_replaced_can_be_put_back(
    above: list[str], old: list[str], new: list[str], below: list[str], prefix: str
) -> None:
    """Up to spaces at the ends of lines."""

    def file(content: list[str]) -> str:
        return "".join(f"{line}\n" for line in [*above, *(f"{prefix}{line}".rstrip() for line in content), *below])

    content, other = ([line.rstrip() for line in lines] for lines in (old, new))
    if not any(content) and prefix:
        return
    text = replaced(file(content), len(above) + 1, "\n".join(content) + "\n", "\n".join(other) + "\n")
    assert text == file(other)
