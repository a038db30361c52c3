from pathlib import Path

import pytest
from parse.reading import cases, read

from builder.errors import errors_in
from builder.lint import fix, fixable

FIXTURES = Path(__file__).parents[1] / "parse" / "fixtures"


def fixed(text: str) -> str:
    ((_, notes),) = fixable([read(text)])
    return fix(text, notes)


def test_ids_are_written_behind_the_questions_that_have_none() -> None:
    assert fixed("## S\n### 1. What is _x_?\na\n### 2. Why? {#why}\nb\n### 3. How? {.cloze}\n==c==\n") == (
        "## S\n### 1. What is _x_? {#what-is-x}\na\n### 2. Why? {#why}\nb\n### 3. How? {#how .cloze}\n==c==\n"
    )


def test_nothing_else_is_touched_line_ends_spaces_and_byte_order_mark_included() -> None:
    text = "\ufeff### One?  \r\na\t \r\n\r\n### Two? ###\rb\n\n\n### Three?"
    assert fixed(text) == "\ufeff### One? {#one}  \r\na\t \r\n\r\n### Two? {#two} ###\rb\n\n\n### Three? {#three}"


def test_headings_in_lists_and_underlined_ones_get_theirs_too() -> None:
    text = "---\nquestion_level: 1\n---\n10. # What?\n    a\n\nA question\nof two lines?\n=======\nb\n"
    assert fixed(text) == (
        "---\nquestion_level: 1\n---\n10. # What? {#what}\n    a\n\nA question\nof two lines? {#a-question-of-two-lines}\n"
        "=======\nb\n"
    )


def test_two_questions_that_would_get_one_id_are_left_alone() -> None:
    text = "### What?\na\n### What?\nb\n### Why? {#x}\nc\n### X\nd\n"
    assert fixed(text) == text


def test_a_question_whose_id_another_file_has_is_left_alone() -> None:
    texts = ("### What?\na\n### Who?\nb\n", "### What?\nc\n### WHY? {#x}\nd\n", "### Why?\ne\n")
    found = fixable([read(text) for text in texts])
    assert [[note.id for note in notes] for _, notes in found] == [["who"], [], ["why"]]


def test_lines_that_look_like_questions_inside_a_fence_are_left_alone() -> None:
    text = "### Q? {#q}\n```text\n### Q?\n```\n"
    assert fixed(text) == text


TEXTS = [
    pytest.param(text, id=f"{file.stem}: {title}")
    for file in sorted(FIXTURES.glob("*.md"))
    for title, text, _ in cases(file)
    if not errors_in(read(text).problems)
]


@pytest.mark.parametrize("text", TEXTS)
def test_fixing_keeps_ids_and_leaves_nothing_to_fix(text: str) -> None:
    document = read(text)
    after = read(fixed(text))
    assert [note.id for note in after.notes] == [note.id for note in document.notes]
    assert [note.question for note in after.notes] == [note.question for note in document.notes]
    assert fixed(fixed(text)) == fixed(text)
