"""Study order and deck names."""

from itertools import product

import pytest

from builder.errors import Location
from builder.model import Difficulty, NoteId, NoteSource, Rarity, Section
from builder.package import deck_name, study_order

PLACE = Location("deck/en.md")


def source(id_: str, rarity: Rarity | None = None, difficulty: Difficulty | None = None) -> NoteSource:
    """A note without content."""
    return NoteSource(NoteId(id_), True, id_, (), (), (), PLACE, "en", rarity=rarity, difficulty=difficulty)


def test_common_comes_before_rare_then_easy_before_hard_then_what_has_no_label() -> None:
    pairs = list(product([*Rarity, None], [*Difficulty, None]))
    sources = [source(f"{rarity} {difficulty}", rarity, difficulty) for rarity, difficulty in reversed(pairs)]
    expected = {f"{rarity} {difficulty}": due for due, (rarity, difficulty) in enumerate(pairs, start=1)}
    assert study_order(sources) == expected


def test_equal_labels_are_studied_as_written() -> None:
    names = ["z", "m", "a"]
    assert study_order(source(name, Rarity.RARE) for name in names) == {"z": 1, "m": 2, "a": 3}


@pytest.mark.parametrize(
    ("title", "index", "name"),
    [
        ("Attention", 3, "Deck::03 Attention"),
        ("Attention", 12, "Deck::12 Attention"),
        ("Attention", 123, "Deck::123 Attention"),
        ("std::vector", 1, "Deck::01 std:vector"),
        ("::  a  b ::", 1, "Deck::01 a b"),
        ("注意力", 1, "Deck::01 注意力"),
        ("", 1, "Deck::01"),
    ],
)
def test_a_section_is_a_subdeck_with_two_digits(title: str, index: int, name: str) -> None:
    assert deck_name("Deck", Section(title, "slug", index, PLACE)) == name


def test_without_a_section_or_subdecks_a_note_is_in_the_deck_itself() -> None:
    assert deck_name("Deck", None) == "Deck"
    assert deck_name("Deck", Section("A", "a", 1, PLACE), subdecks=False) == "Deck"
