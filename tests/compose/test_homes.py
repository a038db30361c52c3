"""Decks keep the names and numbers that learners have them under, whatever becomes of headings."""

from pathlib import Path

import pytest
from build_deck import lock as locks
from build_deck.errors import BuildDeckError
from support import run_command, write_files

DECK = "id: d\neditions:\n  en: {lang: en, title: My deck}\n"
ANSWER = "**Answer:** A.\n\n"


def source(*sections: str) -> str:
    """A file with a question under each of these headings."""
    return "".join(
        f"## {title}\n\n### Why {title.split(' {')[0]}? {{#q-{place}}}\n\n{ANSWER}"
        for place, title in enumerate(sections, start=1)
    )


def named(title: str, question: str) -> str:
    """A section with a question that keeps its id."""
    return f"## {title}\n\n### Why {question}? {{#{question}}}\n\n{ANSWER}"


@pytest.fixture(autouse=True)
def _deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deck of three sections that was built once."""
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {"deck/deck.yaml": DECK, "deck/en/1.md": FIRST})
    assert run_command().status == 0


A, B, C = named("Alpha", "a"), named("Beta", "b"), named("Gamma", "c")
FIRST = A + B + C


def built(text: str) -> tuple[list[str], list[str]]:
    """The lines of decks in the lock after a build of this source, and the codes of what it told of them."""
    Path("deck/en/1.md").write_text(text)
    result = run_command()
    assert result.status == 0, result.stderr
    told = [code for code in ("deck-renamed", "section-renamed") if f"[{code}]" in result.stdout + result.stderr]
    return lines(), told


def lines() -> list[str]:
    """The lock's lines of decks."""
    text = Path("deck/deck.lock").read_text()
    return [line for line in text.splitlines() if line.startswith(("deck/", "section/"))]


KEPT = [
    'deck/en: "My deck"',
    'section/en/alpha: "01 Alpha"',
    'section/en/beta: "02 Beta"',
    'section/en/gamma: "03 Gamma"',
]


def test_the_first_build_numbers_sections_as_they_stand() -> None:
    assert lines() == KEPT


def test_a_section_that_comes_first_takes_the_next_free_number() -> None:
    assert built(named("Intro", "i") + FIRST) == ([*KEPT, 'section/en/intro: "04 Intro"'], [])


def test_sections_that_change_places_keep_their_numbers() -> None:
    assert built(C + A + B) == (KEPT, [])


def test_a_section_that_goes_keeps_its_number_for_its_return() -> None:
    assert built(A + C)[0] == KEPT
    assert built(A + C + named("Delta", "d"))[0] == [*KEPT[:3], 'section/en/delta: "04 Delta"', KEPT[3]]
    assert built(FIRST)[0] == [*KEPT[:3], 'section/en/delta: "04 Delta"', KEPT[3]]


def test_a_reworded_heading_is_told_and_its_subdeck_keeps_its_name() -> None:
    changed = [*KEPT[:2], 'section/en/better: "02 Beta"', KEPT[3]]
    assert built(A + named("Better", "b") + C) == (changed, ["section-renamed"])
    told = run_command("lint").stderr
    assert (
        "deck/deck.lock:7:1: warning[section-renamed]: The section is called `02 Better` now; learners have its cards in "
        "`02 Beta`, and that name stays: under another, new cards would come into a second deck beside it. Leave it so, "
        "or write the new name into line 7 of deck/deck.lock; whoever has the deck then renames it in Anki, before "
        "importing; `build-deck push` does it by itself." in told
    )


def test_a_subdeck_is_renamed_on_purpose_in_the_lock() -> None:
    built(A + named("Better", "b") + C)
    lock = Path("deck/deck.lock")
    lock.write_text(lock.read_text().replace('"02 Beta"', '"02 Better"'))
    assert built(A + named("Better", "b") + C) == ([*KEPT[:2], 'section/en/better: "02 Better"', KEPT[3]], [])


def test_a_changed_title_is_told_and_the_deck_keeps_its_name() -> None:
    Path("deck/deck.yaml").write_text(DECK.replace("My deck", "Our deck"))
    assert built(FIRST) == (KEPT, ["deck-renamed"])


def test_a_lock_without_names_takes_the_present_ones() -> None:
    """Also where it may not be written: it is not behind for lacking them."""
    lock = Path("deck/deck.lock")
    old = "".join(
        line for line in lock.read_text().splitlines(keepends=True) if not line.startswith(("deck/", "section/"))
    )
    lock.write_text(old)
    assert run_command("--locked").status == 0
    assert built(C + A + B)[0] == [
        'deck/en: "My deck"',
        'section/en/alpha: "02 Alpha"',
        'section/en/beta: "03 Beta"',
        'section/en/gamma: "01 Gamma"',
    ]


def test_a_locked_build_may_not_name_a_deck() -> None:
    Path("deck/en/1.md").write_text(named("Intro", "i") + FIRST)
    result = run_command("--locked")
    assert result.status == 1
    assert "+ section/en/intro" in result.stderr


def test_of_two_lines_for_a_section_the_first_holds() -> None:
    """A merge may keep both."""
    lock = locks.read('format: 1\nsection/en/a: "04 A"\nsection/en/a: "05 A"\n')
    assert lock.names["section/en/a"].text == "04 A"


@pytest.mark.parametrize("value", ['""', '" "', "{a: b}", "3: 4"])
def test_a_name_that_is_none_is_told(value: str) -> None:
    with pytest.raises(BuildDeckError, match="lock-line"):
        locks.read(f"section/en/a: {value}\n")


def test_a_section_with_no_word_of_before_is_known_by_its_notes() -> None:
    """Its place in the file says nothing, once another was put above."""
    intro = named("Intro", "i")
    built(intro + A + B + C)

    after, told = built(intro + named("Foundations", "a") + B + C)

    assert after[1:] == [
        'section/en/beta: "02 Beta"',
        'section/en/foundations: "01 Alpha"',
        'section/en/gamma: "03 Gamma"',
        'section/en/intro: "04 Intro"',
    ]
    assert told == ["section-renamed"]


def test_a_section_of_new_notes_is_a_new_one() -> None:
    intro = named("Intro", "i")
    built(intro + A + B + C)

    after, told = built(intro + named("Foundations", "new") + B + C)

    assert 'section/en/foundations: "05 Foundations"' in after
    assert told == []
