"""A cloze note has the cards that Anki itself would make of it."""

from pathlib import Path

import pytest
from author import composed, make
from build_deck.model import NotetypeName
from build_deck.targets.apkg import pack
from support import open_package

TEXTS = [
    "{{c1::a}}",
    "{{c1::outer {{c2::inner}} end}}",
    "{{c1::a {{c2::b {{c3::c}}}}}}",
    "{{c2::a {{c2::b}} {{c1::c}}}} {{c4::d}}",
    "{{c1::a {{c2::b::a hint}} c::another hint}}",
    "{{c1::a}} {{c2::open",
    "{{c1::a {{c2::open}}",
    "}} {{c1::a}} }}",
    "{{c1::a {{c2::b}} {{c3::c}}",
]


@pytest.mark.parametrize("text", TEXTS)
def test_nested_gaps_give_as_many_cards_as_anki_makes(text: str, tmp_path: Path) -> None:
    package = tmp_path / "deck.apkg"
    package.write_bytes(pack(composed(make("c", notetype=NotetypeName("cloze"), fields={"Question": text}))))
    with open_package(package) as collection:
        (note,) = (collection.get_note(note_id) for note_id in collection.find_notes(""))
        ours = sorted(card.ord for card in note.cards())
        assert ours == sorted(number - 1 for number in note.cloze_numbers_in_fields())
