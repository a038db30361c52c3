"""The deck of each language's page in docs/languages builds and verifies, every output pinned."""

import shutil
from pathlib import Path

import build_deck
import pytest
from build_deck import runtimes

PAGES = Path(__file__).parents[2] / "docs" / "languages"
DECKS = sorted((PAGES / "decks").glob("*.md"))


@pytest.mark.parametrize("deck", DECKS, ids=lambda file: file.stem)
def test_the_deck_of_a_page_holds(deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Built from nothing, with every fence that a language has a row for; pins only, so that any version's tool will do."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(deck, tmp_path)
    built = build_deck.build(deck.name, output=tmp_path / "out.apkg", jobs=2)
    verified = build_deck.verify(deck.name, jobs=2)
    assert built.run == len(verified.snippets) >= 3
    assert {row.verdict.value for row in verified.snippets} == {"ok"}
    assert deck.stem in verified.environment.languages
    assert not built.warnings


def test_every_language_has_a_page_a_deck_and_a_row_in_the_table() -> None:
    table = (PAGES / "README.md").read_text("utf-8")
    for runtime in runtimes.RUNTIMES[1:]:
        assert f"`{' '.join((runtime.name, *runtime.aliases))}`" in table, runtime.name
        assert PAGES / "decks" / f"{runtime.name}.md" in DECKS


@pytest.mark.parametrize("deck", DECKS, ids=lambda file: file.stem)
def test_a_page_names_its_deck(deck: Path) -> None:
    page = "c" if deck.stem == "cpp" else deck.stem
    assert f"[decks/{deck.name}](decks/{deck.name})" in (PAGES / f"{page}.md").read_text("utf-8")
