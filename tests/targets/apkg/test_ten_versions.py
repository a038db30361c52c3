"""Ten versions of a deck, built from its Markdown, in the collection of someone who lives with it: each version of real Anki.

The author's first six versions are older than whatever the learner does, the others newer.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from build_deck.commands.build import BuildOptions, build
from build_deck.compose import guid
from build_deck.model import EditionName, NoteId
from learner import Learner
from support import write_files

HOUR = 3_600
SCHEDULING = ("id", "ord", "type", "queue", "due", "ivl", "factor", "reps", "lapses", "left", "flag")
TYPED = "What comes?"
STEPS = 10


@dataclass(frozen=True)
class Told:
    """A version of the deck, and what its author was told."""

    package: Path
    warnings: tuple[str, ...]


def deck_yaml(version: int) -> str:
    """A colour from version 8 on, another title in the last."""
    title = "Deck" if version < 10 else "The deck"
    return f"id: ten\neditions:\n  en: {{lang: en, title: {title}}}\n" + (
        "colours: {accent: navy}\n" if version >= 8 else ""
    )


def markdown(version: int) -> str:
    """What the author has written by then."""
    note = "### {0} {{#{1}}}\n\n{2}\n".format
    basics = [
        note("Studied?", "studied", f"Text {version}."),
        note("Suspended?", "suspended", f"Text {version >= 6}."),
        *([note("Leaving?", "leaving", "Here.")] if version not in range(6, 9) else []),
        note("Gaps?", "gaps .cloze", "==One== and ==two=={c2}." if version >= 3 else "==One== and two."),
        note(TYPED, "typed", f"See.\n\n```python predict{'=type' * (version >= 5)}\nprint(6 * 7)\n```"),
        *([note("Moved?", "moved", "Where?")] if version < 5 else []),
    ]
    methods = [
        note("Steady?", "steady", "Always the same."),
        note("Edited?", "edited", f"Text {(version >= 4) + (version >= 9)}."),
        note("Filtered?", "filtered", f"Text {version // 7}."),
        *([note("Moved?", "moved", "Where?")] if version >= 5 else []),
        *(
            note(f"New in {number}?", f"new{number}", f"Text {version - number > 1}.")
            for number in range(2, version + 1)
        ),
    ]
    intro = ["## Intro\n", note("What is it about?", "about", "This.")] if version >= 4 else []
    basics_title = "Basics" if version < 7 else "Foundations"
    return "\n".join([*intro, f"## {basics_title}\n", *basics, "## Methods\n", *methods])


@pytest.fixture(scope="session")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Mapping[int, Told]:
    """The packages, from 1 to 10."""
    folder, made = tmp_path_factory.mktemp("ten"), {}
    first = int(time.time()) - 5 * HOUR - HOUR // 2
    for version in range(1, STEPS + 1):
        write_files(folder, {"deck.yaml": deck_yaml(version), "en/deck.md": markdown(version)})
        options = BuildOptions(output=folder / f"{version}.apkg")
        result = build(folder, options, lambda _event: None, now=first + (version - 1) * HOUR)
        made[version] = Told(result.packages[0].path, tuple(problem.code for problem in result.warnings))
    return made


def of(name: str) -> str:
    """The guid of a note."""
    return guid("ten", EditionName("en"), NoteId(name))


def scheduled(notes: Mapping[str, Any]) -> dict[str, Any]:
    """All scheduling, by guid."""
    return {key: [[card[name] for name in SCHEDULING] for card in note["cards"]] for key, note in notes.items()}


def decks_of(notes: Mapping[str, Any], name: str) -> set[str]:
    """Where a note's cards are."""
    return {card["deck"] for card in notes[of(name)]["cards"]}


def says(notes: Mapping[str, Any], name: str) -> str:
    """A note's answer."""
    text: str = notes[of(name)]["fields"]["Answer"]
    return text


def live(learner: Learner, version: int) -> None:
    """What the learner does before the next version comes."""
    if version == 1:
        learner.call("answer", "Deck", 6)
        learner.call("edit", of("steady"), {"Answer": "My own words."}, ["mine"])
        learner.call("edit", of("edited"), {"Answer": "Mine, too."}, ["mine"])
        learner.call("suspend", of("suspended"))
        learner.call("move", of("moved"), "Elsewhere")
    elif version == 3:
        learner.call("rename", "Deck::01 Basics", "Deck::First things")
    elif version == 6:
        learner.call("filter", "Cram", "filtered or studied")
    elif version == 8:
        learner.call("unfilter", "Cram")
    else:
        learner.call("answer", "Deck::02 Methods", 1)


