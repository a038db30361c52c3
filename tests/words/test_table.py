"""A label language is a row of words/languages.yaml, and nothing else."""

from collections.abc import Iterator
from typing import Any

import pytest
from build_deck.model import Difficulty, Rarity
from build_deck.words import taxonomy
from parse.reading import read

ESPERANTO: dict[str, Any] = {
    "name": "Esperanto",
    "labels": {
        "answer": ["Respondo"],
        "rarity": ["Ofteco"],
        "difficulty": ["Malfacileco"],
        "tags": ["Etikedoj"],
        "source": ["Fonto"],
        "hint": ["Konsileto"],
    },
    "rarity": {"very-common": ["Tre ofta"], "common": ["Ofta"], "uncommon": ["Neofta"], "rare": ["Malofta"]},
    "difficulty": {"easy": ["Facila"], "medium": ["Meza"], "hard": ["Malfacila"]},
    "question": ["Demando"],
    "counted": ["demandoj"],
    "filler": ["kio", "estas"],
}


def _forget() -> None:
    for kept in vars(taxonomy).values():
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()


@pytest.fixture
def with_esperanto(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    rows = taxonomy._rows()
    new = {**rows, "eo": {**ESPERANTO, "words": rows["en"]["words"]}}
    monkeypatch.setattr(taxonomy, "_rows", lambda: new)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


@pytest.mark.usefixtures("with_esperanto")
def test_a_row_of_its_own_is_read_and_shown() -> None:
    text = "### Kio estas tio? {#k}\nAntaŭe.\n\n**Respondo:** Tio.\n\n**Ofteco:** Tre ofta **Malfacileco:** Facila\n"
    document = read(text, lang="eo")
    (note,) = document.notes
    assert document.problems == ()
    assert (note.rarity, note.difficulty) == (Rarity.VERY_COMMON, Difficulty.EASY)
    assert [token.content for token in note.front if token.type == "inline"] == ["Antaŭe."]
    assert taxonomy.language("eo").badge(Rarity.VERY_COMMON) == "Tre ofta"
