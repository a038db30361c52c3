"""A deck's style paints its own cards and no other deck's, in each version of real Anki."""

import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from build_deck.commands.build import BuildOptions, build
from learner import Learner
from support import write_files

DECK = "id: {id}\neditions:\n  en: {{lang: en, title: Deck {id}}}\n"
RED = 'colours: {accent: "#ff0000"}\n'
NOTE = "### Why {word}? {{#{word}}}\n\n**Answer:** {answer}\n\n"


Publish = Callable[..., Path]


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publish:
    """What gives the package of a deck with one note, a day after the one before; later than whatever a learner did."""
    monkeypatch.chdir(tmp_path)
    times: Iterator[int] = count(int(time.time()) - 200_000, 86_400)

    def published(id_: str, colours: str = "", answer: str = "A.") -> Path:
        yaml, text = DECK.format(id=id_) + colours, NOTE.format(word=id_, answer=answer)
        write_files(Path(), {f"{id_}/deck.yaml": yaml, f"{id_}/en/1.md": text})
        build(Path(id_), BuildOptions(), lambda _: None, now=next(times))
        return Path(f"dist/{id_}-en.apkg").absolute()

    return published


def looks(learner: Learner) -> dict[str, bool]:
    """Whether each deck's card is painted red."""
    return {n["fields"]["Id"]: "#ff0000" in learner.call("shown", guid)[0][1] for guid, n in learner.notes().items()}


def test_a_deck_with_colours_paints_no_other(learner: Learner, publish: Publish) -> None:
    """Whichever comes last."""
    plain, red = publish("plain"), publish("red", RED)
    for package in (plain, red, plain):
        learner.imports(package)
    assert looks(learner) == {"plain": False, "red": True}
    assert sorted(learner.call("notetypes")) == ["build-deck Q&A", "build-deck Q&A (red)"]
    assert learner.imports(publish("red", RED, "Better.")) == {"updated": 1}
    assert learner.imports(publish("red", "", "Best.")) == {"updated": 1}
    assert looks(learner) == {"plain": False, "red": False}
    assert learner.call("faults") == []


def test_a_deck_that_learners_have_keeps_its_notetype(learner: Learner, publish: Publish) -> None:
    """With another, Anki would take no update of its notes."""
    learner.imports(publish("old"))
    assert learner.imports(publish("old", RED, "Better.")) == {"updated": 1}
    assert looks(learner) == {"old": True}
    assert list(learner.call("notetypes")) == ["build-deck Q&A"]


def test_a_deck_whose_lock_was_lost_keeps_the_shared_notetype(learner: Learner, publish: Publish) -> None:
    learner.imports(publish("old"))
    Path("old/snippets/recorded").mkdir(parents=True)
    Path("old/deck.lock").unlink()
    learner.imports(publish("old", RED, "Better."))
    assert list(learner.call("notetypes")) == ["build-deck Q&A"]
