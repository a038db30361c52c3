"""Markup that a card shows otherwise than its author sees it elsewhere."""

import pytest
from build_deck.errors import Location
from build_deck.lint import DeckPage, LintContext, lint, lint_editions
from parse.reading import read

HEAD = "### Q? {#q}\n\n"


def said(body: str, head: str = HEAD) -> list[str]:
    return [str(problem) for problem in lint([read(head + body)])]


NO_TABLE = "Write a row such as |---|---| under the header, with as many cells as it has."


@pytest.mark.parametrize(
    ("rows", "line", "why"),
    [
        ("| a | b |\n|---|\n| 1 | 2 |", 4, "the row under its header has 1 cell, and the header 2."),
        ("| a | b |\n|---|---|---|\n| 1 | 2 |", 4, "the row under its header has 3 cells, and the header 2."),
        ("a | b\n--|--|--\n1 | 2", 4, "the row under its header has 3 cells, and the header 2."),
        ("| a | b |\n| 1 | 2 |", 4, "the row of dashes under its header is missing."),
        (
            "| a | b |\n|===-|===-|\n| 1 | 2 |",
            4,
            "the row under its header may hold only dashes and colons, with | between them.",
        ),
        ("Before.\n| a | b |\n|---|\n", 5, "the row under its header has 1 cell, and the header 2."),
        ("| a \\| c | b |\n|---|---|---|", 4, "the row under its header has 3 cells, and the header 2."),
    ],
)
def test_what_looks_like_a_table_and_is_none_is_told(rows: str, line: int, why: str) -> None:
    assert said(f"{rows}\n") == [f"deck.md:{line}:1: warning[broken-table]: This is no table: {why} {NO_TABLE}"]


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "a | b\n--|--\n1 | 2",
        "P(A | B) is a probability\nand so is P(B | A).",
        "```text\n| a | b |\n| 1 | 2 |\n```",
        "Either a | b,\nor - - - c.",
        "|x| is what it is\nand |y| too",
    ],
)
def test_tables_and_bars_are_not(text: str) -> None:
    assert said(f"{text}\n") == []


def test_links_to_places_of_the_page_are_told() -> None:
    tail = "leads nowhere: a card holds one note, and no such place. Write the words without a link, or link to a web address."
    assert said('See [b](#b), <a href="#top">up</a>, [c](https://example.org/#c) and [^1].\n\n[^1]: Note.\n') == [
        f"deck.md:3:1: warning[dead-link]: The link to `#b` {tail}",
        f"deck.md:3:1: warning[dead-link]: The link to `#top` {tail}",
    ]


def test_links_above_the_questions_are_on_no_card() -> None:
    assert "dead-link" not in "".join(said("x\n", head=f"# Deck\n\n- [Q](#q)\n\n{HEAD}"))


UNMARKED = (
    "warning[unmarked-cloze]: `{{c1::…}}` makes a fill-in card of this question, which is not marked so. "
    "Add {.cloze} to the question if that is meant; put it in backticks if it is code."
)


def test_a_cloze_that_nobody_marked_is_told() -> None:
    assert said("It is {{c1::x}}.\n") == [f"deck.md:3:1: {UNMARKED}"]
    assert said("It is {{c1::x}}.\n", head="### Q? {#q .cloze}\n\n") == []
    assert said("It is `{{c1::x}}`.\n") == []


def test_what_is_nearly_a_gap_is_told() -> None:
    (told,) = said("It is {{c1::x}.\n")
    assert told == (
        "deck.md:3:1: warning[gap-outside-cloze]: `{{c1::` begins no gap; it is shown as it is. Write {{c1::words}} with "
        "two colons and two braces, or put it in backticks if it is code."
    )
    assert said("It is {{c1:x}} and {{ c1 }}.\n")[0].startswith(
        "deck.md:3:1: warning[gap-outside-cloze]: `{{c1:` begins"
    )


def test_dashes_right_under_one_line_are_told() -> None:
    told = (
        "deck.md:4:1: warning[underlined-text]: `---` right under `A title` is a line across the card here; elsewhere it "
        "makes a heading. Put an empty line above it, or begin the text with ## and remove the dashes."
    )
    assert said("A title\n---\n\nMore.\n") == [told]
    assert said("A title\n\n---\n\nMore.\n") == []
    assert said("Two\nlines\n---\n\nMore.\n") == []
    assert said("The end.\n---\n\n### Next? {#n}\n\nx\n") == []


def test_what_ankiweb_does_not_take_is_told() -> None:
    place = Location("deck.yaml")
    fits = DeckPage("en", "T" * 60, ("a" * 30, "b" * 29), "d" * 65_000, place)
    long = DeckPage("zh", "题" * 61, ("a" * 30, "b" * 30), "d" * 65_001, place)
    documents = {"en": [read(f"{HEAD}x\n")]}
    assert lint_editions(documents, LintContext(pages=(fits,))) == ()
    found = [str(problem) for problem in lint_editions(documents, LintContext(pages=(long,)))]
    tail = "Shorten it, or never mind where the deck is not shared there."
    assert found == [
        f"deck.yaml:1:1: warning[ankiweb-limit]: The deck's tags together has 61 characters; AnkiWeb takes 60. {tail}",
        f"deck.yaml:1:1: warning[ankiweb-limit]: The description of the edition zh has 65001 characters; AnkiWeb takes 65000. {tail}",
        f"deck.yaml:1:1: warning[ankiweb-limit]: The title of the edition zh has 61 characters; AnkiWeb takes 60. {tail}",
    ]
