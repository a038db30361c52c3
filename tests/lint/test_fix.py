"""Ids written into a file: which, and that nothing else changes."""

from pathlib import Path

import pytest
from build_deck.errors import errors_in
from build_deck.lint import lint
from build_deck.lint.fixing import differs, fix
from build_deck.lint.naming import Naming, naming
from build_deck.model import Document, NoteId
from parse.reading import cases, read

FIXTURES = Path(__file__).parents[1] / "parse" / "fixtures"


def named(*documents: Document, reserved: tuple[str, ...] = ()) -> Naming:
    return naming(documents, lint(documents), reserved=reserved, known={}, heirs={})


def given(*texts: str, reserved: tuple[str, ...] = ()) -> list[str]:
    return list(
        named(*(read(t, f"{c}.md") for c, t in zip("abcd", texts, strict=False)), reserved=reserved).given.values()
    )


def fixed(text: str) -> str:
    return fix(text, named(read(text)).given)


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


def test_questions_that_would_share_an_id_are_told_apart_by_their_sections() -> None:
    """Case 29."""
    text = "## Adam\n### Advantages?\nx\n## SGD\n### Advantages?\ny\n## RMSprop\n### Advantages?\nz\n"
    assert given(text) == ["adam-advantages", "sgd-advantages", "rmsprop-advantages"]


def test_where_sections_do_not_tell_them_apart_numbers_do_and_then_files() -> None:
    assert given("## S\n### 3. What?\na\n### 5. What?\nb\n") == ["s-what-3", "s-what-5"]
    assert given("### 3. What?\na\n### 5. What?\nb\n") == ["what-3", "what-5"]
    assert given("### 1. What?\na\n", "### 1. What?\nb\n") == ["a-what", "b-what"]
    assert given("### What?\na\n### What?\nb\n### What?\nc\n") == ["a-what-2", "a-what-3", "a-what-4"]


def test_an_id_that_means_another_note_is_never_given() -> None:
    text = "## Adam\n### What?\nx\n## SGD\n### What?\ny\n"
    assert given(text, reserved=("Adam-What",)) == ["adam-what-2", "sgd-what-2"]
    written = "### Why? {#adam-what}\nz\n"
    assert not {"adam-what"} & set(given(text, written))
    made = "### Adam What?\nz\n"
    assert given(text, made)[-1] == "adam-what"
    assert len(set(given(text, made))) == 3


def test_one_that_has_its_id_keeps_it_and_the_others_get_theirs() -> None:
    assert given("## S\n### Why? {#x}\na\n### X\nb\n") == ["s-x"]
    assert given("### What?\na\n### Who?\nb\n", "### What?\nc\n### WHY? {#x}\nd\n") == ["a-what", "b-what", "who"]


def test_behind_a_fence_that_ends_early_nothing_is_named() -> None:
    text = '### One?\n```python\ntext = """\n```\n### Two?\na\n"""\n```\n'
    names = named(read(text))
    assert list(names.given.values()) == ["one"]
    assert [str(place) for place in names.refused] == ["deck.md:5:1"]
    assert "fence-closed-in-string on line 4 may have made a question of what is none." in next(
        iter(names.refused.values())
    )


def test_behind_a_fence_without_an_end_only_what_may_be_code_is_not_named() -> None:
    text = "### One?\n- a\n\n  ```python\n  x = 1\n\nText.\n\n### Two?\nb\n\n```text\n```\n\n### Three?\nc\n"
    names = named(read(text))
    assert list(names.given.values()) == ["one", "three"]
    assert [str(place) for place in names.refused] == ["deck.md:9:1"]


def test_a_question_that_looks_like_a_published_one_gets_no_id() -> None:
    document = read("### Two?\na\n")
    place = document.notes[0].location
    names = naming([document], (), reserved=(), known={}, heirs={place: NoteId("old")})
    assert (names.given, list(names.refused)) == ({}, [place])
    assert names.refused[place].startswith("it looks like `old`, which learners have. Write {#old}")


def test_of_questions_alike_the_published_one_keeps_its_id() -> None:
    document = read("## A\n### What?\na\n## B\n### What?\nb\n")
    one, two = (note.location for note in document.notes)
    names = naming([document], (), reserved=("what",), known={"what": two}, heirs={})
    assert names.given == {one: "a-what", two: "what"}
    unknown = naming([document], (), reserved=("what",), known={"what": None}, heirs={})
    assert (unknown.given, len(unknown.refused)) == ({}, 2)
    assert unknown.refused[one].startswith("learners have `what`, and which of these questions it is cannot be told.")


def test_a_file_that_would_read_otherwise_is_known() -> None:
    before = read("### One?\na\n### Two?\nb\n")
    one = before.notes[0].location
    assert differs(before, read("### One? {#one}\na\n### Two?\nb\n"), {one: NoteId("one")}) is None
    assert differs(before, read("### One? {#one}\na\n### Two?\nc\n"), {one: NoteId("one")}) == before.notes[1].location
    assert differs(before, read("### One? {#won}\na\n### Two?\nb\n"), {one: NoteId("one")}) == one
    assert differs(before, read("### One? {#one}\na\n"), {one: NoteId("one")}) == one


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
def test_fixing_gives_each_an_id_and_changes_nothing_else(text: str) -> None:
    document = read(text)
    names = named(document)
    after = read(fix(text, names.given))
    assert differs(document, after, names.given) is None
    assert len({note.id for note in after.notes}) == len(after.notes) or names.refused
    assert fixed(fixed(text)) == fixed(text)
