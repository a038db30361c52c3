"""A notetype is a row: a class on a question asks for it, and its fields say what they say in every other."""

from pathlib import Path

import pytest
from build_deck import build
from build_deck.errors import BuildDeckError
from build_deck.model import Field, Notetype, NotetypeName, Template
from build_deck.notetypes import NOTETYPES
from support import open_package, write_files

MIRRORED = Notetype(
    id=1_763_000_000_009,
    name="Test mirrored",
    fields=tuple(Field(name, 9_000_000_001 + at) for at, name in enumerate(("Question", "Answer", "Id", "Spare1"))),
    templates=(
        Template("Forward", 9_100_000_001, "{{Question}}", "{{Question}} <hr> {{Answer}}"),
        Template("Backward", 9_100_000_002, "{{Answer}}", "{{Answer}} <hr> {{Question}}"),
    ),
    css="",
    mark="mirrored",
)
NOTES = """\
# Deck

### Which optimiser? {#which .mirrored .own-tag}

**AdamW**

### Why? {#why}

Because.
"""


@pytest.fixture
def _with_a_row_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(NOTETYPES, NotetypeName("mirrored"), MIRRORED)


@pytest.mark.usefixtures("_with_a_row_of_its_own")
def test_a_row_of_its_own_is_built_and_arrives(tmp_path: Path) -> None:
    """Twice, so that the lock is read back with it."""
    write_files(tmp_path, {"deck.md": NOTES})
    build("deck.md")
    write_files(tmp_path, {"deck.md": NOTES.replace("Because", "Since")})
    (package,) = build("deck.md").packages

    with open_package(package.path) as collection:
        (note_id,) = collection.find_notes('note:"Test mirrored"')
        note = collection.get_note(note_id)
        assert dict(note.items()) == {
            "Question": "Which optimiser?",
            "Answer": "<p><strong>AdamW</strong></p>",
            "Id": "which",
            "Spare1": "",
        }
        assert note.tags == ["own-tag"]
        assert [card.template()["name"] for card in note.cards()] == ["Forward", "Backward"]
    assert ", notetype: mirrored, " in (tmp_path / "deck.lock").read_text("utf-8")


@pytest.mark.usefixtures("_with_a_row_of_its_own")
def test_what_a_row_has_no_field_for_is_an_error(tmp_path: Path) -> None:
    text = "# Deck\n\n### Q? {#q .mirrored}\n\nA\n\n```python predict\n1 + 1\n```\n\n```output\n2\n```\n"
    write_files(tmp_path, {"deck.md": text})

    with pytest.raises(BuildDeckError) as caught:
        build("deck.md")

    assert (
        "deck.md:7:1: error[predict-in-cloze]: A mirrored note can have no predict card. Make a note of its own"
    ) in str(caught.value)


def test_without_the_row_its_class_is_a_tag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {"deck.md": NOTES})
    (package,) = build("deck.md").packages

    with open_package(package.path) as collection:
        (note_id,) = collection.find_notes("tag:mirrored")
        assert collection.get_note(note_id).tags == ["mirrored", "own-tag"]
