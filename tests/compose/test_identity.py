"""Guids, by which learners' notes are found again."""

import json

import genanki
from build_deck.compose import guid
from build_deck.model import NoteId
from hypothesis import given
from hypothesis import strategies as st


def test_a_guid_is_of_deck_edition_and_id() -> None:
    """Frozen: another guid for the same note would give every learner a second copy."""
    assert guid("deck", "en", NoteId("attention")) == "Nkm.a{?ZoM"
    assert guid("deck", "zh", NoteId("注意力")) == "jy]M7K?jwS"
    apart = [("a", "b", "c"), ("a", "bc", ""), ("ab", "", "c"), ("a", 'b","', "c"), ("b", "a", "c")]
    assert len({guid(deck, edition, NoteId(note)) for deck, edition, note in apart}) == len(apart)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=3, max_size=3))
def test_a_guid_is_what_genanki_makes_of_the_same(names: list[str]) -> None:
    """Every package ever built has those."""
    deck, edition, note = names
    listed = json.dumps(names, ensure_ascii=False)
    assert guid(deck, edition, NoteId(note)) == genanki.guid_for(listed)
