"""Whatever becomes of an author's headings, a learner's decks stay as they are, in each version of real Anki."""

from pathlib import Path

import pytest
from learner import Learner
from support import run_command, write_files

DECK = "id: d\neditions:\n  en: {lang: en, title: My deck}\n"


def section(title: str, *questions: str) -> str:
    """A section with a question that keeps its id for each word."""
    return f"## {title}\n\n" + "".join(f"### Why {word}? {{#{word}}}\n\n**Answer:** A.\n\n" for word in questions)


def publish(text: str, title: str = "My deck") -> Path:
    """The package of this source."""
    write_files(Path(), {"deck/deck.yaml": DECK.replace("My deck", title), "deck/en/1.md": text})
    result = run_command()
    assert result.status == 0, result.stderr
    return Path("dist/d-en.apkg").absolute()


def homes(learner: Learner) -> dict[str, str]:
    """Each note's deck, by its question."""
    return {note["fields"]["Id"]: note["cards"][0]["deck"] for note in learner.notes().values()}


def test_sections_that_come_move_and_are_reworded_split_nobodys_decks(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    learner.imports(publish(section("Alpha", "a") + section("Beta", "b")))
    first = {"a": "My deck::01 Alpha", "b": "My deck::02 Beta"}
    assert homes(learner) == first
    learner.call("answer", "My deck", 2)
    learner.imports(
        publish(section("Intro", "i") + section("Beta, reworded", "b", "b2") + section("Alpha", "a"), "Ours")
    )
    assert homes(learner) == {**first, "i": "My deck::03 Intro", "b2": "My deck::02 Beta"}
    decks = ["My deck", "My deck::01 Alpha", "My deck::02 Beta", "My deck::03 Intro"]
    assert [deck for deck in learner.call("decks") if deck != "Default"] == decks
    assert learner.call("reviews") == 2
    assert learner.call("faults") == []
