"""Study order and deck names."""

from itertools import product

import pytest
from build_deck.compose.order import study_order, subdeck_name
from build_deck.errors import Location
from build_deck.model import Difficulty, NoteId, NoteSource, Rarity, Section

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
        ("Attention", 3, "03 Attention"),
        ("Attention", 12, "12 Attention"),
        ("Attention", 123, "123 Attention"),
        ("std::vector", 1, "01 std:vector"),
        ("::  a  b ::", 1, "01 a b"),
        ("注意力", 1, "01 注意力"),
        ("", 1, "01"),
    ],
)
def test_a_section_is_a_subdeck_with_two_digits(title: str, index: int, name: str) -> None:
    assert subdeck_name(Section(title, "slug", index, PLACE), index) == name