def test_a_life_with_ten_versions(versions: Mapping[int, Told], learner: Learner) -> None:
    """No card is lost, doubled or rescheduled; what the learner did stays, and what the author did later arrives."""
    before: dict[str, Any] = {}
    for version in range(1, STEPS + 1):
        counts = learner.imports(versions[version].package)
        assert "conflicting" not in counts
        notes = learner.notes()
        now = scheduled(notes)
        assert {key: now[key][: len(cards)] for key, cards in before.items()} == before
        assert says(notes, "steady") == "My own words." or version == 1
        if 1 < version < 9:
            assert says(notes, "edited") == "Mine, too."
            assert "mine" in notes[of("edited")]["tags"]
        live(learner, version)
        before = scheduled(learner.notes())
    notes = learner.notes()
    names = ["steady", "edited", "studied", "suspended", "leaving", "gaps", "typed", "moved", "filtered", "about"]
    assert sorted(notes) == sorted(of(name) for name in [*names, *(f"new{number}" for number in range(2, 11))])
    # Whoever edits last has the note: version 9 changed the edited one, and nothing ever the steady one.
    assert (notes[of("steady")]["tags"], says(notes, "steady")) == (["mine", "section::methods"], "My own words.")
    assert (notes[of("edited")]["tags"], says(notes, "edited")) == (["section::methods"], "<p>Text 2.</p>")
    assert says(notes, "studied") == "<p>Text 10.</p>"
    assert says(notes, "filtered") == "<p>Text 1.</p>"
    assert (says(notes, "suspended"), {card["queue"] for card in notes[of("suspended")]["cards"]}) == (
        "<p>Text True.</p>",
        {-1},
    )
    assert (says(notes, "leaving"), "retired" in notes[of("leaving")]["tags"]) == ("<p>Here.</p>", False)
    assert [card["ord"] for card in notes[of("gaps")]["cards"]] == [0, 1]
    assert [card["ord"] for card in notes[of("typed")]["cards"]] == [0, 1]
    assert notes[of("typed")]["fields"]["PredictTyped"] == "42"
    assert decks_of(notes, "moved") == {"Elsewhere"}
    assert decks_of(notes, "studied") == {"Deck::First things"}
    assert decks_of(notes, "filtered") == {"Deck::02 Methods"}
    assert decks_of(notes, "about") == {"Deck::03 Intro"}
    assert "--bd-accent: navy" in learner.call("notetypes")["build-deck Q&A"]["css"]
    assert sorted(learner.call("notetypes")) == ["build-deck Cloze", "build-deck Q&A"]
    assert learner.call("faults") == []


def test_a_second_profile_that_skips_versions(versions: Mapping[int, Told], learner: Learner, tmp_path: Path) -> None:
    """Who comes late, or skips, has at the end what a new learner has, and the reviews besides."""
    for version in (1, 5):
        learner.imports(versions[version].package)
        learner.call("answer", "Deck", 3)
    before = scheduled(learner.notes())
    assert "conflicting" not in learner.imports(versions[10].package)
    late = learner.notes()
    assert {key: scheduled(late)[key][: len(cards)] for key, cards in before.items()} == before
    assert learner.call("reviews") == 6
    learner.start(tmp_path / "new")
    learner.imports(versions[10].package)
    new = learner.notes()
    assert {key: (note["fields"], note["tags"]) for key, note in late.items()} == {
        key: (note["fields"], note["tags"]) for key, note in new.items()
    }
    assert {name for name in learner.call("decks") if name.startswith("Deck")} == {
        "Deck", "Deck::01 Basics", "Deck::02 Methods", "Deck::03 Intro",
    }  # fmt: skip


def test_what_an_author_is_told_on_the_way(versions: Mapping[int, Told]) -> None:
    """Whatever would move or split learners' decks, and what went."""
    style = {"missing-rarity", "missing-difficulty", "numbering"}
    told = {version: sorted({*each.warnings} - style) for version, each in versions.items()}
    assert {version: codes for version, codes in told.items() if codes} == {
        6: ["note-gone"],
        7: ["section-renamed"],
        8: ["section-renamed"],
        9: ["section-renamed"],
        10: ["deck-renamed", "section-renamed"],
    }


def test_through_a_server_to_a_second_client(versions: Mapping[int, Told], learner: Learner, tmp_path: Path) -> None:
    """An import is an ordinary change to Anki's own sync server: after the first time nothing is copied whole."""
    desktop, phone = tmp_path / "desktop", tmp_path / "phone"
    with learner.server(tmp_path / "server") as address:
        learner.start(desktop)
        learner.imports(versions[1].package)
        learner.call("answer", "Deck", 2)
        assert learner.call("sync", address, True).startswith("FULL")
        learner.start(phone)
        assert learner.call("sync", address).startswith("FULL")
        for version in (4, 5, 7, 10):
            learner.call("answer", "Deck", 1)
            assert learner.call("sync", address) in ("NO_CHANGES", "NORMAL_SYNC")
            learner.start(desktop)
            assert learner.call("sync", address) in ("NO_CHANGES", "NORMAL_SYNC")
            learner.imports(versions[version].package)
            assert learner.call("sync", address) in ("NO_CHANGES", "NORMAL_SYNC")
            at_desk = learner.notes(), learner.call("notetypes"), learner.call("reviews")
            learner.start(phone)
            assert learner.call("sync", address) in ("NO_CHANGES", "NORMAL_SYNC")
            assert (learner.notes(), learner.call("notetypes"), learner.call("reviews")) == at_desk
    assert learner.call("reviews") == 6
    assert learner.call("faults") == []
