"""Markdown in, notes out: the files in fixtures/ hold a title, a text and what comes of it, divided by lines of `.`."""

from pathlib import Path

import pytest
from parse.reading import cases, described, read

FILES = sorted((Path(__file__).parent / "fixtures").glob("*.md"))
CASES = [
    pytest.param(text, wanted, id=f"{file.stem}: {title}") for file in FILES for title, text, wanted in cases(file)
]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_a_text_gives_what_its_fixture_says(text: str, wanted: str) -> None:
    assert described(read(text)) == wanted


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_line_ends_and_a_byte_order_mark_change_nothing(text: str, wanted: str) -> None:
    assert described(read("\ufeff" + text.replace("\n", "\r\n"))) == wanted


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_two_cases_of_a_file_have_one_title(file: Path) -> None:
    titles = [title for title, _, _ in cases(file)]
    assert len(titles) == len(set(titles))
    assert len(titles) >= 10
