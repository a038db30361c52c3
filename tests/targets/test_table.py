"""A target is a row: what it makes is asked for by its suffix."""

from pathlib import Path

import pytest
from build_deck import build
from build_deck.compose import ComposedEdition
from build_deck.errors import UsageError
from build_deck.targets import TARGETS, Target
from support import write_files


def questions(edition: ComposedEdition) -> bytes:
    """A line a note."""
    return "".join(f"{note.due} {note.fields['Question']}\n" for note in edition.notes).encode()


def test_a_row_of_its_own_is_built_where_output_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(TARGETS, ".txt", Target("questions", ".txt", questions))
    write_files(tmp_path, {"deck.md": "# Deck\n\n### 1. A? {#a}\n\nB\n\n### 2. C? {#c rarity=common}\n\nD\n"})

    built = build("deck.md", output="out/list.txt")

    assert [package.path for package in built.packages] == [Path("out/list.txt")]
    assert (tmp_path / "out" / "list.txt").read_text("utf-8") == "2 A?\n1 C?\n"


def test_without_its_row_a_name_of_that_kind_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {"deck.md": "# Deck\n\n### 1. A? {#a}\n\nB\n"})
    with pytest.raises(UsageError, match=r"list\.txt ends in \.txt, which is no kind of package\."):
        build("deck.md", output="list.txt")
    assert not Path("list.txt").exists()
